"""The one pass of numba: tables that grow, batches that are cut anywhere, cases out of order."""

import random
from datetime import timedelta

import polars as pl
import pytest

import liandong as ld
from liandong.profile import coding, durations, onepass

from .strategies import MONDAY


@pytest.fixture(scope="module")
def crowd():
    """A log of 6,000 events whose cases interleave, with 300 activities, and its profile by DuckDB."""
    dice = random.Random(5)
    names = [f"活动{k}" for k in range(300)]
    rows = [
        (
            f"case {dice.randrange(900)}",
            dice.choice(names),
            MONDAY + timedelta(minutes=k),
            str(dice.randrange(50)),
        )
        for k in range(6_000)
    ]
    frame = pl.DataFrame(rows, schema=["case", "activity", "end", "resource"], orient="row")
    log = ld.EventLog.from_frame(frame)
    return log, ld.profile(log, engine="duckdb")


def test_tables_grow_when_they_fill(crowd, monkeypatch):
    log, expected = crowd
    doublings, doubled = [], durations.doubled
    for module in (onepass, durations):
        monkeypatch.setattr(module, "FEW", 1)
        monkeypatch.setattr(module, "doubled", lambda *table: doublings.append(1) or doubled(*table))
    found = ld.profile(log, engine="numba")
    assert found == expected
    assert len(doublings) >= 6


@pytest.mark.parametrize(("size", "pool"), [(1, 1), (1, 9), (7, 1), (7, 100), (6_000, 1)])
def test_batches_may_be_cut_anywhere_and_put_together(crowd, monkeypatch, size, pool):
    log, _ = crowd
    log = ld.EventLog(log.events.head(60) if size == 1 else log.events)
    expected = ld.profile(log, engine="duckdb")
    monkeypatch.setattr(coding, "BATCH", size)
    monkeypatch.setattr(onepass, "POOL", pool)
    for engine in ("numba", "duckdb"):
        assert ld.profile(log, engine=engine) == expected


def test_cases_out_of_order_are_sorted_and_walked_again(crowd, monkeypatch):
    log, expected = crowd
    shuffled = ld.EventLog(log.events.sample(fraction=1.0, shuffle=True, seed=1))
    sortings, in_order = [], onepass._in_order
    monkeypatch.setattr(onepass, "_in_order", lambda parts: sortings.append(len(parts)) or in_order(parts))
    assert ld.profile(log, engine="numba") == expected
    assert sortings == []
    assert ld.profile(shuffled, engine="numba") == expected
    assert sortings == [1]
    monkeypatch.setattr(coding, "BATCH", 1_000)
    assert ld.profile(shuffled, engine="numba") == expected
    assert sortings == [1, 6]


def test_the_start_of_an_only_event_counts():
    frame = pl.DataFrame(
        {"case": ["1"], "activity": ["申报"], "start": [MONDAY], "end": [MONDAY + timedelta(hours=2)]}
    )
    log = ld.EventLog.from_frame(frame.with_columns(zone=pl.lit("青岛")))
    profile = ld.profile(log, engine="numba")
    assert profile == ld.profile(log, engine="duckdb")
    assert profile.mean("case") == profile.mean("work") == 7_200


def test_more_cases_than_the_first_table_holds_are_told_apart():
    frame = pl.DataFrame({"case": pl.Series(range(70_000)).cast(pl.String)}).with_columns(
        activity=pl.lit("申报"), end=pl.lit(MONDAY)
    )
    found = ld.profile(ld.EventLog.from_frame(frame), engine="numba")
    assert found.case["n"].to_list() == [70_000]
