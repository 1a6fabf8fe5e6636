"""Parquet files too large to hold: read straight into the engine, batch by batch.

Only files that need no repair come this way: typed times with a zone, no empty case, activity or time, no lifecycle
to pair, no end before its start. Anything else goes through ``read_log``, which collects what is wrong; where that
shows only in the middle of the file, the stream stops with NeedsRepairError.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from liandong.eventlog.guess import guess
from liandong.eventlog.source import Source
from liandong.profile.caseids import UnsoundIdsError, numbered
from liandong.profile.coding import BATCH, TEXTS
from liandong.profile.periods import FIRST_DAY, LAST_DAY

#: Bytes read at a time of each column.
_BUFFER = 1 << 20
_NEEDED = ("case", "activity", "end")
#: Row groups larger than so many batches are not held as a whole.
_MOST = 2


class NeedsRepairError(Exception):
    """The file holds rows that only ``read_log`` can deal with."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path


@dataclass(frozen=True)
class ParquetEvents:
    """A Parquet file with the headings of the canonical columns, readable again and again."""

    path: Path
    headings: dict[str, str]
    zone: str
    rows: int

    @property
    def has_start(self) -> bool:
        """Whether the events have start times."""
        return "start" in self.headings

    def batches(self, *, interned: bool = False) -> Iterator[pa.RecordBatch]:
        """The events in file order under canonical names; names as dictionaries, the rest as stored.

        ``interned``: the case ids as numbers (``caseids``). Raises NeedsRepairError.
        """
        for ids, part in self._parts():
            columns = {
                name: part.column(heading) for name, heading in self.headings.items() if name != "case"
            }
            if not _are_sound(columns):
                raise NeedsRepairError(self.path)
            for name, value in (("zone", self.zone), ("object_type", "case")):
                if name not in columns:
                    columns[name] = pa.DictionaryArray.from_arrays(np.zeros(len(part), np.int32), [value])
            try:
                numbers = numbered(ids)
            except UnsoundIdsError:
                raise NeedsRepairError(self.path) from None
            cases = pa.array(numbers) if interned else ids.cast(pa.large_string())
            yield pa.RecordBatch.from_pydict({"case": cases, **columns})

    def _parts(self) -> Iterator[tuple[pa.Array, pa.RecordBatch]]:
        """The case ids and the other columns, by some row groups at a time.

        Polars reads the ids: it leaves texts where they lie, and takes half as long as pyarrow. It cannot begin within
        a row group; where one is too large to hold, pyarrow reads them too.
        """
        texts = [self.headings[name] for name in TEXTS if name in self.headings]
        case, *others = self.headings.values()
        # Buffered ahead, as the default has it, the whole file stays in memory until it is closed.
        few = {"pre_buffer": False, "buffer_size": _BUFFER}
        with pq.ParquetFile(self.path, read_dictionary=texts, **few) as file:
            spans = _spans([file.metadata.row_group(k).num_rows for k in range(file.num_row_groups)])
            if any(rows > _MOST * BATCH for _, _, rows in spans):
                for part in file.iter_batches(BATCH, columns=[case, *others], use_threads=False):
                    yield part.column(case), part
                return
            ids = pl.scan_parquet(self.path, glob=False).select(case)
            for groups, first, rows in spans:
                part = file.read_row_groups(groups, columns=others, use_threads=False).unify_dictionaries()
                try:
                    cases = ids.slice(first, rows).collect().rechunk().to_series()
                except pl.exceptions.PolarsError:
                    raise NeedsRepairError(self.path) from None
                yield (
                    cases.to_arrow(compat_level=pl.CompatLevel.newest()),
                    part.combine_chunks().to_batches()[0],
                )


def streamed(path: Path, zone: str | None, *, least: int) -> ParquetEvents | None:
    """The file as a stream of events, if it has at least that many rows and needs no repair."""
    try:
        with pq.ParquetFile(path) as file:
            if file.metadata.num_rows < least:
                return None
            sample = pl.from_arrow(next(file.iter_batches(1 << 14)))
            assert isinstance(sample, pl.DataFrame)
            headings = guess(sample, sample.columns, {})
            if "lifecycle" in headings or "case" not in headings or not _is_sound(file, headings):
                return None
    except (OSError, pa.ArrowException, StopIteration):
        return None
    chosen = {name: headings[name] for name in ("case", "start", "end", *TEXTS) if name in headings}
    if zone is not None:
        chosen.pop("zone", None)
    return ParquetEvents(
        path,
        chosen,
        zone if zone is not None else Source(path, "parquet", b"", False).stem,
        file.metadata.num_rows,
    )


def _spans(sizes: list[int]) -> list[tuple[list[int], int, int]]:
    """Row groups to read together, half a batch at least, with their first row and how many rows they have."""
    spans: list[tuple[list[int], int, int]] = []
    begin, first, rows = 0, 0, 0
    for group, size in enumerate(sizes):
        rows += size
        if 2 * rows >= BATCH or (rows and group == len(sizes) - 1):
            spans.append((list(range(begin, group + 1)), first, rows))
            begin, first, rows = group + 1, first + rows, 0
    return spans


def _are_sound(columns: dict[str, pa.Array]) -> bool:
    """Whether all names are filled and intact, all times possible, and no event ends before it starts."""
    names = ("activity", "zone", "object_type")
    if not all(_is_filled(columns[name]) for name in names if name in columns):
        return False
    end, start = columns["end"], columns.get("start")
    span = pc.min_max(end)
    if not FIRST_DAY.year <= pc.year(span["min"]).as_py() <= pc.year(span["max"]).as_py() <= LAST_DAY.year:
        return False
    return start is None or not pc.any(pc.greater(start, end)).as_py()


def _is_filled(column: pa.Array) -> bool:
    """Whether every text is there, none is empty, and none holds a NUL."""
    if column.null_count:
        return False
    texts = column.dictionary if pa.types.is_dictionary(column.type) else column
    if pa.types.is_integer(texts.type):
        return True
    if not (pa.types.is_string(texts.type) or pa.types.is_large_string(texts.type)):
        return False
    shortest = pc.min(pc.binary_length(texts)).as_py()
    data = np.frombuffer(texts.buffers()[2] or b"", dtype=np.uint8)
    return shortest != 0 and (not len(data) or bool(data.min()))


def _is_sound(file: pq.ParquetFile, headings: dict[str, str]) -> bool:
    """Whether the times have a type and a zone, and no needed column has a null, by the file's own statistics."""
    if any(name not in headings for name in _NEEDED):
        return False
    for name in ("start", "end"):
        if name in headings:
            dtype = file.schema_arrow.field(headings[name]).type
            if not pa.types.is_timestamp(dtype) or dtype.tz is None:
                return False
    columns = {file.metadata.schema.column(i).path: i for i in range(file.metadata.num_columns)}
    for name in _NEEDED:
        for group in range(file.metadata.num_row_groups):
            statistics = file.metadata.row_group(group).column(columns[headings[name]]).statistics
            if statistics is None or not statistics.has_null_count or statistics.null_count:
                return False
    return True
