"""The DuckDB engine: the reference. A profile in plain SQL, spilling to disk when memory runs out."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory, gettempdir
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa

from liandong.errors import OutOfRoom
from liandong.profile.buckets import BOUNDS, GAMMA
from liandong.profile.coding import NO_TIME, Batch, Coder
from liandong.profile.hashing import element_hashes, hash_lists
from liandong.profile.periods import FIRST_DAY, ORIGIN, Unit, coarser, starts_of_days
from liandong.profile.raw import SUMS, WORKING_SUMS, RawCounts, lists

_SCHEMA = pa.schema(
    {"case_id": pa.large_string()}
    | dict.fromkeys(("cell", "span", "who", "start", "end", "working_start", "working_end"), pa.int64())
    | {"row": pa.uint32()}
)

#: Beyond this much memory, DuckDB goes on to disk.
_CONFIG = {"memory_limit": "1500MB", "preserve_insertion_order": False}

# Each event beside the one before it in its case. Equal ends are told apart by start, then by row. Every column that
# the window carries costs as much as the sort, so several travel in one: step and worker as ``who``, group, day and
# hour as ``cell``, week and month as ``span``. The sort is a third cheaper when its key fits in 24 bytes: hence the
# short ``row``, and no start in the key of a log that has none.
_NEIGHBOURS = """
create temp table neighbours as
select "case", cell, span, who, {start} as start, "end", {working}
       (row_number() over steps)::int as place, lag(who) over steps as last_who,
       lag("end") over steps as last_end {last_working}
from (select hash(case_id, cell >> 40) as "case", * exclude (case_id) from events)
window steps as (partition by "case" order by "end", {begin} "row")
"""

_EDGES = """
create temp view edges as
select cell >> 40 as "group", span >> 32 as week, span & 4294967295 as month,
       last_who >> 32 as source, who >> 32 as target, start is not null as waits,
       (last_who & 4294967295) = (who & 4294967295) as same,
       case when start is null then "end" - last_end else greatest(start - last_end, 0) end as micros,
       {waited} as working_micros
from neighbours where last_who is not null
"""

_WORK = """
create temp view work as
select cell >> 40 as "group", span >> 32 as week, span & 4294967295 as month, who >> 32 as step,
       "end" - start as micros, {worked} as working_micros
from neighbours where start is not null
"""

_CASES = """
select first(cell) >> 40 as "group", min(coalesce(start, "end")) as start, max("end") as "end",
       {lead} as working, list((place::bigint << 32) | (who >> 32)) as steps
from neighbours where "case" % {parts} = {part} group by "case"
"""

_PRESENCE = """
select cell >> 40 as "group", span & 4294967295 as period, who & 4294967295 as worker, cell & 255 as hour_of_week,
       count(*) as n
from neighbours group by all
"""

_DAILY = """
select cell >> 40 as "group", (cell >> 8) & 4294967295 as day, who >> 32 as step, count(*) as n
from neighbours group by all
"""

# What the statements say where a calendar counts working time and where none does, where starts are known and not.
_WITH_CALENDAR = {
    "working": "working_start, working_end,",
    "last_working": ", lag(working_end) over steps as last_working",
    "waited": "greatest(if(start is null, working_end, working_start) - last_working, 0)",
    "worked": "working_end - working_start",
    "lead": "max(working_end) - min(working_start)",
}
_WITHOUT = dict.fromkeys(("working", "last_working"), "") | dict.fromkeys(("waited", "worked", "lead"), "0")
_WITH_STARTS = {"start": "start", "begin": 'coalesce(start, "end"),'}
_ONE_STAMP = {"start": "null::tinyint", "begin": ""}

#: Events whose steps are listed at a time, about.
_LISTED = 1 << 23

# The logarithm gives the bucket or, by rounding, a neighbour of it; the table of bounds decides.
_BUCKET = "guess + (micros > upper)::int - (micros <= lower)::int"
_GUESS = f"greatest(ceil(ln(greatest(micros, 1000000) / 1000000) / {math.log(GAMMA)!r}), 0)::int"


def count(read: Callable[[], Iterable[Batch]], coder: Coder, *, has_start: bool = True) -> RawCounts:
    """The raw counts of the batches, by SQL. Shapes and parameters as in ``onepass.count``.

    With ``has_start=False`` no event has a start, which saves a good part of the sort.
    """
    words = (_WITH_CALENDAR if coder.calendar else _WITHOUT) | (_WITH_STARTS if has_start else _ONE_STAMP)
    with _database() as connection:
        batches = _Told(_arrow(read(), coder.period))
        connection.register("events", pa.RecordBatchReader.from_batches(_SCHEMA, batches))
        connection.register("bounds", _bounds())
        with batches.errors_as_they_were():
            connection.execute(_NEIGHBOURS.format(**words))
        # Arrow keeps the memory of batches that are gone, some 200 MB, beside all that DuckDB needs from here on.
        pa.default_memory_pool().release_unused()
        for statement in (_EDGES, _WORK):
            connection.execute(statement.format(**words))
        tables: dict[str, Any] = {**_tables(connection, working=coder.calendar is not None)}
        tables |= _cases(connection, words, element_hashes(coder.activities))
    return RawCounts(**tables)


@contextmanager
def _database() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory that goes on to disk when memory runs out, and is gone afterwards. Raises OutOfRoom."""
    with (
        TemporaryDirectory() as spill,
        duckdb.connect(config=_CONFIG | {"temp_directory": spill}) as connection,
    ):
        connection.execute("set enable_progress_bar = false")
        try:
            yield connection
        except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
            raise OutOfRoom(path=gettempdir()) from error


