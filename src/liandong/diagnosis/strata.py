"""The steps of a profile as comparable strata: like is compared with like.

A *step* is an activity: the time into it and, where start times exist, the work on it. A step takes longer
after one predecessor than after another, and for one type of object than for another, so each predecessor and type is a
stratum of its own; the work is one more.
Two sides are then compared stratum by stratum (direct standardisation), and a zone is not blamed for the mix
of cases it was given.
"""

from __future__ import annotations

import polars as pl

from liandong.diagnosis.limits import within_limit
from liandong.diagnosis.reading import SUMS, Reading, period_of, total
from liandong.profile.periods import Unit
from liandong.profile.tables import OTHER

STRATUM = ["activity", "is_work", "object_type", "source", "kind"]
STATUTORY = "statutory"


def executions(reading: Reading) -> pl.DataFrame:
    """The rows that strata are summed from, by zone, stratum and the profile's own period.

    Steps that a shared profile counts together as OTHER are not alike, so they are no stratum.
    """
    parts = [_flow(reading.flow), _work(reading.work)]
    rows = pl.concat([part.select("zone", "period", *STRATUM, *SUMS) for part in parts])
    return rows.filter((pl.col("source") != OTHER) & (pl.col("activity") != OTHER))


def strata(reading: Reading, rows: pl.DataFrame, unit: Unit) -> pl.DataFrame:
    """The rows summed by zone, stratum and period, with ``statutory``: the seconds that the law prescribes."""
    frame = total(rows.with_columns(period_of(unit)), ["zone", *STRATUM, "period"])
    within = _within(reading, unit)
    frame = frame.join(within, on=["zone", "period", "activity", "is_work", "source"], how="left")
    is_statutory = pl.col("kind") == STATUTORY
    seconds = pl.when(is_statutory).then(pl.col("seconds") * pl.col("within").fill_null(1.0)).otherwise(0.0)
    return frame.with_columns(statutory=seconds).drop("within").sort("zone", *STRATUM, "period")


def _within(reading: Reading, unit: Unit) -> pl.DataFrame:
    shapes = [_flow(reading.shape("follows")), _work(reading.shape("work"))]
    names = ["zone", "period", "activity", "is_work", "source", "kind", "bucket", "n"]
    shape = (
        pl.concat([part.select(names) for part in shapes]).filter(pl.col("kind") == STATUTORY).drop("kind")
    )
    shape = shape.with_columns(period_of(unit))
    return within_limit(shape, reading.profile.settings.statutory, reading.clock, reading.width)


def _flow(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.rename({"target": "activity"}).with_columns(is_work=pl.lit(value=False))


def _work(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(is_work=pl.lit(value=True), source=pl.lit(""))
