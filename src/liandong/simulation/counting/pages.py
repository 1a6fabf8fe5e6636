# mypy: disable-error-code="no-untyped-def, untyped-decorator"
"""Small dense tables for counting: a page of cells for each (period, thing) that occurs, found by one look-up.

Runs go through time, so the pages in use are those of a few weeks, which stay in the processor's cache. A page of sums is
short, and all are kept. A page of counts is long: when pages run out, the cells that hold anything are taken out as lists
and counting begins anew, so that their room never grows. What was taken out is added up as soon as it is more than twice
what is distinct.
"""

from __future__ import annotations

import numpy as np

from liandong.profile.cells import MARKED_BITS, list_cells
from liandong.profile.kernels import kernel
from liandong.simulation.counting.counted import Counted, joined, nothing

#: Pages of counts wider than so many cells are marked.
_WIDE = 200
#: Cells that are kept before equal ones are added up.
PATIENCE = 1 << 17
#: 2^64 microseconds in seconds, and what is left of them.
_SECONDS, _MICROS = divmod(1 << 64, 1_000_000)


class Pages:
    """Pages of so many cells, for ``periods`` times ``things`` keys, of which ``room`` may occur."""

    def __init__(self, *, periods: int, things: int, room: int, cells: np.ndarray) -> None:
        self.periods, self.things = periods, things
        self.keys, self.cells = np.zeros(room, dtype=np.int64), cells
        self.filled = np.zeros(1, dtype=np.int64)
        #: Which parts of a page hold anything, where that is said: a bit for each ``1 << MARKED_BITS`` cells.
        self.marks = np.zeros(0, dtype=np.uint64)
        # By key one more than the page, and 0 for none: memory that is never written to is never taken.
        self.directory = np.zeros(periods * things, dtype=np.int32)

    @property
    def arrays(self) -> tuple[np.ndarray, ...]:
        """What kernels work on."""
        return self.directory, self.keys, self.cells, self.filled, self.marks

    @property
    def places(self) -> tuple[np.ndarray, np.ndarray]:
        """The period and the thing of each page in use."""
        period, thing = np.divmod(self.keys[: self.filled[0]], self.things)
        return period, thing

    def hold(self, things: int) -> None:
        """Keys for so many things."""
        period, thing = self.places
        self.things = things
        keys = period * things + thing
        self.keys[: len(keys)] = keys
        self.directory = np.zeros(self.periods * things, dtype=np.int32)
        self.directory[keys] = np.arange(1, len(keys) + 1)


class SumPages(Pages):
    """The sums of one thing a page: n, microseconds and squared seconds, the latter two in 128 bits."""

    def __init__(self, *, periods: int, things: int, room: int) -> None:
        super().__init__(periods=periods, things=things, room=room, cells=np.zeros((room, 5), np.uint64))

    def make_room(self, free: int) -> None:
        """As many pages again where fewer than so many are free."""
        if len(self.keys) - self.filled[0] < free:
            self.keys, self.cells = _doubled(self.keys), _doubled(self.cells)

    def counted(self) -> Counted:
        """All sums, as all engines give them (``raw.SUMS``): n, seconds, microseconds, and squares in two halves."""
        sums = np.empty((int(self.filled[0]), 5), dtype=np.int64)
        _split_sums(self.cells, sums)
        return Counted(*self.places, sums)


class CountPages(Pages):
    """Many counts a page, of which those above zero are listed."""

    def __init__(self, *, periods: int, things: int, width: int, room: int) -> None:
        super().__init__(periods=periods, things=things, room=room, cells=np.zeros((room, width), np.uint32))
        if width > _WIDE:
            self.marks = np.zeros(room, dtype=np.uint64)
        self.taken = [nothing()]
        #: Cells that were taken out, and how many of them differ for sure.
        self.held = self.distinct = 0

    def make_room(self) -> None:
        """Keeps what was counted, and makes all pages free."""
        pages = self.places
        self.taken.append(Counted(*pages, *self._listed(len(pages[0]))))
        self.held += len(self.taken[-1].counts)
        self.directory[self.keys[: self.filled[0]]] = 0
        self.filled[0] = 0
        self._add_up(2 * self.distinct + PATIENCE)

    def counted(self) -> Counted:
        """All counts, once."""
        self.make_room()
        self._add_up(0)
        return self.taken.pop()

    def _add_up(self, most: int) -> None:
        """Makes equal cells one if there are more than so many."""
        if self.held > most:
            whole = joined(self.taken)
            self.taken = []  # the parts need no room any more while the whole is added up
            self.taken = [whole.added()]
            self.held = self.distinct = len(self.taken[0].counts)

    def _listed(self, pages: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What the cells that are not zero held, how many of each page there are, and which; pages are zero then."""
        cells = self.cells[:pages]
        marks = self.marks[:pages] if len(self.marks) else np.full(pages, _ALL)
        sizes = np.empty(pages, dtype=np.int64)
        _count_cells(cells, marks, sizes)
        at, counts = np.empty(sizes.sum(), dtype=np.int16), np.empty(sizes.sum(), dtype=cells.dtype)
        _list_cells(cells, marks, at, counts)
        marks[:] = 0
        return counts, sizes, at


_ALL = np.uint64(0xFFFF_FFFF_FFFF_FFFF)


def _doubled(values: np.ndarray) -> np.ndarray:
    grown = np.zeros((2 * len(values), *values.shape[1:]), dtype=values.dtype)
    grown[: len(values)] = values
    return grown


@kernel()
def _split_sums(cells, sums):
    million, half = np.uint64(1_000_000), np.uint64(32)
    for row in range(len(sums)):
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
    place = 0
    for row in range(len(cells)):
        place = list_cells(cells[row], marks[row], at, counts, place)
