"""What an edit does not speak of goes on as it did: shares, waits, and the luck of each case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from tests.simulation.test_calibration import procedure

import liandong as ld
from liandong.errors import ReformError
from liandong.eventlog import EventLog
from liandong.procedure import Procedure
from liandong.simulation import room as r
from liandong.simulation.adjusting import adjusted
from liandong.simulation.calibration import Calibration, calibrate, element_of
from liandong.simulation.calibration.routing import shares_of
from liandong.simulation.calibration.skeleton import skeleton_of
from liandong.simulation.calibration.visits import visits_of
from liandong.simulation.compiling import compiled
from liandong.simulation.model import Delay, Model, Task
from liandong.simulation.running import run

CASES = 2_000
DAYS = 30_000
LOGS = {
    "academic": "academic_credentials_interval.csv.gz",
    "coselog": "coselog_receipt.xes.gz",
    "fines": "traffic_fines_10k.csv.gz",
}


@dataclass(frozen=True)
class Cases:
    """By case, the lead time in seconds and how often each activity was done."""

    lead: np.ndarray
    done: dict[str, np.ndarray]


def cases_of(model: Model) -> Cases:
    """The cases of one run, in the order in which they came."""
    plan = compiled(model, days=DAYS)
    parts: list[np.ndarray] = []
    until = DAYS * r.DAY
    run(plan, r.Limits(3, 0, CASES, until, until, 0, keeps_events=True), parts.append)
    rows = np.concatenate(parts)
    first, last = np.full(CASES, np.inf), np.zeros(CASES)
    np.minimum.at(first, rows[:, r.T_CASE], rows[:, r.T_START])
    np.maximum.at(last, rows[:, r.T_CASE], rows[:, r.T_END])
    done = np.zeros((len(plan.nodes), CASES))
    np.add.at(done, (rows[:, r.T_NODE], rows[:, r.T_CASE]), 1)
    names = {node.name: number for number, node in enumerate(plan.nodes) if isinstance(node, Task)}
    return Cases((last - first) / 1e6, {name: done[number] for name, number in names.items()})


def is_noise(before: np.ndarray, after: np.ndarray, allowed: float = 0.0) -> bool:
    """Whether paired cases differ on average by no more than is allowed, or than luck explains."""
    apart = after - before
    return bool(abs(apart.mean()) <= max(allowed, 4 * apart.std() / len(apart) ** 0.5))


def reformed(before: Procedure, *steps: str) -> Procedure:
    text = 'name = "试"\n' + "".join(f"[[steps]]\n{step}\n" for step in steps)
    return before.apply(ld.Reform.parse(text), draft=True)


@pytest.fixture(scope="module", params=LOGS)
def real(request, shared: Path) -> Calibration:
    counted = ld.profile(ld.read_log(shared / "logs" / LOGS[request.param], attributes=False))
    return calibrate(counted, ld.discover(counted))


def test_a_minute_after_any_activity_changes_nothing_else(real):
    before = cases_of(real.model)
    tried = 0
    for activity in real.procedure.model.activities:
        step = f'do = "delay"\nafter = "{activity.id}"\nname = "停一分钟"\nlength = "1 min"'
        try:
            edited = reformed(real.procedure, step)
        except ReformError:  # two flows leave it: there is no one place after it
            continue
        after = cases_of(adjusted(real.model_of(edited), edited))
        tried += 1
        assert is_noise(before.lead, after.lead, 0.01 * before.lead.mean()), activity.name
        for name, done in before.done.items():
            assert is_noise(done, after.done[name], 0.01 * done.mean()), (activity.name, name)
    assert tried > 8


@pytest.mark.parametrize("real", ["coselog"], indirect=True)
@pytest.mark.parametrize(
    "step",
    [
        'do = "并联审批"\nat = ["{T02}", "{T04}"]',
        'do = "一窗受理"\nat = ["{T06}", "{T10}"]\nname = "合办"',
        'do = "move"\nat = "{T02}"\nafter = "{T04}"',
        'do = "容缺受理"\nat = "{T03}"\nbeside = ["{T02}", "{T04}"]',
        'do = "split"\nat = "{T06}"\ninto = "后段"\nshare = 0.5',
    ],
    ids=["parallel", "merge", "move", "incomplete", "split"],
)
def test_another_order_neither_takes_longer_nor_changes_what_follows(real, step):
    before = cases_of(real.model)
    named = {it.name.split()[0].replace("-", ""): it.name for it in real.procedure.model.activities}
    edited = reformed(real.procedure, step.format(**named))
    after = cases_of(adjusted(real.model_of(edited), edited))
    longer = after.lead - before.lead
    assert longer.mean() < max(0.01 * before.lead.mean(), 4 * longer.std() / CASES**0.5)
    for name in before.done.keys() & after.done.keys():
        assert is_noise(before.done[name], after.done[name], 0.01 * before.done[name].mean()), name


# -- a procedure small enough to see through -------------------------------------------------------------------

PERMIT = "→(申请, ×(复核, τ), ×(补正, τ), 发证)"


def permits(cases: int = 400) -> EventLog:
    """A quarter of the cases are reviewed; 补正 follows on 8 in 10 of those, and on 2 in 10 of the others.

    It waits four hours behind 复核 and one hour behind 申请.
    """
    rows: list[tuple[object, ...]] = []
    for case in range(cases):
        is_checked = case % 4 == 0
        is_amended = case // 4 % 10 < (8 if is_checked else 2)
        steps = ["申请", *["复核"] * is_checked, *["补正"] * is_amended, "发证"]
        time = datetime(2024, 3, 4, 1, tzinfo=UTC) + timedelta(days=case // 20, minutes=3 * (case % 20))
        for name in steps:
            time += timedelta(hours=4 if name == "补正" and is_checked else 1)
            rows.append((str(case), name, time, time + timedelta(minutes=6), f"p{case % 4}"))
    return EventLog.from_rows(rows, zone="青岛")


@pytest.fixture(scope="module")
def permit() -> Calibration:
    return calibrate(ld.profile(permits()), procedure(PERMIT))


def choices(model: Model) -> dict[str, tuple[float, ...]]:
    """The shares of each choice that has several ways."""
    found: dict[str, tuple[float, ...]] = {}
    for flow in model.flows:
        found[flow.source] = (*found.get(flow.source, ()), round(flow.share, 9))
    return {key: shares for key, shares in found.items() if len(shares) > 1}


def task(found: Calibration, name: str) -> str:
    return next(it.id for it in found.procedure.model.activities if it.name == name)


def test_behind_a_new_wait_choices_are_those_behind_the_task_before_it(permit):
    edited = reformed(permit.procedure, 'do = "delay"\nafter = "申请"\nname = "停"\nlength = "1 h"')
    assert choices(permit.model_of(edited)) == choices(permit.model)


def test_behind_a_new_task_choices_keep_their_ids_and_shares(permit):
    editor = permit.procedure.edit()
    (flow,) = editor.model.outgoing[task(permit, "申请")]
    editor.insert("userTask", "登记", into=flow.id)
    assert choices(permit.model_of(Procedure(editor.document))) == choices(permit.model)


@pytest.mark.parametrize(
    "step",
    ['do = "delay"\nafter = "复核"\nname = "停"\nlength = "1 h"', 'do = "remove"\nat = "复核"'],
    ids=["delay behind both", "removed"],
)
def test_choices_that_become_one_are_weighed_by_how_often_cases_passed_them(permit, step):
    model = permit.model_of(reformed(permit.procedure, step))
    second = next(it.id for it in permit.procedure.model.nodes if it.is_gateway and _leads_to(permit, it.id))
    found = {key: shares for key, shares in choices(model).items() if element_of(key) == second}
    # The id is that of the choice that three quarters of the cases passed; 0.35 = 0.25 * 0.8 + 0.75 * 0.2.
    assert {key: max(shares) for key, shares in found.items()} == {
        f"{second}←{task(permit, '申请')}": pytest.approx(0.65, abs=1e-6)
    }


def _leads_to(found: Calibration, gateway: str, name: str = "补正") -> bool:
    model = found.procedure.model
    return len(model.outgoing[gateway]) > 1 and any(
        it.target == task(found, name) for it in model.outgoing[gateway]
    )


def test_waits_that_become_one_are_drawn_from_all_that_was_counted(permit):
    edited = reformed(permit.procedure, 'do = "delay"\nafter = "复核"\nname = "停"\nlength = "1 h"')
    amended = task(permit, "补正")
    before, after = (
        {
            it.id: it.duration.mean
            for it in model.nodes
            if isinstance(it, Delay) and element_of(it.id) == amended
        }
        for model in (permit.model, permit.model_of(edited))
    )
    short, long = f"{amended}←申请", f"{amended}←复核"
    # 80 cases came from 复核 and 60 from 申请.
    assert after == {long: pytest.approx((80 * before[long] + 60 * before[short]) / 140)}


def test_a_share_that_a_reform_sets_finds_its_choice_behind_an_edit(permit):
    (to_it,) = permit.procedure.model.incoming[task(permit, "补正")]
    edited = reformed(
        permit.procedure,
        'do = "delay"\nafter = "复核"\nname = "停"\nlength = "1 h"',
        f'do = "route"\nto = "{to_it.id}"\nshare = 0.9',
    )
    done = cases_of(adjusted(permit.model_of(edited), edited)).done["补正"]
    assert done.mean() == pytest.approx(0.9, abs=0.03)


@pytest.mark.parametrize("word", ["only", "to"])
@pytest.mark.parametrize("name", ["复核", "补正"])
def test_as_many_have_an_optional_activity_as_a_reform_says(permit, word, name):
    edited = reformed(permit.procedure, f'do = "route"\n{word} = "{name}"\nshare = 0.9')
    done = cases_of(adjusted(permit.model_of(edited), edited)).done[name]
    assert done.mean() == pytest.approx(0.9, abs=0.03)


def test_an_edit_of_nothing_gives_the_same_model(permit):
    assert permit.model_of(Procedure(permit.procedure.edit().document)) == permit.model


def test_visits_are_those_of_the_counts_they_were_made_of():
    skeleton = skeleton_of(procedure("→(a, ∧(b, ×(c, τ)), ↺(d, e))"))
    follows = {("▶", "a"): 10, ("a", "b"): 7, ("a", "c"): 3, ("b", "c"): 2, ("c", "b"): 3, ("b", "d"): 8}
    follows |= {("c", "d"): 2, ("d", "e"): 5, ("e", "d"): 5, ("d", "■"): 10}
    visits = visits_of(skeleton, shares_of(skeleton, follows))
    passed = {step.activity: visits[key] for key, step in skeleton.steps.items() if step.activity}
    expected = {"a": 1.0, "b": 1.0, "c": 0.5, "d": 1.5, "e": 0.5}
    assert passed == {name: pytest.approx(n, abs=0.01) for name, n in expected.items()}


# -- done in advance -------------------------------------------------------------------------------------------


def returned(cases: int = 400) -> EventLog:
    """Four cases in ten are sent back after 受理 and come again two days later; 审批 follows an hour behind."""
    rows: list[tuple[object, ...]] = []
    for case in range(cases):
        time = datetime(2024, 3, 4, 1, tzinfo=UTC) + timedelta(days=case // 20, minutes=3 * (case % 20))
        steps = ["受理", *["受理"] * (case % 10 < 4), "审批", "发证"]
        for number, name in enumerate(steps):
            hours = 48 if name == "受理" else 1
            time += timedelta(hours=hours if number else 0)
            rows.append((str(case), name, time, time + timedelta(minutes=6), f"p{case % 4}"))
    return EventLog.from_rows(rows, zone="青岛")


@pytest.fixture(scope="module")
def corrected() -> Calibration:
    return calibrate(ld.profile(returned()), procedure("→(↺(受理, τ), 审批, 发证)"))


ADVANCED = [
    'do = "提前申报"\nat = "审批"\nbefore = "受理"',
    'do = "delay"\nbefore = "受理"\nname = "停"\nlength = "1 min"',
    'do = "提前申报"\nat = "审批"\nbefore = "受理"\n[[steps]]\ndo = "route"\nskip = "审批"\nshare = 0.5',
]


@pytest.mark.parametrize("step", ADVANCED, ids=["moved", "new wait", "moved and skipped"])
def test_what_is_done_before_the_first_activity_is_not_followed_by_the_wait_of_its_loop(corrected, step):
    edited = reformed(corrected.procedure, step)
    model, first = corrected.model_of(edited), task(corrected, "受理")
    again = f"{first}←受理"
    assert {it.id for it in model.nodes if element_of(it.id) == first} == {first, again}
    into = {flow.source for flow in model.flows if flow.target == again}
    ahead = {flow.source for flow in model.flows if flow.target == first}
    assert into
    assert not into & ahead
    # The first visit waits for nothing, as before: the lead time grows by no more than what was put in.
    before, after = cases_of(corrected.model), cases_of(adjusted(model, edited))
    assert is_noise(before.done["受理"], after.done["受理"])
    assert (after.lead - before.lead).mean() < 360.0


def test_a_wait_inside_the_loop_is_drawn_from_those_that_begin_too(corrected):
    editor = corrected.procedure.edit()
    first = task(corrected, "受理")
    (flow,) = editor.model.incoming[first]
    editor.insert("userTask", "登记", into=flow.id)
    (wait,) = (
        it
        for it in corrected.model_of(Procedure(editor.document)).nodes
        if isinstance(it, Delay) and element_of(it.id) == first
    )
    (known,) = (it for it in corrected.model.nodes if isinstance(it, Delay) and it.id == f"{first}←受理")
    # 400 cases begin without any wait, 160 are sent back.
    assert wait.duration.mean == pytest.approx(known.duration.mean * 160 / 560)
