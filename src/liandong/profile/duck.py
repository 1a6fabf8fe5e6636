"""The DuckDB engine: the reference. A profile in plain SQL, spilling to disk when memory runs out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa

from liandong.profile.buckets import BOUNDS
from liandong.profile.coding import NO_TIME, Batch, Coder
from liandong.profile.hashing import element_hashes, hash_lists
from liandong.profile.periods import FIRST_DAY, Unit, coarser, starts_of_days
from liandong.profile.raw import SUMS, WORKING_SUMS, RawCounts

_ORIGIN = int((np.datetime64("1970-01-01", "us") - np.datetime64(FIRST_DAY, "us")).astype(np.int64))

_SCHEMA = pa.schema(
    [("case_id", pa.large_string())]
    + [(name, pa.int32()) for name in ("group", "step", "worker")]
    + [(name, pa.int64()) for name in ("start", "end", "local", "working_start", "working_end")]
)

# Each event beside the one before it in its case. Equal ends are told apart by start, then by row.
_NEIGHBOURS = """
create temp table neighbours as
select "group", step, worker, start, "end", working_start, working_end,
       local // 86400000000 as day, (local // 3600000000 + 48) % 168 as hour_of_week,
       "case", row_number() over steps as place,
       lag(step) over steps as source, lag(worker) over steps as last_worker,
       lag("end") over steps as last_end, lag(working_end) over steps as last_working
from (select hash(case_id, "group") as "case", row_number() over () as "row", * from events)
window steps as (partition by "case" order by "end", coalesce(start, "end"), "row")
"""

_EDGES = """
create temp table edges as
select "group", week, month, source, step as target, start is not null as waits, worker = last_worker as same,
       case when start is null then "end" - last_end else greatest(start - last_end, 0) end as micros,
       greatest(coalesce(if(start is null, working_end, working_start) - last_working, 0), 0) as working_micros
from neighbours join periods using (day) where source is not null
"""

_WORK = """
create temp table work as
select "group", week, month, step, "end" - start as micros, working_end - working_start as working_micros
from neighbours join periods using (day) where start is not null
"""

_CASES = """
select first("group") as "group", min(coalesce(start, "end")) as start, max("end") as "end",
       coalesce(max(working_end) - min(working_start), 0) as working,
       arg_min(step, place) as first_step, arg_max(step, place) as last_step, max(place) as length,
       list_transform(list_sort(list(place << 32 | step)), lambda x: (x & 4294967295)::int) as steps
from neighbours group by "case"
"""

_PRESENCE = """
select "group", month as period, worker, hour_of_week, count(*) as n
from neighbours join periods using (day) group by all
"""

_DAILY = 'select "group", day, step, count(*) as n from neighbours group by all'


def count(read: Callable[[], Iterable[Batch]], coder: Coder) -> RawCounts:
    """The raw counts of the batches, by SQL. Shapes and parameters as in ``onepass.count``."""
    working = coder.calendar is not None
    with duckdb.connect(config={"preserve_insertion_order": True}) as connection:
        connection.execute("set enable_progress_bar = false")
        reader = pa.RecordBatchReader.from_batches(_SCHEMA, _arrow(read()))
        connection.register("events", reader)
        connection.register("periods", _periods(coder.period))
        connection.register("bounds", pa.table({"bucket": np.arange(len(BOUNDS)), "bound": BOUNDS}))
        for statement in (_NEIGHBOURS, _EDGES, _WORK):
            connection.execute(statement)
        cases = connection.sql(_CASES).pl()
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


def _arrow(parts: Iterable[Batch]) -> Iterator[pa.RecordBatch]:
    """The batches as Arrow, single entries spread, missing starts as nulls."""
    for batch in parts:
        size = len(batch)
        spread = {name: np.broadcast_to(getattr(batch, name), size) for name in ("group", "step", "worker", "start")}
        start = pa.array(np.ascontiguousarray(spread["start"]), mask=spread["start"] == NO_TIME)
        texts = pa.LargeStringArray.from_buffers(
            size, pa.py_buffer(batch.case_offsets), pa.py_buffer(batch.case_data)
        )
        working = [pa.array(part) if len(part) else pa.nulls(size, pa.int64()) for part in (batch.working_start, batch.working_end)]
        codes = [pa.array(np.ascontiguousarray(spread[name])) for name in ("group", "step", "worker")]
        columns = [texts, *codes, start, pa.array(batch.end), pa.array(batch.end + batch.shift + _ORIGIN), *working]
        yield pa.RecordBatch.from_arrays(columns, schema=_SCHEMA)


def _periods(unit: Unit) -> pa.Table:
    starts = {finest: starts_of_days(coarser(finest, unit)) for finest in ("week", "month")}
    return pa.table({"day": np.arange(len(starts["week"])), **starts})


def _sums(connection: duckdb.DuckDBPyConnection, table: str, keys: tuple[str, ...], *, working: bool) -> pl.DataFrame:
    """Count and sums of durations by key and week."""
    columns = ["count(*) as n", *_four_sums("micros", SUMS)]
    if working:
        columns += _four_sums("working_micros", WORKING_SUMS)
    query = f'select "group", week as period, {", ".join(keys)}, {", ".join(columns)} from {table} group by all'
    return connection.sql(query).pl()


def _four_sums(micros: str, names: tuple[str, ...]) -> list[str]:
    seconds = f"({micros} // 1000000)"
    square = f"({seconds}::hugeint * {seconds})"
    terms = (seconds, f"{micros} % 1000000", f"{square} // 4294967296", f"{square} % 4294967296")
    return [f"sum({term})::bigint as {name}" for term, name in zip(terms, names, strict=True)]


def _shape(connection: duckdb.DuckDBPyConnection, table: str, keys: tuple[str, ...], *, working: bool) -> pl.DataFrame:
    """Counts by key, month and clock, as lists of buckets and of how many; the bucket is the first whose bound reaches the duration."""
    clocks = ((0, "micros"), (1, "working_micros")) if working else ((0, "micros"),)
    parts = [
        f"""select "group", month as period, {", ".join(keys)}, {clock} as clock, bounds.bucket, count(*) as n
            from {table} asof join bounds on {table}.{micros} <= bounds.bound group by all"""
        for clock, micros in clocks
    ]
    heads = f'"group", period, {", ".join(keys)}, clock'
    cells = " union all ".join(parts)
    return connection.sql(f"select {heads}, list(bucket) as buckets, list(n) as counts from ({cells}) group by all").pl()


def _variants(cases: pl.DataFrame, elements: np.ndarray) -> dict[str, pl.DataFrame]:
    """The cases with the hash of their steps, and one list of steps for each hash."""
    lists = cases["steps"].rechunk().to_arrow().cast(pa.large_list(pa.int32()))
    variants = hash_lists(lists.values.to_numpy(), lists.offsets.to_numpy(), elements)
    cases = cases.with_columns(variant=pl.Series(variants))
    sequences = cases.unique("variant", keep="first", maintain_order=True).select("variant", "steps")
    return {"cases": cases.drop("steps"), "sequences": sequences}
