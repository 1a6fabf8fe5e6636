import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.layered.easing import spaced

rows = st.lists(st.tuples(st.floats(-1e3, 1e3), st.floats(0, 100)), min_size=1, max_size=12)


@given(rows)
def test_neighbours_are_as_far_apart_as_asked(row: list[tuple[float, float]]) -> None:
    wanted, apart = [x for x, _ in row], [distance for _, distance in row[1:]]
    placed = spaced(wanted, apart)
    assert all(b - a >= distance - 1e-6 for a, b, distance in zip(placed, placed[1:], apart, strict=False))


def test_what_is_far_enough_apart_stays() -> None:
    assert spaced([0.0, 10.0, 30.0], [10.0, 10.0]) == pytest.approx([0.0, 10.0, 30.0])
