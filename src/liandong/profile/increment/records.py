# mypy: disable-error-code="untyped-decorator, no-untyped-def"
"""What the state holds of an event and of a case, as records of fixed width.

A case's *entry* is its segment: first and last event, hash and length of its sequence. A later event needs no more to
count the edge that joins it, so the events before it are not read again.
"""

from __future__ import annotations

import numpy as np
from numba import uint64

from liandong.profile.coding import NO_TIME
from liandong.profile.hashing import _jit, append
from liandong.profile.kernels import bare

#: Times are microseconds since 1970, UTC; step, worker and batch are numbers of names in the book; ``id`` is the hash of
#: the event's own id, 0 where it has none.
EVENT = np.dtype(
    [
        ("end", "<i8"),
        ("start", "<i8"),
        ("id", "<u8"),
        ("step", "<i4"),
        ("worker", "<i4"),
        ("batch", "<i4"),
        ("spare", "<i4"),
    ]
)

ENTRY = np.dtype(
    [
        ("first_start", "<i8"),
        ("last_start", "<i8"),
        ("last_end", "<i8"),
        ("hash", "<u8"),
        ("begin", "<i8"),  # where the case's events of this run begin, and how many they are
        ("count", "<i4"),
        ("length", "<i4"),
        ("group", "<i4"),
        ("first_step", "<i4"),
        ("last_step", "<i4"),
        ("last_worker", "<i4"),
        ("last_batch", "<i4"),
        ("flags", "<i4"),
    ]
)

#: The events of this run replace those of the runs before. / The case is closed: its events may be gone.
WHOLE, CLOSED = 1, 2


@_jit
def advance(entries, events, offsets, elements):
    """Moves the entry of each case over its events ``events[offsets[i]:offsets[i+1]]``, which come after those seen."""
    for i in range(len(entries)):
        entry = entries[i]
        for k in range(offsets[i], offsets[i + 1]):
            event = events[k]
            start = event.end if event.start == NO_TIME else event.start
            if entry.length == 0:
                entry.first_start = start
                entry.first_step = event.step
            entry.first_start = min(entry.first_start, start)
            entry.hash = append(uint64(entry.hash), elements[event.step])
            entry.length += 1
            entry.last_start = start
            entry.last_end = event.end
            entry.last_step = event.step
            entry.last_worker = event.worker
            entry.last_batch = event.batch


def begun(events: np.ndarray) -> np.ndarray:
    """When each event began; its end where it has one stamp."""
    started: np.ndarray = np.where(events["start"] == NO_TIME, events["end"], events["start"])
    return started


def words(records: np.ndarray) -> np.ndarray:
    """The records as rows of 64-bit words, of the same memory: numpy moves a row at once, a record field by field."""
    rows: np.ndarray = np.asarray(records).view("<u8").reshape(len(records), records.dtype.itemsize // 8)
    return rows


def picked(records: np.ndarray, which: np.ndarray) -> np.ndarray:
    """A copy of the records at these places, or where the mask is true.

    >>> picked(np.zeros(3, dtype=EVENT), np.array([True, False, True])).shape
    (2,)
    """
    places = np.flatnonzero(which) if which.dtype == bool else which
    return np.take(words(records), places, axis=0).view(records.dtype).reshape(-1)


@bare
def copy_ranges(source, begins, counts, target, places):
    """Copies the rows ``source[begins[i]:begins[i] + counts[i]]`` to where ``places[i]`` says, for all i."""
    for i in range(len(begins)):
        row, place = uint64(begins[uint64(i)]), uint64(places[uint64(i)])
        for _ in range(counts[uint64(i)]):
            for column in range(source.shape[1]):
                target[place, uint64(column)] = source[row, uint64(column)]
            row, place = row + uint64(1), place + uint64(1)


def ranges(begins: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """All places of the ranges, one after the other.

    >>> ranges(np.array([7, 2]), np.array([2, 1])).tolist()
    [7, 8, 2]
    """
    before = np.cumsum(counts) - counts
    places: np.ndarray = np.repeat(begins - before, counts) + np.arange(counts.sum())
    return places
