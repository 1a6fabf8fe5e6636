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
#: Shapes with more rows are added up by a compiled loop.
_MANY = 1 << 20
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
    found = quantiles(
        counts.select(pl.lit(0).alias("all"), "bucket", "n"),
        ["all"],
        (q,),
        width=width,
        interpolate=interpolate,
    )
    return found[quantile_name(q)].item() if found.height else None


def quantiles(
    counts: pl.DataFrame, by: list[str], qs: tuple[float, ...], *, width: int = 1, interpolate: bool = True
) -> pl.DataFrame:
    """``n`` and one column a quantile for each group, in seconds, sorted by group; see ``quantile``.

    >>> counts = pl.DataFrame({"zone": ["a", "a", "b"], "bucket": [35, 569, 0], "n": [1, 1, 1]})
    >>> quantiles(counts, ["zone"], (0.5,)).rows()
    [('a', 2, 43356.193), ('b', 1, 0.0)]
    """
    groups, starts, places = _grouped(counts, by)
    cells = _cells(starts, places, counts["bucket"].to_numpy(), counts["n"].to_numpy(), groups.height)
    sizes = np.bincount(cells[0], cells[2], minlength=groups.height).astype(np.int64)
    groups = groups.with_columns(n=pl.Series(sizes))
    reached, before = np.cumsum(cells[2]), np.cumsum(sizes) - sizes
    seconds = value(cells[1], width)
    columns = []
    for q in qs:
        low, high, rest = _places(sizes, q, interpolate=interpolate)
        below, above = (seconds[np.searchsorted(reached, before + rank + 1)] for rank in (low, high))
        columns.append(
            pl.Series(quantile_name(q), (below + (above - below) * rest).round(3), dtype=pl.Float64)
        )
    return groups.with_columns(columns)


def _grouped(counts: pl.DataFrame, by: list[str]) -> tuple[pl.DataFrame, np.ndarray, np.ndarray]:
    """The distinct keys, sorted; where runs of rows with one key begin, and the place of each run's key.

    A shape lists bucket after bucket of each key, so there are far fewer runs than rows.
    """
    is_new = np.zeros(counts.height, dtype=bool)
    is_new[:1] = True
    for name in by:
        column = counts[name]
        codes = (
            (column.cast(pl.Categorical) if column.dtype == pl.String else column).to_physical().to_numpy()
        )
        is_new[1:] |= codes[1:] != codes[:-1]
    starts = np.flatnonzero(is_new)
    heads = counts.select(by)[starts]
    groups = heads.unique().sort(by)
    numbered = groups.with_row_index("_place")
    places = heads.join(numbered, on=by, how="left", nulls_equal=True, maintain_order="left")["_place"]
    return groups, starts, places.cast(pl.Int64).to_numpy()


def _cells(
    starts: np.ndarray, places: np.ndarray, bucket: np.ndarray, n: np.ndarray, groups: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Group, bucket and count of the cells that are not empty, in order.

    By one histogram unless that is much larger than the rows. Rows enough to take longer than starting numba does are
    left to it: numpy would write three numbers for each of them before it adds one.
    """
    width = int(bucket.max(initial=0)) + 1
    is_dense = groups * width <= max(4 * len(n), 1 << 20)
    if is_dense and len(n) > _MANY:
        from liandong.profile.histogram import histogram

        counts = histogram(starts, places, bucket, n, np.zeros(groups * width, dtype=np.int64))
    else:
        keys = np.repeat(places * width, np.diff(starts, append=len(n))) + bucket
        if not is_dense:
            rows = pl.DataFrame({"key": keys, "n": n}).group_by("key").agg(pl.col("n").sum()).sort("key")
            return *np.divmod(rows["key"].to_numpy(), width), rows["n"].to_numpy()
        counts = np.bincount(keys, n, minlength=groups * width).astype(np.int64)
    cells = np.flatnonzero(counts)
    return *np.divmod(cells, width), counts[cells]


def quantile_name(q: float) -> str:
    """The column that holds a quantile: ``median_seconds``, ``p90_seconds``."""
    return "median_seconds" if q == 0.5 else f"p{q * 100:g}_seconds"


def _places(sizes: np.ndarray, q: float, *, interpolate: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The ranks (from 0) below and above the quantile of groups of these sizes, and how far it lies between them."""
    if not interpolate:
        kth = np.maximum(np.ceil(sizes * q - 1e-9), 1) - 1
        return kth, kth, np.zeros(len(sizes))
    place = (sizes - 1) * q
    # A hair of tolerance, so that a place like 2.9999999999 counts as the whole number it is.
    low, high = np.floor(place + 1e-9), np.ceil(place - 1e-9)
    return low, high, np.clip(place - low, 0, None)


def share_within(counts: pl.DataFrame, seconds: float, *, width: int = 1) -> float | None:
    """The share of ``n`` in buckets up to ``seconds``; the bucket that straddles it counts by the part below."""
    if not counts.height:
        return None
    low, high = edges(counts["bucket"].to_numpy(), width)
    part = np.clip((seconds - low) / (high - low), 0, 1)
    return float((part * counts["n"].to_numpy()).sum() / counts["n"].sum())
