"""Builds a profile: reads or streams the log, chooses the engine, names the counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from os import PathLike
from pathlib import Path

import polars as pl
import pyarrow as pa

from liandong.errors import FileEmpty, SettingError
from liandong.eventlog import EventLog, ObjectLog, holds_objects, read_log, read_ocel
from liandong.profile import coding, duck, onepass
from liandong.profile.assemble import assemble
from liandong.profile.cardinality import cardinality
from liandong.profile.coding import Batch, Coder
from liandong.profile.count import HERE, Engine
from liandong.profile.datasheet import DataSheet
from liandong.profile.periods import check_unit
from liandong.profile.raw import RawCounts, TooWideError
from liandong.profile.sql.database import engine_of
from liandong.profile.sql.table import EventTable
from liandong.profile.statutory import Mark
from liandong.profile.streamed import NeedsRepairError, ParquetEvents, streamed
from liandong.profile.value import Profile, Settings
from liandong.worktime import Calendar
from liandong.worktime.clock import EPOCH

#: Logs with more events than this are counted by numba, and Parquet files with more are not held in memory.
NUMBA_ABOVE = 5_000_000


@dataclass(frozen=True)
class Request:
    """What ``profile()`` was asked for."""

    log: EventLog | ObjectLog | EventTable | str | PathLike[str]
    zone: str | None
    period: str
    calendar: Calendar | None
    statutory: tuple[Mark, ...]
    drop: tuple[str, ...]
    keep: tuple[str, ...]
    engine: Engine | None
    simulated: bool
    database: str | None = None


def build(request: Request) -> Profile:
    """The profile asked for. Raises the reader's errors, and SettingError for options that do not fit together."""
    objects = _objects(request)
    if objects is not None:
        # Each type of object is a perspective of its own; what binds them is counted beside them, from the same events.
        flat = build(replace(request, log=objects.flatten_all(), zone=None, drop=(), keep=()))
        return replace(flat, cardinality=cardinality(objects, period=flat.settings.period))
    source = _source(request)
    timezone = Settings().timezone if isinstance(source, ParquetEvents) else source.timezone
    calendar, unit = request.calendar, check_unit(request.period)
    if calendar is not None and calendar.timezone != timezone:
        reason = (f"日志的时区是 {timezone}", f"the log is in {timezone}")
        raise SettingError(setting="calendar", value=calendar.timezone, reason=reason)
    coder = Coder(timezone, calendar, unit)
    if isinstance(source, EventTable) or request.engine not in (None, *HERE):
        return _by_sql(source, coder, request).mark(request.statutory)
    try:
        raw = raw_counts(source, coder, request.engine)
    except NeedsRepairError as error:
        return build(replace(request, log=read_log(error.path, zone=request.zone)))
    tables, sequence = assemble(raw, coder)
    sheet = sheet_of(source, raw, simulated=request.simulated)
    return Profile(settings_of(coder), tables, sequence, sheet).mark(request.statutory)


def _by_sql(source: EventLog | ParquetEvents | EventTable, coder: Coder, request: Request) -> Profile:
    """The profile by a database: of its own table, or of events loaded into it."""
    from liandong.profile.sql import count_batches, count_table

    if isinstance(source, EventTable):
        counted = count_table(source, coder, drop=request.drop, keep=request.keep)
        span = _instant(counted.first), _instant(counted.last)
        sheet = DataSheet(
            (source.name,), counted.rejected_rows, counted.assumptions, *span, simulated=request.simulated
        )
    else:
        engine, has_start = str(request.engine), source.has_start
        try:
            counted = count_batches(
                engine, request.database, lambda: batches_of(source), coder, has_start=has_start
            )
        except NeedsRepairError as error:
            return build(replace(request, log=read_log(error.path, zone=request.zone)))
        span = _instant(counted.first), _instant(counted.last)
        sheet = _sheet(source, *span, simulated=request.simulated)
    return Profile(settings_of(coder), counted.tables, counted.sequence, sheet)


