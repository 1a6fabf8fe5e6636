# mypy: disable-error-code="no-untyped-def, untyped-decorator"
"""From a log to coded events and numbered cases, batch by batch: a large Parquet file is never held as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from os import PathLike
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from liandong.errors import FileEmpty
from liandong.eventlog import EventLog, read_log
from liandong.eventlog.log import COLUMNS
from liandong.eventlog.read import DEFAULT_TIMEZONE
from liandong.profile import walk
from liandong.profile.coding import BATCH, Batch
from liandong.profile.datasheet import DataSheet
from liandong.profile.hashing import EMPTY, _jit
from liandong.profile.store.events import Events, joined
from liandong.profile.store.grouping import Cases
from liandong.profile.store.names import StoreNames
from liandong.profile.streamed import ParquetEvents, streamed

#: Parquet files with more events, and without attributes, are streamed.
STREAM_ABOVE = 5_000_000
Source = EventLog | ParquetEvents


def source_of(log: EventLog | str | PathLike[str], zone: str | None) -> Source:
    """The log, read or ready to be streamed. Raises the reader's errors, FileEmpty where it has no events."""
    if not isinstance(log, EventLog):
        path = Path(log)
        stream = streamed(path, zone, least=STREAM_ABOVE) if path.suffix == ".parquet" else None
        if stream is not None and set(pq.read_schema(path).names) == set(stream.headings.values()):
            return stream
        return read_log(path, zone=zone)
    if log.events.is_empty():
        raise FileEmpty(path=", ".join(log.sources) or ("日志", "the log"))
    return in_zone(log, zone)


def names_zone(source: Source) -> bool:
    """Whether the file has a column of zones; else the zone is the file's name, or was given."""
    return "zone" in (source.mapping if isinstance(source, EventLog) else source.headings)


def in_zone(source: Source, zone: str | None) -> Source:
    """The source with all its events in that zone; as it is if there is none."""
    if zone is None:
        return source
    if isinstance(source, ParquetEvents):
        return replace(source, zone=zone)
    return replace(source, events=source.events.with_columns(zone=pl.lit(zone)))


def timezone_of(source: Source) -> str:
    """The time zone that the log's periods are cut in."""
    return source.timezone if isinstance(source, EventLog) else DEFAULT_TIMEZONE


def sheet_of(source: Source) -> DataSheet:
    """What the data sheet says of the source; the span of time is told when cases are counted."""
    if isinstance(source, ParquetEvents):
        return DataSheet((source.path.name,))
    names = tuple(sorted({Path(name).name for name in source.sources}))
    return DataSheet(names, source.rejected_rows, tuple(sorted(source.assumptions)))


class CaseNumbers:
    """Numbers for cases, in order of first appearance: the key of a case is the hash of its group and id."""

    def __init__(self) -> None:
        self.table = np.full((1 << 12, 2), EMPTY)
        self.count = 0
        self._parts: list[Cases] = []

    def of(self, batch: Batch, ids: pa.Array) -> np.ndarray:
        """The number of each event's case; ids and groups of new cases are kept."""
        keys = np.empty(len(batch), dtype=np.uint64)
        walk.hash_cases(batch.case_data, batch.case_offsets, batch.group, keys)
        groups = np.broadcast_to(batch.group, len(batch))
        return self.of_keys(keys, groups, ids)

    def of_keys(self, keys: np.ndarray, groups: np.ndarray, ids: pa.Array) -> np.ndarray:
        """The number of each row's case, by its key."""
        numbers = np.empty(len(keys), dtype=np.int32)
        row, known = 0, self.count
        while row < len(keys):
            row, self.count = walk.intern_cases(keys, row, self.count, self.table, numbers)
            if row < len(keys):
                larger = np.full((2 * len(self.table), 2), EMPTY)
                walk.rehash_cases(self.table, larger)
                self.table = larger
        rows = np.empty(self.count - known, dtype=np.int64)
        _first_rows(numbers, known, rows)
        self._parts.append(Cases(keys[rows], groups[rows], ids.take(pa.array(rows))))
        return numbers

    def known(self, keys: np.ndarray) -> np.ndarray:
        """Whether each key has a number already."""
        found = np.zeros(len(keys), dtype=np.bool_)
        _look_up(keys, self.table, found)
        return found

    @property
    def cases(self) -> Cases:
        """All cases so far, by number."""
        ids = pa.chunked_array([part.ids for part in self._parts], pa.large_string()).combine_chunks()
        keys, groups = (
            np.concatenate([getattr(part, name) for part in self._parts]) for name in ("key", "group")
        )
        return Cases(keys, groups, ids)


def taken_in(source: Source, names: StoreNames, timezone: str) -> tuple[Events, CaseNumbers]:
    """The events of the source and their cases, coded by the names, which learn what is new."""
    coder, numbers = names.coder(timezone), CaseNumbers()
    parts = []
    for arrow in _batches(source):
        batch = coder.encode(arrow)
        attributes = {
            name: names.codes(name, arrow.column(name)) for name in arrow.schema.names if name not in COLUMNS
        }
        ids = arrow.column("case")
        if pa.types.is_dictionary(ids.type):
            ids = ids.dictionary_decode()
        case = numbers.of(batch, ids.cast(pa.large_string()))
        step = np.broadcast_to(batch.step, len(batch))
        parts.append(Events(case, step, batch.worker, batch.start, batch.end, attributes))
    return joined(parts), numbers


def _batches(source: Source) -> Iterator[pa.RecordBatch]:
    """The events as Arrow, attributes behind the canonical columns."""
    if isinstance(source, ParquetEvents):
        yield from source.batches()
        return
    for part in source.events.iter_slices(BATCH):
        yield from part.to_arrow(compat_level=pl.CompatLevel.oldest()).combine_chunks().to_batches()


@_jit
def _first_rows(numbers, known, rows):
    found = 0
    for i in range(len(numbers)):
        if found == len(rows):
            break
        if numbers[i] == known + found:
            rows[found] = i
            found += 1


@_jit
def _look_up(keys, table, found):
    mask = np.uint64(len(table) - 1)
    for i in range(len(keys)):
        at = keys[i] & mask
        while table[at, 0] != keys[i] and table[at, 0] != EMPTY:
            at = (at + np.uint64(1)) & mask
        found[i] = table[at, 0] == keys[i]
