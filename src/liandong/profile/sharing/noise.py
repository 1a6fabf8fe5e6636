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
from dataclasses import replace
from decimal import Decimal

import polars as pl

from liandong.errors import ExtraMissing
from liandong.profile import buckets
from liandong.profile.sharing.release import Noise
from liandong.profile.sharing.suppress import days
from liandong.profile.tables import CLOCK_TIME, TABLES, WORKING_TIME, add_up
from liandong.profile.value import Profile

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


def noised(
    profile: Profile, k: int, epsilon: Decimal, steps: int, draw: Noiser
) -> tuple[Profile, tuple[Noise, ...]]:
    """The profile with noise on every count, none below ``k``, and what was added to each table."""
    tables = dict(profile.tables)
    names = [name for name in NOISED if tables[name].height]
    clocks = 2 if profile.settings.calendar else 1
    added = []
    for name in names:
        sensitivity, scale = scale_of(name, epsilon, steps, len(names), clocks)
        counts = draw(tables[name]["n"].to_list(), scale)
        tables[name] = tables[name].with_columns(
            n=pl.Series([max(k, count) for count in counts], dtype=pl.Int64)
        )
        added.append(Noise(name, str(epsilon / len(names)), sensitivity))
    for name in ("follows", "case", "work"):
        tables[name] = _timed_by_shape(tables[name], tables[f"{name}_shape"], profile.settings.bucket_width)
    unit = profile.settings.period
    tables |= {
        "variant": tables["case"].with_columns(variant=pl.lit(0)),
        "daily": days(tables["follows"], unit),
        "handover": tables["handover"].clear(),
    }
    working = bool(profile.settings.calendar)
    whole = {
        name: add_up(frame.select(list(TABLES[name].schema(working=working))), TABLES[name], working=working)
        for name, frame in tables.items()
    }
    return replace(profile, tables=whole), tuple(added)


def _timed_by_shape(rows: pl.DataFrame, shape: pl.DataFrame, width: int) -> pl.DataFrame:
    """The rows with sums of seconds that follow from the buckets of their names."""
    by = [key for key in shape.columns if key not in ("period", "clock", "bucket", "n")]
    shape = shape.with_columns(value=pl.Series(buckets.value(shape["bucket"].to_numpy(), width)))
    for clock, names in (("clock", CLOCK_TIME), ("working", WORKING_TIME)):
        if names[0] not in rows.columns:
            continue
        n, value = pl.col("n"), pl.col("value")
        means = (
            shape.filter(pl.col("clock") == clock)
            .group_by(by)
            .agg(((n * value**power).sum() / n.sum()).alias(f"mean{power}") for power in (1, 2))
        )
        rows = rows.join(means, on=by, how="left").with_columns(
            (pl.col(f"mean{power}").fill_null(0) * n)
            .round()
            .cast(pl.Int64)
            .cast(rows.schema[name])
            .alias(name)
            for power, name in enumerate(names, 1)
        )
        rows = rows.drop("mean1", "mean2")
    return rows
