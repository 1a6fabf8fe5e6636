"""What is drawn anew varies as much as counting so many cases leaves open, and is the same for the same seed."""

from dataclasses import replace

import numpy as np
import pytest
from tests.simulation.test_editing import cases_of
from tests.stress.conftest import DESK, office

import liandong as ld
from liandong.simulation import CaseClass, Choice, Delay, Flow, Task, counted, fixed
from liandong.simulation.calibration import calibrate
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


def test_a_node_that_was_not_counted_is_as_well_known_as_its_element():
    evidence = Evidence(100, {"G←a": 40, "G←b": 60, "T": 30, "T←a": 20, "T←b": 10, "rare": 2})
    known = {"G←a": 40, "G←c": 100, "G": 100, "T←c": 30, "new": 2}
    assert {node: evidence.of(node) for node in known} == known


def renamed(model, old, new):
    """The model with another id for one node."""
    nodes = tuple(replace(node, id=new) if node.id == old else node for node in model.nodes)
    flows = tuple(
        replace(
            flow,
            source=new if flow.source == old else flow.source,
            target=new if flow.target == old else flow.target,
        )
        for flow in model.flows
    )
    return replace(model, nodes=nodes, flows=flows)


def shares(model, choice):
    """The shares of the ways out of a choice, in their order."""
    return [flow.share for flow in model.flows if flow.source == choice]


def test_another_copy_of_a_choice_has_the_draws_of_the_one_that_is_gone():
    before = renamed(office(), "x", "x←t1")
    after = renamed(before, "x←t1", "x←d")
    evidence = Evidence(500, {node.id: 500 for node in before.nodes})
    one, other = (redrawn(it, evidence, seed=3, replication=5) for it in (before, after))
    assert shares(one, "x←t1") == shares(other, "x←d") != shares(before, "x←t1")


def test_a_way_that_leads_to_something_new_keeps_its_draw():
    before = office()
    first = next(flow for flow in before.flows if flow.source == "x")
    flows = tuple(replace(flow, target="d") if flow == first else flow for flow in before.flows)
    after = replace(
        before,
        nodes=(*before.nodes, Delay("d", fixed(60))),
        flows=(*flows, Flow("d", first.target)),
    )
    evidence = Evidence(500, {node.id: 500 for node in before.nodes})
    one, other = (redrawn(it, evidence, seed=3, replication=5) for it in (before, after))
    assert shares(one, "x") == shares(other, "x")


def test_copies_of_one_choice_in_one_model_are_drawn_each_for_itself():
    model = renamed(office(), "x", "x←t1")
    ways = [flow for flow in model.flows if flow.source == "x←t1"]
    for copy in ("x←p", "x←q"):
        model = replace(
            model,
            nodes=(*model.nodes, Choice(copy)),
            flows=(*model.flows, *(replace(way, source=copy) for way in ways)),
        )
    for known in ("x←t1", "x"):
        drawn = redrawn(model, Evidence(500, {known: 500, "e": 500}), seed=3, replication=5)
        found = [tuple(shares(drawn, copy)) for copy in ("x←t1", "x←p", "x←q")]
        assert len(set(found)) == 3


def test_a_reform_of_the_order_is_drawn_as_what_it_was_made_of(shared):
    """Two steps at once where they followed one another: the cases of each draw go on as before."""
    counted = ld.profile(
        ld.read_log(shared / "logs" / "academic_credentials_interval.csv.gz", attributes=False)
    )
    before = calibrate(counted, ld.discover(counted))
    names = [
        it.name for it in before.procedure.model.activities if it.name.startswith(("Traer inf", "Radicar"))
    ]
    reform = ld.Reform.parse(f'name = "并联"\n[[steps]]\ndo = "并联审批"\nat = ["{names[0]}", "{names[1]}"]')
    after = before.model_of(before.procedure.apply(reform, draft=True))
    cases = float(counted.case["n"].sum())
    evidence = Evidence(cases, dict.fromkeys((node.id for node in before.model.nodes), cases))
    leads = [
        [
            cases_of(redrawn(model, evidence, seed=1, replication=number)).lead
            for model in (before.model, after)
        ]
        for number in range(3)
    ]
    assert all(np.corrcoef(one, other)[0, 1] > 0.99 for one, other in leads)
