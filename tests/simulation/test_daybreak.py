"""The hours of a log read in another zone are only named otherwise: what is calibrated is the same, also across midnight."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import liandong as ld
from liandong.eventlog import EventLog
from liandong.simulation.calibration.daybreak import by_day, daybreak, of_week
from liandong.simulation.calibration.staff import Pool
from liandong.simulation.events import events_of

NINE = datetime(2024, 3, 4, 1, tzinfo=UTC)  # a Monday in Shanghai
MORNINGS = np.array([20 * (9 <= hour % 24 < 17) * (hour < 120) for hour in range(168)])
#: From where nine to five is at night, in the evening and at noon, none with summer time.
FAR = ["Etc/GMT+8", "Etc/GMT+2", "Etc/GMT-1", "America/Bogota", "Asia/Tokyo"]


def log(timezone: str) -> EventLog:
    """A case every hour from nine to four for four weeks, reviewed soon after or the day after, one in twenty amended."""
    rows = []
    for case in range(160):
        came = NINE + timedelta(days=7 * (case // 40) + case // 8 % 5, hours=case % 8)
        rows.append((str(case), "受理", came, came + timedelta(minutes=20), "窗口"))
        seen = came + timedelta(minutes=35) if case % 3 else came + timedelta(days=1, minutes=5)
        rows.append((str(case), "审查", seen, seen + timedelta(minutes=20), "科室"))
        if case % 20 == 0:
            late = came.replace(hour=1 + case // 20) + timedelta(days=1)
            rows.append((str(case), "补正", late, late + timedelta(minutes=10), "申请人"))
    columns = ["case", "activity", "start", "end", "role"]
    times = {name: pl.Datetime("us", "UTC") for name in ("start", "end")}
    frame = pl.DataFrame(rows, schema=columns, schema_overrides=times, orient="row").with_columns(
        resource=pl.col("role"),
        party=pl.lit(None, pl.String),
        zone=pl.lit("青岛"),
        object_type=pl.lit("case"),
    )
    return EventLog(frame, timezone=timezone)


def repeated(timezone: str) -> pl.DataFrame:
    """What a model calibrated there makes of a Wednesday noon and the days after it."""
    counted = ld.profile(log(timezone))
    model = ld.calibrate(counted, ld.discover(counted)).starting(NINE + timedelta(days=30, hours=3))
    events = events_of(model, cases=100, seed=1).select("case", "activity", "start", "end")
    return events.with_columns(pl.col("start", "end").dt.convert_time_zone("UTC")).sort(
        "case", "start", "activity"
    )


@pytest.mark.parametrize("timezone", FAR)
def test_a_log_read_in_another_zone_gives_the_same_cases(timezone):
    here, there = repeated("Asia/Shanghai"), repeated(timezone)
    assert there.select("case", "activity").equals(here.select("case", "activity"))
    apart = [(there[name] - here[name]).abs().max() for name in ("start", "end")]
    assert max(apart) < timedelta(milliseconds=1)


@given(st.integers(0, 167), st.lists(st.integers(0, 167), min_size=20, max_size=60))
def test_hours_are_worked_wherever_the_clock_has_them(later, some):
    """Also of Saturdays, on which hardly anything goes on."""
    events = MORNINGS * 0.2 + np.bincount(some, minlength=168) * (MORNINGS > 0)
    events[120:144] = MORNINGS[:24] * 0.001
    here, there = (Pool("窗口", "", np.roll(events, n), np.ones(168), 2) for n in (0, later))
    assert np.array_equal(there.is_open, np.roll(here.is_open, later))
    assert there.pace.minutes_a_week == here.pace.minutes_a_week
    assert np.array_equal(there.pace.of_each_hour, np.roll(here.pace.of_each_hour, later, axis=1))


@pytest.mark.parametrize("later", range(24))
def test_a_day_begins_when_work_does(later):
    assert daybreak(np.roll(MORNINGS, later)) == (9 + later) % 24


def test_a_lunch_break_is_no_night():
    assert daybreak(MORNINGS * (np.arange(168) % 24 != 12)) == 9


def test_where_every_hour_is_alike_a_day_begins_at_midnight():
    assert daybreak(np.ones(168)) == 0


def test_days_are_cut_and_joined_again():
    hours = np.arange(168)
    assert by_day(hours, 9)[-1, -1] == 8
    assert np.array_equal(of_week(by_day(hours, 9), 9), hours)
