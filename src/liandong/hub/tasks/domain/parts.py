"""Changing what belongs to a task: nodes, the zones' sub-status, the team, the monthly report; all on the audit chain."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.forms.models import model_to_dict
from django.utils import timezone

from liandong.hub.core.domain import audit
from liandong.hub.tasks.domain import evidence
from liandong.hub.tasks.domain.creating import tell
from liandong.hub.tasks.domain.hands import remember, reported
from liandong.hub.tasks.domain.opened import opened
from liandong.hub.tasks.enums import Deed, TeamRole
from liandong.hub.tasks.models import Node, Report, Task, TaskZone, TeamMember

#: The day of the month by which reports are in (盘锦, PRACTICE §3).
REPORT_DAY = 28


@transaction.atomic
def save_part(*, part: Any, task: Task, by: Any) -> Any:
    """A node, a zone's sub-status or a team member, saved and written into the history of its task."""
    opened(task)
    action = f"{part._meta.model_name}.{'update' if part.pk else 'create'}"
    part.task = task
    part.save()
    audit.record(action, task, {key: value for key, value in model_to_dict(part).items() if key != "task"})
    # The ledger's 更新时间 is the last change of anything about the task.
    Task.objects.filter(pk=task.pk).update(updated_at=timezone.now())
    if isinstance(part, (Node, TaskZone)):
        reported(task, by)
    return part


@transaction.atomic
def remove_part(*, part: Any, task: Task, by: Any) -> None:
    """Take a node or a member away; what it was stays on the audit chain."""
    audit.record(f"{part._meta.model_name}.delete", task, {"text": str(part)})
    if isinstance(part, Node):
        evidence.forget(part)
        reported(task, by)
    elif part.role == TeamRole.LEAD:
        remember(task, [part.user_id], Deed.LED)
    part.delete()


def add_member(*, task: Task, member: TeamMember, by: Any) -> TeamMember:
    """Somebody joins the team and is told."""
    save_part(part=member, task=task, by=by)
    tell(
        [member.user],
        task,
        zh=f"您加入了任务专班：{task.name}",
        en=f"You joined the team of {task.name}",
        but=by,
    )
    return member


@transaction.atomic
def send_report(*, task: Task, month: date, progress: int, done: str, next_steps: str, user: Any) -> Report:
    """The report of a month, the last one sent counts; the task takes over its progress and next steps."""
    task = opened(task)
    values = {"progress": progress, "done": done, "next_steps": next_steps, "by": user}
    report, _ = Report.objects.update_or_create(task=task, month=month.replace(day=1), defaults=values)
    task.progress, task.next_steps = progress, next_steps or task.next_steps
    task.save()
    reported(task, user)
    audit.record("report", task, {"month": f"{month:%Y-%m}", "progress": progress, "done": done})
    return report
