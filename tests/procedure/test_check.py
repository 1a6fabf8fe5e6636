"""Findings: each fault is found where it is, named, with its line; sound models have none."""

import json
from pathlib import Path

import pytest

from liandong.errors import ModelError
from liandong.procedure import Procedure
from liandong.procedure.soundness import Verdict, soundness
from liandong.simulation.runnable import refuse_faults

EXECUTABLE = sorted((Path(__file__).parents[3] / "shared" / "suites" / "bpmn-exec").glob("*.bpmn"))
HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">\n<process id="P">\n'


def model(*lines):
    """A process with one element a line, the first on line 3."""
    return Procedure.from_bytes((HEAD + "\n".join(lines) + "\n</process>\n</definitions>").encode(), "a.bpmn")


def flow(source, target, *, more=""):
    return f'<sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}"{more}/>'


def nodes(**kinds):
    return [f'<{kind} id="{key}" name="{key}"/>' for key, kind in kinds.items()]


def told(procedure, severity="error"):
    return [(it.code, it.element, it.line) for it in procedure.check() if it.severity == severity]


ENDS = {"s": "startEvent", "e": "endEvent"}


def test_a_sound_model_in_lanes_has_no_findings(permit):
    assert permit.check() == []


def test_a_model_without_lanes_is_warned_of():
    it = model(*nodes(**ENDS, a="task"), flow("s", "a"), flow("a", "e"))
    assert told(it) == []
    assert told(it, "warning") == [("no-lanes", "P", 0)]


