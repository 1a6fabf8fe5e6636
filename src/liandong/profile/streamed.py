"""Parquet files too large to hold: read straight into the engine, batch by batch.

Only files that need no repair come this way: typed times with a zone, no empty case, activity or time, no lifecycle
to pair. Anything else goes through ``read_log``, which collects what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from liandong.eventlog.guess import guess
from liandong.profile.coding import BATCH, TEXTS

_NEEDED = ("case", "activity", "end")


@dataclass(frozen=True)
class ParquetEvents:
    """A Parquet file with the headings of the canonical columns, readable again and again."""

    path: Path
    headings: dict[str, str]
    zone: str
    rows: int

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The events in file order under canonical names; names as dictionaries, the rest as stored."""
        texts = [self.headings[name] for name in TEXTS if name in self.headings]
        with pq.ParquetFile(self.path, read_dictionary=texts) as file:
            for part in file.iter_batches(BATCH, columns=list(self.headings.values()), use_threads=False):
                columns = {name: part.column(heading) for name, heading in self.headings.items()}
                if "zone" not in columns:
                    columns["zone"] = pa.DictionaryArray.from_arrays(
                        np.zeros(len(part), np.int32), [self.zone]
                    )
                yield pa.RecordBatch.from_pydict(columns)


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
        path, chosen, zone if zone is not None else path.name.split(".")[0], file.metadata.num_rows
    )


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
