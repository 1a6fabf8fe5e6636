"""Findings about input rows: which row, which column, which value, why, and whether the row was left out.

Reasons are short stable codes, so that a saved list means the same in every language and version;
``describe`` turns a code into a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from liandong.errors import FileEmpty, RowsRejected
from liandong.eventlog.log import PROBLEMS

#: code -> (Chinese, English); sorted by code.
REASONS: dict[str, tuple[str, str]] = {
    "activity_missing": ("没有环节名称", "no activity"),
    "case_closed": (
        "办件已结案，事件已从状态中清出：未计入；确需计入时，请用原日志重新生成状态和流程画像",
        "the case is closed and its events are gone from the state: not counted; to count it, begin the state and the profile anew from the logs",
    ),
    "case_in_several_zones": ("同一办件出现在多个片区", "the case appears in more than one zone"),
    "case_missing": ("没有办件编号", "no case id"),
    "case_name_missing": ("轨迹没有名称，已按顺序编号", "the trace has no name; it was numbered"),
    "cells_wrong": ("单元格数与表头不符", "the row has more or fewer cells than the heading"),
    "duplicate_rows": ("内容完全相同的行（已保留）", "rows equal in every cell (kept)"),
    "empty_trace": ("轨迹里没有事件", "the trace has no events"),
    "end_before_start": ("完成时间早于开始时间", "the end is before the start"),
    "event_corrected": ("事件的内容有更正（已按新内容重新统计）", "an event was corrected (counted anew)"),
    "event_damaged": ("不合标准的规定", "not as the standard describes an event"),
    "event_declares_error": (
        "声明另一事件有误或撤回（本身不计）",
        "declares another event wrong or takes it back (not counted)",
    ),
    "event_late": (
        "事件迟到，早于本办件已有的事件（已重新排序统计）",
        "an event came late, before others of its case (sorted in and counted anew)",
    ),
    "event_outside_trace": (
        "事件不在任何轨迹里，没有办件",
        "the event stands outside every trace, in no case",
    ),
    "event_repeated": ("同一事件编号再次出现（只计一次）", "the event's id again (counted once)"),
    "event_replaced": ("被同一编号的较新事件取代", "replaced by a later event with the same id"),
    "event_superseded": (
        "事件已有更新批次的内容（未采用）",
        "a later batch has the event already with other values (not used)",
    ),
    "event_type_unknown": ("事件种类无法识别", "an unknown kind of event"),
    "event_unknown": (
        "要撤回的事件不在状态里（未撤回）",
        "an event to retract is not in the state (not retracted)",
    ),
    "event_withdrawn": ("已被声明有误或撤回", "declared wrong or taken back by another event"),
    "event_without_object": ("事件没有关联对象", "the event is related to no object"),
    "lifecycle_skipped": (
        "不表示开始或完成的状态（未计为事件）",
        "lifecycle steps other than start and complete (not counted)",
    ),
    "not_actual": ("计划或预计，尚未发生（不计）", "planned or estimated, not what happened (not counted)"),
    "object_unknown": ("引用了不存在的对象", "refers to an object that is not listed"),
    "sheet_skipped": ("工作簿里还有其他表（未读取）", "another sheet of the workbook (not read)"),
    "start_unreadable": (
        "开始时间无法识别（按无开始时间处理）",
        "the start time cannot be read (treated as missing)",
    ),
    "start_without_complete": ("有开始、没有完成", "started but never completed"),
    "text_damaged": ("含有不可见的控制字符", "holds an invisible control character"),
    "time_doubtful": (
        "时间可疑（1970 年以前或 2100 年以后，已保留）",
        "doubtful time (before 1970 or after 2099; kept)",
    ),
    "time_impossible": (
        "时间不可能（1800 年以前或 2399 年以后）",
        "impossible time (before 1800 or after 2399)",
    ),
    "time_missing": ("没有时间", "no time"),
    "time_skipped": ("当地时钟跳过了这个时刻（已顺延）", "the local clock skipped this time (moved forward)"),
    "time_unreadable": ("时间无法识别", "the time cannot be read"),
    "too_many_links": (
        "对象两两关系过多（事件保留，对象间关系未记）",
        "too many pairs of objects (the event is kept, the relations between them are not)",
    ),
    "trace_repeated": (
        "又一条同名轨迹（已并入同一办件）",
        "another trace of the same name (both are one case)",
    ),
    "wrong_extension": (
        "扩展名与内容不符（按内容读取）",
        "the extension does not match the content (read by content)",
    ),
}


def describe(code: str, lang: str = "zh") -> str:
    """The reason as a phrase in Chinese (``zh``) or English (``en``); an unknown code stands for itself.

    >>> describe("end_before_start", "en")
    'the end is before the start'
    """
    chinese, english = REASONS.get(code, (code, code))
    return chinese if lang == "zh" else english


def finding(
    source: str,
    reason: str,
    *,
    row: int | None = None,
    column: str = "",
    value: str = "",
    rejected: bool = False,
) -> pl.DataFrame:
    """One finding, as a frame of one row."""
    cells = {
        "source": source,
        "row": row,
        "column": column,
        "value": value,
        "reason": reason,
        "rejected": rejected,
    }
    return pl.DataFrame([cells], schema=PROBLEMS, orient="row")


def findings(
    source: str, reason: str, *, rows: pl.Series, column: str, values: pl.Series, rejected: bool
) -> pl.DataFrame:
    """One finding a row, in row order."""
    return pl.DataFrame({"row": rows, "value": values.cast(pl.String)}).select(
        source=pl.lit(source),
        row=pl.col("row").cast(pl.Int64),
        column=pl.lit(column),
        value=pl.col("value").fill_null(""),
        reason=pl.lit(reason),
        rejected=pl.lit(value=rejected),
    )


def without_events(path: Path | str, problems: pl.DataFrame) -> FileEmpty:
    """The error for a file of which no event is left: it is empty, or all its rows were rejected."""
    rejected = problems.filter("rejected")
    if rejected.is_empty():
        return FileEmpty(path=path)
    first = rejected.row(0, named=True)
    return RowsRejected(
        path=path,
        count=rejected["row"].n_unique(),
        row=first["row"],
        reason=REASONS[first["reason"]],
        cell=f"{first['column']} = {first['value']!r}" if first["column"] else repr(first["value"]),
    )


def gather(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """All findings in one frame, by source and row."""
    frames = [pl.DataFrame(schema=PROBLEMS), *parts]
    return pl.concat(frames).sort("source", "row", nulls_last=False, maintain_order=True)
