"""Who works and when, as a reform sets it: roles of a model with other tasks, people, hours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import TypeGuard

from liandong.errors import ModelError
from liandong.procedure.reform.hours import weekly
from liandong.procedure.reform.settings import Assign, Pool, Setting, Staff
from liandong.procedure.reform.settings import Hours as HoursSet
from liandong.simulation.calibration.skeleton import element_of
from liandong.simulation.duration import Duration
from liandong.simulation.hours import Hours
from liandong.simulation.model import CaseClass, Delay, Model, Node, Role, Shift, Task
from liandong.worktime import Calendar


def manned(model: Model, settings: tuple[Setting, ...], lane_of: Mapping[str, str]) -> Model:
    """The model with the settings on roles applied in their order, tasks assigned first.

    A role is found by its name or by that of the lane its tasks lie in; ``lane_of`` tells the lane of a task. Raises
    ModelError for a role that nobody in the model has, or that is left without people.
    """
    for setting in sorted(settings, key=lambda it: not isinstance(it, Assign)):
        match setting:
            case Assign():
                model = _assigned(model, setting, lane_of)
            case Pool():
                model = _pooled(model, _known(model, setting.role, lane_of), setting.into)
            case Staff():
                name = _known(model, setting.role, lane_of)
                model = _with_role(model, _staffed(_role(model, name), setting))
            case HoursSet():
                model = _open(model, _known(model, setting.role, lane_of), setting)
    return model


def staffed(role: Role, total: int) -> Role:
    """The role with so many people, its shifts in proportion; the first, which keeps the longest hours, has one at least.

    >>> [shift.count for shift in staffed(Role("窗口", (Shift(2), Shift(4))), 3).shifts]
    [1, 2]
    """
    if total < 1:
        reason = (f"人数变为 {total}，无人办理", f"{total} people are left: nobody does the work")
        raise ModelError(element=role.name, reason=reason)
    quotas = [it.count * total / role.people for it in role.shifts]
    counts = [int(it) for it in quotas]
    places = sorted(range(len(counts)), key=lambda place: (counts[place] - quotas[place], place))
    for place in places[: total - sum(counts)]:
        counts[place] += 1
    if not counts[0]:
        counts[counts.index(max(counts))] -= 1
        counts[0] = 1
    return replace(
        role, shifts=tuple(replace(it, count=n) for it, n in zip(role.shifts, counts, strict=True) if n)
    )


def _staffed(role: Role, setting: Staff) -> Role:
    value, now = setting.amount.value, role.people
    # Half a person is one; only a factor of nought leaves nobody.
    total = {"to": value, "by": now + value, "times": max(int(now * value + 0.5), int(value > 0))}[
        setting.how
    ]
    return staffed(role, int(total))


def _known(model: Model, name: str, lane_of: Mapping[str, str]) -> str:
    """The role of that name, or the one that does most tasks of the lane of that name."""
    if any(role.name == name for role in model.roles):
        return name
    done = Counter(it.role for it in model.nodes if isinstance(it, Task) and lane_of.get(it.id) == name)
    if not done:
        known = "、".join(role.name for role in model.roles), ", ".join(role.name for role in model.roles)
        reason = (f"模型里没有这个岗位；现有：{known[0]}", f"the model has no such role; known: {known[1]}")
        raise ModelError(element=name, reason=reason)
    return min(done, key=lambda role: (-done[role], role))


def _role(model: Model, name: str) -> Role:
    return next(it for it in model.roles if it.name == name)


def _with_role(model: Model, role: Role) -> Model:
    """The model with that role in place of the one of its name."""
    return replace(model, roles=tuple(role if it.name == role.name else it for it in model.roles))


def _with_tasks(model: Model, change: Callable[[Task], Task]) -> Model:
    return replace(model, nodes=tuple(change(it) if isinstance(it, Task) else it for it in model.nodes))


def _assigned(model: Model, setting: Assign, lane_of: Mapping[str, str]) -> Model:
    """The task in another role; a new one keeps the hours of the one before, with its own number of people."""
    task = next((it for it in model.nodes if it.id == setting.element and isinstance(it, Task)), None)
    if task is None:
        return model
    others = {key: lane for key, lane in lane_of.items() if key != task.id}
    if setting.count is None or any(role.name == setting.role for role in model.roles):
        name = _known(model, setting.role, others)
    else:
        name = setting.role
        old = _role(model, task.role)
        new = Role(name, (Shift(int(setting.count.value), old.shifts[0].hours),), name, old.cost_per_hour)
        model = replace(model, roles=(*model.roles, new))
    return _with_tasks(model, lambda it: replace(it, role=name) if it.id == task.id else it)


def _pooled(model: Model, name: str, into: str) -> Model:
    """One role less: its people and tasks are those of another, which begins with the first."""
    old = _role(model, name)
    pool = next((it for it in model.roles if it.name == into and it.name != name), None)
    merged = replace(pool or old, name=into, shifts=(*(pool.shifts if pool else ()), *old.shifts))
    roles = tuple(
        merged if it is (pool or old) else it for it in model.roles if it is not old or pool is None
    )
    return _with_tasks(
        replace(model, roles=roles), lambda it: replace(it, role=into) if it.role == name else it
    )


def _open(model: Model, name: str, setting: HoursSet) -> Model:
    """The role in other hours; what passes before its tasks in its hours passes in the new ones, at the pace it had."""
    role = _role(model, name)
    old = role.shifts[0].hours
    days_off, made_up = _days(setting.holidays, old)
    new = replace(old, weekly=weekly(setting.hours), days_off=days_off, made_up=made_up)
    tasks = [it.id for it in model.nodes if isinstance(it, Task) and it.role == name]

    before: dict[str, float] = {}
    during: dict[str, float] = {}

    def paced(node: Node) -> Node:
        match node:
            case Task(id=key, before=wait, before_hours=hours) if key in tasks and not hours.is_always:
                before[key] = old.minutes_a_week / hours.minutes_a_week
                return replace(node, before=wait.scaled(before[key]), before_hours=new)
            case Delay(id=key, duration=wait, hours=hours) if not hours.is_always and any(
                is_wait(node, it) for it in tasks
            ):
                during[key] = old.minutes_a_week / hours.minutes_a_week
                return replace(node, duration=wait.scaled(during[key]), hours=new)
        return node

    nodes = tuple(map(paced, model.nodes))
    classes = tuple(scaled_in(it, during, before) for it in model.classes)
    changed = replace(role, shifts=(Shift(role.people, new),))
    return replace(_with_role(model, changed), nodes=nodes, classes=classes)


def scaled_in(case: CaseClass, durations: Mapping[str, float], before: Mapping[str, float]) -> CaseClass:
    """A class of cases, its own times multiplied: those of nodes and those before tasks."""

    def of(own: Mapping[str, Duration], factors: Mapping[str, float]) -> dict[str, Duration]:
        return {key: it.scaled(factors[key]) if key in factors else it for key, it in own.items()}

    return replace(case, durations=of(case.durations, durations), before=of(case.before, before))


def is_wait(node: Node, task: str) -> TypeGuard[Delay]:
    """Whether a node is time that a calibrated model lets pass before a task."""
    return isinstance(node, Delay) and node.id != task and element_of(node.id) == task


def _days(holidays: str, old: Hours) -> tuple[frozenset[date], frozenset[date]]:
    """Days off and made-up days of the calendar of that name; as they were where none is named."""
    if holidays == "cn":
        china = Calendar.china()
        return china.days_off, china.make_up_days
    return (frozenset(), frozenset()) if holidays == "none" else (old.days_off, old.made_up)
