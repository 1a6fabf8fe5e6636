"""The road of a task: 未启动 → 推进 → 实施 → 见效, and 受阻 beside it. 办结 is reached by a sign-off alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from liandong.hub.tasks.domain.creating import people_of, tell
from liandong.hub.tasks.domain.hands import reported
from liandong.hub.tasks.domain.opened import opened
from liandong.hub.tasks.enums import NEXT_STATES, TaskKind, TaskState
from liandong.hub.tasks.models import Task

#: What an exploratory task must have before it goes live (S004).
_BEFORE_LIVE = ("hypothesis", "sandbox", "exit_rule", "stress_test")


def next_states(task: Task) -> list[TaskState]:
    """Where the task may go now; a blocked one goes back to where it was."""
    if task.state == TaskState.BLOCKED and task.state_before:
        return [TaskState(task.state_before)]
    return list(NEXT_STATES[TaskState(task.state)])


def objections(task: Task, to: str) -> list[str]:
    """Why the task cannot go there now; an empty list where it can."""
    if to not in next_states(task):
        names = {"now": task.get_state_display(), "to": TaskState(to).label}
        return [_("“%(now)s”的任务不能直接变为“%(to)s”。") % names]
    if to == TaskState.RUNNING and task.kind == TaskKind.EXPLORATORY:
        return _missing_before_live(task)
    if to == TaskState.EFFECTIVE and not has_evidence(task):
        return [_("还没有证据：请先完成至少一个节点，并写明证据。")]
    return []


def has_evidence(task: Task) -> bool:
    """Whether a node was met, with evidence."""
    return any(node.done_on and node.evidence for node in task.nodes.all())


@transaction.atomic
def move(*, task: Task, to: str, user: Any, note: str = "") -> Task:
    """The task in its new state; refused with the reasons where it cannot go there."""
    task = opened(task)
    reasons = objections(task, to)
    if to == TaskState.BLOCKED and not note.strip():
        reasons.append(_("请写明受阻的原因。"))
    if reasons:
        raise ValidationError(reasons)
    task.state_before = task.state if to == TaskState.BLOCKED else ""
    task.state = to
    if to == TaskState.BLOCKED:
        task.problems = note
    task.save()
    reported(task, user)
    state = TaskState(to)
    tell(
        people_of(task),
        task,
        zh=f"{task.name}：{state.label}",
        en=f"{task.name}: now {state.value}",
        but=user,
    )
    return task


@transaction.atomic
def receive(*, task: Task, user: Any, today: date) -> Task:
    """The task with its receipt (签收): who took it, and when; a receipt that is there stays."""
    task = opened(task)
    if not task.receipt:
        task.receipt = f"{user} {today:%Y-%m-%d}"
        task.save()
    return task


def _missing_before_live(task: Task) -> list[str]:
    missing = [task._meta.get_field(name) for name in _BEFORE_LIVE if not getattr(task, name).strip()]
    return [
        _("探索性任务进入“实施”前要填写：%(field)s。") % {"field": field.verbose_name} for field in missing
    ]
