"""How much of marked time the law prescribes: all of it, or the part up to the clause's limit."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import polars as pl

from liandong.diagnosis.words import Clock
from liandong.profile.buckets import value
from liandong.profile.statutory import Mark

DAY = 86_400
#: A limit in working days is shown in days at seven for five, and the other way round.
DAYS_A_WORKING_DAY = 7 / 5
_SCHEMA = {"source": pl.String, "activity": pl.String, "limit": pl.Float64}


def limit_seconds(mark: Mark, clock: Clock) -> float:
    """The limit of a mark on this clock; infinite where it has none.

    >>> limit_seconds(Mark(activity="公示", clause="条例第8条", days=20), Clock()) / DAY
    20.0
    """
    if clock.is_working:
        days = mark.working_days or mark.days / DAYS_A_WORKING_DAY
        return days * clock.day_seconds or math.inf
    return (mark.days or mark.working_days * DAYS_A_WORKING_DAY) * DAY or math.inf


def within_limit(shape: pl.DataFrame, marks: Iterable[Mark], clock: Clock, width: int) -> pl.DataFrame:
    """The share of time within the limit for each key of a shape of statutory time: column ``within``.

    The shape has the columns source, activity, bucket and n, and any further key columns.
    """
    keys = [name for name in shape.columns if name not in ("bucket", "n")]
    seconds = pl.Series("seconds", value(shape["bucket"].to_numpy(), width), dtype=pl.Float64)
    cells = _with_limit(shape.with_columns(seconds), marks, clock).sort(*keys, "bucket")
    spent, prescribed = pl.col("seconds") * pl.col("n"), pl.min_horizontal("seconds", "limit") * pl.col("n")
    sums = cells.group_by(keys, maintain_order=True).agg(spent=spent.sum(), prescribed=prescribed.sum())
    return sums.select(
        *keys, within=pl.when(pl.col("spent") > 0).then(pl.col("prescribed") / pl.col("spent")).otherwise(1.0)
    )


def _with_limit(cells: pl.DataFrame, marks: Iterable[Mark], clock: Clock) -> pl.DataFrame:
    """The limit of each cell: that of its edge, else that of its activity; the shorter of two."""
    rows = [(mark.source, mark.activity or mark.target, limit_seconds(mark, clock)) for mark in marks]
    limits = (
        pl.DataFrame(rows, schema=_SCHEMA, orient="row")
        .group_by("source", "activity")
        .agg(pl.col("limit").min())
    )
    edge, activity = (
        limits.filter(pl.col("source") != ""),
        limits.filter(pl.col("source") == "").drop("source"),
    )
    cells = cells.join(edge, on=["source", "activity"], how="left").join(
        activity, on="activity", how="left", suffix="_all"
    )
    return cells.with_columns(limit=pl.coalesce("limit", "limit_all").fill_null(np.inf)).drop("limit_all")
