"""The variants of a store: one code for each distinct sequence, whichever segments its cases lie in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import polars as pl

from liandong.profile.coding import Coder, shifts
from liandong.profile.periods import coarser, starts_of_days
from liandong.profile.raw import SUMS, lists, offsets_of
from liandong.profile.store import kernel
from liandong.profile.store.segment import Segment

Chosen = Sequence[tuple[Segment, np.ndarray]]


class Variants:
    """The distinct sequences of some segments, sorted by hash; a variant's place among them is its code."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments

    @cached_property
    def hashes(self) -> np.ndarray:
        """The hash of each variant, by its code."""
        parts = [part["variants"] for part in self._segments]
        return parts[0] if len(parts) == 1 else np.unique(np.concatenate(parts))

    def codes(self, segment: Segment) -> np.ndarray:
        """The code of each case's variant."""
        if len(self._segments) == 1:
            return segment["variant"]
        codes: np.ndarray = np.searchsorted(self.hashes, segment["variants"])[segment["variant"]]
        return codes

    def counted(self, chosen: Chosen, coder: Coder) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The chosen cases by group, month and variant, as in ``CaseCounts``, and the steps of each variant met."""
        months = starts_of_days(coarser("month", coder.period))
        latest = np.full(len(self.hashes), -1, dtype=np.int32)
        parts = [(np.empty((0, 3), dtype=np.int32), np.empty((0, 5), dtype=np.int64))]
        for segment, mask in chosen:
            size, starts = int(mask.sum()), segment["start"]
            keys, sums = np.empty((size, 3), dtype=np.int32), np.empty((size, 5), dtype=np.int64)
            codes, groups = self.codes(segment).astype(np.uint32), segment["group"].astype(np.int32)
            where = mask, groups, starts, segment["lead"], shifts(starts, coder.timezone)
            rows = kernel.count_variants(*where, months, codes, latest, keys, sums)
            latest[:] = -1
            parts.append((keys[:rows], sums[:rows]))
        keys, sums = (np.concatenate(part) for part in zip(*parts, strict=True))
        head = {"group": keys[:, 0], "period": keys[:, 1], "variant": self.hashes[keys[:, 2]]}
        is_met = np.zeros(len(self.hashes), dtype=bool)
        is_met[keys[:, 2]] = True
        frame = pl.DataFrame(head | dict(zip(("n", *SUMS), sums.T, strict=True)))
        return frame, self.sequences(np.flatnonzero(is_met))

    def sequences(self, codes: np.ndarray) -> pl.DataFrame:
        """The steps of these variants, whose codes are sorted: columns variant, steps."""
        wanted = self.hashes[codes]
        if len(self._segments) == 1:
            return _sequences(self._segments[0], codes, wanted)
        frames = []
        for segment in self._segments:
            mine = np.isin(segment["variants"], wanted, assume_unique=True)
            hashes = segment["variants"][mine]
            frames.append(_sequences(segment, np.flatnonzero(mine), hashes))
            wanted = np.setdiff1d(wanted, hashes, assume_unique=True)
        return pl.concat(frames)


def _sequences(segment: Segment, places: np.ndarray, hashes: np.ndarray) -> pl.DataFrame:
    """The steps of the variants at these places of a segment."""
    steps, lengths = segment.steps_of(segment["variant_case"][places].astype(np.int64))
    return pl.DataFrame({"variant": hashes, "steps": lists(steps, offsets_of(lengths))})
