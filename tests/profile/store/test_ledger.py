"""A ledger is only another order of the events: however it is cut, kept or missing, the counts are those of the log."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from tests.profile.store.test_store import whole
from tests.profile.strategies import logs, some_examples

import liandong as ld
from liandong.profile.store import adding, kernel, ledger
from liandong.profile.store.ledger import HEAD, Ledger, TooWideError


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """New places for stores, one after the other."""
    folder = tmp_path_factory.mktemp("stores")
    return (folder / f"{number}.store" for number in range(100_000))


def without_ledgers(store: ld.Store) -> ld.Store:
    """The store as an earlier version wrote it, whose files had no ledgers."""
    for number, part in enumerate(store._segments):
        arrays = {name: array for name, array in part.arrays.items() if not name.startswith(HEAD)}
        store._segments[number] = replace(part, arrays=arrays)
    return store


@some_examples
@given(logs(cases="abcdefgh", most=30))
def test_a_store_written_before_there_were_ledgers_gives_the_same(places, log):
    store = ld.Store.create(log, next(places))
    kept = store._segments[0].ledger.arrays
    former = without_ledgers(store)
    assert whole(former.profile()) == whole(ld.profile(log))
    worked_out = former._segments[0].ledger.arrays
    assert {name: array.tolist() for name, array in worked_out.items()} == {
        name: array.tolist() for name, array in kept.items()
    }


@some_examples
@given(logs(cases="abcdefgh", most=30))
def test_chunks_and_full_lists_change_nothing(places, log):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "_CHUNK", 2)
        patch.setattr(adding, "_ROOM", 1)
        store = ld.Store.create(log, next(places))
        assert whole(store.profile()) == whole(ld.profile(log))
        assert whole(store.profile("lead_hours > 1")) == whole(
            without_ledgers(store).profile("lead_hours > 1")
        )


@some_examples
@given(logs(most=12))
def test_logs_too_wide_for_a_ledger_are_counted_as_any_log_is(places, log):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "MOST_STEPS", 0)
        store = ld.Store.create(log, next(places))
        assert not any(name.startswith(HEAD) for name in store._segments[0].arrays)
        with pytest.raises(TooWideError):
            Ledger.of(store._segments[0].arrays, 1, log.timezone)
        assert whole(store.profile()) == whole(ld.profile(log))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(adding, "_MOST_CELLS", kernel.HOURS - 1)
        assert whole(without_ledgers(store).profile()) == whole(ld.profile(log))
