"""The whole sequences of cases, counted while cases end; room is taken by distinct ones, not by cases."""

from __future__ import annotations

import numpy as np
import polars as pl

from liandong.profile.raw import SUMS, lists, offsets_of

#: Cases that wait, at least, before equal ones are added up.
PATIENCE = 1 << 16
_KEYS = ("period", "variant")
_NOTHING = np.empty(0, dtype=np.int64)


class Variants:
    """Cases by sequence and month, and the steps of each sequence."""

    def __init__(self) -> None:
        self.known = _NOTHING.view(np.uint64)
        self.waiting: list[tuple[np.ndarray, ...]] = []
        self.size = 0
        self.counted = _sums(self.known, _NOTHING, _NOTHING)
        self.steps = [_steps(self.known, _NOTHING.astype(np.int32), _NOTHING)]

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
        """Sums by month and variant, and the steps of each variant."""
        if self.waiting:
            self._merge()
        self._merge_steps()
        return self.counted, self.steps[0]

    def _learn(self, begin: np.ndarray, variant: np.ndarray, step: np.ndarray) -> None:
        """Keeps the steps of variants that are new, as the first case of each went."""
        distinct, first = np.unique(variant, return_index=True)
        is_new = np.append(self.known, np.uint64(0))[np.searchsorted(self.known, distinct)] != distinct
        if is_new.any():
            cases, ends = first[is_new], np.append(begin[1:], len(step))
            paths = np.concatenate([step[begin[case] : ends[case]] for case in cases])
            self.steps.append(_steps(distinct[is_new], paths, ends[cases] - begin[cases]))
            if sum(part.height for part in self.steps) > 2 * len(self.known):
                self._merge_steps()

    def _merge_steps(self) -> None:
        """Makes equal sequences one."""
        self.steps = [pl.concat(self.steps).unique("variant").sort("variant")]
        self.known = self.steps[0]["variant"].to_numpy()

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


def _steps(variant: np.ndarray, steps: np.ndarray, lengths: np.ndarray) -> pl.DataFrame:
    return pl.DataFrame({"variant": variant, "steps": lists(steps, offsets_of(lengths))})
