"""The levels of weeks: luck is left to the run, what the weeks themselves differ by stays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.simulation.calibration.weekly import levels_of

WEEKS = 40


@pytest.mark.parametrize("usual", [20.0, 120.0, 600.0])
def test_weeks_that_differ_by_luck_alone_are_all_usual(usual):
    luck = np.random.default_rng(1)
    for _ in range(10):
        seen = luck.poisson(usual, WEEKS).astype(float)
        found = levels_of(seen, np.full(WEEKS, seen.mean()), 1.0)
        assert found.std() < 0.7 * (seen / seen.mean()).std()


def test_runs_at_the_levels_found_vary_as_the_weeks_that_were_counted():
    luck = np.random.default_rng(2)
    apart = []
    for true in (0.0, 0.1, 0.3):
        for _ in range(40):
            levels = np.maximum(luck.normal(1.0, true, WEEKS), 0.1)
            seen = luck.poisson(100 * levels).astype(float)
            found = levels_of(seen, np.full(WEEKS, seen.mean()), 1.0)
            apart.append(luck.poisson(seen.mean() * found).var() / seen.var())
    assert np.mean(apart) == pytest.approx(1.0, abs=0.1)


def test_levels_are_nearer_to_the_truth_than_the_counts():
    luck = np.random.default_rng(3)
    truth = np.repeat([0.6, 1.4], WEEKS // 2)
    seen = luck.poisson(60 * truth).astype(float)
    found = levels_of(seen, np.full(WEEKS, 60.0), 1.0)
    assert np.abs(found - truth).mean() < 0.5 * np.abs(seen / 60 - truth).mean()


def test_a_week_without_work_stays_without_and_moves_no_other():
    seen = np.random.default_rng(4).poisson(100.0, WEEKS).astype(float)
    due = np.full(WEEKS, seen.mean())
    with_holiday = levels_of(np.append(seen, 0.0), np.append(due, due[0]), 1.0)
    assert with_holiday[-1] == 0
    assert with_holiday[:-1] == pytest.approx(levels_of(seen, due, 1.0), abs=0.02)


def test_cases_that_come_more_regularly_leave_less_to_luck():
    seen = np.array([90.0, 110.0] * 10)
    far = [levels_of(seen, np.full(20, 100.0), luck).std() for luck in (1.0, 0.5, 0.1, 0.02)]
    assert far == sorted(far)
    assert far[-1] == pytest.approx(0.1, rel=0.01)


@given(st.lists(st.tuples(st.integers(0, 500), st.floats(1, 500)), min_size=1, max_size=60))
def test_levels_lie_between_those_counted_whatever_the_order(weeks):
    seen, due = np.array(weeks, dtype=float).T
    found = levels_of(seen, due, 1.0)
    counted = seen / due
    assert (found >= counted.min() - 1e-9).all()
    assert (found <= counted.max() + 1e-9).all()
    assert found[::-1] == pytest.approx(levels_of(seen[::-1], due[::-1], 1.0))
