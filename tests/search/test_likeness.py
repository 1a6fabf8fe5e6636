"""Likeness is a share: symmetric, between none and all, and one only for the same pairs."""

from hypothesis import given
from hypothesis import strategies as st

from liandong.search.likeness import likeness, neighbours

pairs = st.frozensets(st.text("退税慢", min_size=2, max_size=2))


@given(pairs, pairs)
def test_likeness_is_symmetric_and_a_share(one, other):
    assert likeness(one, other) == likeness(other, one)
    assert 0.0 <= likeness(one, other) <= 1.0
    assert (likeness(one, other) == 1.0) == (one == other and bool(one))


def test_neighbours_are_given_in_order_and_again():
    assert neighbours("退税退税") == ["退税", "税退", "退税"]
    assert neighbours("退") == []
