"""The laws of W, and W against a clerk who watches the office clock minute by minute."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liandong.worktime import Calendar
from liandong.worktime.clock import BLOCK, EPOCH, micros, offsets

CN = Calendar.china()
ROUND_THE_CLOCK = ((0, 1440),)
CALENDARS = {
    "china": CN,
    "china at odd hours": Calendar.china(hours=((0, 1), (541, 727), (727, 1440))),
    "china seen from Kathmandu": Calendar.china(timezone="Asia/Kathmandu"),
    "Amsterdam": Calendar.weekdays(timezone="Europe/Amsterdam"),
    "Amsterdam, nights and Sundays": Calendar(
        "nights",
        range(1900, 2101),
        make_up_days=frozenset({date(2024, 3, 31), date(2024, 10, 27), date(2015, 10, 25)}),
        hours=((90, 150), (200, 1440)),
        timezone="Europe/Amsterdam",
    ),
    "Casablanca": Calendar.weekdays(hours=ROUND_THE_CLOCK, timezone="Africa/Casablanca"),
    "Apia, which lost a day": Calendar.weekdays(hours=ROUND_THE_CLOCK, timezone="Pacific/Apia"),
}
each_calendar = pytest.mark.parametrize("calendar", CALENDARS.values(), ids=CALENDARS.keys())
instants = st.integers(micros(datetime(2021, 1, 2, tzinfo=UTC)), micros(datetime(2026, 12, 30, tzinfo=UTC)))
#: Hours around which the zones above change their offset, besides any other time.
MINUTE = 60_000_000
moments = instants | st.sampled_from(
    [
        micros(datetime(*when, tzinfo=UTC)) + 1
        for when in [
            (2024, 3, 31),
            (2024, 10, 27),
            (2015, 10, 25),
            (2011, 12, 30, 9),
            (2024, 3, 10),
            (2024, 9, 29),
        ]
    ]
)


def w(calendar, *instants):
    return calendar.working_micros(np.array(instants, dtype=np.int64)).tolist()


def clerk(calendar, start, minutes):
    """Working time in some minutes from a full minute on, by looking at the wall clock in each."""
    zone, worked = ZoneInfo(calendar.timezone), 0
    for n in range(minutes):
        now = (EPOCH + timedelta(microseconds=start + n * MINUTE)).astimezone(zone)
        minute = now.hour * 60 + now.minute
        in_hours = any(begin <= minute < end for begin, end in calendar.hours)
        worked += MINUTE if in_hours and calendar.is_working_day(now.date()) else 0
    return worked


@each_calendar
@settings(max_examples=30)
@given(start=moments, minutes=st.integers(0, 300))
def test_working_time_is_what_a_clerk_counts_minute_by_minute(calendar, start, minutes):
    start -= start % MINUTE
    first, last = w(calendar, start, start + minutes * MINUTE)
    assert last - first == clerk(calendar, start, minutes)


@each_calendar
@settings(max_examples=40)
@given(times=st.lists(instants, min_size=2))
def test_working_time_never_runs_backwards_nor_faster_than_the_clock(calendar, times):
    times.sort()
    worked = w(calendar, *times)
    assert all(0 <= b - a <= d - c for a, b, c, d in zip(worked, worked[1:], times, times[1:], strict=False))


@each_calendar
@settings(max_examples=40)
@given(a=instants, b=instants, c=instants)
def test_working_time_adds_up_over_any_cut_and_any_call(calendar, a, b, c):
    assert (w(calendar, b)[0] - w(calendar, a)[0]) + (w(calendar, c)[0] - w(calendar, b)[0]) == (
        w(calendar, a, c)[1] - w(calendar, a, c)[0]
    )


@given(instants)
def test_the_microsecond_counts(instant):
    before, after = w(CN, instant, instant + 1)
    local = EPOCH.astimezone(ZoneInfo("Asia/Shanghai")) + timedelta(microseconds=instant)
    minute = local.hour * 60 + local.minute
    is_open = CN.is_working_day(local.date()) and (540 <= minute < 720 or 810 <= minute < 1020)
    assert after - before == is_open


def test_a_weekend_holds_no_working_time_and_a_make_up_saturday_a_full_day():
    zone = ZoneInfo("Asia/Shanghai")
    plain = [datetime(2024, 10, 19, tzinfo=zone), datetime(2024, 10, 21, tzinfo=zone)]
    made_up = [datetime(2024, 10, 12, tzinfo=zone), datetime(2024, 10, 14, tzinfo=zone)]
    assert CN.working_time(*plain) == timedelta(0)
    assert CN.working_time(*made_up) == timedelta(seconds=CN.seconds_per_day)


def test_the_hour_that_summer_time_takes_and_gives_back_is_counted_as_it_passes():
    open_all_day = Calendar(
        "always",
        range(2024, 2025),
        make_up_days=frozenset({date(2024, 3, 31), date(2024, 10, 27)}),
        hours=ROUND_THE_CLOCK,
        timezone="Europe/Amsterdam",
    )
    zone = ZoneInfo("Europe/Amsterdam")
    march = [datetime(2024, 3, day, tzinfo=zone) for day in (31, 31)]
    assert open_all_day.working_time(march[0], march[1] + timedelta(days=1)) == timedelta(hours=23)
    october = datetime(2024, 10, 27, tzinfo=zone)
    assert open_all_day.working_time(october, october + timedelta(days=1)) == timedelta(hours=25)


def test_a_long_column_gives_the_same_as_its_pieces():
    column = np.arange(0, 3 * BLOCK + 7, dtype=np.int64) * 3_600_000_017 + micros(
        datetime(2010, 1, 5, tzinfo=UTC)
    )
    assert w(CN, *column[:100], *column[-100:]) == [
        *CN.working_micros(column)[:100].tolist(),
        *CN.working_micros(column)[-100:].tolist(),
    ]


def test_no_instants_give_no_working_time():
    assert w(CN) == []


def test_shanghai_has_one_offset_since_the_summer_times_of_1986_to_1991():
    since, offset = offsets("Asia/Shanghai", range(1992, 2027))
    assert (since.size, offset.tolist()) == (1, [8 * 3600 * 1_000_000])
    assert offsets("Asia/Shanghai", range(1985, 1993))[0].size == 13
