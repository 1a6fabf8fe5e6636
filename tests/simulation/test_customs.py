"""The customs model of the benchmarks waits here as long as it does in SimPy, at every activity."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from liandong.simulation import room as r
from liandong.simulation.compiling import compiled
from liandong.simulation.running import run

CASES, RUNS = 1_500, 400
FOR_EVER = 1 << 61
# SimPy 4.1.2, `python bench/customs.py waits 1500 150`: mean and standard deviation over 150 runs, seconds.
SIMPY_RUNS = 150
MEANS = (54744.4, 189.2, 56.7, 586.5, 114.1, 38.4, 4542.0, 382.3, 121.6, 1976.4, 343.1, 136.0)
DEVIATIONS = (2377.7, 95.5, 36.9, 232.7, 63.1, 28.9, 1316.0, 291.6, 114.5, 916.0, 225.0, 117.7)
#: Student's t with 149 degrees of freedom at 1 - 0.05 / 24: twelve intervals that hold together 95 times in a hundred.
T = 2.912


@pytest.fixture(scope="module")
def customs():
    path = Path(__file__).parents[2] / "bench" / "customs.py"
    spec = importlib.util.spec_from_file_location("customs", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def waits(customs):
    """The mean wait before each task in each run, seconds."""
    plan = compiled(customs.model(), days=400)
    limits = (r.Limits(1, number, CASES, FOR_EVER, FOR_EVER, 0, keeps_events=False) for number in range(RUNS))
    sums = [run(plan, each).sums.node[: len(customs.TASKS)] for each in limits]
    return np.array([each[:, r.WAITED] / each[:, r.VISITS] / 1e6 for each in sums])


@pytest.mark.slow
def test_every_activity_waits_as_long_as_in_simpy(waits):
    error = np.array(DEVIATIONS) / SIMPY_RUNS**0.5
    apart = np.abs(waits.mean(axis=0) - MEANS) / error
    assert (apart < T).all(), apart.round(2).tolist()


@pytest.mark.slow
def test_no_activity_waits_more_evenly_or_less_than_in_simpy(waits):
    """The spread of runs: its logarithm is known to 1 / sqrt(2 n) and more where the tail is long, so to a third."""
    ratio = waits.std(axis=0, ddof=1) / DEVIATIONS
    assert ((ratio > 2 / 3) & (ratio < 3 / 2)).all(), ratio.round(2).tolist()
