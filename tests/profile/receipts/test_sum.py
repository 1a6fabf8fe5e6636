"""The law: what the parties count with receipts adds up to the profile of all events together."""

import tempfile
from dataclasses import replace
from pathlib import Path

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from tests.profile.oracle import cases_of
from tests.profile.strategies import MARKS, logs, some_examples

import liandong as ld

from .parties import Alliance

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


@some_examples
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
