"""Quick and slow cases: told apart where the counts speak for it, and every step takes as long as it was counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import liandong as ld
from liandong.eventlog import EventLog
from liandong.procedure.to_bpmn import document_of
from liandong.procedure.tree import Tree
from liandong.profile import Profile
from liandong.simulation import (
    Arrivals,
    CaseClass,
    Delay,
    End,
    Flow,
    Hours,
    Model,
    Role,
    Shift,
    Task,
    counted,
    exponential,
    fixed,
)
from liandong.simulation.calibration import Calibration, calibrate
from liandong.simulation.calibration.paces import DEPENDENT, Paces, dependence
from liandong.simulation.distances import earth_movers, lead_times
from liandong.simulation.events import events_of

DAY, HOUR = 86_400.0, 3_600.0
MONDAY = datetime(2024, 3, 4, 1, tzinfo=UTC)
STEPS = ["受理", "审查", "决定"]
PROCEDURE = ld.Procedure(document_of(Tree.parse("→(受理, 审查, 决定)"), name="许可"))


def truth(slow: float) -> Model:
    """Three steps with a wait before each but the first; ``slow`` of the cases wait nine times as long."""
    tasks = [Task(name, "窗口", exponential(HOUR / 4)) for name in STEPS]
    waits = [Delay(f"等{name}", exponential(DAY / 2)) for name in STEPS[1:]]
    ids = ["受理", "等审查", "审查", "等决定", "决定", "end"]
    flows = tuple(Flow(*ends) for ends in pairwise(ids))
    late = {it.id: it.duration.scaled(9) for it in waits}
    classes = (CaseClass(share=1 - slow), CaseClass("slow", slow, durations=late))
    office = Role("窗口", (Shift(20, Hours.daily((0, 24))),))
    arrivals = Arrivals(per_hour=(1.0,) * 168)
    nodes = (*tasks, *waits, End("end"))
    return Model("受理", nodes, flows, (office,), arrivals, classes if slow else (CaseClass(),))


def profile_of(model: Model, seed: int = 1, cases: int = 1_500) -> Profile:
    events = events_of(model, cases=cases, seed=seed).drop("simulated")
    named = events.with_columns(
        pl.col("case").cast(pl.String), zone=pl.lit("青岛"), object_type=pl.lit("case")
    )
    return ld.profile(EventLog(named.with_columns(pl.col("start", "end").dt.convert_time_zone("UTC"))))


@pytest.fixture(scope="module")
def known() -> Profile:
    return profile_of(truth(0.2))


@pytest.fixture(scope="module")
def found(known: Profile) -> Calibration:
    return calibrate(known, PROCEDURE)


def shares_in(duration, weight=1.0):
    share = weight * np.diff(np.array(duration.reached), prepend=0.0)
    return dict(zip(zip(duration.low, duration.high, strict=True), share.tolist(), strict=True))


tables = st.lists(st.integers(1, 1_000), min_size=1, max_size=30).map(
    lambda n: counted([(300 + 7 * place, each) for place, each in enumerate(n)])
)


@given(tables, st.floats(0.01, 0.99), st.floats(0, 1))
def test_quick_and_slow_together_are_all(duration, slow, strength):
    quick, late = Paces(slow, strength).divided(duration)
    together = shares_in(quick, 1 - slow)
    for cell, share in shares_in(late, slow).items():
        together[cell] = together.get(cell, 0.0) + share
    whole = shares_in(duration)
    assert together.keys() <= whole.keys()
    assert {cell: together.get(cell, 0.0) for cell in whole} == pytest.approx(whole, abs=1e-6)
    assert quick.mean <= late.mean + 1e-6


def test_without_strength_both_are_all_and_what_is_fixed_stays():
    whole = counted([(400, 3), (500, 1)])
    assert Paces(0.25, 0.0).divided(whole) == (whole, whole)
    assert Paces(0.25, 1.0).divided(fixed(60)) == (fixed(60), fixed(60))


def test_steps_that_hang_together_are_told_from_independent_ones(known):
    assert dependence(profile_of(truth(0))) == pytest.approx(1, abs=0.15)
    # Two waits, in one case nine times as long as in another: the variance of their sum, by hand.
    share, mean = 0.2, 0.8 * 0.5 + 0.2 * 4.5
    variance = 0.8 * 2 * 0.5**2 + share * 2 * 4.5**2 - mean**2
    between = 0.8 * (0.5 - mean) ** 2 + share * (4.5 - mean) ** 2
    assert dependence(known) == pytest.approx(1 + between / variance, rel=0.1)
    assert dependence(known) > DEPENDENT


def test_sequences_that_differ_are_not_cases_that_differ():
    """One way takes minutes, the other days; on each every case takes as long as any other."""
    rows = []
    for case in range(200):
        steps, hours = (["受理", "审查", "决定"], 100) if case % 2 else (["受理", "决定"], 0.1)
        for number, name in enumerate(steps):
            late = number * hours * (1 + 0.1 * ((case * 7 + number * 5) % 11 - 5) / 5)
            rows.append((f"c{case}", name, MONDAY + timedelta(hours=case + late)))
    assert dependence(ld.profile(EventLog.from_rows(rows, zone="青岛"))) < DEPENDENT


def test_independent_steps_make_no_classes():
    assert calibrate(profile_of(truth(0)), PROCEDURE).model.classes == (CaseClass(),)


def test_lead_times_of_two_peaks_come_nearer(known, found):
    other = profile_of(truth(0.2), seed=2)

    def missed(each: Calibration) -> float:
        runs = [ld.simulate(each.model, cases=1_500, seed=seed).profile for seed in range(3)]
        return float(np.mean([earth_movers(*lead_times(run), *lead_times(other)) for run in runs]))

    assert [each.name for each in found.model.classes] == ["quick", "slow"]
    share = f"{100 * found.model.classes[1].share:.0f}%"
    assert all(share in words for words in found.fallbacks[-1])
    assert sum(each.share for each in found.model.classes) == pytest.approx(1)
    assert missed(found) < 0.6 * missed(replace(found, paces=None))


def test_every_step_takes_as_long_as_without_classes(found):
    one = replace(found, paces=None)
    nodes = {node.id: node for node in one.model.nodes}
    quick, slow = found.model.classes
    assert len(slow.durations) == 5
    for key, late in slow.durations.items():
        mean = quick.share * quick.durations[key].mean + slow.share * late.mean
        assert mean == pytest.approx(nodes[key].duration.mean * found.stretch / one.stretch, rel=1e-3)
    assert replace(found.model, classes=(CaseClass(),)) == one.model


def test_the_mean_lead_time_stays(known, found):
    leads = [ld.simulate(found.model, cases=3_000, seed=seed).mean_lead_seconds[0] for seed in range(5)]
    assert np.mean(leads) == pytest.approx(float(known.mean("case")), rel=0.06)


def test_where_a_profile_does_not_tell_all_are_alike(known):
    assert dependence(replace(known, sequence=known.sequence.clear())) == 0
    # Of a part of the periods: cases are counted when they come, their steps when they are done.
    first = min(known.case["period"])
    month = [str(period) for period in {first, *known.variant["period"].unique().sort()[:1]}]
    assert dependence(known.select(period=month)) == 0


def test_few_cases_of_a_kind_tell_nothing():
    assert dependence(profile_of(truth(0.2), cases=25)) == 0
