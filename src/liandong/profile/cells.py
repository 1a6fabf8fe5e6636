# mypy: disable-error-code="no-untyped-def, untyped-decorator"
"""Lists of cells: which of the cells of a page hold anything, and how much. Those of equal pages are added up.

A page is one histogram, of up to ``WIDEST`` cells. There are millions of cells, so they are neither sorted nor given a key
each: the lists of equal pages are laid on one page, and what it holds is listed.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from liandong.profile.kernels import kernel, part
from liandong.profile.raw import offsets_of

#: Cells to a mark, as bits, and cells that 64 marks tell apart: no page is wider.
MARKED_BITS = 5
WIDEST = 64 << MARKED_BITS


class Cells(NamedTuple):
    """Lists end to end: which cell, how much it holds, and how many cells each list has."""

    at: np.ndarray
    counts: np.ndarray
    sizes: np.ndarray


def add_lists(cells: Cells, order: np.ndarray, begins: np.ndarray) -> Cells:
    """One list for each run of ``order``, the places of lists, that begins at ``begins``: theirs added up, by cell.

    Counts may be negative, and cells that come to nothing are left out. They are 32 bits wide if all together fit.

    >>> cells = Cells(np.array([0, 9, 3], np.int16), np.array([1, 2, 5]), np.array([2, 1]))
    >>> add_lists(cells, np.array([1, 0]), np.array([0]))
    Cells(at=array([0, 3, 9], dtype=int16), counts=array([1, 5, 2], dtype=uint32), sizes=array([3]))
    """
    fits = cells.counts.min(initial=0) >= 0 and int(cells.counts.sum(dtype=np.int64)) < 1 << 32
    counts = np.empty(len(cells.at), dtype=np.uint32 if fits else np.int64)
    at, sizes = np.empty(len(cells.at), dtype=np.int16), np.empty(len(begins), dtype=np.int64)
    ends, page = np.append(begins[1:], len(order)), np.zeros(WIDEST, dtype=np.int64)
    given = cells.at, cells.counts, offsets_of(cells.sizes)
    size = _add_lists(order, begins, ends, *given, page, at, counts, sizes)
    return Cells(at[:size], counts[:size], sizes)


@part
def list_cells(page, marks, at, counts, place):
    """Lists the cells that are not zero where marks say so, and makes them zero; returns where the list ends."""
    for begin in range(0, len(page), 1 << MARKED_BITS):
        if marks >> np.uint64(begin >> MARKED_BITS) & np.uint64(1):
            for k in range(begin, min(begin + (1 << MARKED_BITS), len(page))):
                if page[k]:
                    at[place] = k
                    counts[place] = page[k]
                    page[k] = 0
                    place += 1
    return place


@kernel()
def _add_lists(order, begins, ends, at, counts, offsets, page, new_at, new_counts, sizes):
    size = 0
    for run in range(len(begins)):
        marks, first = np.uint64(0), size
        for k in range(begins[run], ends[run]):
            for cell in range(offsets[order[k]], offsets[order[k] + 1]):
                page[at[cell]] += counts[cell]
                marks |= np.uint64(1) << np.uint64(at[cell] >> MARKED_BITS)
        size = list_cells(page, marks, new_at, new_counts, size)
        sizes[run] = size - first
    return size
