"""Counting by DuckDB: the events into it, whole or in parts that fit in memory, and the counts out of it.

A window over all events at once needs the memory of them all, or sorts on disk. But counts add. So a large log is put
apart first, by the number of the case, into files of some million events; each is counted in memory, and what
a hundred million events take is what their largest part takes, and their counts.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa

from liandong.errors import OutOfRoom
from liandong.profile.buckets import BOUNDS
from liandong.profile.coding import Batch, Coder
from liandong.profile.duck.batches import Told
from liandong.profile.duck.statements import NUMBERED, Statements, total
from liandong.profile.hashing import element_hashes, hash_lists
from liandong.profile.raw import CaseCounts, RawCounts, lists
from liandong.profile.wholes import counted

#: Events counted at once: larger logs are put apart, into parts of about as many as the second says.
_WHOLE, _PART = 10_000_000, 4_000_000
#: Beyond this much memory, DuckDB goes on to disk: of a whole log, and of one in parts, whose counts need room beside it.
_LIMITS = "1100MB", "550MB"
#: The events of each part wait in memory until there are so many to write.
_CONFIG = {"partitioned_write_flush_threshold": 100_000, "preserve_insertion_order": False}
#: What is counted of whole cases.
_WHOLES = tuple(field.name for field in fields(CaseCounts))
#: Cases whose steps are listed at a time.
_LISTED = 1 << 17


def count(
    read: Callable[[], Iterable[Batch]], coder: Coder, *, rows: int, has_start: bool = True
) -> RawCounts:
    """The raw counts of the batches, ``rows`` events about, by SQL. Shapes and parameters as in ``onepass.count``.

    With ``has_start=False`` no event has a start, which saves a good part of the sort.
    """
    statements = Statements(has_start, coder.calendar is not None)
    batches = Told(read(), coder.period)
    parts = 1 if rows <= _WHOLE else -(-rows // _PART)
    with (
        TemporaryDirectory() as folder,
        _database(folder, _LIMITS[parts > 1]) as connection,
        batches.errors_as_they_were(),
    ):
        connection.register("events", batches.reader)
        connection.register("bounds", _bounds())
        numbered = _numbered(connection, Path(folder, "parts"), parts)
        sequences, spans = zip(*(_counted(connection, statements, coder) for _ in numbered), strict=True)
        tables, cases = (
            {name: _total(connection, name, parts) for name in names}
            for names in (statements.counts, _WHOLES)
        )
    return RawCounts(
        **tables,
        cases=pl.DataFrame(),
        sequences=pl.concat(sequences).unique("variant"),
        case_counts=CaseCounts(**cases),
        span=(min(first for first, _ in spans), max(last for _, last in spans)),
    )


@contextmanager
def _database(folder: str, limit: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory that goes on to disk, in the folder, beyond the limit. Raises OutOfRoom."""
    config = {"memory_limit": limit, "temp_directory": folder} | _CONFIG
    with duckdb.connect(config=config) as connection:
        connection.execute("set enable_progress_bar = false")
        try:
            yield connection
        except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
            raise OutOfRoom(path=gettempdir()) from error


def _numbered(connection: duckdb.DuckDBPyConnection, folder: Path, parts: int) -> Iterator[None]:
    """Makes ``numbered`` the events, or one part of them after the other: whole cases each."""
    if parts == 1:
        connection.sql(NUMBERED).create_view("numbered")
        yield
        return
    apart = connection.sql(f'select *, ("case" % {parts})::int as part from ({NUMBERED})')
    apart.write_parquet(str(folder), compression="lz4", partition_by=["part"])
    for part in sorted(folder.iterdir()):
        events = connection.read_parquet(f"{part}/*", hive_partitioning=False)
        events.create_view("numbered", replace=True)
        yield
        shutil.rmtree(part)


def _counted(
    connection: duckdb.DuckDBPyConnection, statements: Statements, coder: Coder
) -> tuple[pl.DataFrame, tuple[int, int]]:
    """The sequences of ``numbered``, its first start and last end; what is counted waits in tables of the database."""
    for statement in statements.prepare:
        connection.execute(statement)
    # Arrow keeps the memory of batches that are gone, some 200 MB, beside all that DuckDB needs from here on.
    pa.default_memory_pool().release_unused()
    for name, query in statements.counts.items():
        _add(connection, name, query)
    cases, sequences = _cases(connection, statements.cases, element_hashes(coder.activities))
    for name, frame in vars(counted(cases, coder)).items():
        connection.register("part", frame.to_arrow())
        listed = "* exclude (buckets, counts), unnest(buckets) as bucket, unnest(counts) as n"
        _add(connection, name, f"select {listed if 'buckets' in frame.columns else '*'} from part")
    return sequences, (cases["start"].to_numpy().min().item(), cases["end"].to_numpy().max().item())


def _add(connection: duckdb.DuckDBPyConnection, table: str, query: str) -> None:
    """Puts the rows of a count into a table."""
    connection.execute(f"create temp table if not exists {table} as from ({query}) limit 0")
    connection.execute(f"insert into {table} {query}")


def _total(connection: duckdb.DuckDBPyConnection, name: str, parts: int) -> pl.DataFrame:
    """The count that the parts have put into a table; of a shape, the buckets of a key as one list."""
    columns = connection.table(name).columns
    query = total(name, columns) if parts > 1 else f"from {name}"
    if "bucket" in columns:
        query = f"""select * exclude (bucket, n), list(bucket) as buckets, list(n) as counts
                    from ({query}) group by all"""
    return _frame(connection, query)


def _frame(connection: duckdb.DuckDBPyConnection, query: str) -> pl.DataFrame:
    frame: pl.DataFrame = connection.sql(query).pl()
    return frame


def _bounds() -> pa.Table:
    lower = np.concatenate([[-1], BOUNDS[:-1]])
    return pa.table({"guess": np.arange(len(BOUNDS), dtype=np.int32), "lower": lower, "upper": BOUNDS})


def _cases(
    connection: duckdb.DuckDBPyConnection, query: str, elements: np.ndarray
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The cases with the hash of their steps, and one list of steps for each hash.

    Taken from DuckDB a few at a time: of a whole answer it keeps all lists in memory, eight bytes an event.
    """
    reader = connection.sql(query).to_arrow_reader(_LISTED)
    cases, sequences = zip(*(_variants(batch, elements) for batch in reader), strict=True)
    return pl.concat(cases), pl.concat(sequences).unique("variant")


def _variants(cases: pa.RecordBatch, elements: np.ndarray) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The cases with the hash of their steps, and one list of steps for each hash."""
    listed = cases.column("steps")
    offsets = listed.offsets.to_numpy().astype(np.int64) - listed.offsets[0].as_py()
    steps = _in_place(listed.flatten().to_numpy(), offsets)
    variants = hash_lists(steps, offsets, elements)
    ends = {"first_step": steps[offsets[:-1]], "last_step": steps[offsets[1:] - 1], "variant": variants}
    distinct, chosen = np.unique(variants, return_index=True)
    # Copied: a column of the answer holds on to all of it, the long lists too.
    copies = {name: cases.column(name).to_numpy().copy() for name in ("group", "start", "end", "working")}
    sequences = pl.DataFrame({"variant": distinct, "steps": lists(steps, offsets).gather(chosen)})
    return pl.DataFrame(copies | ends), sequences


def _in_place(packed: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """The steps of each list in order: every one says its place, counted from one, so nothing is sorted."""
    steps = np.empty(len(packed), dtype=np.int32)
    steps[np.repeat(offsets[:-1], np.diff(offsets)) + (packed >> 32) - 1] = packed & 0xFFFFFFFF
    return steps
