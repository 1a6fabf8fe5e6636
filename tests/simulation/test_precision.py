"""Intervals of Student's t, and how often an interval holds the true mean when one stops as soon as it is narrow."""

import numpy as np
import pytest

from liandong.simulation.precision import FIRST, half_width, is_reached, t_quantile


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    # R: qt(0.975, c(1:5, 9, 10, 30, 99, 1000))
    [
        (1, 12.70620), (2, 4.302653), (3, 3.182446), (4, 2.776445), (5, 2.570582), (9, 2.262157),
        (10, 2.228139), (30, 2.042272), (99, 1.984217), (1000, 1.962339),
    ],
)  # fmt: skip
def test_quantiles_are_those_of_r(freedom, quantile):
    assert t_quantile(freedom) == pytest.approx(quantile, rel=1e-6)


def test_one_value_tells_nothing_of_the_spread():
    assert half_width([3.0]) == float("inf")
    assert not is_reached([3.0], 0.5)


def test_equal_values_are_precise():
    assert is_reached([0.0, 0.0, 0.0], 0.01)
    assert not is_reached([1.0, 2.0, 3.0], 0.01)


def test_stopping_at_a_narrow_interval_still_covers_the_mean():
    """Lead times of replications vary by a tenth here; the share is what fixed numbers of replications have, or little less."""
    chance = np.random.default_rng(1)
    hits, mean, precision = [], 100.0, 0.05
    for _ in range(1_000):
        values = chance.normal(mean, 10.0, size=200)
        n = next(n for n in range(FIRST, 200) if is_reached(values[:n], precision))
        hits.append(abs(values[:n].mean() - mean) <= precision * mean)
    assert np.mean(hits) > 0.92
