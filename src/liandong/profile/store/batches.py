"""The chosen cases of a store as coded batches: what any engine counts, whatever the log is like."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from liandong.profile.coding import NO_TIME, Batch, Coder, shifts
from liandong.profile.store.segment import Segment

#: Events of a batch, about.
_EVENTS = 1 << 20


def batches(chosen: Sequence[tuple[Segment, np.ndarray]], coder: Coder) -> Iterator[Batch]:
    """The events of the chosen cases, case by case."""
    first = 0
    for segment, mask in chosen:
        cases = np.flatnonzero(mask)
        sizes = np.cumsum(np.diff(segment.offset)[cases])
        cuts = np.searchsorted(sizes, np.arange(_EVENTS, sizes[-1] if len(sizes) else 0, _EVENTS)) + 1
        for part in np.split(cases, cuts):
            if len(part):
                yield _batch(segment, part, first, coder)
                first += len(part)


def _batch(segment: Segment, cases: np.ndarray, first: int, coder: Coder) -> Batch:
    events = segment.events_of(cases)
    lengths = np.diff(segment.offset)[cases]
    begin = np.where(events.start == NO_TIME, events.end, events.start)
    empty = np.empty(0, dtype=np.int64)
    calendar = coder.calendar
    data = _ids(np.repeat(np.arange(first, first + len(cases)), lengths))
    return Batch(
        case_data=data,
        case_offsets=np.arange(0, len(data) + 1, 8),
        group=np.repeat(segment["group"][cases].astype(np.int32), lengths),
        step=events.step,
        worker=events.worker,
        start=events.start,
        end=events.end,
        shift=shifts(events.end, coder.timezone),
        working_start=calendar.working_micros(begin) if calendar else empty,
        working_end=calendar.working_micros(events.end) if calendar else empty,
    )


def _ids(numbers: np.ndarray) -> np.ndarray:
    """A number as eight letters, so that it is an id like any other."""
    digits = numbers[:, None] >> np.arange(0, 32, 4) & 15
    letters: np.ndarray = (digits + ord("a")).astype(np.uint8).ravel()
    return letters
