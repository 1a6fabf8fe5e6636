"""When cases come: as regularly as they came, at the level of the whole days counted last."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

import liandong as ld
from liandong.eventlog import EventLog
from liandong.simulation.calibration.arriving import arrivals_of
from liandong.simulation.duration import Shape, fixed
from liandong.simulation.events import events_of
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
    assert arrivals == Arrivals(per_hour=(1.0,) * 168, weekly=(1.0,) * 6, apart=fixed(1.0))


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


def test_gaps_in_expected_arrivals_follow_the_rates():
    desk = Model(
        "check",
        (Task("check", "desk", fixed(0)), End("end")),
        (Flow("check", "end"),),
        (Role("desk", (Shift(1),)),),
        Arrivals(per_hour=(0.0, 4 / 3) * 84, apart=fixed(1.0)),
        start=MONDAY,
        timezone="UTC",
    )
    starts = events_of(desk, cases=3)["start"].to_list()
    assert [(each - MONDAY) / timedelta(minutes=1) for each in starts] == pytest.approx([105, 210, 315])
