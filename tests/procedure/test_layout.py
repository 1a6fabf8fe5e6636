"""Pictures: nothing overlaps, lines are level or upright and end at what they join, lanes hold their members."""

import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liandong.procedure import Procedure
from liandong.procedure.to_bpmn import document_of
from liandong.procedure.tree import Tree

REFERENCE = sorted((Path(__file__).parents[3] / "shared" / "suites" / "bpmn-miwg").glob("*.bpmn"))
TEXTS = [
    "→(a, b, c)",
    "→(a, ×(b, c, d), ∧(e, →(f, g)), h)",
    "→(a, ↺(→(b, c), →(d, e)), f)",
    "↺(→(a, ×(b, τ), ∧(×(c, τ), ↺(d, τ))), ×(e, τ))",
    "∧(→(a, b), →(c, d), ↺(×(e, f, g), τ))",
]


def faults(procedure):
    """What is wrong with the picture of a procedure, in words."""
    model, picture = procedure.model, procedure.picture
    found = [
        f"{it.id} is not drawn"
        for it in (*model.nodes, *model.lanes, *model.pools)
        if it.id not in picture.shapes
    ]
    found += [f"{it.id} is not drawn" for it in (*model.flows, *model.messages) if it.id not in picture.edges]
    for scope in model.scopes:
        inside = [it.id for it in model.within(scope) if not it.attached_to]
        for one, other in combinations(inside, 2):
            if picture.shapes[one].overlaps(picture.shapes[other]):
                found.append(f"{one} overlaps {other}")
    for it in (*model.flows, *model.messages):
        points = picture.edges[it.id]
        found += [f"{it.id} leans" for (x, y), (u, v) in pairwise(points) if x != u and y != v]
        for key, (x, y) in ((it.source, points[0]), (it.target, points[-1])):
            box = picture.shapes[key]
            if not (box.x <= x <= box.right and box.y <= y <= box.bottom):
                found.append(f"{it.id} does not touch {key}")
    for it in model.nodes:
        if it.lane and not it.attached_to:
            box, lane = picture.shapes[it.id], picture.shapes[it.lane]
            if not (
                lane.x <= box.x and box.right <= lane.right and lane.y <= box.y and box.bottom <= lane.bottom
            ):
                found.append(f"{it.id} lies outside of its lane")
    return found


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("lanes", [{}, {"a": "甲", "b": "乙", "c": "丙", "d": "乙", "e": "甲", "f": "丙"}])
def test_a_picture_is_clean(procedure_of, text, lanes):
    assert faults(procedure_of(text, **lanes)) == []


@settings(max_examples=25)
@given(
    st.recursive(
        st.just("x"),
        lambda inner: st.tuples(st.sampled_from("→×∧↺"), st.lists(inner, min_size=2, max_size=4)),
        max_leaves=12,
    ),
    st.integers(0, 3),
)
def test_any_blocks_in_any_lanes_are_drawn_cleanly(shape, lanes):
    names = (f"n{number}" for number in range(99))

    def tree(it):
        if it == "x":
            return next(names)
        children = it[1][:2] if it[0] == "↺" else it[1]
        return f"{it[0]}({', '.join(map(tree, children))})"

    text = tree(shape)
    lane_of = {f"n{number}": str(number % lanes) for number in range(99)} if lanes else {}
    assert faults(Procedure(document_of(Tree.parse(text), name="x", lane_of=lane_of)).laid_out()) == []


@pytest.mark.skipif(not REFERENCE, reason="../shared/suites is not here")
@pytest.mark.parametrize("path", REFERENCE, ids=lambda path: path.name)
def test_models_of_others_are_laid_out_cleanly_and_keep_their_content(path):
    before = Procedure.load(path)
    after = before.laid_out()
    assert faults(after) == []
    assert after.model == before.model
    assert after.laid_out() == after


def test_a_back_way_runs_from_right_to_left_below(procedure_of):
    it = procedure_of("→(a, ↺(b, c), d)")
    shapes = {node.name: it.picture.shapes[node.id] for node in it.model.activities}
    assert shapes["a"].right < shapes["b"].x < shapes["d"].x
    assert shapes["c"].x < shapes["d"].x
    assert shapes["c"].y != shapes["b"].y