def _tables(connection: duckdb.DuckDBPyConnection, *, working: bool) -> dict[str, pl.DataFrame]:
    """What is counted by event and by step."""
    edge_keys, work_keys = ("source", "target", "waits", "same"), ("step",)
    return {
        "edges": _sums(connection, "edges", edge_keys, working=working),
        "edge_shape": _shape(connection, "edges", edge_keys[:-1], working=working),
        "work": _sums(connection, "work", work_keys, working=working),
        "work_shape": _shape(connection, "work", work_keys, working=working),
        "presence": _frame(connection, _PRESENCE),
        "daily": _frame(connection, _DAILY),
    }


class _Told:
    """Batches that DuckDB pulls: it wraps an error raised on the way in one of its own, here it comes out as it was."""

    def __init__(self, batches: Iterator[pa.RecordBatch]) -> None:
        self._batches = batches
        self._error: Exception | None = None

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        try:
            yield from self._batches
        except Exception as error:
            self._error = error
            raise

    @contextmanager
    def errors_as_they_were(self) -> Iterator[None]:
        try:
            yield
        except duckdb.Error:
            if self._error is not None:
                raise self._error from None
            raise


def _arrow(parts: Iterable[Batch], unit: Unit) -> Iterator[pa.RecordBatch]:
    """The batches as Arrow: single entries spread, missing starts as nulls, local times as cell and span."""
    weeks, months = (starts_of_days(coarser(finest, unit)) for finest in ("week", "month"))
    rows = 0
    for batch in parts:
        size = len(batch)
        spread = {
            name: np.broadcast_to(getattr(batch, name), size) for name in ("group", "step", "worker", "start")
        }
        hours = (batch.end + batch.shift + ORIGIN) // 3_600_000_000
        days, hour_of_week = hours // 24, (hours + 24 * FIRST_DAY.weekday()) % 168
        columns = {
            "case_id": pa.LargeStringArray.from_buffers(
                size, pa.py_buffer(batch.case_offsets), pa.py_buffer(batch.case_data)
            ),
            "cell": spread["group"].astype(np.int64) << 40 | days << 8 | hour_of_week,
            "span": weeks[days].astype(np.int64) << 32 | months[days],
            "who": spread["step"].astype(np.int64) << 32 | spread["worker"],
            "start": pa.array(np.ascontiguousarray(spread["start"]), mask=spread["start"] == NO_TIME),
            "end": batch.end,
            "working_start": batch.working_start if len(batch.working_start) else pa.nulls(size, pa.int64()),
            "working_end": batch.working_end if len(batch.working_end) else pa.nulls(size, pa.int64()),
            "row": np.arange(rows, rows + size, dtype=np.uint32),
        }
        rows += size
        yield pa.RecordBatch.from_pydict(columns, schema=_SCHEMA)


