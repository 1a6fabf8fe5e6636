"""Logarithmic buckets: every duration is known to within one per cent, and buckets add.

Bucket ``b`` holds the durations ``d`` with ``GAMMA**(b-1) < d <= GAMMA**b`` seconds, where ``GAMMA = 1.01/0.99``;
``b = ceil(ln(max(d, 1)) / ln(GAMMA))``, so bucket 0 holds everything up to one second. The value shown for a
bucket is off by at most 1 % (DDSketch: Masson, Rim & Lee, VLDB 2019). A logarithm may round either way at a
boundary, so all engines decide by one table of whole microseconds, ``BOUNDS``.

A profile may keep coarser buckets, ``b // width``: they nest, so coarse ones still add.
"""

from __future__ import annotations

from decimal import Decimal, getcontext, localcontext
from itertools import accumulate, repeat

import numpy as np
import polars as pl

GAMMA = 1.01 / 0.99
#: Buckets reach 10^11 seconds, more than 3,000 years.
COUNT = 1267


def _bounds() -> np.ndarray:
    """Upper bound of each bucket in whole microseconds, from exact decimals, so that no platform rounds it."""
    with localcontext(getcontext()) as context:
        context.prec = 60
        powers = accumulate(
            repeat(Decimal(101) / Decimal(99), COUNT - 1), Decimal.__mul__, initial=Decimal(1)
        )
        return np.array([int(power * 1_000_000) for power in powers], dtype=np.int64)


BOUNDS = _bounds()


def bucket(micros: np.ndarray) -> np.ndarray:
    """The bucket of each duration in microseconds, as int64.

    >>> bucket(np.array([0, 1_000_000, 2_000_000, 86_400_000_000])).tolist()
    [0, 0, 35, 569]
    """
    return np.searchsorted(BOUNDS, micros, side="left")


def value(buckets: np.ndarray, width: int = 1) -> np.ndarray:
    """The representative of each bucket in seconds: within 1 % of any duration in it (``width`` 1).

    >>> value(np.array([0, 35, 569])).round(1).tolist()
    [0.0, 2.0, 86710.4]
    """
    low, high = edges(buckets, width)
    return np.where(buckets == 0, 0.0, 2 * low * high / (low + high))


def edges(buckets: np.ndarray, width: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper limit of each bucket in seconds."""
    first = buckets.astype(np.float64) * width
    return np.where(first == 0, 0.0, GAMMA ** (first - 1)), GAMMA ** (first + width - 1)


def quantile(counts: pl.DataFrame, q: float, *, width: int = 1, interpolate: bool = True) -> float | None:
    """The ``q`` quantile in seconds of a frame with ``bucket`` and ``n``; ``None`` when it is empty.

    Interpolates between neighbouring cases as numpy, R (type 7) and Excel's PERCENTILE.INC do; with
    ``interpolate=False`` it is the k-th case, ``k = ceil(q n)``. Either way within 1 % (``width`` 1), or one second.

    >>> quantile(pl.DataFrame({"bucket": [35, 569], "n": [1, 1]}), 0.5)
    43356.193
    """
    cells = counts.group_by("bucket").agg(pl.col("n").sum()).sort("bucket")
    places = _positions(pl.lit(cells["n"].sum()), q, interpolate=interpolate)
    values = cells.select(_at(pl.col("n").cum_sum(), places, width)).to_series()
    return values.item() if cells.height else None


def quantiles(
    counts: pl.DataFrame, qs: list[float], by: list[str], *, width: int = 1, interpolate: bool = True
) -> pl.DataFrame:
    """``n`` and one column a quantile (``q0.5``) for each group, in seconds, sorted by group."""
    cells = counts.group_by(*by, "bucket").agg(pl.col("n").sum()).sort(*by, "bucket")
    total = pl.col("n").sum()
    reached = pl.col("n").cum_sum()
    columns = [
        _at(reached, _positions(total, q, interpolate=interpolate), width).alias(f"q{q:g}") for q in qs
    ]
    return cells.group_by(by, maintain_order=True).agg(total, *columns)


def share_within(counts: pl.DataFrame, seconds: float, *, width: int = 1) -> float | None:
    """The share of ``n`` in buckets up to ``seconds``; the bucket that straddles it counts by the part below."""
    if not counts.height:
        return None
    low, high = edges(counts["bucket"].to_numpy(), width)
    part = np.clip((seconds - low) / (high - low), 0, 1)
    return float((part * counts["n"].to_numpy()).sum() / counts["n"].sum())


def _positions(total: pl.Expr, q: float, *, interpolate: bool) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """The ranks (from 1) below and above the quantile, and how far it lies between them."""
    if not interpolate:
        kth = (total * q - 1e-9).ceil().clip(1)
        return kth, kth, pl.lit(0.0)
    position = (total - 1) * q
    below = (position + 1e-9).floor()
    rest = (position - below).clip(0)
    return below + 1, (position - 1e-9).ceil() + 1, rest


def _at(reached: pl.Expr, places: tuple[pl.Expr, pl.Expr, pl.Expr], width: int) -> pl.Expr:
    """The value at a place among buckets whose cumulative counts are ``reached``, to the millisecond."""
    below, above = (
        _value_of(pl.col("bucket").filter(reached >= place).first(), width) for place in places[:2]
    )
    return (below + (above - below) * places[2]).round(3)


def _value_of(bucket_: pl.Expr, width: int) -> pl.Expr:
    """``value`` as an expression."""
    table = pl.Series(value(np.arange(COUNT // width + 1), width))
    return bucket_.replace_strict(pl.Series(range(len(table))), table, return_dtype=pl.Float64, default=None)
