"""What is drawn anew varies as much as counting so many cases leaves open, and is the same for the same seed."""

from dataclasses import replace

import numpy as np
import pytest
from tests.stress.conftest import DESK, office

from liandong.simulation import CaseClass, Choice, Flow, Task, counted
from liandong.stress.uncertainty import Evidence, redrawn

DRAWS = 400


def shares_and_means(cases):
    """For each draw, the share of cases that are checked and the mean of a task that takes a day or a week."""
    day_or_week = counted([(569, 1), (666, 1)])
    model = office()
    nodes = tuple(Task("t1", DESK, day_or_week) if node.id == "t1" else node for node in model.nodes)
    model = type(model)(**(vars(model) | {"nodes": nodes}))
    evidence = Evidence(cases, {"t1": cases, "x": cases})
    drawn = [redrawn(model, evidence, seed=1, replication=n) for n in range(DRAWS)]
    found = []
    for each in drawn:
        ways = [flow.share for flow in each.flows if flow.source == "x"]
        found.append((ways[0] / sum(ways), each.nodes[0].duration.mean, each.arrivals.load))
    return np.array(found), day_or_week


@pytest.mark.parametrize("cases", [100, 2_500])
def test_draws_lie_around_what_was_counted_as_wide_as_theory_has_it(cases):
    found, duration = shares_and_means(cases)
    half = (duration.high[1] - duration.low[0]) / 2
    mean = np.array([0.4, duration.mean, 1.0])
    # Of a Dirichlet distribution; the spread inside a bucket is not drawn anew, that between two buckets is.
    spread = np.array([0.4 * 0.6, (half * 0.985) ** 2, 1.0]) / cases
    assert (np.abs(found.mean(axis=0) - mean) < 4 * np.sqrt(spread / DRAWS)).all()
    assert found.std(axis=0) == pytest.approx(np.sqrt(spread), rel=0.15)


def test_an_element_keeps_its_draw_when_another_is_added():
    model = office()
    more = type(model)(
        **(vars(model) | {"nodes": (*model.nodes, Choice("y")), "flows": (*model.flows, Flow("y", "e"))})
    )
    evidence = Evidence(500, {node.id: 500 for node in more.nodes})
    one, other = (redrawn(it, evidence, seed=3, replication=5) for it in (model, more))
    assert one.nodes == other.nodes[: len(one.nodes)]
    assert one.flows == other.flows[: len(one.flows)]
    assert one.arrivals == other.arrivals


def test_another_replication_is_another_draw():
    evidence = Evidence(500, {})
    one, other = (redrawn(office(), evidence, seed=3, replication=n) for n in (1, 2))
    assert one.arrivals != other.arrivals


def test_times_of_a_class_of_cases_are_drawn_anew_too():
    day_or_week = counted([(569, 1), (666, 1)])
    model = replace(office(), classes=(CaseClass("slow", 0.25, durations={"t1": day_or_week}), CaseClass()))
    evidence = Evidence(400, {"t1": 400, "x": 400})
    drawn = [redrawn(model, evidence, seed=1, replication=n).classes for n in range(DRAWS)]
    assert all((slow.name, slow.share, other) == ("slow", 0.25, CaseClass()) for slow, other in drawn)
    shares = np.array([slow.durations["t1"].reached[0] for slow, _ in drawn])
    # Counted on a quarter of the cases.
    assert shares.mean() == pytest.approx(0.5, abs=4 * (0.25 / 100 / DRAWS) ** 0.5)
    assert shares.std() == pytest.approx((0.25 / 100) ** 0.5, rel=0.15)
