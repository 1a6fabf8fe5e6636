"""The DuckDB engine: the reference. A profile in plain SQL, spilling to disk when memory runs out."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa

from liandong.profile.buckets import BOUNDS, GAMMA
from liandong.profile.coding import NO_TIME, Batch, Coder
from liandong.profile.hashing import element_hashes, hash_lists
from liandong.profile.periods import FIRST_DAY, ORIGIN, Unit, coarser, starts_of_days
from liandong.profile.raw import SUMS, WORKING_SUMS, RawCounts

_INTEGERS = ("cell", "who", "start", "end", "row", "working_start", "working_end")
_SCHEMA = pa.schema({"case_id": pa.large_string()} | dict.fromkeys(_INTEGERS, pa.int64()))

#: Beyond this much memory, DuckDB goes on to disk.
_CONFIG = {"memory_limit": "1500MB", "preserve_insertion_order": False}

# Each event beside the one before it in its case. Equal ends are told apart by start, then by row. Every column that
# the window carries costs as much as the sort: step and worker travel as ``who``, group, day and hour as ``cell``.
_NEIGHBOURS = """
create temp table neighbours as
select "case", cell, who, start, "end", {working} row_number() over steps as place, lag(who) over steps as last_who,
       lag("end") over steps as last_end {last_working}
from (select hash(case_id, cell >> 40) as "case", * exclude (case_id) from events)
window steps as (partition by "case" order by "end", coalesce(start, "end"), "row")
"""

_EDGES = """
create temp view edges as
select cell >> 40 as "group", week, month, last_who >> 32 as source, who >> 32 as target, start is not null as waits,
       (last_who & 4294967295) = (who & 4294967295) as same,
       case when start is null then "end" - last_end else greatest(start - last_end, 0) end as micros,
       {waited} as working_micros
from neighbours join periods on day = (cell >> 8) & 4294967295 where last_who is not null
"""

_WORK = """
create temp view work as
select cell >> 40 as "group", week, month, who >> 32 as step, "end" - start as micros, {worked} as working_micros
from neighbours join periods on day = (cell >> 8) & 4294967295 where start is not null
"""

_CASES = """
select first(cell) >> 40 as "group", min(coalesce(start, "end")) as start, max("end") as "end",
       {lead} as working,
       list_transform(list_sort(list((place << 32) | (who >> 32))), lambda x: (x & 4294967295)::int) as steps
