from collections.abc import Callable
from datetime import date
from statistics import variance as sample_variance

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.diagnosis.reading import Reading, period_end, variance
from liandong.errors import SettingError
from liandong.profile import Profile
from liandong.worktime import Calendar


def test_working_time_needs_a_calendar(counted: Callable[..., Profile]) -> None:
    with pytest.raises(SettingError, match="build it with --calendar cn"):
        Reading.of(counted("青岛", {"c": "申报 0 → 放行 1"}), "working")


def test_an_unknown_clock_is_refused(counted: Callable[..., Profile]) -> None:
    with pytest.raises(SettingError, match="use clock or working"):
        Reading.of(counted("青岛", {"c": "申报 0 → 放行 1"}), "sundial")


def test_a_profile_with_a_calendar_is_read_on_both_clocks(counted: Callable[..., Profile]) -> None:
    # From 08:00 to 16:00 of a Monday in UTC; office hours from 9 to 12 and 13:30 to 17.
    calendar = Calendar.weekdays(timezone="UTC")
    reading = Reading.of(counted("青岛", {"c": "申报 8 → 放行 16"}, calendar=calendar), "working")
    assert [one.clock.name for one in reading.clocks] == ["working", "clock"]
    assert [one.lead_seconds / 3600 for one in reading.clocks] == [5.5, 8.0]


def test_a_zone_without_a_name_gets_one_beside_others(counted: Callable[..., Profile]) -> None:
    cases = {"c": "申报 0 → 放行 1"}
    both = Reading.of(counted("", cases) + counted("青岛", cases))
    assert both.zones == ["—", "青岛"]
    assert Reading.of(counted("", cases)).zones == [""]


def test_all_zones_together_are_one_more_zone_without_a_name(counted: Callable[..., Profile]) -> None:
    reading = Reading.of(
        counted("青岛", {"c": "申报 0 → 放行 1"}) + counted("日照", {"c": "申报 0 → 放行 3"})
    )
    sums = reading.by_zone_and_all(reading.case).group_by("zone").agg(pl.col("n").sum()).sort("zone")
    assert sums.rows() == [("", 2), ("日照", 1), ("青岛", 1)]


@given(st.lists(st.integers(0, 10_000_000), min_size=2, max_size=50))
def test_the_variance_of_sums_is_that_of_the_sample(durations: list[int]) -> None:
    sums = (len(durations), float(sum(durations)), float(sum(d * d for d in durations)))
    frame = pl.DataFrame([sums], schema=["n", "seconds", "squares"], orient="row")
    assert frame.select(variance()).item() == pytest.approx(sample_variance(durations), rel=1e-6, abs=1e-2)


def test_periods_end_on_their_last_day() -> None:
    ends = [period_end(date(2024, 1, 1), unit) for unit in ("month", "quarter", "year")]
    assert ends == [date(2024, 1, 31), date(2024, 3, 31), date(2024, 12, 31)]
    assert period_end(date(2023, 12, 1), "month") == date(2023, 12, 31)
