# mypy: disable-error-code="no-untyped-def, untyped-decorator"
"""Small dense tables for counting: a page of cells for each (period, thing) that occurs, found by one look-up.

Cases come in order of group and start, so only the pages of a few weeks are in use at a time and stay in the
processor's cache. When the pages run out, or a group ends, what was counted is taken out and counting begins anew:
however many periods and things there are, the room never grows and nothing is lost. Counts taken out twice for one key
are added where tables are named.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa

from liandong.profile.hashing import _jit

#: Cells to a mark, as bits; pages wider than so many cells are marked.
MARKED_BITS, _WIDE = 5, 200


class Pages:
    """Cells of one kind of count, for ``periods`` times ``things`` keys, of which ``room`` may occur at once."""

    def __init__(self, *, things: int, width: int, room: int, dtype: type = np.uint32) -> None:
        self.things = things
        self.keys = np.zeros(room, dtype=np.int64)
        self.cells: np.ndarray = np.zeros((room, width), dtype=dtype)
        self.filled = np.zeros(1, dtype=np.int64)
        #: Which parts of a wide page hold anything, a bit for each ``1 << MARKED_BITS`` cells; all where nobody says.
        self.marks = np.zeros(room if width > _WIDE else 0, dtype=np.uint64)
        self.directory = np.empty(0, dtype=np.int32)
        self.taken: list[Counted] = []
        #: Whether cells are many counts, of which those above zero are listed, or the sums of one thing.
        self.is_listed = dtype == np.uint32

    @property
    def arrays(self) -> tuple[np.ndarray, ...]:
        """What kernels work on."""
        return self.directory, self.keys, self.cells, self.filled, self.marks

    def begin(self, periods: int) -> None:
        """Room in the directory for as many periods."""
        if len(self.directory) < periods * self.things:
            self.directory = np.full(periods * self.things, -1, dtype=np.int32)

    def take_out(self, group: int) -> None:
        """Keeps what was counted, of this group, and makes all pages free."""
        filled = int(self.filled[0])
        if not filled:
            return
        keys, cells = self.keys[:filled], self.cells[:filled]
        period, thing = np.divmod(keys, self.things)
        counts = self._listed(cells) if self.is_listed else (_NOTHING, _NOTHING, sums_of(cells))
        self.taken.append(Counted(np.full(filled, group), period, thing, *counts))
        self.directory[keys] = -1
        if not self.is_listed:
            cells[:] = 0
        self.filled[0] = 0

    def _listed(self, cells: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """How many cells of each page are not zero, which, and what they held; pages are zero then."""
        marks = self.marks[: len(cells)] if len(self.marks) else np.full(len(cells), _ALL)
        sizes = np.empty(len(cells), dtype=np.int64)
        _count_cells(cells, marks, sizes)
        at, counts = np.empty(sizes.sum(), dtype=np.int16), np.empty(sizes.sum(), dtype=np.int64)
        _list_cells(cells, marks, at, counts)
        marks[:] = 0
        return sizes, at, counts

    def grow(self, things: int) -> None:
        """Room for more things; all must have been taken out."""
        self.things, self.directory = things, np.empty(0, dtype=np.int32)

    def counted(self) -> Counted:
        """All that was taken out."""
        counts = _NOTHING if self.is_listed else sums_of(self.cells[:0])
        empty = Counted(_NOTHING, _NOTHING, _NOTHING, _NOTHING, _NOTHING, counts)
        parts = [vars(part).values() for part in (empty, *self.taken)]
        return Counted(*map(np.concatenate, zip(*parts, strict=True)))


_ALL = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
_NOTHING = np.empty(0, dtype=np.int64)


#: 2^64 microseconds in seconds, and what is left of them.
_SECONDS, _MICROS = divmod(1 << 64, 1_000_000)


def sums_of(cells: np.ndarray) -> np.ndarray:
    """n, seconds, microseconds, and squares in two halves, as all engines give them (``raw.SUMS``)."""
    sums = np.empty(cells.shape, dtype=np.int64)
    _split_sums(cells, sums)
    return sums


@dataclass(frozen=True)
class Counted:
    """Counts by page: its group, period and thing; ``at`` and ``counts`` are lists of ``sizes``, or counts has a row a page."""

    group: np.ndarray
    period: np.ndarray
    thing: np.ndarray
    sizes: np.ndarray
    at: np.ndarray
    counts: np.ndarray

    def __getitem__(self, pages: np.ndarray) -> Counted:
        """Only the pages for which the mask holds."""
        if not len(self.sizes):
            parts = (self.sizes, self.at, self.counts[pages])
        else:
            cells = np.repeat(pages, self.sizes)
            parts = (self.sizes[pages], self.at[cells], self.counts[cells])
        return Counted(self.group[pages], self.period[pages], self.thing[pages], *parts)

    def lists(self) -> dict[str, pl.Series]:
        """The cells of each page as two lists: which, and how many."""
        offsets = np.concatenate([[0], np.cumsum(self.sizes)]).astype(np.int64)
        return {
            name: pl.Series(pl.from_arrow(pa.LargeListArray.from_arrays(offsets, values)))
            for name, values in (("buckets", self.at), ("counts", self.counts))
        }


@_jit
def _split_sums(cells, sums):
    million, half = np.uint64(1_000_000), np.uint64(32)
    for row in range(len(cells)):
        low, high, square = cells[row, 1], cells[row, 2], cells[row, 3]
        sums[row, 0] = cells[row, 0]
        sums[row, 1] = low // million + high * np.uint64(_SECONDS)
        sums[row, 2] = low % million + high * np.uint64(_MICROS)
        sums[row, 3] = (cells[row, 4] << half) + (square >> half)
        sums[row, 4] = square & np.uint64(0xFFFFFFFF)


@_jit
def _count_cells(cells, marks, sizes):
    for row in range(len(cells)):
        size = 0
        for begin in range(0, cells.shape[1], 1 << MARKED_BITS):
            if marks[row] >> np.uint64(begin >> MARKED_BITS) & np.uint64(1):
                for k in range(begin, min(begin + (1 << MARKED_BITS), cells.shape[1])):
                    size += cells[row, k] != 0
        sizes[row] = size


@_jit
def _list_cells(cells, marks, at, counts):
    """Lists the cells that are not zero, and makes them so."""
    place = 0
    for row in range(len(cells)):
        for begin in range(0, cells.shape[1], 1 << MARKED_BITS):
            if marks[row] >> np.uint64(begin >> MARKED_BITS) & np.uint64(1):
                for k in range(begin, min(begin + (1 << MARKED_BITS), cells.shape[1])):
                    if cells[row, k]:
                        at[place] = k
                        counts[place] = cells[row, k]
                        cells[row, k] = 0
                        place += 1