from neighbours group by "case"
"""

_PRESENCE = """
select cell >> 40 as "group", month as period, worker, cell & 255 as hour_of_week, sum(n)::bigint as n
from (select cell, who & 4294967295 as worker, count(*) as n from neighbours group by all)
join periods on day = (cell >> 8) & 4294967295 group by all
"""

_DAILY = """
select cell >> 40 as "group", (cell >> 8) & 4294967295 as day, who >> 32 as step, count(*) as n
from neighbours group by all
"""

# What the statements say where a calendar counts working time, and where none does.
_WITH_CALENDAR = {
    "working": "working_start, working_end,",
    "last_working": ", lag(working_end) over steps as last_working",
    "waited": "greatest(if(start is null, working_end, working_start) - last_working, 0)",
    "worked": "working_end - working_start",
    "lead": "max(working_end) - min(working_start)",
}
_WITHOUT = dict.fromkeys(("working", "last_working"), "") | dict.fromkeys(("waited", "worked", "lead"), "0")

# The logarithm gives the bucket or, by rounding, a neighbour of it; the table of bounds decides.
_BUCKET = "guess + (micros > upper)::int - (micros <= lower)::int"
_GUESS = f"greatest(ceil(ln(greatest(micros, 1000000) / 1000000) / {math.log(GAMMA)!r}), 0)::int"


def count(read: Callable[[], Iterable[Batch]], coder: Coder) -> RawCounts:
    """The raw counts of the batches, by SQL. Shapes and parameters as in ``onepass.count``."""
    working = coder.calendar is not None
    with (
        TemporaryDirectory() as spill,
        duckdb.connect(config=_CONFIG | {"temp_directory": spill}) as connection,
    ):
        connection.execute("set enable_progress_bar = false")
        batches = _Told(_arrow(read()))
        connection.register("events", pa.RecordBatchReader.from_batches(_SCHEMA, batches))
        connection.register("bounds", _bounds())
        connection.register("periods", _periods(coder.period))
        words = _WITH_CALENDAR if working else _WITHOUT
        with batches.errors_as_they_were():
            connection.execute(_NEIGHBOURS.format(**words))
        for statement in (_EDGES, _WORK):
            connection.execute(statement.format(**words))
        cases = connection.sql(_CASES.format(**words)).pl()
        edge_keys, work_keys = ("source", "target", "waits", "same"), ("step",)
        return RawCounts(
            edges=_sums(connection, "edges", edge_keys, working=working),
            edge_shape=_shape(connection, "edges", edge_keys[:-1], working=working),
            work=_sums(connection, "work", work_keys, working=working),
            work_shape=_shape(connection, "work", work_keys, working=working),
            presence=connection.sql(_PRESENCE).pl(),
            daily=connection.sql(_DAILY).pl(),
            **_variants(cases, element_hashes(coder.activities)),
        )


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


def _arrow(parts: Iterable[Batch]) -> Iterator[pa.RecordBatch]:
    """The batches as Arrow: single entries spread, missing starts as nulls, local day and hour of the week."""
    rows = 0
    for batch in parts:
        size = len(batch)
        spread = {
            name: np.broadcast_to(getattr(batch, name), size) for name in ("group", "step", "worker", "start")
        }
        local = batch.end + batch.shift + ORIGIN
        hour = (local // 3_600_000_000 + 24 * FIRST_DAY.weekday()) % 168
        columns = {
            "case_id": pa.LargeStringArray.from_buffers(
                size, pa.py_buffer(batch.case_offsets), pa.py_buffer(batch.case_data)
            ),
            "cell": spread["group"].astype(np.int64) << 40 | local // 86_400_000_000 << 8 | hour,
            "who": spread["step"].astype(np.int64) << 32 | spread["worker"],
            "start": pa.array(np.ascontiguousarray(spread["start"]), mask=spread["start"] == NO_TIME),
            "end": batch.end,
            "row": np.arange(rows, rows + size),
            "working_start": batch.working_start if len(batch.working_start) else pa.nulls(size, pa.int64()),
            "working_end": batch.working_end if len(batch.working_end) else pa.nulls(size, pa.int64()),
        }
        rows += size
        yield pa.RecordBatch.from_pydict(columns, schema=_SCHEMA)


def _periods(unit: Unit) -> pa.Table:
    starts = {finest: starts_of_days(coarser(finest, unit)) for finest in ("week", "month")}
    return pa.table({"day": np.arange(len(starts["week"])), **starts})


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
    """Sums of whole seconds, of the rest, and of the two halves of squared seconds, in 64-bit arithmetic."""
    seconds = f"({micros} // 1000000)"
    high, low = f"({seconds} >> 16)", f"({seconds} & 65535)"
    rest = f"({high} * {low} * 131072 + {low} * {low})"
    terms = (seconds, f"{micros} % 1000000", f"{high} * {high} + ({rest} >> 32)", f"{rest} & 4294967295")
    return [f"sum({term})::bigint as {name}" for term, name in zip(terms, names, strict=True)]


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


def _variants(cases: pl.DataFrame, elements: np.ndarray) -> dict[str, pl.DataFrame]:
    """The cases with the hash of their steps, and one list of steps for each hash."""
    lists = cases["steps"].rechunk().to_arrow().cast(pa.large_list(pa.int32()))
    variants = hash_lists(lists.values.to_numpy(), lists.offsets.to_numpy(), elements)
    ends = {"first_step": pl.col("steps").list.first(), "last_step": pl.col("steps").list.last()}
    cases = cases.with_columns(variant=pl.Series(variants), **ends)
    sequences = cases.unique("variant", keep="first", maintain_order=True).select("variant", "steps")
    return {"cases": cases.drop("steps"), "sequences": sequences}
