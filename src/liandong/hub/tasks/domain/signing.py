"""Sign-off (销号): a task is closed with evidence, by somebody of the network who had no hand in it: who never owned it,
nor made it, led its team or reported on it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from liandong.hub.core.domain import audit
from liandong.hub.tasks.domain.creating import people_of, tell
from liandong.hub.tasks.domain.hands import deeds_of
from liandong.hub.tasks.domain.state import has_evidence
from liandong.hub.tasks.enums import Deed, EscalationState, TaskState, TeamRole
from liandong.hub.tasks.models import Task
from liandong.hub.tasks.rules import may_sign


def objections(task: Task, user: Any) -> list[str]:
    """Why this person cannot sign the task off now; an empty list where they can."""
    return [*_of_person(task, user), *_of_task(task)]


@transaction.atomic
def sign_off(*, task: Task, user: Any, note: str, today: date) -> Task:
    """The task, closed and done; refused with every reason at once. The reviewer's opinion goes on the audit chain."""
    task = Task.objects.select_for_update().get(pk=task.pk)
    reasons = objections(task, user)
    if not note.strip():
        reasons.append(_("请写明销号意见。"))
    if reasons:
        raise ValidationError(reasons)
    task.state, task.signed_by, task.signed_on, task.sign_note = TaskState.CLOSED, user, today, note
    task.save()
    evidence = [f"{node.name}：{node.evidence}" for node in task.nodes.all() if node.evidence]
    audit.record("sign_off", task, {"note": note, "by": user.get_username(), "evidence": evidence})
    _close_escalations(task, today)
    tell(people_of(task), task, zh=f"已销号：{task.name}", en=f"Signed off: {task.name}", but=user)
    return task


def _of_person(task: Task, user: Any) -> list[str]:
    reasons = [] if may_sign.test(user) else [_("销号人要是网络内的人员。")]
    deeds = deeds_of(task, user)
    is_lead = any(member.user_id == user.pk and member.role == TeamRole.LEAD for member in task.team.all())
    if user.pk == task.owner_id or is_lead:
        reasons.append(_("责任人不能给自己的任务销号。"))
    elif deeds & {Deed.OWNED, Deed.LED}:
        reasons.append(_("您是或曾是这项任务的责任人或专班负责人，不能给它销号。"))
    elif user.pk == task.created_by_id or Deed.MADE in deeds:
        reasons.append(_("立项人不能给自己立的任务销号。"))
    elif Deed.REPORTED in deeds:
        reasons.append(_("您报送过这项任务的进展（状态、节点、月报或片区进展），不能给它销号。"))
    return reasons


def _of_task(task: Task) -> list[str]:
    if not task.is_open:
        return [_("任务已经销号。")]
    reasons = []
    if task.state != TaskState.EFFECTIVE:
        reasons.append(_("任务还没有“见效”。"))
    if not has_evidence(task):
        reasons.append(_("没有证据：没有一个节点写明了证据。"))
    if task.progress < 100:
        reasons.append(_("进度是 %(n)s%%，不到 100%%。") % {"n": task.progress})
    undone = [node.name for node in task.nodes.all() if not node.done_on]
    if undone:
        reasons.append(_("还有节点没有完成：%(names)s。") % {"names": "、".join(undone)})
    waiting = [str(part.zone) for part in task.parts.all() if not _is_done(part)]
    if waiting:
        reasons.append(_("还有片区没有见效：%(names)s。") % {"names": "、".join(waiting)})
    return reasons


def _is_done(part: Any) -> bool:
    return part.state in (TaskState.EFFECTIVE, TaskState.CLOSED)


def _close_escalations(task: Task, today: date) -> None:
    for row in task.escalations.exclude(state=EscalationState.CLOSED):
        row.state = EscalationState.CLOSED
        row.delay_after = (today - (row.decided_on or row.opened_on)).days
        row.save()
