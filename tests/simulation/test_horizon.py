"""Runs go on until their cases have come, and are refused where the calendar ends before."""

from datetime import UTC, date, datetime

import pytest

from liandong.errors import SettingError
from liandong.simulation import Arrivals, End, Flow, Model, Role, Shift, Task, exponential, fixed, simulate
from liandong.simulation.horizon import TAIL, cases_within, days_for, days_of_arrivals


def desk(arrivals):
    """One clerk, a minute a case."""
    nodes = (Task("check", "desk", fixed(60)), End("end"))
    start = datetime(2024, 1, 1, tzinfo=UTC)
    return Model("check", nodes, (Flow("check", "end"),), (Role("desk", (Shift(1),)),), arrivals, start=start)


@pytest.mark.parametrize(
    ("arrivals", "cases", "days"),
    [
        (Arrivals(gap=fixed(86_400)), 30, 30),
        (Arrivals(gap=exponential(86_400), load=2), 30, 15),
        (Arrivals(per_hour=(1.0,) * 168), 240, 10),
        (Arrivals(per_hour=(1.0,) * 168, weekly=(2.0, 1.0)), 336 + 24, 8),
        (Arrivals(per_hour=(1.0,) * 168, weekly=(1.0, 0.0)), 168, 7),
        (Arrivals(per_hour=(1.0,) * 168, weekly=(1.0, 0.0)), 169, float("inf")),
    ],
)
def test_days_are_those_in_which_the_cases_are_expected(arrivals, cases, days):
    assert days_of_arrivals(arrivals, cases) == pytest.approx(days)


@pytest.mark.parametrize(
    "arrivals", [Arrivals(gap=fixed(864)), Arrivals(per_hour=(2.0,) * 168, weekly=(1, 0.5))]
)
def test_the_cases_of_some_days_take_those_days(arrivals):
    assert days_of_arrivals(arrivals, cases_within(arrivals, 70)) == pytest.approx(70)


def test_more_cases_than_ten_years_bring_all_come_and_end():
    """At one a week: the bound of 3,650 days would have cut them off."""
    result = simulate(desk(Arrivals(gap=exponential(7 * 86_400))), cases=1_000, seed=1)
    assert (result.runs[0].came, result.ended) == (1_000, 1_000)
    assert result.compiled.days > 7_000 + TAIL
    assert result.drained
    assert result.reasons == ()


def test_what_does_not_fit_into_the_calendar_is_refused_with_what_does():
    with pytest.raises(SettingError) as refused:
        days_for(desk(Arrivals(gap=fixed(7 * 86_400))), 100_000)
    assert refused.value.values["setting"] == "cases"
    assert "2399-12-31" in str(refused.value)
    assert "19618" in str(refused.value)


def test_the_tail_ends_with_the_calendar():
    model = desk(Arrivals(gap=fixed(7 * 86_400)))
    assert days_for(model, 19_400) == (date(2399, 12, 31) - date(2024, 1, 1)).days - 1


@pytest.mark.parametrize(
    "arrivals", [Arrivals(gap=fixed(60), load=0), Arrivals(per_hour=(1.0,) * 168, load=0)]
)
def test_no_load_is_refused(arrivals):
    with pytest.raises(SettingError) as refused:
        simulate(desk(arrivals), cases=10)
    assert refused.value.values["setting"] == "load"


def test_arrivals_that_stop_are_refused():
    with pytest.raises(SettingError, match="about 168 come"):
        simulate(desk(Arrivals(per_hour=(1.0,) * 168, weekly=(1.0, 0.0))), cases=1_000)
