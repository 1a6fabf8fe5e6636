"""Assumptions: each one varied on its own, those named first that cost a case most."""

from dataclasses import replace

import pytest
from tests.stress.conftest import CHECK, DESK, office

from liandong.simulation import CaseClass, Choice, Delay, Flow, Task, fixed
from liandong.simulation.calibration.skeleton import MARK
from liandong.stress.tornado import MOST, SWING, bars, varied

SPENT = {"t1": 600.0, "t2": 2_160.0, "t3": 300.0}


def words(model, spent):
    return [zh for (zh, _), _, _ in varied(model, spent)]


def test_load_people_and_the_times_that_cost_most_are_varied():
    assert words(office(), SPENT) == [
        "来件量 ±10 %",
        f"“{DESK}”人数 ±1",
        f"“{CHECK}”人数 ±1",
        "“核验”用时 ±10 %",
        "“受理”用时 ±10 %",
        "“发证”用时 ±10 %",
    ]


def test_a_long_task_that_hardly_any_case_has_does_not_crowd_out_the_others():
    rare = tuple(Task(f"r{n}", DESK, fixed(9e6), name=f"罕见{n}") for n in range(MOST))
    spent = SPENT | {it.id: 1.0 for it in rare}
    told = words(replace(office(), nodes=(*office().nodes, *rare)), spent)
    assert told[3:6] == ["“核验”用时 ±10 %", "“受理”用时 ±10 %", "“发证”用时 ±10 %"]
    assert len(told) == 3 + MOST


@pytest.mark.parametrize(
    ("key", "is_statutory", "zh", "en"),
    [
        (
            f"t2{MARK}受理",
            False,
            "“受理”之后、“核验”开始之前的等待 ±10 %",
            "wait between 受理 and 核验 ±10 %",
        ),
        (f"t2{MARK}", False, "“核验”开始之前的等待 ±10 %", "wait before 核验 ±10 %"),
        (f"t2{MARK}statutory", True, "“核验”之前的法定时限 ±10 %", "prescribed time before 核验 ±10 %"),
    ],
)
def test_a_wait_is_called_by_what_it_lies_between(key, is_statutory, zh, en):
    wait = Delay(key, fixed(60), is_statutory=is_statutory)
    model = replace(office(), nodes=(*office().nodes, wait))
    assert [it for it, _, _ in varied(model, {key: 60.0})][-1] == (zh, en)


def test_quick_and_slow_cases_have_their_own_times_varied_too():
    """Else nothing would move: the times of a class stand before those of the node."""
    slow, quick = (
        CaseClass(name, 0.5, durations={"t2": fixed(length)}) for name, length in (("slow", 9), ("quick", 3))
    )
    model = replace(office(), classes=(slow, quick))
    ((_, less, more),) = [it for it in varied(model, {"t2": 1.0}) if "核验”用时" in it[0][0]]
    for one, factor in ((less, 1 - SWING), (more, 1 + SWING)):
        assert [it.durations["t2"].mean for it in one.classes] == pytest.approx([9 * factor, 3 * factor])
        assert next(it.duration.mean for it in one.nodes if it.id == "t2") == pytest.approx(
            factor * next(it.duration.mean for it in office().nodes if it.id == "t2")
        )


def test_bars_tell_the_base_and_the_widest_comes_first():
    one, other = office(), replace(office(), entry="t2")
    values = {id(one): 2.0, id(other): 5.0}
    found = bars(
        [(("甲", "a"), one, one), (("乙", "b"), one, other)], "mean", 3.0, lambda model, _: values[id(model)]
    )
    assert [(it.assumption[1], it.less, it.base, it.more) for it in found] == [
        ("b", 2.0, 3.0, 5.0),
        ("a", 2.0, 3.0, 2.0),
    ]


def test_a_choice_takes_no_time_and_is_not_varied():
    model = replace(office(), nodes=(*office().nodes, Choice("y")), flows=(*office().flows, Flow("y", "e")))
    assert words(model, SPENT | {"y": 99.0}) == words(office(), SPENT)
