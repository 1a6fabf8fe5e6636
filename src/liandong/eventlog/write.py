"""``write_log``: an event log in the format its file name asks for, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl

from liandong.errors import OutputError
from liandong.eventlog.characters import REPLACEMENT, fit_for_xml
from liandong.eventlog.log import COLUMNS, EventLog
from liandong.eventlog.ocel import OBJECTS, RELATIONS, ObjectLog
from liandong.eventlog.ocel_json import write_json
from liandong.eventlog.ocel_sqlite import write_sqlite
from liandong.eventlog.ocel_xml import write_xml
from liandong.eventlog.workbook_write import write_workbook
from liandong.eventlog.xes_write import write_xes
from liandong.files import written_beside

_OBJECT_WRITERS: dict[str, Callable[[ObjectLog, Path], None]] = {
    ".jsonocel": write_json,
    ".sqlite": write_sqlite,
    ".xmlocel": write_xml,
}
WRITABLE = (".csv", ".jsonocel", ".parquet", ".sqlite", ".xes", ".xes.gz", ".xlsx", ".xmlocel")


#: Called with a remark (Chinese, English).
Remark = Callable[[tuple[str, str]], None]


def write_log(log: EventLog | ObjectLog, path: str | Path, *, remark: Remark | None = None) -> Path:
    """Write the log; returns the path.

    The extension chooses: .parquet .csv .xlsx .xes .xes.gz for events, .jsonocel .xmlocel .sqlite for OCEL.
    An event log written as OCEL has one object a case; an object log written as events is flattened by every
    type. What the format cannot hold is told by calling ``remark``: XES and Excel hold no control characters, each
    becomes U+FFFD.
    """
    path = Path(path)
    kind = next(
        (suffix for suffix in sorted(WRITABLE, key=len, reverse=True) if path.name.lower().endswith(suffix)),
        "",
    )
    if not kind:
        known = " ".join(WRITABLE)
        reason = (
            f"扩展名不是可写的格式，可用的有 {known}",
            f"the extension names no format; known are {known}",
        )
        raise OutputError(path=path, reason=reason)
    with written_beside(path) as beside:
        if kind in _OBJECT_WRITERS:
            _OBJECT_WRITERS[kind](_as_objects(log), beside)
        else:
            events = log if isinstance(log, EventLog) else log.flatten_all()
            _write_events(_fit(events, kind, remark), beside, path, kind)
    return path


def _fit(log: EventLog, kind: str, remark: Remark | None) -> EventLog:
    """The log as the format can hold it."""
    if kind not in (".xes", ".xes.gz", ".xlsx"):
        return log
    events, count = fit_for_xml(log.events)
    if count and remark is not None:
        zh = f"有 {count} 个控制字符不能写入 {kind}，已换成 {REPLACEMENT}（U+FFFD）"
        en = f"{kind} cannot hold {count} control characters; each is now {REPLACEMENT} (U+FFFD)"
        remark((zh, en))
    return replace(log, events=events)


def _write_events(log: EventLog, beside: Path, path: Path, kind: str) -> None:
    if kind == ".parquet":
        _write_parquet(log.events, beside, path)
    elif kind == ".csv":
        # The mark at the beginning makes Excel read Chinese text as UTF-8.
        as_cells(log).write_csv(beside, include_bom=True)
    elif kind == ".xlsx":
        write_workbook(as_cells(log), beside, path)
    else:
        write_xes(log, beside, path)


def _write_parquet(events: pl.DataFrame, beside: Path, path: Path) -> None:
    try:
        events.write_parquet(beside, compression="zstd")
    except pl.exceptions.ComputeError as error:
        # Where writing fails (a full disk), Polars does not raise the system's own error.
        raise OutputError(path=path, reason=error) from error


def as_cells(log: EventLog) -> pl.DataFrame:
    """The events as a spreadsheet shows them: empty columns left out, times with the log's zone."""
    needed = ("case", "activity", "end", "zone", "object_type")
    kept = [
        name
        for name in log.events.columns
        if name in needed or log.events[name].null_count() < log.events.height
    ]
    frame = log.events.select(kept)
    times = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.Datetime)]
    return frame.with_columns(_zoned(pl.col(name), frame.schema[name], log.timezone) for name in times)


def _zoned(column: pl.Expr, dtype: pl.DataType, timezone: str) -> pl.Expr:
    is_zoned = isinstance(dtype, pl.Datetime) and dtype.time_zone is not None
    local = column.dt.convert_time_zone(timezone) if is_zoned else column
    return local.dt.to_string("%Y-%m-%d %H:%M:%S%.f%:z" if is_zoned else "%Y-%m-%d %H:%M:%S%.f")


def _as_objects(log: EventLog | ObjectLog) -> ObjectLog:
    """An event log as objects: each case is one, of the log's object type."""
    if isinstance(log, ObjectLog):
        return log
    key = ["object_type", "zone", "case"]
    cases = log.events.select(key).unique(maintain_order=True)
    # The same case id in two zones or types means two objects: only then the id carries them.
    plain = pl.col("case")
    name = plain if cases["case"].is_unique().all() else pl.concat_str(key, separator="/")
    rows = log.events.with_columns(
        pl.format("e{}", pl.int_range(1, pl.len() + 1)).alias("event"),
        name.alias("object"),
        pl.lit("").alias("qualifier"),
    )
    extra = [column for column in rows.columns if column not in (*COLUMNS, *RELATIONS)]
    optional = [
        column
        for column in ("start", "resource", "role", "party", "zone")
        if rows[column].null_count() < rows.height
    ]
    values = rows.select("event", "activity", pl.col("end").alias("time"), *optional, *extra)
    objects = rows.select("object", pl.col("object_type").alias("type")).unique("object", maintain_order=True)
    texts = [
        pl.col(column).dt.to_string("%Y-%m-%dT%H:%M:%S%.f%:z")
        for column in (*optional, *extra)
        if isinstance(values.schema[column], pl.Datetime)
    ]
    return ObjectLog(
        values.with_columns(texts),
        objects.select(*OBJECTS),
        rows.select(*RELATIONS),
        timezone=log.timezone,
        sources=log.sources,
    )
