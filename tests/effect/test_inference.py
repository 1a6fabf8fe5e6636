"""Intervals and exchanged dates keep what they promise on series whose truth is known."""

import numpy as np
import pytest

from liandong.effect.design import staggered
from liandong.effect.estimating import weighed
from liandong.effect.inference import exchanged, noise, t_quantile, two_way

FIRST = np.array([12, 15, 18, 21, 36, 36, 36])
KNOWN = np.ones((7, 36), dtype=bool)


def drawn(seed, rho):
    rng = np.random.default_rng(seed)
    fresh = rng.normal(size=(7, 86))
    for at in range(1, 86):
        fresh[:, at] += rho * fresh[:, at - 1]
    return fresh[:, 50:] + rng.normal(0, 2, (7, 1)) + rng.normal(0, 1, 36).cumsum()


@pytest.mark.parametrize("rho", [0.0, 0.7])
def test_intervals_cover_whatever_the_autocorrelation(rho):
    design = staggered(FIRST, KNOWN)
    terms = two_way(KNOWN, design.treated)
    covered = alarms = 0
    for seed in range(60):
        values = drawn(seed, rho)
        value = weighed(design.simple, values)
        reach = noise(values, terms, draws=299).reach(design.simple[None], 0.95)[0]
        covered += abs(value) <= reach
        alarms += (exchanged(design.simple, values, terms)[0] or 1) <= 0.05
    assert covered >= 54
    assert alarms <= 8


def test_the_same_values_give_the_same_interval():
    design = staggered(FIRST, KNOWN)
    terms = two_way(KNOWN, design.treated)
    first, second = (noise(drawn(1, 0.5), terms).reach(design.simple[None], 0.95) for _ in range(2))
    assert first == second


def test_too_few_exchanges_give_no_p_value():
    first = np.array([5, 9, 9])
    known = np.ones((3, 9), dtype=bool)
    design = staggered(first, known)
    assert exchanged(design.simple, np.arange(27.0).reshape(3, 9) ** 2, two_way(known, design.treated)) == (
        None,
        3,
    )


def test_t_quantiles_are_those_of_the_tables():
    tables = {4: 2.776, 6: 2.447, 10: 2.228, 30: 2.042}
    assert {v: round(t_quantile(0.975, v), 2) for v in tables} == pytest.approx(tables, abs=0.01)
