"""A table of events that stays where it is: only counts come out of the database."""

from __future__ import annotations

from collections.abc import Mapping as Columns
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qsl, urlencode

import polars as pl

from liandong.errors import InputError, SettingError
from liandong.eventlog import Mapping
from liandong.eventlog.columns import choose_columns
from liandong.eventlog.sheet import Sheet, own_preset
from liandong.profile.sql.database import Kind, engine_of, without_password

Lifecycle = Literal["pair", "complete", "all"]


@dataclass(frozen=True)
class EventTable:
    """Where a table of events is, and what its columns mean; given to ``profile()`` in place of a log.

    Parameters
    ----------
    database : its address, such as ``postgresql://user@host/name``, ``clickhouse://user@host:8123/name``,
        ``chdb:///directory``, ``spark://host:7077``, ``sc://host:15002``, ``local[4]`` or ``duckdb:file.db``.
    name : the table, with its schema if any; for Spark also the path of Parquet files.
    mapping : which column means what, as for ``read_log``; the rest is guessed from the names.
    order : a column that tells the order of rows with equal times. Without one they are told apart by the names of
        activity, role and party, so that every engine still gives one answer.
    timezone : the zone of the log's days and weeks, and of times that carry none.
    zone : the zone (片区) of the events, instead of the table's own column.
    lifecycle : of a table with start and complete rows, count the ``complete`` ones or ``all``.

    Examples
    --------
    >>> EventTable.at("postgresql://officer:secret@db/permits?table=public.events&order=id&sslmode=require")
    EventTable(public.events at postgresql://officer@db/permits?sslmode=require)
    """

    database: str
    name: str
    mapping: Mapping = field(default_factory=Mapping)
    order: str | None = None
    timezone: str = "Asia/Shanghai"
    zone: str | None = None
    lifecycle: Lifecycle = "pair"

    @classmethod
    def at(
        cls,
        address: str,
        *,
        table: str | None = None,
        mapping: Mapping | Columns[str, str] | str | Path | None = None,
        timezone: str | None = None,
        zone: str | None = None,
        lifecycle: Lifecycle = "pair",
    ) -> EventTable:
        """The table that an address names by ``?table=`` (and ``&order=``), or that is named beside it."""
        database, _, query = address.partition("?")
        given = dict(parse_qsl(query, keep_blank_values=True))
        name, order = given.pop("table", None), given.pop("order", None)
        if given:
            database += "?" + urlencode(given)
        if engine_of(database) is None or not (table or name):
            reason = (
                "请写成 地址?table=表名，或加 --table 表名",
                "write ADDRESS?table=NAME, or add --table NAME",
            )
            raise SettingError(setting="database", value=without_password(address), reason=reason)
        known = Mapping.of(mapping)
        zone_of_times = timezone or known.timezone or cls.timezone
        return cls(database, table or name or "", known, order, zone_of_times, zone, lifecycle)

    @property
    def engine(self) -> str:
        """The engine that the address belongs to."""
        return engine_of(self.database) or ""

    def __repr__(self) -> str:
        return f"EventTable({self.name} at {without_password(self.database)})"

    def chosen(self, columns: dict[str, Kind]) -> dict[str, str]:
        """Meaning -> column, as given or guessed by name alone. Raises ColumnMissing, and InputError for times in text."""
        cells = {
            name: pl.Series(["—"] if kind == "other" else [datetime(2024, 5, 6, tzinfo=UTC)])
            for name, kind in columns.items()
        }
        sheet = Sheet(pl.DataFrame(cells), preset=own_preset(list(columns)))
        found = choose_columns(sheet, self.name, self.mapping)
        for meaning in ("start", "end"):
            if meaning in found and columns[found[meaning]] == "other":
                raise InputError(path=self.name, reason=_not_a_time(found[meaning]))
        return found


def _not_a_time(column: str) -> tuple[str, str]:
    return (
        f"“{column}”列不是时间类型；请建一个把它转换成时间的视图，再统计视图",
        f"column {column} is not of a type of time; make a view that converts it, and count the view",
    )
