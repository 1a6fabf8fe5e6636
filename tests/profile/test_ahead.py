"""What a second thread makes ahead comes in order, with its errors, and no further ahead than one part."""

from contextlib import closing
from threading import Event, get_ident

import pytest

from liandong.profile.ahead import ahead


def test_parts_come_in_order_and_from_another_thread():
    found = list(ahead((k, get_ident()) for k in range(5)))
    assert [k for k, _ in found] == list(range(5))
    assert len({thread for _, thread in found} - {get_ident()}) == 1


def test_the_next_part_is_made_while_one_is_used():
    is_made = Event()

    def parts():
        yield "first"
        is_made.set()
        yield "second"

    with closing(ahead(parts())) as coming:
        assert next(coming) == "first"
        assert is_made.wait(10)


def test_an_error_comes_where_it_would():
    def parts():
        yield 1
        raise ValueError("spoilt")

    coming = ahead(parts())
    assert next(coming) == 1
    with pytest.raises(ValueError, match="spoilt"):
        next(coming)


def test_who_stops_early_leaves_no_thread_at_work():
    made = []
    with closing(ahead(made.append(k) or k for k in range(100))) as coming:
        next(coming)
    after = len(made)
    assert after <= 2
    assert len(made) == after
