"""Noise on counts: the discrete Laplace distribution, so that counts stay whole numbers.

What is protected is a case: one case more or less changes the noisy counts' distribution by a factor of at most e^ε
(Dwork and Roth, 2014; Ghosh, Roughgarden and Sundararajan, 2012). How much one case can change a table is its
*sensitivity*: 1 for tables of cases, and for tables of steps the number of steps a case may have at most. That bound is
set by who shares, before looking; a log with longer cases is refused, as counts can no more be clipped case by case.

ε is split evenly over the tables that are noised. Sums of seconds are not: they follow from the noisy buckets, and
tables that follow from others (``variant``, ``daily``) or would need noise of their own (``handover``) are left out.
Which cells there are was decided by exact counts under k, which ε does not cover; the data sheet says so.

Noise is drawn by OpenDP (an extra, ``liandong[privacy]``), whose sampler is exact: no floating point tells the count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from liandong.errors import ExtraMissing

#: Gives the counts with discrete Laplace noise of that scale.
Noiser = Callable[[Sequence[int], float], list[int]]
#: The tables that get noise of their own, and whether a case has one count in them or one a step.
NOISED = {"follows": True, "case": False, "follows_shape": True, "case_shape": False, "work": True,
          "work_shape": True, "arrival": False, "presence": True}  # fmt: skip


def opendp_noise(counts: Sequence[int], scale: float) -> list[int]:
    """The counts with noise drawn by OpenDP. Raises ExtraMissing."""
    try:
        import opendp.prelude as dp
    except ImportError:
        raise ExtraMissing(what="--epsilon", module="opendp", extra="privacy") from None
    dp.enable_features("contrib")
    space = dp.vector_domain(dp.atom_domain(T="i64")), dp.l1_distance(T="i64")
    draw = dp.m.make_laplace(*space, scale=scale)
    return [int(count) for count in draw(list(counts))] if counts else []


def scale_of(table: str, epsilon: Decimal, steps: int, tables: int, clocks: int) -> tuple[int, float]:
    """The sensitivity of a table, and the scale of its noise where ε is split over ``tables`` tables."""
    sensitivity = (steps + 1 if NOISED[table] else 1) * (clocks if table.endswith("_shape") else 1)
    return sensitivity, sensitivity * tables / float(epsilon)
