"""OCEL 2.0 in SQLite, read and written.

Each type has its own table; the names of types and tables are tied by ``event_map_type`` and
``object_map_type``, so that a type may be called 报关单 while its table keeps a plain name.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from liandong.errors import FileDamaged, FormatUnknown
from liandong.eventlog.ocel import ObjectLog
from liandong.eventlog.ocel_json import grouped, type_attributes, zulu
from liandong.eventlog.ocel_raw import Raw, Text
from liandong.eventlog.source import KNOWN, Source

_VALUE_TYPES = {
    "TEXT": "string",
    "REAL": "float",
    "INTEGER": "integer",
    "BOOLEAN": "boolean",
    "TIMESTAMP": "time",
}
#: Columns that are not attributes; the last is written by pm4py.
_OWN = ("ocel_id", "ocel_time", "ocel_changed_field", "ocel:activity")
_COLUMN_TYPES = {
    "string": "TEXT",
    "float": "REAL",
    "integer": "INTEGER",
    "boolean": "BOOLEAN",
    "time": "TIMESTAMP",
}


def read_sqlite(source: Source) -> Raw:
    """The lists of an SQLite file, opened so that nothing in it can change."""
    address = f"{source.path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as base:
            return _read(base, source)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise FileDamaged(path=source.path, reason=str(error)) from None


def _read(base: sqlite3.Connection, source: Source) -> Raw:
    tables = {
        name for (name,) in base.execute("select name from sqlite_master where type in ('table', 'view')")
    }
    if not {"event", "object", "event_object", "event_map_type", "object_map_type"} <= tables:
        reason = ("是 SQLite 文件，但不是 OCEL 2.0", "an SQLite file, but not OCEL 2.0")
        raise FormatUnknown(path=source.path, reason=reason, known=KNOWN)
    raw, times = Raw(), {}
    for kind, table in _mapped(base, "event", tables):
        times.update(_read_events(base, raw, kind, table))
    raw.objects = base.execute("select ocel_id, ocel_type from object").fetchall()
    for kind, table in _mapped(base, "object", tables):
        _read_objects(base, raw, kind, table)
    cells = raw.cells
    raw.cells = []
    for number, (name, activity) in enumerate(
        base.execute("select ocel_id, ocel_type from event").fetchall()
    ):
        time, values = times.get(name, (None, {}))
        raw.events.append((name, activity, time))
        raw.cells += [(number, key, value) for key, value in values.items() if value is not None]
    raw.cells += cells
    raw.relations = base.execute(
        "select ocel_event_id, ocel_object_id, ocel_qualifier from event_object"
    ).fetchall()
    if "object_object" in tables:
        query = "select ocel_source_id, ocel_target_id, ocel_qualifier from object_object"
        raw.object_relations = base.execute(query).fetchall()
    return raw


def _mapped(base: sqlite3.Connection, of: str, tables: set[str]) -> list[tuple[str, str]]:
    """Types and the tables that hold them."""
    rows = base.execute(f"select ocel_type, ocel_type_map from {of}_map_type").fetchall()
    return [(kind, f"{of}_{name}") for kind, name in rows if f"{of}_{name}" in tables]


def _columns(base: sqlite3.Connection, raw: Raw, of: str, kind: str, table: str) -> list[str]:
    """The attribute columns of a type's table; their declared types are noted."""
    info = [(name, declared) for _, name, declared, *_ in base.execute(f"pragma table_info({_name(table)})")]
    own = [(name, declared) for name, declared in info if name not in _OWN]
    raw.types.append((of, kind, None, None))
    raw.types += [(of, kind, name, _VALUE_TYPES.get(declared.upper(), "string")) for name, declared in own]
    return [name for name, _ in own]


def _select(base: sqlite3.Connection, table: str, columns: Iterable[str]) -> list[tuple[Any, ...]]:
    return base.execute(f"select {', '.join(map(_name, columns))} from {_name(table)}").fetchall()


def _read_events(
    base: sqlite3.Connection, raw: Raw, kind: str, table: str
) -> dict[str, tuple[Text, dict[str, Any]]]:
    columns = _columns(base, raw, "event", kind, table)
    rows = _select(base, table, ["ocel_id", "ocel_time", *columns])
    return {name: (time, dict(zip(columns, values, strict=True))) for name, time, *values in rows}


def _read_objects(base: sqlite3.Connection, raw: Raw, kind: str, table: str) -> None:
    columns = _columns(base, raw, "object", kind, table)
    for name, time, *values in _select(base, table, ["ocel_id", "ocel_time", *columns]):
        cells = zip(columns, values, strict=True)
        raw.changes += [(name, key, time, value) for key, value in cells if value is not None]


