"""Quantiles of many groups at once: one search over the running count of all buckets."""

from __future__ import annotations

import numpy as np
import polars as pl

from liandong.profile import buckets


def quantile_name(q: float) -> str:
    """The column that holds a quantile: ``median_seconds``, ``p90_seconds``."""
    return "median_seconds" if q == 0.5 else f"p{q * 100:g}_seconds"


def group_quantiles(shape: pl.DataFrame, by: list[str], qs: tuple[float, ...], *, width: int) -> pl.DataFrame:
    """One column a quantile for each group of a shape, in seconds, interpolated as ``buckets.quantile`` does.

    >>> shape = pl.DataFrame({"zone": ["a", "a", "b"], "bucket": [35, 569, 0], "n": [1, 1, 1]})
    >>> group_quantiles(shape, ["zone"], (0.5,), width=1).rows()
    [('a', 43356.193), ('b', 0.0)]
    """
    cells = shape.group_by(*by, "bucket").agg(pl.col("n").sum()).sort(*by, "bucket")
    groups = cells.group_by(by, maintain_order=True).agg(pl.col("n").sum())
    reached, sizes = cells["n"].cum_sum().to_numpy(), groups["n"].to_numpy()
    before = np.cumsum(sizes) - sizes
    seconds = buckets.value(cells["bucket"].to_numpy(), width)
    columns = []
    for q in qs:
        place = (sizes - 1) * q
        # A hair of tolerance, so that a place like 2.9999999999 counts as the whole number it is.
        low, high = np.floor(place + 1e-9), np.ceil(place - 1e-9)
        below, above = (seconds[np.searchsorted(reached, before + rank + 1)] for rank in (low, high))
        values = below + (above - below) * np.clip(place - low, 0, None)
        columns.append(pl.Series(quantile_name(q), values.round(3), dtype=pl.Float64))
    return groups.select(by).with_columns(columns)
