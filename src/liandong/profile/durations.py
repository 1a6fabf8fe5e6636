# mypy: disable-error-code="no-untyped-def, untyped-decorator"
"""Durations and how they are counted: moves from step to step, pieces of work, whole cases.

A duration has a *head* (its group and the local day it is counted on, in one number), *what* it is of (the number of a
pair of steps, a step) and how long it took, by the clock and in working time. ``Sums`` adds them up by period;
``Shapes`` counts them by bucket.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
from numba import uint64

from liandong.profile.hashing import EMPTY, empty_slots, find, rehash
from liandong.profile.kernels import bare, part
from liandong.profile.raw import SUMS, WORKING_SUMS, lists
from liandong.profile.tally import Tally, run_starts
from liandong.profile.walk import DAY_BITS, Key, bucket_of, unpack

#: Slots of a new table.
FEW = 1 << 12
_DAYS = uint64((1 << DAY_BITS) - 1)
#: The keys of sums and of shapes; of the latter without the bucket, which takes the lowest bits.
_BUCKET_BITS = 11


def _sum_key(what: str) -> Key:
    return (("group", 18), ("period", 18), (what, 28))


def _shape_key(what: str) -> Key:
    return (("group", 10), ("period", 18), (what, 24), ("clock", 1))


class Durations(NamedTuple):
    """Durations, one entry each; in microseconds."""

    head: np.ndarray  # int64
    what: np.ndarray  # uint64
    micros: np.ndarray  # int64
    working: np.ndarray  # int64; empty without a calendar

    def first(self, size: int) -> Durations:
        """The first so many."""
        return Durations(*(column[:size] for column in self))


class Sums:
    """How many durations there are by group, period and what they are of, and their sums (``raw.SUMS``)."""

    def __init__(self, *, working: bool) -> None:
        self._slots = empty_slots(FEW)
        self._cells = np.zeros((len(self._slots), 9 if working else 5), dtype=np.int64)
        self._filled = np.zeros(1, dtype=np.int64)

    def add(self, durations: Durations, periods: np.ndarray) -> None:
        """Adds the durations, each in the period that ``periods`` gives for its day."""
        row = 0
        while row < len(durations.head):
            row = _add(row, durations, periods, self._slots, self._cells, self._filled)
            if row < len(durations.head):
                self._slots, self._cells = doubled(self._slots, self._cells)

    def frame(self, what: str) -> pl.DataFrame:
        """One row a key: group, period, what, n, sums."""
        is_used = self._slots != EMPTY
        cells = self._cells[is_used]
        names = ("n", *SUMS, *WORKING_SUMS)[: cells.shape[1]]
        columns = {name: cells[:, k] for k, name in enumerate(names)}
        return pl.DataFrame(unpack(self._slots[is_used], _sum_key(what)) | columns)


class Shapes:
    """How many durations of each group, period and kind fall into each bucket."""

    def __init__(self) -> None:
        self._tallies = Tally(), Tally()

    def add(self, durations: Durations, periods: np.ndarray) -> None:
        """Counts the durations by the clock, and by working time where they have it."""
        for clock, micros in enumerate((durations.micros, durations.working)):
            keys = np.empty(len(micros), dtype=np.uint64)
            _write_shapes(durations.head, durations.what, micros, periods, clock, keys)
            self._tallies[clock].add(keys)

    def frame(self, what: str) -> pl.DataFrame:
        """One row a key and clock, with its buckets and their counts as lists."""
        parts = zip(*(tally.result() for tally in self._tallies), strict=True)
        keys, counts = (np.concatenate(part) for part in parts)
        heads = keys >> np.uint64(_BUCKET_BITS)
        begins = run_starts(heads)
        offsets = np.append(begins, len(keys))
        buckets = (keys & np.uint64((1 << _BUCKET_BITS) - 1)).astype(np.int16)
        columns = {"buckets": lists(buckets, offsets), "counts": lists(counts, offsets)}
        return pl.DataFrame(unpack(heads[begins], _shape_key(what)) | columns)


def doubled(slots: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A table of twice the size with the same rows."""
    new_slots = empty_slots(2 * len(slots))
    new_values = np.zeros((len(new_slots), *values.shape[1:]), dtype=values.dtype)
    rehash(slots, values, new_slots, new_values)
    return new_slots, new_values


# In the loops below every index is unsigned: numba would look at each signed one whether it counts from the end.


@part
def _add_duration(cells, row, first, micros):
    """Adds to four sums that begin at ``first``; each fits 64 bits for 2^31 events of a century."""
    seconds = micros // np.int64(1_000_000)
    high, low = seconds >> np.int64(16), seconds & np.int64(0xFFFF)
    rest = (high * low << np.int64(17)) + low * low
    cells[row, first] += seconds
    cells[row, first + uint64(1)] += micros - seconds * np.int64(1_000_000)
    cells[row, first + uint64(2)] += high * high + (rest >> np.int64(32))
    cells[row, first + uint64(3)] += rest & np.int64(0xFFFFFFFF)


@bare
def _add(row, durations, periods, slots, cells, filled):
    """Adds the durations from ``row`` on, until done or the table is half full; returns the next row."""
    heads, whats, micros, working = durations
    count = filled[0]
    while row < len(heads) and 2 * count < len(slots):
        i = uint64(row)
        head = uint64(heads[i])
        period = uint64(periods[head & _DAYS])
        key = head >> uint64(DAY_BITS) << uint64(46) | period << uint64(28) | whats[i]
        at = uint64(find(slots, key))
        if slots[at] == EMPTY:
            slots[at] = key
            count += 1
        cells[at, uint64(0)] += 1
        _add_duration(cells, at, uint64(1), micros[i])
        if len(working):
            _add_duration(cells, at, uint64(5), working[i])
        row += 1
    filled[0] = count
    return row


@bare
def _write_shapes(heads, whats, micros, periods, clock, keys):
    """Writes down for each duration its key with its bucket."""
    for row in range(len(micros)):
        i = uint64(row)
        head = uint64(heads[i])
        period = uint64(periods[head & _DAYS])
        key = head >> uint64(DAY_BITS) << uint64(54) | period << uint64(36) | whats[i] << uint64(12)
        keys[i] = key | uint64(clock) << uint64(11) | uint64(bucket_of(micros[i]))
