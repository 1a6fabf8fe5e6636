"""The whole sequences of cases, counted while cases end; room is taken by distinct ones, not by cases."""

from __future__ import annotations

import numpy as np
import polars as pl

from liandong.profile.raw import SUMS, lists, offsets_of

#: Cases that wait, at least, before equal ones are added up.
PATIENCE = 1 << 13
_KEYS = ("period", "variant")
_NOTHING = np.empty(0, dtype=np.int64)


class Variants:
    """Cases by sequence and month, and the steps of each sequence."""

    def __init__(self) -> None:
        self.waiting: list[tuple[np.ndarray, ...]] = []
        self.size = 0
        self.counted = _sums(_NOTHING.view(np.uint64), _NOTHING, _NOTHING)
        #: The sequences seen, in order, each part less than half as large as the one before it.
        self.known: list[np.ndarray] = []
        #: The sequences as they were first seen: their hashes, their steps end to end, and how many each has.
        self.steps = [(_NOTHING.view(np.uint64), _NOTHING.astype(np.int32), _NOTHING)]

    def add(
        self, begin: np.ndarray, variant: np.ndarray, month: np.ndarray, lead: np.ndarray, step: np.ndarray
    ) -> None:
        """Counts cases: where among the steps each begins, the hash of its steps, its month and its microseconds."""
        self.waiting.append((variant, month, lead))
        self.size += len(variant)
        self._learn(begin, variant, step)
        if self.size > 2 * self.counted.height + PATIENCE:
            self._merge()

    def frames(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Sums by month and variant, and the steps of each variant; once."""
        if self.waiting:
            self._merge()
        variant, steps, lengths = map(np.concatenate, zip(*self.steps, strict=True))
        self.steps = []
        return self.counted, pl.DataFrame({"variant": variant, "steps": lists(steps, offsets_of(lengths))})

    def _learn(self, begin: np.ndarray, variant: np.ndarray, step: np.ndarray) -> None:
        """Keeps the steps of variants that are new, as the first case of each went."""
        distinct, first = np.unique(variant, return_index=True)
        for known in self.known:
            is_new = known[np.minimum(np.searchsorted(known, distinct), len(known) - 1)] != distinct
            distinct, first = distinct[is_new], first[is_new]
        if len(distinct):
            ends = np.append(begin[1:], len(step))[first]
            paths = [step[here:end] for here, end in zip(begin[first], ends, strict=True)]
            self.steps.append((distinct, np.concatenate(paths), ends - begin[first]))
            self._know(distinct)

    def _know(self, variants: np.ndarray) -> None:
        """Puts new variants with those that are about as many, as a mergesort does."""
        while self.known and 2 * len(variants) >= len(self.known[-1]):
            variants = np.sort(np.concatenate([self.known.pop(), variants]))
        self.known.append(variants)

    def _merge(self) -> None:
        """Adds up the cases that wait."""
        new = _sums(*map(np.concatenate, zip(*self.waiting, strict=True)))
        self.counted = pl.concat([self.counted, new]).group_by(_KEYS).agg(pl.all().sum())
        self.waiting, self.size = [], 0


def _sums(variant: np.ndarray, month: np.ndarray, lead: np.ndarray) -> pl.DataFrame:
    """A row a case, with the sums of ``raw.SUMS``."""
    seconds = lead // 1_000_000
    high, low = seconds >> 16, seconds & 0xFFFF
    rest = (high * low << 17) + low * low  # as ``durations`` squares: within 64 bits
    sums = seconds, lead % 1_000_000, high * high + (rest >> 32), rest & 0xFFFFFFFF
    keys = {"period": month, "variant": variant, "n": np.ones(len(lead), dtype=np.int64)}
    return pl.DataFrame(keys | dict(zip(SUMS, sums, strict=True)))