def _bounds() -> pa.Table:
    lower = np.concatenate([[-1], BOUNDS[:-1]])
    return pa.table({"guess": np.arange(len(BOUNDS), dtype=np.int32), "lower": lower, "upper": BOUNDS})


def _sums(
    connection: duckdb.DuckDBPyConnection, table: str, keys: tuple[str, ...], *, working: bool
) -> pl.DataFrame:
    """Count and sums of durations by key and week."""
    columns = ["count(*) as n", *_four_sums("micros", SUMS)]
    if working:
        columns += _four_sums("working_micros", WORKING_SUMS)
    query = (
        f'select "group", week as period, {", ".join(keys)}, {", ".join(columns)} from {table} group by all'
    )
    return _frame(connection, query)


def _frame(connection: duckdb.DuckDBPyConnection, query: str) -> pl.DataFrame:
    frame: pl.DataFrame = connection.sql(query).pl()
    return frame


def _four_sums(micros: str, names: tuple[str, ...]) -> list[str]:
    """Sums of whole seconds, of the rest, and of squared seconds in two halves of 128 bits."""
    seconds = f"({micros} // 1000000)"
    squares = f"sum({seconds}::hugeint * {seconds})"
    terms = (f"sum({seconds})", f"sum({micros} % 1000000)", f"({squares} >> 32)", f"({squares} & 4294967295)")
    return [f"{term}::bigint as {name}" for term, name in zip(terms, names, strict=True)]


def _shape(
    connection: duckdb.DuckDBPyConnection, table: str, keys: tuple[str, ...], *, working: bool
) -> pl.DataFrame:
    """Counts by key, month and clock, as lists of buckets and of how many; a bucket's bound is its longest duration."""
    clocks = ((0, "micros"), (1, "working_micros")) if working else ((0, "micros"),)
    parts = [
        f"""select "group", period, {", ".join(keys)}, {clock} as clock, {_BUCKET} as bucket, count(*) as n
            from (select "group", month as period, {", ".join(keys)}, micros, {_GUESS} as guess
                  from (select * replace ({column} as micros) from {table})) join bounds using (guess) group by all"""
        for clock, column in clocks
    ]
    heads = f'"group", period, {", ".join(keys)}, clock'
    cells = " union all ".join(parts)
    return _frame(
        connection, f"select {heads}, list(bucket) as buckets, list(n) as counts from ({cells}) group by all"
    )


def _cases(
    connection: duckdb.DuckDBPyConnection, words: dict[str, str], elements: np.ndarray
) -> dict[str, pl.DataFrame]:
    """The cases with the hash of their steps, and one list of steps for each hash.

    Asked for in parts: DuckDB keeps the lists of a whole answer in memory, eight bytes an event.
    """
    parts = _frame(connection, "select count(*) as n from neighbours")["n"].item() // _LISTED + 1
    asked = (_CASES.format(**words, parts=parts, part=part) for part in range(parts))
    found = [_variants(_frame(connection, query), elements) for query in asked]
    cases, sequences = (pl.concat([part[name] for part in found]) for name in ("cases", "sequences"))
    return {"cases": cases, "sequences": sequences.unique("variant") if parts > 1 else sequences}


def _variants(cases: pl.DataFrame, elements: np.ndarray) -> dict[str, pl.DataFrame]:
    """The cases with the hash of their steps, and one list of steps for each hash."""
    listed = cases["steps"].rechunk().to_arrow().cast(pa.large_list(pa.int64()))
    offsets = np.array(listed.offsets)
    steps = _in_place(listed.values.to_numpy(), offsets)
    variants = hash_lists(steps, offsets, elements)
    ends = {"first_step": steps[offsets[:-1]], "last_step": steps[offsets[1:] - 1], "variant": variants}
    distinct, chosen = np.unique(variants, return_index=True)
    sequences = lists(steps, offsets).gather(chosen)
    return {
        "cases": cases.drop("steps").with_columns(pl.Series(name, ends[name]) for name in ends),
        "sequences": pl.DataFrame({"variant": distinct, "steps": sequences}),
    }


def _in_place(packed: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """The steps of each list in order: every one says its place, counted from one, so nothing is sorted."""
    steps = np.empty(len(packed), dtype=np.int32)
    steps[np.repeat(offsets[:-1], np.diff(offsets)) + (packed >> 32) - 1] = packed & 0xFFFFFFFF
    return steps
