"""When cases come: as regularly as they came, at the level of the whole days counted last."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import liandong as ld
from liandong.eventlog import EventLog
from liandong.simulation.calibration.arriving import arrivals_of, going_on
from liandong.simulation.duration import Shape, fixed
from liandong.simulation.events import events_of
from liandong.simulation.hours import Hours
from liandong.simulation.model import POISSON, Arrivals, End, Flow, Model, Role, Shift, Task

MONDAY = datetime(2024, 3, 4, tzinfo=UTC)


def counted(minutes: list[float]) -> ld.Profile:
    """A case at each minute from Monday midnight on."""
    times = [MONDAY + timedelta(minutes=each) for each in minutes]
    frame = pl.DataFrame(
        {"case": [str(n) for n in range(len(times))], "activity": "申请", "start": times, "end": times},
        schema_overrides={"start": pl.Datetime("us", "UTC"), "end": pl.Datetime("us", "UTC")},
    ).with_columns(
        *(pl.lit(None, pl.String).alias(name) for name in ("resource", "role", "party")),
        zone=pl.lit("青岛"),
        object_type=pl.lit("case"),
    )
    return ld.profile(EventLog(frame, timezone="UTC"))


def test_cases_by_the_clock_come_by_the_clock():
    arrivals = arrivals_of(counted([60.0 * n for n in range(24 * 35)]))
    assert arrivals == Arrivals(per_hour=(1.0,) * 168, weekly=(1.0,) * 6, apart=fixed(1.0), first=0.0)


def test_independent_cases_stay_independent():
    gaps = np.random.default_rng(1).exponential(60, 24 * 70)
    apart = arrivals_of(counted(np.cumsum(gaps).tolist())).apart
    assert apart == POISSON or (apart.shape == Shape.LOGNORMAL and apart.b > 0.7)


def test_half_a_last_day_does_not_lower_the_level():
    whole = arrivals_of(counted([60.0 * n for n in range(24 * 28)]))
    assert arrivals_of(counted([60.0 * n for n in range(24 * 28 - 20)])).weekly[-1] == whole.weekly[-1]


def test_a_steady_level_is_that_of_all_weeks_and_a_moving_one_that_of_the_last():
    luck = np.random.default_rng(3)
    steady = luck.poisson(24.0, 140)
    moving = luck.poisson(np.repeat([12.0, 36.0], 70))
    level = {}
    for name, days in (("steady", steady), ("moving", moving)):
        minutes = [1440 * day + 1440 * n / many for day, many in enumerate(days) for n in range(many)]
        found = arrivals_of(counted(minutes))
        level[name] = found.weekly[-1] * sum(found.per_hour) / 7
    assert level["steady"] == pytest.approx(steady[1:-1].mean(), rel=0.01)
    assert level["moving"] == pytest.approx(36, rel=0.06)


def test_a_first_week_cut_short_does_not_hide_that_cases_come_by_the_clock():
    assert arrivals_of(counted([60.0 * n for n in range(20, 24 * 35)])).apart == fixed(1.0)


@pytest.mark.parametrize("later", range(24))
def test_hours_are_as_busy_wherever_the_clock_has_them(later):
    """Cases by the clock from Wednesday noon to a Tuesday noon, nine to five: both days cut short weigh what they count."""
    cut = (2 * 24 + 12, 36 * 24 + 12)
    hours = [n for n in range(*cut) if 9 <= n % 24 < 17 and n % 168 < 120]
    found = arrivals_of(counted([60.0 * (n + later) + 30 * half for n in hours for half in (0, 1)]))
    assert found.per_hour == tuple(
        2.0 * (9 <= (n - later) % 24 < 17 and (n - later) % 168 < 120) for n in range(168)
    )


@given(st.integers(0, 23), st.integers(0, 167))
def test_cases_by_the_clock_go_on_in_step_wherever_the_clock_has_them(later, hour):
    """Three cases in four hours, from nine to five."""
    rates = tuple(0.75 * (9 <= n % 24 < 17) for n in range(168))
    here, there = (
        going_on(
            Arrivals(per_hour=tuple(np.roll(rates, n)), weekly=(1.0,), apart=fixed(1.0), first=0.0),
            MONDAY + timedelta(hours=hour + n),
        ).first
        for n in (0, later)
    )
    assert there == here


def minutes_of(
    arrivals: Arrivals, cases: int, start: datetime = MONDAY, timezone: str = "UTC"
) -> list[float]:
    """When cases come, minutes after the start."""
    desk = Model(
        "check",
        (Task("check", "desk", fixed(0)), End("end")),
        (Flow("check", "end"),),
        (Role("desk", (Shift(cases),)),),
        arrivals,
        start=start,
        timezone=timezone,
    )
    came = events_of(desk, cases=cases)["start"].dt.convert_time_zone("UTC").to_list()
    return [(each - start) / timedelta(minutes=1) for each in came]


def test_gaps_in_expected_arrivals_follow_the_rates():
    arrivals = Arrivals(per_hour=(0.0, 4 / 3) * 84, apart=fixed(1.0))
    assert minutes_of(arrivals, 3) == pytest.approx([105, 210, 315])


def test_cases_of_an_hour_come_in_its_open_part():
    desk = Hours.daily((7.5, 9), days=range(7))
    rates = tuple(2.0 if hour % 24 in (7, 8) else 0.0 for hour in range(168))
    came = minutes_of(Arrivals(per_hour=rates, apart=fixed(1.0), first=0.0, hours=desk), 5)
    assert came == pytest.approx([450, 465, 480, 510, 1440 + 450])


def test_a_desk_that_opens_at_half_past_has_no_case_before():
    opens, closes = 9.5 * 60, 16.5 * 60
    minutes = [1440 * day + at for day in range(35) for at in np.arange(opens, closes, 10).tolist()]
    arrivals = arrivals_of(counted(minutes))
    came = np.array(minutes_of(arrivals, 200)) % 1440
    assert came.min() >= opens - 1
    assert came.max() < closes + 1


def test_slots_go_on_at_the_stroke_of_the_clock_whenever_a_run_begins():
    minutes = [1440.0 * day + at for day in range(35) for at in range(480, 960, 30)]
    arrivals = going_on(arrivals_of(counted(minutes)), MONDAY + timedelta(hours=10))
    came = minutes_of(arrivals, 4, MONDAY + timedelta(hours=10))
    assert came == pytest.approx([0, 30, 60, 90])


def test_summer_time_moves_arrivals_with_the_clock():
    before = datetime(2024, 3, 30, tzinfo=UTC)
    rates = tuple(1.0 if hour % 24 == 9 else 0.0 for hour in range(168))
    came = minutes_of(Arrivals(per_hour=rates, apart=fixed(1.0), first=0.0), 2, before, "Europe/Amsterdam")
    assert came == pytest.approx([8 * 60, 24 * 60 + 7 * 60])
