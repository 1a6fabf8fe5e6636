"""Each setting of a reform does to a model what it says, whole models compared."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.errors import ModelError, OperatorRefused
from liandong.procedure import Procedure, Reform, Tree
from liandong.procedure.to_bpmn import document_of
from liandong.simulation import (
    Arrivals,
    Batch,
    CaseClass,
    Choice,
    Delay,
    End,
    Flow,
    Hours,
    Model,
    Role,
    Shift,
    Task,
    exponential,
    fixed,
    lognormal,
    simulate,
    uniform,
)
from liandong.simulation.adding import together
from liandong.simulation.adjusting import adjusted
from liandong.simulation.manning import staffed
from liandong.worktime import Calendar

PERMIT = Procedure(
    document_of(Tree.parse("→(a, ×(b, c))"), name="x", lane_of={"a": "窗口", "b": "海关", "c": "窗口"})
)
KEY = {it.name: it.id for it in PERMIT.model.activities}
A, B, C = (KEY[it] for it in "abc")
GATE = next(it.id for it in PERMIT.model.nodes if it.is_gateway and len(PERMIT.model.outgoing[it.id]) > 1)
OFFICE = Hours.daily((9, 17))

#: As a calibration gives it: a wait before b that knows what came before.
MODEL = Model(
    "Process_1←▶",
    (
        Choice("Process_1←▶"),
        Task(A, "窗口", fixed(600), "a"),
        Choice(GATE),
        Delay(f"{B}←a", exponential(7_200), OFFICE, name="b"),
        Task(B, "海关", fixed(1_800), "b"),
        Task(C, "窗口", fixed(60), "c"),
        End("■"),
    ),
    (
        Flow("Process_1←▶", A),
        Flow(A, GATE),
        Flow(GATE, f"{B}←a", 0.8),
        Flow(GATE, C, 0.2),
        Flow(f"{B}←a", B),
        Flow(B, "■"),
        Flow(C, "■"),
    ),
    (Role("窗口", (Shift(2, OFFICE), Shift(1, OFFICE))), Role("海关", (Shift(4, OFFICE),))),
    Arrivals(exponential(3_600)),
)


def after(*steps, model=MODEL):
    reform = Reform.parse('name = "试"\n' + "".join(f"[[steps]]\n{it}\n" for it in steps))
    return adjusted(model, PERMIT.apply(reform, draft=True))


def with_node(key, node, model=MODEL):
    return replace(model, nodes=tuple(node if it.id == key else it for it in model.nodes))


def node(key, model=MODEL):
    return next(it for it in model.nodes if it.id == key)


def with_role(*roles):
    return replace(MODEL, roles=roles)


WINDOW, CUSTOMS = MODEL.roles


def test_a_procedure_without_settings_leaves_the_model_as_it_is():
    assert adjusted(MODEL, PERMIT) == MODEL


def test_work_and_what_passes_before_it_take_longer_or_shorter():
    assert after('do = "scale"\nat = "b"\nfactor = 0.5') == with_node(
        B, replace(node(B), duration=fixed(900))
    )
    wait = replace(node(f"{B}←a"), duration=exponential(14_400))
    assert after('do = "scale"\nat = "b"\nfactor = 2\npart = "before"') == with_node(f"{B}←a", wait)


def test_a_class_of_cases_with_its_own_durations_is_scaled_too():
    classes = (CaseClass("快", durations={A: fixed(100)}), CaseClass("慢"))
    found = after('do = "scale"\nat = "a"\nfactor = 3', model=replace(MODEL, classes=classes))
    assert found.classes == (CaseClass("快", durations={A: fixed(300)}), CaseClass("慢"))
    own = replace(MODEL, classes=(CaseClass(durations={f"{B}←a": fixed(100), B: fixed(7)}),))
    found = after('do = "scale"\nat = "b"\nfactor = 3\npart = "before"', model=own)
    assert found.classes == (CaseClass(durations={f"{B}←a": fixed(300), B: fixed(7)}),)


def test_a_share_is_set_and_the_other_ways_divide_the_rest():
    found = after('do = "route"\nto = "b"\nshare = 0.5')
    assert {(it.source, it.target): it.share for it in found.flows if it.source == GATE} == {
        (GATE, f"{B}←a"): 0.5,
        (GATE, C): 0.5,
    }
    own = replace(MODEL, classes=(CaseClass("快", shares={(GATE, C): 0.9, (GATE, f"{B}←a"): 0.1}),))
    assert after('do = "route"\nto = "c"\nshare = 0.3', model=own).classes[0].shares == pytest.approx(
        {(GATE, C): 0.3, (GATE, f"{B}←a"): 0.7}
    )


def test_a_prescribed_length_takes_the_place_of_waiting_and_work():
    found = after('do = "公示期调整"\nat = "b"\nlength = "20 d"')
    wanted = with_node(B, Delay(B, fixed(20 * 86_400), is_statutory=True, name="b"))
    assert found == with_node(f"{B}←a", replace(node(f"{B}←a"), duration=fixed(0)), wanted)


def test_working_days_pass_on_days_that_are_worked():
    found = node(B, after('do = "delay"\nat = "b"\nlength = "5 wd"'))
    china = Calendar.china()
    assert found.duration == fixed(5 * 86_400)
    assert found.hours == Hours(((0, 5 * 1_440),), china.days_off, china.make_up_days)


def test_more_or_fewer_people():
    assert after('do = "staff"\nrole = "海关"\nto = 7') == with_role(
        WINDOW, replace(CUSTOMS, shifts=(Shift(7, OFFICE),))
    )
    assert after('do = "staff"\nrole = "海关"\nby = -1') == with_role(
        WINDOW, replace(CUSTOMS, shifts=(Shift(3, OFFICE),))
    )
    assert after('do = "staff"\nrole = "窗口"\ntimes = 0.5') == with_role(
        replace(WINDOW, shifts=(Shift(1, OFFICE), Shift(1, OFFICE))), CUSTOMS
    )


@given(st.lists(st.integers(1, 9), min_size=1, max_size=5), st.integers(1, 60))
def test_people_are_spread_over_shifts_in_proportion_and_none_is_lost(counts, total):
    shifts = staffed(Role("x", tuple(Shift(it, OFFICE) for it in counts)), total).shifts
    assert sum(it.count for it in shifts) == total
    assert all(it.count > 0 for it in shifts)
    if total == sum(counts):
        assert [it.count for it in shifts] == counts


def test_roles_share_their_people():
    found = after('do = "pool"\nroles = ["窗口", "海关"]\nname = "联合"')
    assert found.roles == (Role("联合", (*WINDOW.shifts, *CUSTOMS.shifts)),)
    assert {it.role for it in found.nodes if isinstance(it, Task)} == {"联合"}


def test_another_role_does_a_task_and_a_new_one_has_the_hours_of_the_old():
    assert node(B, after('do = "assign"\nat = "b"\nto = "窗口"')).role == "窗口"
    found = after('do = "assign"\nat = "b"\nto = "烟台"\ncount = 2')
    assert (node(B, found).role, found.roles[-1]) == ("烟台", Role("烟台", (Shift(2, OFFICE),), "烟台"))


def test_other_hours_hold_for_people_and_for_what_passes_in_their_hours():
    found = after('do = "calendar"\nrole = "海关"\nhours = "1-7 09:00-17:00"')
    new = Hours.daily((9, 17), days=range(7))
    assert found.roles == (WINDOW, replace(CUSTOMS, shifts=(Shift(4, new),)))
    assert node(f"{B}←a", found) == replace(node(f"{B}←a"), hours=new)


def test_what_passes_in_a_part_of_the_hours_keeps_its_pace_for_every_class_of_cases():
    slowly = replace(node(f"{B}←a"), hours=Hours.daily((9, 13)))
    own = CaseClass(durations={f"{B}←a": fixed(100), B: fixed(7)})
    model = replace(with_node(f"{B}←a", slowly), classes=(own,))
    found = after('do = "calendar"\nrole = "海关"\nhours = "1-7 09:00-17:00"', model=model)
    # Things went on in half the hours: in all of the new ones everything takes twice as long.
    assert node(f"{B}←a", found).duration == exponential(14_400)
    assert found.classes == (CaseClass(durations={f"{B}←a": fixed(200), B: fixed(7)}),)


def test_cases_gather_before_a_task():
    found = after('do = "gate"\nat = "b"\nsize = 5\nat_most = "2 h"')
    assert node(f"{B}←gate", found) == Batch(f"{B}←gate", 5, 7_200)
    assert [it.source for it in found.flows if it.target == B] == [f"{B}←gate"]
    assert [it.source for it in found.flows if it.target == f"{B}←gate"] == [f"{B}←a"]
    assert after('do = "gate"\nat = "b"\nsize = 1') == MODEL


def test_cases_that_are_served_first_are_a_class_of_their_own():
    found = after(
        'do = "queue"\nname = "AEO"\nshare = 0.2', 'do = "queue"\nname = "急件"\nshare = 0.3\nrank = 2'
    )
    assert [(it.name, round(it.share, 9), it.priority) for it in found.classes] == [
        ("", 0.5, 0),
        ("AEO", 0.2, -999),
        ("急件", 0.3, -998),
    ]


def test_more_cases_come():
    found = after('do = "load"\nfactor = 1.5', 'do = "load"\nfactor = 2')
    assert found == replace(MODEL, arrivals=replace(MODEL.arrivals, load=3.0))


def test_what_cannot_hold_is_refused_by_name():
    with pytest.raises(ModelError) as refused:
        after('do = "staff"\nrole = "海关"\nby = -4')
    assert "人数变为 0，无人办理" in refused.value.text("zh")


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        (
            ('do = "queue"\nname = "x"\nshare = 0.7', 'do = "queue"\nname = "y"\nshare = 0.7'),
            "合计 140%，超过 100%",
        ),
        (
            ('do = "route"\nto = "b"\nshare = 0.7', 'do = "route"\nto = "c"\nshare = 0.7'),
            "合计 140%，超过 100%",
        ),
    ],
)
def test_shares_of_more_than_one_do_not_come_so_far(steps, reason):
    with pytest.raises(OperatorRefused) as refused:
        after(*steps)
    assert reason in refused.value.text("zh")


def test_a_role_that_the_model_does_not_have_is_refused_with_those_it_has():
    model = replace(
        MODEL,
        roles=(Role("x", (Shift(1),)),),
        nodes=tuple(replace(it, role="x") if isinstance(it, Task) else it for it in MODEL.nodes),
    )
    assert node(A, after('do = "staff"\nrole = "海关"\nto = 2', model=model)).role == "x"
    with pytest.raises(ModelError, match="the model has no such role; known: x"):
        adjusted(
            replace(model, nodes=model.nodes[:1]),
            PERMIT.apply(
                Reform.parse('name = "试"\n[[steps]]\ndo = "staff"\nrole = "海关"\nto = 2'), draft=True
            ),
        )


def test_what_is_set_shows_in_a_run():
    usual = simulate(MODEL, cases=400)
    slower = simulate(after('do = "scale"\nat = "b"\nfactor = 4'), cases=400)
    assert slower.mean_lead_seconds[0] > usual.mean_lead_seconds[0]


@pytest.mark.parametrize(
    ("parts", "spread"),
    [
        ((exponential(100), exponential(100)), 2 * 100**2),
        ((uniform(0, 60), fixed(30)), 60**2 / 12),
        ((lognormal(100, 50), exponential(10)), 50**2 + 10**2),
    ],
)
def test_work_put_together_has_the_sum_of_means_and_of_variances(parts, spread):
    whole = together(parts)
    assert whole.mean == pytest.approx(sum(it.mean for it in parts))
    low, high = whole.low, whole.high
    second = sum((a * a + a * b + b * b) / 3 for a, b in zip(low, high, strict=True)) / len(low)
    assert second - whole.mean**2 == pytest.approx(spread, rel=0.06)
