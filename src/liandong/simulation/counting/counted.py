"""What was taken out of pages: lists of cells or sums, by period and thing; added up some periods at a time.

There are up to a million cells and what is worked out on the way to add them takes several times their room, so it is never
worked out for all of them. Counts are kept in 32 bits as long as they fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from liandong.profile.raw import lists, offsets_of
from liandong.profile.tally import add_counts, run_starts

#: Bits of a cell's place in its page.
_CELL_BITS = 11
#: Cells that are added up at a time, or those of one period.
PART = 1 << 16
_NONE = np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Counted:
    """Counts by page: its period and thing; ``at`` and ``counts`` are lists of ``sizes``, or counts has a row a page."""

    period: np.ndarray
    thing: np.ndarray
    counts: np.ndarray
    sizes: np.ndarray = field(default_factory=lambda: _NONE)
    at: np.ndarray = field(default_factory=lambda: _NONE.astype(np.int16))

    @property
    def is_listed(self) -> bool:
        """Whether pages are lists of cells."""
        return self.counts.ndim == 1

    def added(self) -> Counted:
        """The same with equal pages added up, by period and thing."""
        if not self.is_listed:
            return self._added_sums()
        parts = [part._added_cells() for part in self._parts()]
        return joined(parts) if parts else self

    def _added_sums(self) -> Counted:
        order, begins = self._order()
        counts = np.add.reduceat(self.counts[order], begins) if len(begins) else self.counts
        return Counted(self.period[order[begins]], self.thing[order[begins]], counts)

    def _added_cells(self) -> Counted:
        order, begins = self._order()
        page = np.empty(len(order), dtype=np.uint64)
        page[order] = np.repeat(np.arange(len(begins)), np.diff(begins, append=len(order)))
        cells = np.repeat(page, self.sizes) << np.uint64(_CELL_BITS) | self.at.astype(np.uint64)
        cells, counts = add_counts(cells, self.counts.astype(np.int64))
        sizes = np.bincount((cells >> np.uint64(_CELL_BITS)).astype(np.int64), minlength=len(begins))
        at = (cells & np.uint64((1 << _CELL_BITS) - 1)).astype(np.int16)
        return Counted(self.period[order[begins]], self.thing[order[begins]], narrow(counts), sizes, at)

    def _order(self) -> tuple[np.ndarray, np.ndarray]:
        """The order of the pages by period and thing, and where in it each new one begins."""
        order = np.lexsort((self.thing, self.period))
        return order, run_starts((self.period << 32 | self.thing)[order])

    def _parts(self) -> Iterator[Counted]:
        """The pages in the order of their periods, some periods at a time."""
        if len(self.period):
            cells = np.cumsum(np.bincount(self.period, self.sizes)).astype(np.int64)
            part = ((cells - 1) // PART)[self.period]
            for number in np.unique(part):
                yield self[part == number]

    def __getitem__(self, pages: np.ndarray) -> Counted:
        """Only the pages for which the mask holds."""
        if not self.is_listed:
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


def nothing(width: int) -> Counted:
    """No page, of sums so wide or of lists (0)."""
    return Counted(_NONE, _NONE, np.empty((0, width), np.int64) if width else _NONE.astype(np.uint32))


def joined(parts: Sequence[Counted]) -> Counted:
    """The pages of all parts; those that several have are there as often."""
    columns = zip(*(vars(part).values() for part in parts), strict=True)
    return Counted(*map(np.concatenate, columns))


def narrow(counts: np.ndarray) -> np.ndarray:
    """The counts in 32 bits if they fit."""
    return counts.astype(np.uint32) if counts.max(initial=0) < 1 << 32 else counts
