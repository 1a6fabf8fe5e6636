"""What pages held: lists of cells or sums, by period and thing.

There are some million cells, so they are kept in six bytes each: counts in 32 bits as long as they fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from liandong.profile import radix
from liandong.profile.cells import Cells, add_lists
from liandong.profile.raw import lists, offsets_of
from liandong.profile.tally import run_starts

_NONE = np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Counted:
    """Counts by page: its period and thing; ``at`` and ``counts`` are lists of ``sizes``, or counts has a row a page."""

    period: np.ndarray
    thing: np.ndarray
    counts: np.ndarray
    sizes: np.ndarray = field(default_factory=lambda: _NONE)
    at: np.ndarray = field(default_factory=lambda: _NONE.astype(np.int16))

    def added(self) -> Counted:
        """The lists with those of equal pages added up, by period and thing."""
        key = self.period.astype(np.uint64) << np.uint64(32) | self.thing.astype(np.uint64)
        order = radix.argsort(key)
        begins = run_starts(key[order])
        at, counts, sizes = add_lists(Cells(self.at, self.counts, self.sizes), order, begins)
        first = order[begins]
        # Copies: what is left of the room for all would stay as long as the lists do.
        return Counted(self.period[first], self.thing[first], counts.copy(), sizes, at.copy())

    def __getitem__(self, pages: np.ndarray) -> Counted:
        """Only the pages for which the mask holds."""
        if self.counts.ndim > 1:
            return Counted(self.period[pages], self.thing[pages], self.counts[pages])
        cells = np.repeat(pages, self.sizes)
        parts = self.counts[cells], self.sizes[pages], self.at[cells]
        return Counted(self.period[pages], self.thing[pages], *parts)

    def lists(self) -> dict[str, pl.Series]:
        """The cells of each page as two lists: which, and how many."""
        offsets = offsets_of(self.sizes)
        return {
            name: lists(values, offsets) for name, values in (("buckets", self.at), ("counts", self.counts))
        }


def nothing() -> Counted:
    """No page."""
    return Counted(_NONE, _NONE, _NONE.astype(np.uint32))


def joined(parts: Sequence[Counted]) -> Counted:
    """The pages of all parts; those that several have are there as often."""
    columns = zip(*(vars(part).values() for part in parts), strict=True)
    return Counted(*map(np.concatenate, columns))
