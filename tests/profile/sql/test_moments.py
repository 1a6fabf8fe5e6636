"""The table of moments says of every instant what the clocks say, by adding and dividing integers."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import liandong as ld
from liandong.errors import CalendarYearMissing
from liandong.profile.coding import shifts
from liandong.profile.periods import ORIGIN, starts_of_days
from liandong.profile.sql.moments import moments

from ..strategies import some_examples  # noqa: TID252

DAY = 86_400_000_000
ZONES = ("Asia/Shanghai", "UTC", "Europe/Amsterdam", "America/St_Johns", "Pacific/Apia")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: From 1985 to 2030.
instants = st.lists(st.integers(473_385_600_000_000, 1_893_456_000_000_000), min_size=1, max_size=30)


def micros(moment):
    return (moment - EPOCH) // timedelta(microseconds=1)


def days_of(times):
    """The UTC days of instants since 1800, as a database is asked for them."""
    frame = pl.DataFrame({"instant": times + ORIGIN}).with_columns(utc_day=pl.col("instant") // DAY)
    return frame.group_by("utc_day").agg(first=pl.col("instant").min(), last=pl.col("instant").max())


def looked_up(table, times):
    """Each instant beside its stretch: exactly one."""
    frame = pl.DataFrame({"instant": times + ORIGIN}).with_row_index()
    found = frame.join_where(table, pl.col("instant") >= pl.col("since"), pl.col("instant") < pl.col("until"))
    assert found.sort("index")["index"].to_list() == list(range(len(times)))
    return found.sort("index")


@some_examples
@given(instants, st.sampled_from(ZONES))
def test_every_instant_has_its_local_day_week_month_and_working_time(times, zone):
    times = np.array(times)
    calendar = ld.Calendar.weekdays(timezone=zone)
    found = looked_up(moments(days_of(times), zone, calendar, "week"), times)
    local = times + shifts(times, zone) + ORIGIN
    day = local // DAY
    worked = found["worked"] + found["pace"] * (found["instant"] - found["since"])
    assert ((found["instant"] + found["shift"]) == pl.Series(local)).all()
    assert found.select("day", "week", "month").to_dict(as_series=False) == {
        "day": day.tolist(),
        "week": starts_of_days("week")[day].tolist(),
        "month": starts_of_days("month")[day].tolist(),
    }
    assert worked.to_list() == calendar.working_micros(times).tolist()


def test_the_hour_that_summer_time_repeats_and_the_one_it_skips_are_cut():
    for jump in (datetime(2024, 3, 31, 1, tzinfo=UTC), datetime(2024, 10, 27, 1, tzinfo=UTC)):
        times = np.array([micros(jump) + step for step in (-1, 0, 1)])
        table = moments(days_of(times), "Europe/Amsterdam", None, "week")
        assert looked_up(table, times)["shift"].to_list() == shifts(times, "Europe/Amsterdam").tolist()
        assert table["shift"].n_unique() == 2


def test_a_day_is_covered_only_where_events_lie_so_a_calendar_needs_no_other_year():
    calendar = ld.Calendar.china()
    first = datetime(
        calendar.years.start - 1, 12, 31, 16, tzinfo=UTC
    )  # midnight in Shanghai, the day before in UTC
    times = np.array([micros(first)])
    assert moments(days_of(times), "Asia/Shanghai", calendar, "week").height == 1
    with pytest.raises(CalendarYearMissing):
        moments(days_of(times - 1), "Asia/Shanghai", calendar, "week")
