"""Counting by sorting: keys are written down, sorted by the batch, and runs of equal keys are counted.

Batches are put together as a mergesort does it: each only with one about as large.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numba import uint64

from liandong.profile import radix
from liandong.profile.hashing import EMPTY
from liandong.profile.kernels import bare
from liandong.profile.walk import Key, unpack

#: Distinct keys in order, and their counts.
Counts = tuple[np.ndarray, np.ndarray]


class Tally:
    """How often each 64-bit key was added.

    Sorting a million keys takes 10 ns a key (``radix``); a hash table too large for the cache takes 100 ns.
    """

    def __init__(self) -> None:
        self._parts: list[Counts] = []

    def add(self, keys: np.ndarray) -> None:
        """Counts each key once; EMPTY stands for no key."""
        keys = radix.sort(keys)
        keys = keys[: np.searchsorted(keys, EMPTY)]
        begins = run_starts(keys)
        self._parts.append((keys[begins], np.diff(begins, append=len(keys))))
        while len(self._parts) > 1 and 2 * len(self._parts[-1][0]) >= len(self._parts[-2][0]):
            self._merge()

    def result(self) -> Counts:
        """The distinct keys in order, and their counts."""
        while len(self._parts) > 1:
            self._merge()
        return self._parts[0] if self._parts else (np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.int64))

    def frame(self, key: Key) -> pl.DataFrame:
        """One row a distinct key: its parts, and n."""
        keys, counts = self.result()
        return pl.DataFrame(unpack(keys, key) | {"n": counts})

    def _merge(self) -> None:
        """The last two parts become one."""
        one, other = self._parts.pop(), self._parts.pop()
        size = len(one[0]) + len(other[0])
        keys, counts = np.empty(size, dtype=np.uint64), np.empty(size, dtype=np.int64)
        size = _merge(*one, *other, keys, counts)
        self._parts.append((keys[:size], counts[:size]))


@bare
def _merge(keys, counts, others, other_counts, out, out_counts):  # type: ignore[no-untyped-def]
    """Writes the keys of both in order, with their counts added where equal; returns how many there are.

    Without a jump: which of the two keys comes first is as good as chance, and the processor would guess wrong.
    """
    i, j, size = uint64(0), uint64(0), uint64(0)
    while i < uint64(len(keys)) and j < uint64(len(others)):
        first, second = keys[i], others[j]
        takes, gives = uint64(first <= second), uint64(second <= first)
        out[size] = min(first, second)
        out_counts[size] = counts[i] * np.int64(takes) + other_counts[j] * np.int64(gives)
        i, j, size = i + takes, j + gives, size + uint64(1)
    while i < uint64(len(keys)):
        out[size], out_counts[size] = keys[i], counts[i]
        i, size = i + uint64(1), size + uint64(1)
    while j < uint64(len(others)):
        out[size], out_counts[size] = others[j], other_counts[j]
        j, size = j + uint64(1), size + uint64(1)
    return np.int64(size)


def run_starts(values: np.ndarray) -> np.ndarray:
    """Where each run of equal values begins.

    >>> run_starts(np.array([4, 4, 9])).tolist()
    [0, 2]
    """
    return np.flatnonzero(
        np.concatenate([np.ones(min(len(values), 1), dtype=bool), values[1:] != values[:-1]])
    )