@pytest.mark.parametrize("flows", ["ab ba", "sa ab ba", "sa aa ae", "sa ab bc ca ce", "ab bc ca cd dc de"])
def test_rings_are_drawn_too(flows):
    names = sorted(set(flows) - {" "})
    nodes = "".join(f'<task id="{name}" name="{name}"/>' for name in names)
    ways = "".join(
        f'<sequenceFlow id="{way}" sourceRef="{way[0]}" targetRef="{way[1]}"/>' for way in flows.split()
    )
    head = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="P">'
    assert (
        faults(Procedure.from_bytes(f"{head}{nodes}{ways}</process></definitions>".encode()).laid_out()) == []
    )


def test_coordinates_that_are_no_numbers_lie_at_zero(procedure_of):
    text = procedure_of("→(a, b)").to_bytes().decode()
    odd = Procedure.from_bytes(re.sub(r' x="[^"]*"', ' x="NaN"', text).encode())
    assert {box.x for box in odd.picture.shapes.values()} == {0.0}


def of(content):
    """A file without a picture, laid out."""
    head = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">'
    return Procedure.from_bytes(f"{head}{content}</definitions>".encode()).laid_out()


def shared(picture, one, other):
    """The pixels that two lines run on one another."""
    return sum(_shared(a, b) for a in pairwise(picture.edges[one]) for b in pairwise(picture.edges[other]))


def _shared(a, b):
    for way in (0, 1):
        if a[0][way] == a[1][way] == b[0][way] == b[1][way]:
            (low, high), (from_, to) = (sorted(point[1 - way] for point in part) for part in (a, b))
            return max(0, min(high, to) - max(low, from_))
    return 0


def test_lines_of_boundary_events_do_not_run_on_one_another():
    """Two lead on and one back: each is level at a height of its own, below the activity."""
    flows = ["xbc", "ybd", "zba"]
    events = "".join(
        f'<boundaryEvent id="{key}" attachedToRef="b"><errorEventDefinition/></boundaryEvent>'
        for key in "xyz"
    )
    ways = (
        '<sequenceFlow id="fab" sourceRef="a" targetRef="b"/><sequenceFlow id="xbc" sourceRef="x" targetRef="c"/>'
        '<sequenceFlow id="ybd" sourceRef="y" targetRef="d"/><sequenceFlow id="zba" sourceRef="z" targetRef="a"/>'
    )
    tasks = "".join(f'<task id="{key}"/>' for key in "abcd")
    it = of(f'<process id="P">{tasks}{events}{ways}</process>')
    assert faults(it) == []
    assert [pair for pair in combinations(flows, 2) if shared(it.picture, *pair)] == []
    host = it.picture.shapes["b"]
    levels = [it.picture.edges[key][1][1] for key in flows]
    assert host.bottom < levels[0] < levels[1] < levels[2]
    lefts = [it.picture.shapes[key].x for key in "xyz"]
    assert host.right > lefts[0] > lefts[1] > lefts[2] >= host.x


MESSAGES = [
    ("a", "q"), ("q", "a"), ("a", "Q"), ("Q", "a"), ("P", "q"), ("q", "P"), ("P", "Q"), ("Q", "P"), ("R", "a"), ("q", "R"),
]  # fmt: skip


def test_no_two_messages_run_on_one_another():
    pools = (
        "".join(f'<participant id="{key}" processRef="{key}1"/>' for key in "PQ") + '<participant id="R"/>'
    )
    ways = "".join(
        f'<messageFlow id="m{n}" sourceRef="{source}" targetRef="{target}"/>'
        for n, (source, target) in enumerate(MESSAGES)
    )
    processes = '<process id="P1"><task id="a"/></process><process id="Q1"><task id="q"/></process>'
    it = of(f'<collaboration id="C">{pools}{ways}</collaboration>{processes}')
    assert faults(it) == []
    pairs = list(combinations([f"m{n}" for n in range(len(MESSAGES))], 2))
    assert [pair for pair in pairs if shared(it.picture, *pair)] == []


def test_a_pool_that_stood_is_laid_out_level():
    text = of(
        '<collaboration id="C"><participant id="P" processRef="p"/></collaboration><process id="p"><task id="a"/></process>'
    ).to_bytes()
    standing = Procedure.from_bytes(text.replace(b'isHorizontal="true"', b'isHorizontal="false"'))
    assert standing.picture.upright == {"P"}
    assert standing.laid_out().picture.upright == set()
