"""The escalation ladder (顶格协调): a task red for more than N days goes up a rung, and a leader decides."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from liandong.hub.core.domain import audit
from liandong.hub.core.domain.notify import notify
from liandong.hub.core.enums import Light, Role, ZoneRole
from liandong.hub.core.models import User
from liandong.hub.tasks.domain.creating import people_of, tell
from liandong.hub.tasks.domain.opened import opened
from liandong.hub.tasks.enums import EscalationState
from liandong.hub.tasks.models import Escalation, Level, Task


def climb(today: date) -> int:
    """Open the escalations that are due on that day, tell the leaders, and say how many were opened."""
    with scopes_disabled(), transaction.atomic():
        return sum(_climb_level(level, today) for level in Level.objects.all())


def _climb_level(level: Level, today: date) -> int:
    limit = today - timedelta(days=level.after_days)
    red = Task.objects.filter(light=Light.RED, red_since__lte=limit).exclude(escalations__level=level)
    opened = [_opened(task, level, today) for task in red]
    Escalation.objects.bulk_create(opened, batch_size=500)
    counts: dict[int, int] = defaultdict(int)
    for row in opened:
        counts[row.task.zone_id] += 1
    for zone_id, count in counts.items():
        change = {"level": level.name, "opened": count}
        audit.append("escalate", "tasks.escalation", "", zone_id, change)
        zh, en = f"{count} 项任务提请{level.name}", f"{count} tasks escalated: {level.name_en or level.name}"
        notify(leaders(level, zone_id), zh=zh, en=en, link=reverse("tasks:escalations"))
    return len(opened)


def leaders(level: Level, zone_id: int) -> Any:
    """Whom the level reports to: the leaders of the task's own zone, or of the lead zone."""
    where = Q(zone__role=ZoneRole.LEAD) if level.is_lead_zone else Q(zone_id=zone_id)
    return User.objects.filter(where, role=level.role, is_active=True)


@transaction.atomic
def escalate(*, task: Task, level: Level, matter: str, user: Any, today: date) -> Escalation:
    """An escalation opened by hand, before the clock asks for it; one a level."""
    task = opened(task)
    if Escalation.objects.filter(task=task, level=level).exists():
        raise ValidationError(_("这一层级已经提请过。"))
    row = _opened(task, level, today)
    row.matter = matter or row.matter
    row.save()
    audit.record("escalate", task, {"level": level.name, "matter": matter, "by": user.get_username()})
    people = leaders(level, task.zone_id)
    tell(people, task, zh=f"提请{level.name}：{task.name}", en=f"Escalated: {task.name}", but=user)
    return row


@transaction.atomic
def decide(*, escalation: Escalation, decision: str, deadline: date, user: Any, today: date) -> Escalation:
    """The escalation with a leader's decision and the day it is to be carried out by; the team is told."""
    row = Escalation.objects.get(pk=escalation.pk)
    if row.state == EscalationState.CLOSED:
        raise ValidationError(_("这次协调已经了结。"))
    if deadline < today:
        raise ValidationError(_("时限不能早于今天。"))
    row.decision, row.deadline, row.decided_by, row.decided_on = decision, deadline, user, today
    row.state = EscalationState.DECIDED
    row.delay_before = (today - row.task.due).days
    row.save()
    change = {"decision": decision, "deadline": deadline, "by": user.get_username()}
    audit.record("escalation.decide", row.task, change)
    tell(people_of(row.task), row.task, zh=f"顶格协调已决策：{row.task.name}", en=f"Decided: {row.task.name}")
    return row


def may_decide_at(user: Any, escalation: Escalation) -> bool:
    """Whether this leader sits on that rung: of the task's zone, or of the lead zone."""
    if user.role == Role.OPERATOR or (user.zone and user.zone.role == ZoneRole.LEAD):
        return True
    return not escalation.level.is_lead_zone and user.zone_id == escalation.task.zone_id


def _opened(task: Task, level: Level, today: date) -> Escalation:
    return Escalation(
        task=task,
        level=level,
        opened_on=today,
        deadline=today + timedelta(days=level.decide_days),
        delay_before=(today - task.due).days,
        matter=task.to_coordinate or task.problems,
    )
