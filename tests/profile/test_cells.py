"""Lists of cells, against Counter."""

import tracemalloc
from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from liandong.profile.cells import WIDEST, Cells, add_lists

from .strategies import some_examples

counts = st.integers(1, 3) | st.integers(-3, -1) | st.integers(2**31, 2**40)
listed = st.dictionaries(st.integers(0, 40) | st.integers(0, WIDEST - 1), counts, max_size=4)
pages = st.lists(st.tuples(st.integers(0, 3), listed), max_size=12)


def cells_of(lists):
    """The lists end to end."""
    at = np.array([cell for page in lists for cell in sorted(page)], dtype=np.int16)
    counts = np.array([page[cell] for page in lists for cell in sorted(page)], dtype=np.int64)
    return Cells(at, counts, np.array([len(page) for page in lists], dtype=np.int64))


@some_examples
@given(pages)
def test_lists_of_equal_pages_are_added_cell_by_cell(pages):
    expected: dict[int, Counter] = {}
    for key, page in pages:
        expected.setdefault(key, Counter()).update(page)
    keys = np.array([key for key, _ in pages], dtype=np.int64)
    order = np.argsort(keys, kind="stable")
    begins = np.flatnonzero(np.diff(keys[order], prepend=-1))
    found = add_lists(cells_of([page for _, page in pages]), order, begins)
    rest = iter(zip(found.at.tolist(), found.counts.tolist(), strict=True))
    spread = [[next(rest) for _ in range(size)] for size in found.sizes.tolist()]
    assert spread == [sorted((cell, n) for cell, n in expected[key].items() if n) for key in sorted(expected)]


def test_counts_are_kept_in_32_bits_as_long_as_they_fit_together():
    lists, order, begin = [{3: 2**31}, {3: 2**31 - 1}, {3: 1}], np.arange(3), np.zeros(1, dtype=np.int64)
    kept = [add_lists(cells_of(lists[:n]), order[:n], begin).counts for n in (2, 3)]
    assert [(each.dtype, each.tolist()) for each in kept] == [(np.uint32, [2**32 - 1]), (np.int64, [2**32])]
    less = add_lists(cells_of([{3: -1}]), order[:1], begin).counts
    assert (less.dtype, less.tolist()) == (np.int64, [-1])


def test_adding_up_takes_little_room_beside_the_cells():
    pages, width = 10_000, 100
    cells = Cells(
        np.tile(np.arange(width, dtype=np.int16), pages),
        np.ones(pages * width, dtype=np.uint32),
        np.full(pages, width),
    )
    order, begins = np.arange(pages), np.arange(0, pages, 2)
    add_lists(
        cells_of([{1: 1}])._replace(counts=np.ones(1, np.uint32)),
        np.zeros(1, np.int64),
        np.zeros(1, np.int64),
    )
    tracemalloc.start()
    added = add_lists(cells, order, begins)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert added.counts.tolist() == [2] * (pages * width // 2)
    assert most < 2 * (cells.at.nbytes + cells.counts.nbytes)