def settings_of(coder: Coder) -> Settings:
    """The settings of what the coder coded."""
    calendar = coder.calendar
    return Settings(
        timezone=coder.timezone,
        calendar=f"{calendar.name} {calendar.sha256[:16]}" if calendar else "",
        working_day_seconds=calendar.seconds_per_day if calendar else 0,
        period=coder.period,
    )


def _objects(request: Request) -> ObjectLog | None:
    """The object-centric log asked for, with the events and the zone asked for; None for any other log."""
    log = request.log
    if isinstance(log, str | PathLike) and Path(log).is_file() and holds_objects(Path(log)):
        log = read_ocel(Path(log), zone=request.zone)
    if not isinstance(log, ObjectLog):
        return None
    log = log.drop(*request.drop) if request.drop else log
    log = log.keep(*request.keep) if request.keep else log
    return log if request.zone is None else replace(log, zone=request.zone, has_given_zone=True)


def _source(request: Request) -> EventLog | ParquetEvents | EventTable:
    log = request.log
    assert not isinstance(log, ObjectLog)  # ``build`` has flattened it
    if isinstance(log, str) and engine_of(log) is not None:
        log = EventTable.at(log)
    if isinstance(log, EventTable):
        return _checked(log, request)
    if not isinstance(log, EventLog):
        is_whole = not (request.drop or request.keep)
        stream = (
            streamed(Path(log), request.zone, least=NUMBA_ABOVE)
            if is_whole and str(log).endswith(".parquet")
            else None
        )
        if stream is not None:
            return stream
        log = read_log(Path(log), zone=request.zone)
    log = log.drop(*request.drop) if request.drop else log
    log = log.keep(*request.keep) if request.keep else log
    if log.events.is_empty():
        raise FileEmpty(path=", ".join(log.sources) or ("日志", "the log"))
    return (
        log
        if request.zone is None
        else replace(log, events=log.events.with_columns(zone=pl.lit(request.zone)))
    )


def _checked(table: EventTable, request: Request) -> EventTable:
    """The table with the zone asked for, if the engine asked for is the one that has it."""
    if request.engine not in (None, table.engine):
        reason = (f"地址属于 {table.engine}", f"the address belongs to {table.engine}")
        raise SettingError(setting="engine", value=request.engine, reason=reason)
    return table if request.zone is None else replace(table, zone=request.zone)


def batches_of(source: EventLog | ParquetEvents, *, interned: bool = False) -> Iterator[pa.RecordBatch]:
    """The events in batches, under canonical names; case ids as numbers if ``interned``, where that costs nothing."""
    return coding.batches(source) if isinstance(source, EventLog) else source.batches(interned=interned)


def raw_counts(source: EventLog | ParquetEvents, coder: Coder, engine: Engine | None = None) -> RawCounts:
    """The counts in codes, by the engine asked for or the one that fits; a log too wide for numba goes to DuckDB."""
    rows = source.events.height if isinstance(source, EventLog) else source.rows

    def read(*, interned: bool = False) -> Iterator[Batch]:
        return map(coder.encode, batches_of(source, interned=interned))

    if (engine or ("numba" if rows > NUMBA_ABOVE else "duckdb")) == "numba":
        try:
            return onepass.count(partial(read, interned=True), coder)
        except TooWideError:
            pass
    return duck.count(read, coder, rows=rows, has_start=source.has_start)


def sheet_of(source: EventLog | ParquetEvents, raw: RawCounts, *, simulated: bool) -> DataSheet:
    """Where the counts come from."""
    first, last = raw.span or (raw.cases["start"].min(), raw.cases["end"].max())
    return _sheet(source, _instant(first), _instant(last), simulated=simulated)


def _sheet(
    source: EventLog | ParquetEvents, first: datetime, last: datetime, *, simulated: bool
) -> DataSheet:
    if isinstance(source, ParquetEvents):
        return DataSheet((source.path.name,), first=first, last=last, simulated=simulated)
    assumptions = tuple(sorted(source.assumptions))
    # Names only: where a file lay on someone's machine is nobody's business.
    names = tuple(sorted({Path(name).name for name in source.sources}))
    return DataSheet(names, source.rejected_rows, assumptions, first, last, simulated)


def _instant(micros: object) -> datetime:
    return EPOCH + timedelta(microseconds=int(str(micros)))
