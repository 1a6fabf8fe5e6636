"""The events of a log in the database, in codes: loaded from here, or encoded where they lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa

from liandong.errors import FileEmpty
from liandong.profile.coding import NO_TIME, Coder, Names
from liandong.profile.periods import ORIGIN
from liandong.profile.sql.database import Database
from liandong.profile.sql.rows import Rows
from liandong.profile.sql.table import EventTable

#: The events loaded from here, and those of a table of theirs before they are encoded.
LOADED, SOURCE = "ld_events", "ld_source"


def load(database: Database, batches: Iterable[pa.RecordBatch], coder: Coder) -> None:
    """Loads the events of the batches, in the coder's codes. Raises InputError for times that cannot be."""
    database.load(LOADED, _frames(batches, coder))


def _frames(batches: Iterable[pa.RecordBatch], coder: Coder) -> Iterator[pl.DataFrame]:
    lines = 0
    for part in batches:
        batch, acts = coder.encode(part), activity_codes(coder)
        spread = {
            name: _spread(getattr(batch, name), len(batch)) for name in ("group", "step", "worker", "start")
        }
        case = part.column("case")
        yield pl.DataFrame(
            {
                "case_id": case.cast(pa.large_string()),
                "grp": spread["group"],
                "step": spread["step"],
                "act": acts[spread["step"]],
                "worker": spread["worker"],
                "start_us": pl.Series(spread["start"] + ORIGIN).set(
                    pl.Series(spread["start"] == NO_TIME), None
                ),
                "end_us": batch.end + ORIGIN,
                "line": np.arange(lines, lines + len(batch)),
            }
        )
        lines += len(batch)


def _spread(values: np.ndarray, size: int) -> np.ndarray:
    return np.broadcast_to(values, size).astype(np.int64)


def activity_codes(coder: Coder) -> np.ndarray:
    """For each step the number of its activity: that of the first step that has it."""
    first: dict[str, int] = {}
    return np.array(
        [first.setdefault(name, code) for code, name in enumerate(coder.activities)], dtype=np.int64
    )


def encode(
    database: Database,
    table: EventTable,
    coder: Coder,
    *,
    drop: tuple[str, ...] = (),
    keep: tuple[str, ...] = (),
) -> Encoded:
    """Encodes the events of the table inside the database; only the distinct names come out.

    Rows without case, activity or time, of impossible years, or that end before they start are left out and counted.
    Raises ColumnMissing, InputError, FileEmpty, SettingError.
    """
    rows = Rows.of(table, database.columns(table.name))
    read = f"select {rows.columns} from {database.source(table.name)} as t"
    rejected = _count(database, f"({read}) as r where not ({rows.sound})")
    # Kept, so that every count sees the same events whatever arrives in the meantime.
    database.keep(SOURCE, f"select * from ({read}) as r where {rows.sound} and {rows.counted(drop, keep)}")
    if not _count(database, SOURCE):
        raise FileEmpty(path=table.name)
    _name(database, "ld_groups", ("zone", "object_type"), coder.groups)
    _name(database, "ld_steps", ("activity", "role", "party"), coder.steps)
    _name(database, "ld_workers", ("role", "resource"), coder.workers)
    acts = activity_codes(coder)
    database.load("ld_acts", [pl.DataFrame({"code": np.arange(len(acts)), "act": acts})])
    return Encoded(_EVENTS, rows.has_start, rejected, rows.assumptions)


@dataclass(frozen=True)
class Encoded:
    """Events that were encoded where they lie: how to select them, and what is known of them."""

    select: str
    has_start: bool
    rejected_rows: int
    assumptions: tuple[tuple[str, str], ...]


_EVENTS = f"""(
    select s.case_id as case_id, g.code as grp, p.code as step, a.act as act, w.code as worker,
           s.start_us as start_us, s.end_us as end_us, s.line as line
    from {SOURCE} as s join ld_groups as g on s.zone = g.zone and s.object_type = g.object_type
         join ld_steps as p on s.activity = p.activity and s.role = p.role and s.party = p.party
         join ld_acts as a on p.code = a.code
         join ld_workers as w on s.role = w.role and s.resource = w.resource)"""


def _name(database: Database, name: str, heads: tuple[str, ...], known: Names) -> None:
    """Gives each distinct name in the events a code, in the order of the names, and makes them a table."""
    listed = ", ".join(heads)
    found = database.fetch(f"select {listed} from {SOURCE} group by {listed}").select(heads).sort(heads)
    codes = [known.code(row) for row in found.iter_rows()]
    database.load(name, [found.with_columns(pl.Series("code", codes, dtype=pl.Int64))])


def _count(database: Database, rows: str) -> int:
    return int(database.fetch(f"select count(*) as n from {rows}")["n"].item())
