"""What pages held, added up by hand: the same counts."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from liandong.simulation.counting.counted import Counted, joined, nothing

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


@given(listed=pages)
def test_equal_cells_become_one(listed):
    assert spread(joined([nothing(), taken(listed)]).added()) == by_hand(listed)


def test_only_the_asked_for_pages_are_left():
    listed = [(0, 0, {3: 5}), (1, 2, {0: 1, 9: 2}), (4, 1, {7: 8})]
    pages = taken(listed)
    assert spread(pages[pages.period > 0]) == by_hand(listed[1:])
