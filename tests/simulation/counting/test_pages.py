"""Pages, written to as the kernels do: nothing is lost where they run out or things get other numbers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from liandong.simulation.counting.pages import CountPages, SumPages

WIDTH, MICROS, THING = 300, 2_500_000, 3
writes = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, THING - 1), st.integers(0, WIDTH - 1)), max_size=60
)


def page_of(pages, period, thing):
    """The page of that key, a free one if it has none yet: as ``kernel.place``."""
    key = period * pages.things + thing
    if not pages.directory[key]:
        pages.keys[pages.filled[0]] = key
        pages.filled[0] += 1
        pages.directory[key] = pages.filled[0]
    return pages.directory[key] - 1


@given(writes, st.integers(1, 5))
def test_counts_are_the_same_however_often_pages_run_out(cells, room):
    pages = CountPages(periods=10, things=THING, width=WIDTH, room=room)
    for period, thing, cell in cells:
        if pages.filled[0] == room:
            pages.make_room()
            pages.hold(pages.things + 1)
        page = page_of(pages, period, thing)
        pages.cells[page, cell] += 1
        pages.marks[page] |= np.uint64(1 << (cell >> 5))
    found = pages.counted()
    keys = zip(
        np.repeat(found.period, found.sizes).tolist(),
        np.repeat(found.thing, found.sizes).tolist(),
        strict=True,
    )
    spread = {
        (*key, at): n for key, at, n in zip(keys, found.at.tolist(), found.counts.tolist(), strict=True)
    }
    assert spread == {cell: cells.count(cell) for cell in set(cells)}


@given(writes)
def test_sums_are_kept_while_their_room_grows(cells):
    pages = SumPages(periods=10, things=THING, room=2)
    for period, thing, _ in cells:
        pages.make_room(1)
        pages.hold(pages.things + 1)
        page = page_of(pages, period, thing)
        pages.cells[page, :2] += np.array([1, MICROS], dtype=np.uint64)
    found = pages.counted()
    rows = zip(found.period.tolist(), found.thing.tolist(), found.counts.tolist(), strict=True)
    keys = [cell[:2] for cell in cells]
    expected = {key: keys.count(key) for key in set(keys)}

    def sums(n):
        seconds, micros = divmod(n * MICROS, 1_000_000)
        return [n, seconds, micros, 0, 0]

    assert {(period, thing): row for period, thing, row in rows} == {
        key: sums(n) for key, n in expected.items()
    }
