"""The statistics of a Time Release Study: mean, median, mode, P90, range and outliers of durations."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from liandong.diagnosis.reading import Reading, mean, total
from liandong.profile import buckets

#: A class of the mode is this many 1 % buckets: its upper limit is about a fifth above its lower one.
MODE_BUCKETS = 10
#: Tukey's fence, on the logarithm of the duration.
FENCE = 1.5
#: What a target may be set for: the whole case (``""``), or a segment (source, target).
Targets = Mapping[str | tuple[str, str], float]


def statistics(reading: Reading, sums: pl.DataFrame, shape: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Every figure of the study for each group: from exact sums (n, mean) and from the shape (all else)."""
    times = reading.quantiles(shape, by, (0.25, 0.5, 0.75, 0.9))
    frame = total(sums, by).with_columns(mean_seconds=mean()).join(times, on=by, how="left")
    for part in (_range, _mode, _outliers):
        frame = frame.join(part(reading, shape, by), on=by, how="left")
    frame = frame.sort(by)
    rest = pl.col("seconds") - pl.col("outlier_seconds"), pl.col("n") - pl.col("outliers")
    return frame.with_columns(mean_without_seconds=rest[0] / rest[1])


def _range(reading: Reading, shape: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """The values of the lowest and highest bucket taken, within 1 % as all."""
    ends = shape.group_by(by).agg(low=pl.col("bucket").min(), high=pl.col("bucket").max())
    low, high = (buckets.value(ends[side].to_numpy(), reading.width) for side in ("low", "high"))
    return ends.select(by).with_columns(min_seconds=pl.Series(low), max_seconds=pl.Series(high))


def _mode(reading: Reading, shape: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """The limits of the class with most cases, and the share it has; the shorter of equals."""
    step = max(1, MODE_BUCKETS // reading.width)
    classes = shape.with_columns(pl.col("bucket") // step).group_by(*by, "bucket").agg(pl.col("n").sum())
    ordered = classes.sort([*by, "n", "bucket"], descending=[False] * len(by) + [True, False])
    top = ordered.group_by(by, maintain_order=True).agg(
        pl.col("bucket").first(), mode_share=pl.col("n").first() / pl.col("n").sum()
    )
    low, high = buckets.edges(top["bucket"].to_numpy(), step * reading.width)
    return top.drop("bucket").with_columns(mode_low_seconds=pl.Series(low), mode_high_seconds=pl.Series(high))


def _outliers(reading: Reading, shape: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Durations above the fence ``Q3 + 1.5 (Q3 - Q1)`` of the logarithm: how many, and the figures without
    them.

    Buckets are equal steps of the logarithm, so the fence is drawn on their numbers. None where Q1 = Q3.
    """
    cells = shape.group_by(*by, "bucket").agg(pl.col("n").sum()).sort(*by, "bucket")
    seconds = pl.Series("seconds", buckets.value(cells["bucket"].to_numpy(), reading.width))
    reached, size = pl.col("n").cum_sum().over(by), pl.col("n").sum().over(by)
    low, high = (pl.col("bucket").filter(reached >= (size * q).ceil()).first().over(by) for q in (0.25, 0.75))
    cells = cells.with_columns(seconds, low=low, high=high).with_columns(
        fence=pl.when(pl.col("high") > pl.col("low")).then(
            pl.col("high") + FENCE * (pl.col("high") - pl.col("low"))
        )
    )
    is_out = (pl.col("bucket") > pl.col("fence")).fill_null(value=False)
    kept = cells.filter(~is_out)
    weight = pl.col("n") * pl.col("seconds")
    counts = cells.group_by(by, maintain_order=True).agg(
        outliers=pl.col("n").filter(is_out).sum(),
        outlier_seconds=weight.filter(is_out).sum(),
        fence=pl.col("fence").first(),
    )
    median = reading.quantiles(kept, by, (0.5,)).rename({"median_seconds": "median_without_seconds"})
    limit = np.exp(np.log(buckets.GAMMA) * ((counts["fence"].to_numpy() + 1) * reading.width - 1))
    fence = pl.Series("fence_seconds", limit).fill_nan(None)
    counts = counts.drop("fence").with_columns(fence)
    return counts.join(median, on=by)


def within(shape: pl.DataFrame, by: list[str], width: int) -> pl.DataFrame:
    """The share of durations up to ``target_seconds``, a column of the shape: ``within_target``."""
    low, high = buckets.edges(shape["bucket"].to_numpy(), width)
    sides = shape.with_columns(low=pl.Series(low, dtype=pl.Float64), high=pl.Series(high, dtype=pl.Float64))
    part = ((pl.col("target_seconds") - pl.col("low")) / (pl.col("high") - pl.col("low"))).clip(0, 1)
    cells = sides.with_columns(part=part * pl.col("n")).sort(*by, "bucket")
    return cells.group_by(by, maintain_order=True).agg(within_target=pl.col("part").sum() / pl.col("n").sum())
