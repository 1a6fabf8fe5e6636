from hypothesis import given
from hypothesis import strategies as st

from liandong.diagnosis.words import Clock
from liandong.report.charts.scale import linear, of_durations


def test_ticks_are_round_and_reach_beyond_the_highest_value() -> None:
    assert linear(234).ticks == (0, 50, 100, 150, 200, 250)
    assert linear(1).labels == ("0", "0.2", "0.4", "0.6", "0.8", "1")


def test_durations_are_cut_in_the_unit_that_fits() -> None:
    days, hours = of_durations(40 * 86_400, Clock()), of_durations(7 * 3600, Clock())
    assert (days.unit, days.labels) == (("天", "days"), ("0", "10", "20", "30", "40"))
    assert (hours.unit, hours.labels) == (("小时", "hours"), ("0", "2", "4", "6", "8"))


def test_working_days_are_as_long_as_the_calendar_says() -> None:
    scale = of_durations(4 * 7 * 3600, Clock("working", 7 * 3600))
    assert (scale.unit, scale.top) == (("工作日", "working days"), 4 * 7 * 3600)


@given(st.floats(1e-6, 1e9), st.integers(2, 8))
def test_a_scale_holds_its_highest_value_with_few_ticks(highest: float, most: int) -> None:
    scale = linear(highest, most=most)
    assert scale.top >= highest * (1 - 1e-6)
    assert 2 <= len(scale.ticks) <= most + 1
    assert 0.3 < scale.share(highest) <= 1


def test_nothing_still_has_an_axis() -> None:
    assert [linear(value).top for value in (0.0, float("nan"), -3.0)] == [1.0, 1.0, 1.0]
