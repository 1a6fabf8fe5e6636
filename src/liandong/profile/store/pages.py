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


class Pages:
    """Cells of one kind of count, for ``periods`` times ``things`` keys, of which ``room`` may occur at once."""

    def __init__(self, *, things: int, width: int, room: int, dtype: type = np.uint32) -> None:
        self.things = things
        self.keys = np.zeros(room, dtype=np.int64)
        self.cells = np.zeros((room, width), dtype=dtype)
        self.filled = np.zeros(1, dtype=np.int64)
        self.directory = np.empty(0, dtype=np.int32)
        self.taken: list[Taken] = []

    @property
    def arrays(self) -> tuple[np.ndarray, ...]:
        """What kernels work on."""
        return self.directory, self.keys, self.cells, self.filled

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
        self.directory[keys] = -1
        if cells.dtype == np.uint32:
            sizes = np.empty(filled, dtype=np.int64)
            _count_cells(cells, sizes)
            at, count = np.empty(sizes.sum(), dtype=np.int16), np.empty(sizes.sum(), dtype=np.int64)
            _list_cells(cells, at, count)
            self.taken.append(Taken(group, *np.divmod(keys, self.things), sizes, at, count))
        else:
            empty = np.empty(0, dtype=np.int64)
            self.taken.append(Taken(group, *np.divmod(keys, self.things), empty, empty, cells.copy()))
        cells[:] = 0
        self.filled[0] = 0


@dataclass(frozen=True)
class Taken:
    """Counts of a group: the period and thing of each page, and its cells, or those that are not zero."""

    group: int
    period: np.ndarray
    thing: np.ndarray
    sizes: np.ndarray  # how many cells each page lists
    at: np.ndarray
    counts: np.ndarray


@dataclass(frozen=True)
class Counted:
    """All counts of one kind; ``at`` and ``counts`` are lists, by page, or ``counts`` has a row a page."""

    group: np.ndarray
    period: np.ndarray
    thing: np.ndarray
    sizes: np.ndarray
    at: np.ndarray
    counts: np.ndarray

    @classmethod
    def of(cls, taken: list[Taken]) -> Counted:
        """What was taken out, together."""
        groups = [np.full(len(part.thing), part.group) for part in taken]
        rest = ([getattr(part, name) for part in taken] for name in ("period", "thing", "sizes", "at", "counts"))
        return cls(np.concatenate(groups), *map(np.concatenate, rest))

    def lists(self) -> dict[str, pl.Series]:
        """The cells of each page as two lists: which, and how many."""
        offsets = np.concatenate([[0], np.cumsum(self.sizes)]).astype(np.int64)
        return {
            name: pl.Series(pl.from_arrow(pa.LargeListArray.from_arrays(offsets, values)))
            for name, values in (("buckets", self.at), ("counts", self.counts))
        }


@_jit
def page(directory, keys, filled, key):
    """The number of the key's page, a free one if it has none."""
    number = directory[key]
    if number < 0:
        number = filled[0]
        directory[key] = number
        keys[number] = key
        filled[0] += 1
    return number


@_jit
def _count_cells(cells, sizes):
    for row in range(len(cells)):
        size = 0
        for k in range(cells.shape[1]):
            size += cells[row, k] != 0
        sizes[row] = size


@_jit
def _list_cells(cells, at, count):
    place = 0
    for row in range(len(cells)):
        for k in range(cells.shape[1]):
            if cells[row, k]:
                at[place] = k
                count[place] = cells[row, k]
                place += 1
