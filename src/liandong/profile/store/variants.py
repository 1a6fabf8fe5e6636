"""The variants of a store: one code for each distinct sequence, whichever segments its cases lie in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import polars as pl
import pyarrow as pa

from liandong.profile.store.segment import Segment


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

    def sequences(self, codes: np.ndarray) -> pl.DataFrame:
        """The steps of these variants, whose codes are sorted: columns variant, steps."""
        wanted = self.hashes[codes]
        frames = []
        for segment in self._segments:
            mine = np.isin(segment["variants"], wanted, assume_unique=True)
            cases = segment["variant_case"][mine].astype(np.int64)
            steps, lengths = segment.steps_of(cases)
            offsets = np.concatenate([[0], np.cumsum(lengths)])
            lists = pl.Series(pl.from_arrow(pa.LargeListArray.from_arrays(offsets, steps)))
            frames.append(pl.DataFrame({"variant": segment["variants"][mine], "steps": lists}))
            wanted = np.setdiff1d(wanted, segment["variants"][mine], assume_unique=True)
        return pl.concat(frames)
