"""Distances between logs, against examples worked by hand; the package log-distance-measures 2.1 gives the same."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest

import liandong as ld
from liandong.simulation.distances import (
    circadian_distance,
    distances,
    earth_movers,
    n_gram_distance,
    n_grams,
)


def test_moving_half_of_the_earth_by_two_costs_one():
    assert earth_movers(np.array([0, 2]), np.array([1, 1]), np.array([0]), np.array([5])) == 1.0


def test_triples_pad_the_start_and_the_end():
    # One case "a b" against one "a c": of four triples each, one is shared, so six of eight differ.
    one, two = n_grams([(("a", "b"), 1)]), n_grams([(("a", "c"), 1)])
    assert n_gram_distance(one, two) == 0.75


def test_the_number_of_cases_does_not_matter_to_triples():
    assert n_gram_distance(n_grams([(("a",), 3)]), n_grams([(("a",), 5)])) == 0.0


def test_a_weekday_that_only_one_log_knows_is_as_far_as_a_day_allows():
    monday, tuesday = np.zeros(168), np.zeros(168)
    monday[9], tuesday[33] = 1, 1
    assert circadian_distance(monday, monday) == 0.0
    assert circadian_distance(monday, tuesday) == pytest.approx(2 * 23 / 7)


def test_a_log_lies_nowhere_from_itself(shared):
    path = shared / "logs" / "coselog_receipt.xes.gz"
    counted = ld.profile(path)
    found = distances(counted, counted)
    assert astuple(found) == pytest.approx((0, 0, 0, 0, 0), abs=1e-6)
