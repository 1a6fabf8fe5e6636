"""The law: what the parties count with receipts adds up to the profile of all events together."""

import os
import tempfile
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.profile.oracle import cases_of
from tests.profile.strategies import MARKS, logs

import liandong as ld
from liandong.profile.receipts import held
from liandong.profile.receipts.simulated import cross_province, one_port
from liandong.profile.tables import TABLES

from .parties import Alliance

#: Each example is counted a dozen times; `LIANDONG_EXAMPLES=100` looks harder.
few_examples = settings(max_examples=int(os.environ.get("LIANDONG_EXAMPLES", "3")))
PARTIES = ("威海港", "威海海关", "青岛港")


@st.composite
def shared_logs(draw):
    """A log of several parties; nothing that a later party does begins before the case does at the first."""
    log = draw(logs())
    parties = draw(st.lists(st.sampled_from(PARTIES), min_size=log.events.height, max_size=log.events.height))
    events = log.events.with_columns(party=pl.Series(parties)).with_row_index("row")
    starts = dict(events.select("row", "start").iter_rows())
    for _, case in cases_of(replace(log, events=events)):
        first = [event for event in case if event["party"] == case[0]["party"]][:1]
        stretch = case[
            : next((k for k, event in enumerate(case) if event["party"] != case[0]["party"]), len(case))
        ]
        begun = min(event["start"] or event["end"] for event in stretch or first)
        for event in case:
            starts[event["row"]] = event["start"] and max(event["start"], begun)
    clipped = pl.Series(list(starts.values()), dtype=events.schema["start"])
    return replace(log, events=events.drop("row").with_columns(start=clipped))


def whole(profile):
    """Settings, tables, sequences and fingerprint, comparable with ``==``."""
    tables = {name: frame.to_dict(as_series=False) for name, frame in profile.tables.items()}
    return profile.settings, tables, profile.sequence.to_dict(as_series=False), profile.sha256


@few_examples
@given(shared_logs(), st.booleans(), st.sampled_from(["week", "month"]))
def test_the_parts_add_up_to_the_whole_in_every_table(log, with_calendar, period):
    options = {
        "calendar": ld.Calendar.weekdays() if with_calendar else None,
        "period": period,
        "statutory": MARKS,
    }
    with tempfile.TemporaryDirectory() as folder:
        parts = Alliance(log, Path(folder)).whole(**options)
    assert whole(parts) == whole(ld.profile(log, **options))


@few_examples
@given(shared_logs())
def test_the_least_that_a_receipt_can_tell_leaves_open_only_persons_and_texts(log):
    with tempfile.TemporaryDirectory() as folder:
        parts = Alliance(log, Path(folder), tell=()).whole()
    joined = ld.profile(log)
    tables = [name for name in TABLES if name != "handover"]
    assert [name for name in tables if not parts.table(name).equals(joined.table(name))] == []
    known = dict(joined.sequence.iter_rows())
    assert [variant for variant, texts in parts.sequence.iter_rows() if known[variant] != texts] == []


@pytest.mark.parametrize("make", [one_port, cross_province])
def test_a_simulated_procedure_over_three_parties_adds_up(make, tmp_path):
    parts = make(12)
    events = pl.concat([log.events.with_columns(party=pl.lit(party)) for party, log in parts.items()])
    alliance = Alliance(replace(next(iter(parts.values())), events=events.drop("交给")), tmp_path)
    total, joined = alliance.whole(simulated=True), ld.profile(ld.EventLog.from_frame(events))
    assert whole(total) == whole(joined)
    assert total.sheet.simulated
    assert all("模拟数据" in zone for zone in total.zones)
    times = held(total)
    assert times["seconds"].sum() == float(joined.case["seconds"].sum())
    assert times["share"].sum() == pytest.approx(1)
    assert len(alliance.offices) == 3
