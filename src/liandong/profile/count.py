"""``profile()``: from a log to its profile. Light to import; the engines load when they are used."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from liandong.eventlog import EventLog, ObjectLog
    from liandong.profile.sql import EventTable
    from liandong.profile.statutory import Mark
    from liandong.profile.value import Profile
    from liandong.worktime import Calendar

#: The engines in this process, and all of them; the others are databases (``liandong.profile.sql``).
HERE = ("duckdb", "numba")
Engine = Literal["duckdb", "numba", "clickhouse", "postgresql", "spark"]
#: The periods that counts can be kept in, the finest first (``liandong.profile.periods``).
Unit = Literal["week", "month", "quarter", "year", "all"]
UNITS: tuple[Unit, ...] = get_args(Unit)


def profile(
    log: EventLog | ObjectLog | EventTable | str | PathLike[str],
    *,
    zone: str | None = None,
    period: str = "week",
    calendar: Calendar | None = None,
    statutory: Iterable[Mark] = (),
    drop: Iterable[str] = (),
    keep: Iterable[str] = (),
    engine: Engine | None = None,
    database: str | None = None,
    simulated: bool = False,
) -> Profile:
    """The profile of a log, or of a log file.

    Parameters
    ----------
    log : a log, or the path of one, of events or of objects (then each type of object is counted, and how many go
        together: ``Profile.cardinality``; read by ``read_log``; very large Parquet files are streamed), or a table of a
        database, which is counted there: an ``EventTable`` or its address, ``postgresql://host/name?table=events``.
    zone : the zone to count it for, instead of the log's own.
    period : the finest period to keep: week, month, quarter, year or all.
    calendar : also count durations in this calendar's working time.
    statutory : activities and edges that a clause prescribes, see ``read_marks``.
    drop, keep : leave out these activities; count only these (milestones).
    engine : ``duckdb``, ``numba``, ``clickhouse``, ``postgresql`` or ``spark``; all give the same profile. Default:
        DuckDB or numba, by size.
    database : the address of the database that the engine counts in, where it needs one.
    simulated : the events are made up; everything shown from the profile will say so.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from liandong import EventLog
    >>> log = EventLog.from_rows([("c1", "申报", datetime(2024, 5, 6, 1, tzinfo=UTC)),
    ...                           ("c1", "放行", datetime(2024, 5, 6, 9, tzinfo=UTC))], zone="青岛")
    >>> profile(log).mean("case")
    28800.0
    """
    from liandong.profile.engines import Request, build

    return build(
        Request(
            log,
            zone,
            period,
            calendar,
            tuple(statutory),
            tuple(drop),
            tuple(keep),
            engine,
            simulated,
            database,
        )
    )
