"""Start and complete rows joined into events with a start and an end.

Within a case, activity and instance, a complete row ends the longest-running open start (first in, first
out). No loop is needed: walk the rows as a balance, +1 a start, -1 a complete; a complete that takes the
balance below every earlier value has no start, and of what remains the k-th complete ends the k-th start.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

from liandong.eventlog.problems import finding, findings, gather
from liandong.eventlog.sheet import ROW

Lifecycle = Literal["pair", "complete", "all"]

_STARTS = ("start", "started", "begin", "开始", "启动")
_COMPLETES = ("complete", "completed", "end", "finish", "finished", "完成", "结束", "办结")
_KEY = ["zone", "object_type", "case", "activity", "instance"]
_BALANCE, _RANK, _STEP = "#balance", "#rank", "#step"


@dataclass(frozen=True)
class Paired:
    """The events that the lifecycle rows amount to, and what was left out."""

    events: pl.DataFrame
    problems: pl.DataFrame
    is_paired: bool


def resolve(frame: pl.DataFrame, mode: Lifecycle, source: str) -> Paired:
    """Rows with a ``lifecycle`` column as events: pairs, completes only, or every row."""
    step = pl.col("lifecycle").str.to_lowercase().str.strip_chars()
    marked = frame.with_columns(
        pl.when(step.is_in(_STARTS))
        .then(1)
        .when(step.is_in(_COMPLETES) | step.is_null())
        .then(-1)
        .otherwise(0)
        .alias(_STEP)
    )
    named = marked.filter(pl.col("lifecycle").is_not_null())[_STEP]
    nothing = Paired(frame, gather([]), is_paired=False)
    if mode == "all" or not (named == -1).any():
        return nothing
    skipped = marked.filter(pl.col(_STEP) == 0)
    notes = _skipped(skipped, source)
    completes = marked.filter(pl.col(_STEP) == -1).drop(_STEP)
    if mode == "complete" or not (named == 1).any():
        starts = marked.filter(pl.col(_STEP) == 1) if mode == "complete" else marked.clear()
        return Paired(completes, gather([notes, _skipped(starts, source)]), is_paired=False)
    return _pair(marked.filter(pl.col(_STEP) != 0), notes, source)


def _pair(rows: pl.DataFrame, notes: pl.DataFrame, source: str) -> Paired:
    key = [name for name in _KEY if name in rows.columns]
    walked = rows.sort("end", ROW).with_columns(pl.col(_STEP).cum_sum().over(key).alias(_BALANCE))
    lowest = pl.col(_BALANCE).cum_min().over(key)
    before = lowest.shift(1, fill_value=0).over(key).clip(upper_bound=0)
    is_alone = (pl.col(_STEP) == -1) & (pl.col(_BALANCE) < before)
    walked = walked.with_columns(is_alone.alias("#alone"))
    ranked = walked.filter(~pl.col("#alone")).with_columns(
        pl.int_range(pl.len()).over([*key, _STEP]).alias(_RANK)
    )
    starts, completes = ranked.filter(pl.col(_STEP) == 1), ranked.filter(pl.col(_STEP) == -1)
    on = [*key, _RANK]
    begun = starts.select(
        *on, pl.col("end").alias("#start"), *[pl.col(n).alias("#" + n) for n in _carried(rows)]
    )
    joined = completes.join(begun, on=on, how="left", nulls_equal=True).with_columns(
        pl.coalesce("#start", "start").alias("start"),
        *[pl.coalesce(n, "#" + n).alias(n) for n in _carried(rows)],
    )
    open_starts = starts.join(completes.select(on), on=on, how="anti", nulls_equal=True).sort(ROW)
    events = pl.concat([joined.select(rows.columns), walked.filter("#alone").select(rows.columns)]).sort(ROW)
    left_out = findings(
        source,
        "start_without_complete",
        rows=open_starts[ROW],
        column="lifecycle",
        values=open_starts["activity"],
        rejected=True,
    )
    return Paired(events.drop(_STEP), gather([notes, left_out]), is_paired=True)


def _carried(rows: pl.DataFrame) -> list[str]:
    """Columns that a complete row without them takes from its start."""
    return [name for name in ("resource", "role", "party") if name in rows.columns]


def _skipped(rows: pl.DataFrame, source: str) -> pl.DataFrame:
    """One finding for each lifecycle step that is not counted, with the number of its rows."""
    steps = rows.group_by("lifecycle").agg(pl.col(ROW).min(), pl.len()).sort(ROW)
    return gather(
        finding(source, "lifecycle_skipped", row=row, column="lifecycle", value=f"{step} × {count}")
        for step, row, count in steps.iter_rows()
    )
