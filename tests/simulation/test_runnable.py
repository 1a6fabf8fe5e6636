"""What of a procedure cannot be simulated is refused or told, with its element and line."""

import pytest

from liandong.errors import ModelError
from liandong.procedure import Procedure, Tree
from liandong.procedure.to_bpmn import document_of
from liandong.simulation.runnable import left_out, refuse_faults

HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">\n<process id="P">\n'
ENDS = ('<startEvent id="s"/>', '<endEvent id="e"/>')


def model(*lines):
    """A process with one element a line, the first on line 3."""
    text = HEAD + "\n".join((*ENDS, *lines)) + "\n</process>\n</definitions>\n"
    return Procedure.from_bytes(text.encode(), "a.bpmn")


def flow(source, target):
    return f'<sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}"/>'


def wait(time):
    """A timer on line 5 between start and end."""
    inside = f"<timeDuration>{time}</timeDuration>" if time else ""
    timer = f'<intermediateCatchEvent id="w" name="公示"><timerEventDefinition>{inside}</timerEventDefinition></intermediateCatchEvent>'
    return model(timer, flow("s", "w"), flow("w", "e"))


def test_a_discovered_procedure_runs_whole():
    found = Procedure(document_of(Tree.parse("→(申请, ∧(查验, 缴税), ↺(复核, 补正), 发证)"), name="许可"))
    refuse_faults(found)
    assert left_out(found) == ()


@pytest.mark.parametrize("time", ["twenty days", "-P1D", "R3/PT10H", "2026-05-01", "${limit}"])
def test_a_timer_that_cannot_be_waited_for_is_refused(time):
    with pytest.raises(ModelError) as refused:
        refuse_faults(wait(time))
    assert refused.value.values["element"] == "w"
    assert "line 5" in refused.value.text("en")
    assert f"第 5 行：等待事件“公示”的时间“{time}”" in refused.value.text("zh")


def test_a_timer_without_a_time_takes_that_of_its_name_and_says_so():
    refuse_faults(wait(""))
    assert [en for _, en in left_out(wait(""))] == [
        "catching event “公示” gives no time: it takes that of the activity of its name"
    ]


def test_a_timer_of_a_process_that_is_not_simulated_is_no_fault():
    other = wait("P1D").to_bytes().decode()
    timer = '<process id="Q"><startEvent id="a"/><intermediateCatchEvent id="b"><timerEventDefinition/></intermediateCatchEvent>'
    timer += '<endEvent id="c"/>' + flow("a", "b") + flow("b", "c") + "</process></definitions>"
    both = Procedure.from_bytes(other.replace("</definitions>", timer).encode(), "a.bpmn")
    refuse_faults(both)
    assert [en for _, en in left_out(both)] == ["only the process “P” is simulated, without “Q”"]


def test_a_trigger_that_means_something_else_is_told_with_its_line():
    signal = '<intermediateThrowEvent id="w"><signalEventDefinition/></intermediateThrowEvent>'
    found = left_out(model(signal, flow("s", "w"), flow("w", "e")))
    assert [en for _, en in found] == [
        "“intermediateThrowEvent signal” (w) in line 5 is not simulated as it is meant"
    ]
