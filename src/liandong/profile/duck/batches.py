"""Coded events as Arrow batches that DuckDB pulls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import duckdb
import numpy as np
import pyarrow as pa

from liandong.profile.coding import NO_TIME, Batch
from liandong.profile.periods import FIRST_DAY, ORIGIN, Unit, coarser, starts_of_days

_SCHEMA = pa.schema(
    {"case_id": pa.large_string()}
    | dict.fromkeys(("cell", "span", "who", "start", "end", "working_start", "working_end"), pa.int64())
    | {"row": pa.uint32()}
)


class Told:
    """Batches that DuckDB pulls: it wraps an error raised on the way in one of its own, here it comes out as it was."""

    def __init__(self, batches: Iterable[Batch], unit: Unit) -> None:
        self._batches = _arrow(batches, unit)
        self._error: Exception | None = None

    @property
    def reader(self) -> pa.RecordBatchReader:
        """The events, once."""
        return pa.RecordBatchReader.from_batches(_SCHEMA, self)

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        try:
            yield from self._batches
        except Exception as error:
            self._error = error
            raise

    @contextmanager
    def errors_as_they_were(self) -> Iterator[None]:
        """Within it, what went wrong on the way is raised as itself."""
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
