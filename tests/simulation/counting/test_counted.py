"""What pages held, added up by hand and by parts: the same counts, however many are added at a time."""

import tracemalloc
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.simulation.counting import counted
from liandong.simulation.counting.counted import Counted, joined, narrow, nothing

cells = st.dictionaries(st.integers(0, 1100), st.integers(1, 2**32 - 1), min_size=1, max_size=4)
pages = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), cells), max_size=12)


def taken(listed):
    """Pages as they are taken out, from (period, thing, count by cell)."""
    period, thing = (np.array([page[k] for page in listed], dtype=np.int64) for k in (0, 1))
    sizes = np.array([len(page[2]) for page in listed], dtype=np.int64)
    at = np.array([cell for page in listed for cell in sorted(page[2])], dtype=np.int16)
    counts = np.array([page[2][cell] for page in listed for cell in sorted(page[2])], dtype=np.uint32)
    return Counted(period, thing, counts, sizes, at)


def by_hand(listed):
    """The count of each (period, thing, cell)."""
    found = Counter()
    for period, thing, counts in listed:
        found.update({(period, thing, cell): count for cell, count in counts.items()})
    return sorted(found.items())


def spread(found):
    """The count of each (period, thing, cell), in the order in which they stand."""
    keys = (np.repeat(each, found.sizes).tolist() for each in (found.period, found.thing))
    return list(zip(zip(*keys, found.at.tolist(), strict=True), found.counts.tolist(), strict=True))


@pytest.mark.parametrize("part", [1, 4, counted.PART])
@given(listed=pages)
def test_equal_cells_become_one_whatever_is_added_at_a_time(part, listed):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counted, "PART", part)
        assert spread(joined([nothing(0), taken(listed)]).added()) == by_hand(listed)


def test_adding_up_takes_little_room_beside_the_cells():
    """A million cells of a hundred periods: added all at once, they took nine times their own room on the way."""
    pages, width = 10_000, 100
    period, thing = np.divmod(np.arange(pages), 100)
    counts = np.ones(pages * width, dtype=np.uint32)
    at = np.tile(np.arange(width, dtype=np.int16), pages)
    whole = Counted(period, thing, counts, np.full(pages, width), at)
    tracemalloc.start()
    added = whole.added()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert added.counts.sum() == pages * width
    assert most < 4 * (counts.nbytes + at.nbytes)


def test_sums_of_equal_pages_are_added():
    period, thing = np.array([2, 0, 2]), np.array([1, 7, 1])
    found = Counted(period, thing, np.array([[1, 10], [2, 20], [3, 30]])).added()
    assert (found.period.tolist(), found.thing.tolist()) == ([0, 2], [7, 1])
    assert found.counts.tolist() == [[2, 20], [4, 40]]


def test_only_the_asked_for_pages_are_left():
    listed = [(0, 0, {3: 5}), (1, 2, {0: 1, 9: 2}), (4, 1, {7: 8})]
    pages = taken(listed)
    assert spread(pages[pages.period > 0]) == by_hand(listed[1:])


def test_counts_are_kept_in_32_bits_as_long_as_they_fit():
    most = 2**32 - 1
    fit, too_large = narrow(np.array([0, most])), narrow(np.array([0, most + 1]))
    assert (fit.dtype, fit.tolist()) == (np.uint32, [0, most])
    assert (too_large.dtype, too_large.tolist()) == (np.int64, [0, most + 1])
