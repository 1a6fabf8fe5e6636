"""The weights give ATT(g,t) as csdid and diff-diff compute it."""

import json
from pathlib import Path

import numpy as np
import pytest

from liandong.effect.design import interrupted, staggered
from liandong.effect.estimating import weighed

KEPT = json.loads((Path(__file__).parent / "data" / "att_gt.json").read_text("utf-8"))
VALUES = np.array(KEPT["y"])
FIRST = np.array([first - 1 if first else VALUES.shape[1] for first in KEPT["first"]])
ALL = np.ones(VALUES.shape, dtype=bool)


@pytest.mark.parametrize("package", ["csdid", "diff-diff"])
def test_with_the_last_period_as_base_it_is_what_the_packages_compute(package):
    design = staggered(FIRST, ALL, base=1)
    found = {f"{g + 1},{t + 1}": weighed(weights, VALUES) for (g, t), weights in design.groups.items()}
    assert found == pytest.approx(KEPT[package]["att_gt"], abs=1e-9)
    assert weighed(design.simple, VALUES) == pytest.approx(KEPT[package]["simple"], abs=1e-9)


def test_a_longer_base_is_less_noisy_and_as_true():
    exact = (
        VALUES * 0
        + np.arange(len(VALUES))[:, None]
        + np.arange(VALUES.shape[1])
        - 2.0 * (np.arange(8) >= FIRST[:, None])
    )
    for base in (1, 3, 12):
        assert weighed(staggered(FIRST, ALL, base=base).simple, exact) == pytest.approx(-2.0)
    spread = [float((staggered(FIRST, ALL, base=base).simple ** 2).sum()) for base in (1, 3)]
    assert spread[1] < spread[0]


def test_weights_see_neither_levels_nor_what_all_zones_share():
    design = staggered(FIRST, ALL)
    assert np.abs(design.simple.sum(0)).max() < 1e-12
    assert np.abs(design.simple.sum(1)).max() < 1e-12


def test_periods_in_which_cases_were_open_at_adoption_are_no_base():
    weights = staggered(FIRST, ALL, early=1).simple
    assert (weights[0, FIRST[0] - 1], weights[2, FIRST[2] - 1]) == (0, 0)


def test_where_all_adopt_at_once_nobody_is_a_comparison():
    design = staggered(np.full(4, 5), np.ones((4, 10), dtype=bool))
    assert design.is_empty
    assert design.without_comparison == 20


def test_a_lone_series_gives_its_step_beside_trend_and_season():
    at = np.arange(48)
    series = (3 + 0.1 * at + 2 * np.sin(2 * np.pi * at / 12) - 1.5 * (at >= 30))[None, :]
    design = interrupted(np.array([30]), np.ones((1, 48), dtype=bool), season=12)
    assert weighed(design.simple, series) == pytest.approx(-1.5)


def test_a_series_without_a_before_has_no_step():
    assert interrupted(np.array([0]), np.ones((1, 9), dtype=bool), season=12).is_empty
