"""``profile()``: from a log to its profile, by the engine that fits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from os import PathLike
from pathlib import Path
from typing import Literal

import polars as pl

from liandong.errors import FileEmpty, SettingError
from liandong.eventlog import EventLog, read_log
from liandong.profile import coding, duck, onepass
from liandong.profile.assemble import assemble
from liandong.profile.coding import Batch, Coder
from liandong.profile.datasheet import DataSheet
from liandong.profile.profile import Profile, Settings
from liandong.profile.raw import RawCounts
from liandong.profile.statutory import Mark
from liandong.profile.streamed import ParquetEvents, streamed
from liandong.worktime import Calendar

Engine = Literal["duckdb", "numba"]
#: Logs with more events than this are counted by numba, and Parquet files with more are not held in memory.
NUMBA_ABOVE = 5_000_000


def profile(
    log: EventLog | str | PathLike[str],
    *,
    zone: str | None = None,
    period: str = "week",
    calendar: Calendar | None = None,
    statutory: Iterable[Mark] = (),
    drop: Iterable[str] = (),
    keep: Iterable[str] = (),
    engine: Engine | None = None,
    simulated: bool = False,
) -> Profile:
    """The profile of a log, or of a log file.

    Parameters
    ----------
    log : a log, or the path of one (read by ``read_log``; very large Parquet files are streamed).
    zone : the zone to count it for, instead of the log's own.
    period : the finest period to keep: week, month, quarter, year or all.
    calendar : also count durations in this calendar's working time.
    statutory : activities and edges that a clause prescribes, see ``read_marks``.
    drop, keep : leave out these activities; count only these (milestones).
    engine : ``duckdb`` or ``numba``; both give the same profile. Default: by size.
    simulated : the events are made up; everything shown from the profile will say so.

    Examples
    --------
    >>> log = EventLog.from_rows([("c1", "申报", datetime(2024, 5, 6, 1, tzinfo=UTC)),
    ...                           ("c1", "放行", datetime(2024, 5, 6, 9, tzinfo=UTC))], zone="青岛")
    >>> profile(log).mean("case")
    28800.0
    """
    source = _source(log, zone, whole=not (set(drop) or set(keep)))
    if isinstance(source, EventLog):
        source = _narrowed(source, zone, tuple(drop), tuple(keep))
    timezone = source.timezone if isinstance(source, EventLog) else Settings().timezone
    if calendar is not None and calendar.timezone != timezone:
        raise SettingError(setting="calendar", value=calendar.timezone, reason=f"the log is in {timezone}")
    coder = Coder(timezone, calendar)
    raw = _count(source, coder, engine)
    tables, sequence = assemble(raw, coder)
    settings = Settings(
        timezone=timezone,
        calendar=f"{calendar.name} {calendar.sha256[:16]}" if calendar else "",
        working_day_seconds=calendar.seconds_per_day if calendar else 0,
    )
    whole = Profile(settings, tables, sequence, _sheet(source, raw, simulated=simulated))
    return whole.coarsen(period=period).mark(statutory)


def _source(log: EventLog | str | PathLike[str], zone: str | None, *, whole: bool) -> EventLog | ParquetEvents:
    if isinstance(log, EventLog):
        return log
    stream = streamed(Path(log), zone, least=NUMBA_ABOVE) if whole and str(log).endswith(".parquet") else None
    return stream or read_log(log, zone=zone)


def _narrowed(log: EventLog, zone: str | None, drop: tuple[str, ...], keep: tuple[str, ...]) -> EventLog:
    log = log.drop(*drop) if drop else log
    log = log.keep(*keep) if keep else log
    if log.events.is_empty():
        raise FileEmpty(path=", ".join(log.sources) or "the log")
    return replace(log, events=log.events.with_columns(zone=pl.lit(zone))) if zone is not None else log


def _count(source: EventLog | ParquetEvents, coder: Coder, engine: Engine | None) -> RawCounts:
    """The raw counts, by the engine asked for or the one that fits; a log too wide for numba goes to DuckDB."""
    rows = source.events.height if isinstance(source, EventLog) else source.rows

    def read() -> Iterator[Batch]:
        return map(coder.encode, coding.batches(source) if isinstance(source, EventLog) else source.batches())

    def activities() -> list[str]:
        return [step[0] for step in coder.steps]

    working = coder.calendar is not None
    if (engine or ("numba" if rows > NUMBA_ABOVE else "duckdb")) == "numba":
        try:
            return onepass.count(read, activities, working=working)
        except onepass.TooWideError:
            pass
    return duck.count(read, activities, working=working)


def _sheet(source: EventLog | ParquetEvents, raw: RawCounts, *, simulated: bool) -> DataSheet:
    first, last = raw.cases["start"].min(), raw.cases["end"].max()
    span = {"first": _instant(first), "last": _instant(last)}
    if isinstance(source, ParquetEvents):
        return DataSheet(sources=(source.path.name,), simulated=simulated, **span)
    return DataSheet(source.sources, source.rejected_rows, tuple(sorted(source.assumptions)), simulated=simulated, **span)


def _instant(micros: object) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(str(micros)))