def write_sqlite(log: ObjectLog, path: Path) -> None:
    """Write OCEL 2.0 SQLite; the same log gives the same bytes."""
    path.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(path)) as base:
            _write(base, log)
    except sqlite3.Error as error:
        raise OSError(str(error)) from error


def _write(base: sqlite3.Connection, log: ObjectLog) -> None:
    tables = {of: _create(base, log, of) for of in ("event", "object")}
    base.execute("create table event_object (ocel_event_id text, ocel_object_id text, ocel_qualifier text)")
    base.execute("create table object_object (ocel_source_id text, ocel_target_id text, ocel_qualifier text)")
    base.executemany("insert into event values (?, ?)", log.events.select("event", "activity").iter_rows())
    base.executemany("insert into object values (?, ?)", log.objects.iter_rows())
    base.executemany("insert into event_object values (?, ?, ?)", log.relations.iter_rows())
    base.executemany("insert into object_object values (?, ?, ?)", log.object_relations.iter_rows())
    _fill_events(base, log, tables["event"])
    _fill_objects(base, log, tables["object"])
    base.commit()


@dataclass(frozen=True)
class _TypeTable:
    """The table of a type, and the column of each of its attributes."""

    name: str
    columns: dict[str, str]


def _create(base: sqlite3.Connection, log: ObjectLog, of: str) -> dict[str, _TypeTable]:
    """Make the tables of one side; type -> its table."""
    base.execute(f"create table {of} (ocel_id text primary key, ocel_type text)")
    base.execute(f"create table {of}_map_type (ocel_type text primary key, ocel_type_map text)")
    made: dict[str, _TypeTable] = {}
    changed = ", ocel_changed_field text" if of == "object" else ""
    # "map_type" would be the name of the table that ties names to types.
    shorts = _distinct(
        [re.sub(r"\W", "", kind) or "type" for kind in type_attributes(log, of)], {"map_type", "object"}
    )
    for short, (kind, attributes) in zip(shorts, type_attributes(log, of).items(), strict=True):
        names = _distinct([key for key, _ in attributes], set(_OWN))
        columns = "".join(
            f", {_name(name)} {_COLUMN_TYPES.get(value, 'TEXT')}"
            for name, (_, value) in zip(names, attributes, strict=True)
        )
        base.execute(
            f"create table {_name(f'{of}_{short}')} (ocel_id text, ocel_time timestamp{changed}{columns})"
        )
        base.execute(f"insert into {of}_map_type values (?, ?)", (kind, short))
        made[kind] = _TypeTable(
            f"{of}_{short}", dict(zip([key for key, _ in attributes], names, strict=True))
        )
    return made


def _distinct(names: list[str], taken: set[str]) -> list[str]:
    """The names, numbered where SQLite could not tell them apart: it does not see upper and lower case."""
    seen, result = {name.lower() for name in taken}, []
    for name in names:
        choices = (name if number == 1 else f"{name}_{number}" for number in range(1, len(seen) + 2))
        result.append(next(choice for choice in choices if choice.lower() not in seen))
        seen.add(result[-1].lower())
    return result


def _fill_events(base: sqlite3.Connection, log: ObjectLog, tables: dict[str, _TypeTable]) -> None:
    rows = log.events.with_columns(zulu("time"))
    for (kind,), group in rows.group_by("activity", maintain_order=True):
        table = tables[str(kind)]
        held = [name for name in table.columns if name in group.columns]
        names = ["ocel_id", "ocel_time", *(table.columns[name] for name in held)]
        _insert(base, table.name, names, group.select("event", "time", *held).iter_rows())


def _fill_objects(base: sqlite3.Connection, log: ObjectLog, tables: dict[str, _TypeTable]) -> None:
    """The first values of an object in rows without a changed field, later ones in a row each."""
    changes = grouped(log.changes.with_columns(zulu("time")), "object")
    for name, kind in log.objects.iter_rows():
        table = tables[kind]
        seen: set[str] = set()
        if name not in changes:
            _insert(base, table.name, ["ocel_id", "ocel_time"], [(name, "1970-01-01T00:00:00Z")])
        for key, time, value in changes.get(name, []):
            cells = (name, time, table.columns[key] if key in seen else None, value)
            _insert(
                base, table.name, ["ocel_id", "ocel_time", "ocel_changed_field", table.columns[key]], [cells]
            )
            seen.add(key)


def _insert(
    base: sqlite3.Connection, table: str, columns: list[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    names, marks = ", ".join(map(_name, columns)), ", ".join("?" * len(columns))
    base.executemany(f"insert into {_name(table)} ({names}) values ({marks})", rows)


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'
