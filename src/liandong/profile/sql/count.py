"""Counting by SQL: events into the database, statements out of the list, counts back under their names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
import pyarrow as pa

from liandong.profile.buckets import BOUNDS
from liandong.profile.coding import Coder
from liandong.profile.periods import ORIGIN
from liandong.profile.sql import events
from liandong.profile.sql.database import Database, opened
from liandong.profile.sql.moments import moments
from liandong.profile.sql.naming import tables
from liandong.profile.sql.statements import BOUNDS as BOUNDS_TABLE
from liandong.profile.sql.statements import CASES, MOMENTS, NEIGHBOURS, SPAN, Statements
from liandong.profile.sql.table import EventTable

#: Columns that hold text; an engine may give all others in whatever type of number it sums in.
_TEXTS = ("path",)


@dataclass(frozen=True)
class Counted:
    """What a database gives back: the tables, the sequences of the variants, and what the data sheet says."""

    tables: dict[str, pl.DataFrame]
    sequence: pl.DataFrame
    #: First start and last end, in microseconds since 1970.
    first: int
    last: int
    rejected_rows: int = 0
    assumptions: tuple[tuple[str, str], ...] = ()


def count_batches(
    engine: str,
    address: str | None,
    read: Callable[[], Iterable[pa.RecordBatch]],
    coder: Coder,
    *,
    has_start: bool,
) -> Counted:
    """The counts of events from here, loaded into the engine. Raises DatabaseFailed, ExtraMissing, SettingError."""
    with opened(engine, address) as database:
        events.load(database, read(), coder)
        statements = Statements(events.LOADED, has_start=has_start, working=coder.calendar is not None)
        return _counted(database, statements, coder)


def count_table(
    table: EventTable, coder: Coder, *, drop: tuple[str, ...] = (), keep: tuple[str, ...] = ()
) -> Counted:
    """The counts of a table where it lies. Raises what ``count_batches`` does, ColumnMissing, InputError, FileEmpty."""
    with opened(table.engine, table.database) as database:
        encoded = events.encode(database, table, coder, drop=drop, keep=keep)
        working = coder.calendar is not None
        statements = Statements(
            encoded.select, encoded.has_start, working=working, has_lines=table.order is not None
        )
        counted = _counted(database, statements, coder)
    return replace(counted, rejected_rows=encoded.rejected_rows, assumptions=encoded.assumptions)


def _counted(database: Database, statements: Statements, coder: Coder) -> Counted:
    database.load(BOUNDS_TABLE, [_bounds()])
    days = _numbers(database.fetch(statements.days))
    database.load(MOMENTS, [moments(days, coder.timezone, coder.calendar, coder.period)])
    database.keep(NEIGHBOURS, statements.neighbours)
    database.keep(CASES, statements.cases)
    counts = {name: _numbers(database.fetch(query)) for name, query in statements.counts().items()}
    whole, sequence = tables(counts, coder, working=statements.working)
    span = _numbers(database.fetch(SPAN))
    return Counted(whole, sequence, *(span[side].item() - ORIGIN for side in ("first", "last")))


def _bounds() -> pl.DataFrame:
    """Each bucket with its bounds: durations above the one, up to the other, in microseconds."""
    above = np.concatenate([[-1], BOUNDS[:-1]])
    return pl.DataFrame({"guess": np.arange(len(BOUNDS)), "above": above, "upto": BOUNDS})


def _numbers(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.exclude(_TEXTS).cast(pl.Int64))
