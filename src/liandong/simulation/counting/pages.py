# mypy: disable-error-code="no-untyped-def, untyped-decorator"
"""Small dense tables for counting: a page of cells for each (period, thing) that occurs, found by one look-up.

Runs go through time, so the pages in use are those of a few weeks, which stay in the processor's cache. When pages run
out, what was counted is taken out as lists of cells and counting begins anew: the room never grows, and what was taken
out is added up as soon as it is more than twice what is distinct.
"""

from __future__ import annotations

import numpy as np

from liandong.profile.kernels import kernel
from liandong.simulation.counting.counted import Counted, joined, nothing

#: Cells to a mark, as bits; pages wider than so many cells are marked.
MARKED_BITS, _WIDE = 5, 200
#: Cells that are kept before equal ones are added up.
PATIENCE = 1 << 17


class Pages:
    """Cells of one kind of count, for ``periods`` times ``things`` keys, of which ``room`` may occur at once."""

    def __init__(self, *, periods: int, things: int, width: int, room: int, dtype: type = np.uint32) -> None:
        self.periods = periods
        self.keys = np.zeros(room, dtype=np.int64)
        self.cells: np.ndarray = np.zeros((room, width), dtype=dtype)
        self.filled = np.zeros(1, dtype=np.int64)
        #: Which parts of a wide page hold anything, a bit for each ``1 << MARKED_BITS`` cells; all where nobody says.
        self.marks = np.zeros(room if width > _WIDE else 0, dtype=np.uint64)
        #: Whether cells are many counts, of which those above zero are listed, or the sums of one thing.
        self.is_listed = dtype == np.uint32
        self.taken = [nothing(0 if self.is_listed else width)]
        #: Cells that were taken out, and how many of them differ for sure.
        self.held = self.distinct = 0
        self.hold(things)

    def hold(self, things: int) -> None:
        """Room for so many things; all must have been taken out."""
        self.things = things
        # By key one more than the page, and 0 for none: memory that is never written to is never taken.
        self.directory = np.zeros(self.periods * things, dtype=np.int32)

    @property
    def arrays(self) -> tuple[np.ndarray, ...]:
        """What kernels work on."""
        return self.directory, self.keys, self.cells, self.filled, self.marks

    def take_out(self) -> None:
        """Keeps what was counted, and makes all pages free."""
        filled = int(self.filled[0])
        keys, cells = self.keys[:filled], self.cells[:filled]
        period, thing = np.divmod(keys, self.things)
        self.directory[keys] = 0
        self.filled[0] = 0
        if self.is_listed:
            self.taken.append(Counted(period, thing, *self._listed(cells)))
        else:
            self.taken.append(Counted(period, thing, sums_of(cells)))
            cells[:] = 0
        self.held += len(self.taken[-1].counts)
        self._add_up(2 * self.distinct + PATIENCE)

    def counted(self) -> Counted:
        """All that was taken out; some pages may be there twice, which are added where tables are named."""
        self._add_up(self.distinct + PATIENCE)
        return joined(self.taken)

    def _add_up(self, most: int) -> None:
        """Makes equal cells one if there are more than so many."""
        if self.held > most:
            self.taken = [joined(self.taken).added()]
            self.held = self.distinct = len(self.taken[0].counts)

    def _listed(self, cells: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What the cells that are not zero held, how many of each page there are, and which; pages are zero then."""
        marks = self.marks[: len(cells)] if len(self.marks) else np.full(len(cells), _ALL)
        sizes = np.empty(len(cells), dtype=np.int64)
        _count_cells(cells, marks, sizes)
        at, counts = np.empty(sizes.sum(), dtype=np.int16), np.empty(sizes.sum(), dtype=cells.dtype)
        _list_cells(cells, marks, at, counts)
        marks[:] = 0
        return counts, sizes, at


_ALL = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
#: 2^64 microseconds in seconds, and what is left of them.
_SECONDS, _MICROS = divmod(1 << 64, 1_000_000)


def sums_of(cells: np.ndarray) -> np.ndarray:
    """n, seconds, microseconds, and squares in two halves, as all engines give them (``raw.SUMS``)."""
    sums = np.empty(cells.shape, dtype=np.int64)
    _split_sums(cells, sums)
    return sums


@kernel()
def _split_sums(cells, sums):
    million, half = np.uint64(1_000_000), np.uint64(32)
    for row in range(len(cells)):
        low, high, square = cells[row, 1], cells[row, 2], cells[row, 3]
        sums[row, 0] = cells[row, 0]
        sums[row, 1] = low // million + high * np.uint64(_SECONDS)
        sums[row, 2] = low % million + high * np.uint64(_MICROS)
        sums[row, 3] = (cells[row, 4] << half) + (square >> half)
        sums[row, 4] = square & np.uint64(0xFFFFFFFF)


@kernel()
def _count_cells(cells, marks, sizes):
    for row in range(len(cells)):
        size = 0
        for begin in range(0, cells.shape[1], 1 << MARKED_BITS):
            if marks[row] >> np.uint64(begin >> MARKED_BITS) & np.uint64(1):
                for k in range(begin, min(begin + (1 << MARKED_BITS), cells.shape[1])):
                    size += cells[row, k] != 0
        sizes[row] = size


@kernel()
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