@pytest.mark.parametrize(
    ("lines", "findings"),
    [
        ([*nodes(**ENDS, a="task"), flow("s", "a"), flow("a", "x")], [("dangling-flow", "a-x", 7), ("unreached", "e", 4)]),
        ([*nodes(a="task", e="endEvent"), flow("a", "e")], [("no-start", "P", 0), ("unreached", "a", 3)]),
        ([*nodes(s="startEvent", a="task"), flow("s", "a")], [("no-end", "P", 0), ("dead-end", "a", 4)]),
        ([*nodes(**ENDS, a="task", b="task"), flow("s", "a"), flow("a", "e"), flow("b", "e")], [("unreached", "b", 6)]),
        ([*nodes(**ENDS), flow("s", "e"), *nodes(s="task")], [("duplicate-id", "s", 6), ("unreached", "s", 6)]),
        ([*nodes(**ENDS), flow("s", "e"), '<boundaryEvent id="b" attachedToRef="x"><timerEventDefinition/></boundaryEvent>', flow("b", "e")], [("boundary-lost", "b", 6)]),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_line(lines, findings):
    assert sorted(set(told(model(*lines)))) == sorted(findings)


def test_what_goes_round_for_ever_is_named():
    """Half of the cases get out, the others never do."""
    kinds = {"x": "exclusiveGateway", "y": "exclusiveGateway"}
    ways = ["s-x", "x-e", "x-a", "a-y", "y-b", "b-a"]
    it = model(*nodes(**ENDS, **kinds, a="task", b="task"), *(flow(*way.split("-")) for way in ways))
    assert told(it) == [("endless", "y", 6)]


def test_a_timer_may_be_the_only_way_out():
    late = '<boundaryEvent id="t" attachedToRef="a"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>'
    it = model(*nodes(**ENDS, a="task"), late, flow("s", "a"), flow("a", "a"), flow("t", "e"))
    assert told(it) == []


def test_a_flow_out_of_a_sub_process_is_told():
    inner = '<subProcess id="u" name="u"><startEvent id="s2"/><task id="t" name="t"/><endEvent id="e2"/>'
    lines = [
        *nodes(**ENDS),
        inner,
        flow("s2", "t"),
        flow("t", "e2"),
        flow("t", "e"),
        "</subProcess>",
        flow("s", "u"),
        flow("u", "e"),
    ]
    assert told(model(*lines)) == [("crossing-flow", "t-e", 8)]


def gates(split, join):
    """A block of two tasks whose gateways may not match."""
    return model(
        *nodes(**ENDS, x=split, a="task", b="task", y=join),
        flow("s", "x"), flow("x", "a"), flow("x", "b"), flow("a", "y"), flow("b", "y"), flow("y", "e"),
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["exclusiveGateway", "parallelGateway", "inclusiveGateway"])
def test_a_split_and_a_join_of_one_kind_are_sound(kind):
    assert told(gates(kind, kind)) == []


@pytest.mark.parametrize(
    ("split", "join", "findings"),
    [
        ("exclusiveGateway", "parallelGateway", [("deadlock", "y", 8), ("dead", "e", 4), ("dead", "y", 8)]),
        ("inclusiveGateway", "parallelGateway", [("deadlock", "y", 8)]),
        ("parallelGateway", "exclusiveGateway", [("repeated", "e", 4)]),
    ],
)
def test_gateways_that_do_not_match_are_unsound(split, join, findings):
    assert sorted(told(gates(split, join))) == sorted(findings)


@pytest.mark.parametrize("split", ["exclusiveGateway", "parallelGateway", "inclusiveGateway"])
def test_an_inclusive_join_waits_for_what_may_come_and_no_longer(split):
    assert told(gates(split, "inclusiveGateway")) == []


def test_branches_that_are_no_blocks_are_explored():
    """Two parallel ways with a task more between them: sound, though no nesting of blocks says so."""
    kinds = {"x": "parallelGateway", "y": "parallelGateway", "z": "parallelGateway", "w": "parallelGateway"}
    tasks = dict.fromkeys("abcd", "task")
    ways = ["s-x", "x-a", "x-b", "a-y", "y-c", "y-z", "b-z", "c-w", "z-d", "d-w", "w-e"]
    it = model(*nodes(**ENDS, **kinds, **tasks), *(flow(*way.split("-")) for way in ways))
    assert it.tree is None
    assert soundness(it.model, "P") == Verdict()


def test_a_fault_is_found_among_more_states_than_can_be_listed():
    """Any of forty ways, each of which leads back and on at once."""
    tasks = {f"t{number}": "task" for number in range(40)}
    gateways = {"x": "exclusiveGateway", "g": "inclusiveGateway", "j": "inclusiveGateway"}
    ways = ["s-x", "x-g", "j-e", "t0-x", *(f"g-{it}" for it in tasks), *(f"{it}-j" for it in tasks)]
    it = model(*nodes(**ENDS, **gateways, **tasks), *(flow(*way.split("-")) for way in ways))
    assert {code for code, _, _ in told(it)} == {"repeated"}
    assert ("too-many-states", "P", 0) in told(it, "warning")


@pytest.mark.parametrize(("kind", "count"), [("inclusiveGateway", 40), ("parallelGateway", 200)])
def test_where_states_are_too_many_the_search_stops_and_says_so(kind, count):
    tasks = {f"t{number}": "task" for number in range(count)}
    choices = {f"x{number}": "exclusiveGateway" for number in range(count)}
    joins = dict.fromkeys("ijk", "inclusiveGateway")
    ways = ["s-g", "i-k", "j-k", "k-e", *(f"g-{it}" for it in tasks)]
    ways += [way for n in range(count) for way in (f"t{n}-x{n}", f"x{n}-i", f"x{n}-j")]
    it = model(*nodes(**ENDS, g=kind, **joins, **tasks, **choices), *(flow(*way.split("-")) for way in ways))
    assert told(it) == []
    assert told(it, "warning") == [("too-many-states", "P", 0), ("no-lanes", "P", 0)]


def test_a_timer_on_an_activity_is_a_way_out_of_it():
    timer = '<boundaryEvent id="t" attachedToRef="a"><timerEventDefinition><timeDuration>P20D</timeDuration></timerEventDefinition></boundaryEvent>'
    it = model(
        *nodes(**ENDS, a="task", b="task", f="endEvent"),
        timer,
        flow("s", "a"),
        flow("a", "e"),
        flow("t", "b"),
        flow("b", "f"),
    )
    assert told(it) == []
    assert it.model.node["t"].timer == "P20D"


def test_a_terminating_end_leaves_nothing_behind():
    stop = '<endEvent id="stop"><terminateEventDefinition/></endEvent>'
    it = model(
        *nodes(**ENDS, x="parallelGateway", a="task"),
        stop,
        flow("s", "x"),
        flow("x", "a"),
        flow("x", "stop"),
        flow("a", "e"),
    )
    assert told(it) == []


def test_what_cannot_be_run_is_named_and_kept():
    odd = '<complexGateway id="g" name="g"/>'
    it = model(*nodes(**ENDS), odd, flow("s", "e"))
    assert ("unsupported", "g", 5) in told(it, "warning")
    assert (
        it.check()[0].text("en")
        == "line 5: “complexGateway” (g) cannot be simulated or run; it is kept as it is"
    )


@pytest.mark.parametrize("kind", ["adHocSubProcess", "transaction", "complexGateway"])
def test_what_cannot_be_run_is_named_once_where_flows_lead_to_it(kind):
    """A flow to it is no flow to nowhere."""
    edge = '<boundaryEvent id="b" attachedToRef="t"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>'
    it = model(*nodes(**ENDS, t=kind), flow("s", "t"), flow("t", "e"), edge, flow("b", "e"))
    assert told(it) == [("unsupported", "t", 5)]
    assert told(it, "warning") == [("no-lanes", "P", 0)]
    assert (
        it.check()[0].text("en") == f"line 5: “{kind}” (t) cannot be simulated or run, and cases come to it"
    )


def test_a_flow_to_nowhere_is_told_beside_what_cannot_be_run():
    it = model(*nodes(**ENDS, t="transaction"), flow("s", "t"), flow("t", "e"), flow("t", "x"))
    assert told(it) == [("unsupported", "t", 5), ("dangling-flow", "t-x", 8)]


def wait(time, *, kind="timeDuration", event="intermediateCatchEvent"):
    """A start, a timer on line 5, an end."""
    inside = f"<{kind}>{time}</{kind}>" if time else ""
    timer = f'<{event} id="t" name="公示"><timerEventDefinition>{inside}</timerEventDefinition></{event}>'
    return model(*nodes(**ENDS), timer, flow("s", "t"), flow("t", "e"))


@pytest.mark.parametrize(
    ("kind", "time", "reason"),
    [
        ("timeDuration", "twenty days", "“twenty days”, is no time of ISO 8601"),
        ("timeDuration", "-P20D", "“-P20D”, is negative"),
        ("timeDuration", "P-20D", "“P-20D”, is negative"),
        ("timeDuration", "P", "“P”, is no time of ISO 8601"),
        ("timeDuration", "${limit}", "“${limit}”, is an expression"),
        ("timeCycle", "R3/PT10H", "“R3/PT10H”, is a cycle"),
        ("timeDate", "2026-05-01T09:00:00", "“2026-05-01T09:00:00”, is a date"),
    ],
)
def test_a_timer_that_cannot_be_waited_for_is_told_with_its_line(kind, time, reason):
    it = wait(time, kind=kind)
    assert told(it) == [("timer", "t", 5)]
    with pytest.raises(ModelError, match="line 5"):
        refuse_faults(it)
    assert reason in it.check()[0].text("en")
    assert it.check()[0].text("zh").startswith("第 5 行：等待事件“公示”")


def test_a_timer_that_counts_stand_in_for_is_warned_of():
    edge = '<boundaryEvent id="b" attachedToRef="a"><timerEventDefinition><timeCycle>R3/PT1H</timeCycle></timerEventDefinition></boundaryEvent>'
    it = model(*nodes(**ENDS, a="task"), edge, flow("s", "a"), flow("a", "e"), flow("b", "e"))
    refuse_faults(it)
    refuse_faults(wait(""))
    assert told(it, "warning") == [("timer", "b", 6), ("no-lanes", "P", 0)]
    assert told(wait(""), "warning") == [("timer", "t", 5), ("no-lanes", "P", 0)]
    assert "gives no time" in wait("").check()[0].text("en")


@pytest.mark.parametrize("lines", [[], ["</process>", '<process id="Q">']])
def test_a_file_without_steps_cannot_be_run(lines):
    assert told(model(*lines)) == [("empty", "", 0)]


def test_what_has_no_id_is_told_by_its_line_and_nothing_that_follows_from_it():
    it = model("<startEvent/>", '<task name="A"/>', *nodes(e="endEvent"), '<sequenceFlow targetRef="e"/>')
    assert told(it) == [("no-id", "", 3), ("no-id", "", 4), ("no-id", "", 6)]
    assert [each.text("en") for each in it.check()] == [
        "line 3: start event has no id to refer to it by",
        "line 4: task “A” has no id to refer to it by",
        "line 6: sequence flow has no id to refer to it by",
    ]


def test_a_sub_process_that_an_event_starts_is_named_once():
    """No flow leads to it, and none out of it: the standard forbids them."""
    inner = [
        '<startEvent id="s2"><errorEventDefinition/></startEvent>',
        *nodes(t="task", e2="endEvent"),
        flow("s2", "t"),
        flow("t", "e2"),
    ]
    sub = ['<subProcess id="u" name="u" triggeredByEvent="true">', *inner, "</subProcess>"]
    ways = [flow("s", "a"), flow("a", "e")]
    it = model(*nodes(**ENDS, a="task"), *sub, *ways)
    assert told(it) == []
    assert told(it, "warning") == [("unsupported", "u", 6), ("no-lanes", "P", 0)]
    assert (
        it.check()[0].text("en").startswith("line 6: “subProcess triggeredByEvent” (u) cannot be simulated")
    )
    assert str(it.tree) == "a"
    assert told(model(*nodes(**ENDS), *sub, flow("s", "u"), flow("u", "e"))) == [("unsupported", "u", 5)]


def link(key, kind, name):
    event = f"intermediate{kind}Event"
    return f'<{event} id="{key}" name="{key}"><linkEventDefinition name="{name}"/></{event}>'


def test_a_link_leads_on_like_a_flow():
    """Two ways jump to one place."""
    links = [link("m", "Throw", "L"), link("n", "Throw", "L"), link("o", "Catch", "L")]
    ways = ["s-x", "x-a", "x-n", "a-m", "o-b", "b-e"]
    it = model(
        *nodes(**ENDS, x="exclusiveGateway", a="task", b="task"),
        *links,
        *(flow(*each.split("-")) for each in ways),
    )
    assert told(it) == []
    assert str(it.tree) == "→(×(a, τ), b)"
    assert [(each.source, each.target) for each in it.model.links] == [("m", "o"), ("n", "o")]


def test_a_link_to_nowhere_is_told():
    links = [link("m", "Throw", "L"), link("o", "Catch", "M")]
    it = model(*nodes(**ENDS), *links, flow("s", "m"), flow("o", "e"))
    assert told(it) == [("dead-end", "m", 5), ("unreached", "o", 6)]


def test_a_definition_that_is_referred_to_stands_in_the_event():
    """A reference to none is told."""
    lines = [
        *nodes(s="startEvent"),
        *(f'<intermediateCatchEvent id="{key}"><eventDefinitionRef>{to}</eventDefinitionRef></intermediateCatchEvent>' for key, to in (("t", "W"), ("u", "X"))),
        '<endEvent id="e"><eventDefinitionRef>x:T</eventDefinitionRef></endEvent>',
        *(flow(*each.split("-")) for each in ("s-t", "t-u", "u-e")),
    ]  # fmt: skip
    wait_two_days = '<timerEventDefinition id="W"><timeDuration>P2D</timeDuration></timerEventDefinition>'
    shared = f'<terminateEventDefinition id="T"/>{wait_two_days}<process id="P">'
    text = model(*lines).to_bytes().decode().replace('<process id="P">', shared)
    it = Procedure.from_bytes(text.encode(), "a.bpmn")
    found = [(each.trigger, each.timer) for each in it.model.nodes]
    assert found == [("", ""), ("timer", "P2D"), ("eventDefinitionRef", ""), ("terminate", "")]
    assert told(it, "warning") == [("unsupported", "u", 5), ("no-lanes", "P", 0)]


@pytest.mark.parametrize("time", ["P20D", "PT2H", "P1Y2M", "PT0S"])
def test_a_timer_with_a_duration_is_none_to_speak_of(time):
    assert told(wait(time), "warning") == [("no-lanes", "P", 0)]


def test_when_cases_start_needs_no_duration():
    cycle = "<timerEventDefinition><timeCycle>R/P1D</timeCycle></timerEventDefinition>"
    it = model(f'<startEvent id="s">{cycle}</startEvent>', *nodes(e="endEvent"), flow("s", "e"))
    assert told(it, "warning") == [("no-lanes", "P", 0)]


def test_names_that_are_missing_or_used_twice_are_warned_of():
    it = model(
        *nodes(**ENDS, a="task"),
        '<task id="b" name="a"/>',
        '<userTask id="c"/>',
        flow("s", "a"),
        flow("a", "b"),
        flow("b", "c"),
        flow("c", "e"),
    )
    found = [(code, element) for code, element, _ in told(it, "warning")]
    assert found == [("duplicate-name", "b"), ("no-name", "c"), ("no-lanes", "P")]


def test_both_languages_tell_every_finding():
    for it in gates("exclusiveGateway", "parallelGateway").check():
        assert it.text("zh") != it.text("en")
        assert it.element in it.text("zh") or it.element == "P"


@pytest.mark.skipif(not EXECUTABLE, reason="../shared/suites is not here")
def test_models_that_are_known_to_run_are_sound():
    assert {path.name: told(Procedure.load(path)) for path in EXECUTABLE} == {
        path.name: [] for path in EXECUTABLE
    }
    assert json.loads((EXECUTABLE[0].parent / "expected.json").read_text("utf-8")).keys() >= {
        EXECUTABLE[0].stem
    }
