"""Keeping the column of lights up to date, setting a light by hand, and telling in words why it is what it is."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from liandong.hub.core.domain import audit
from liandong.hub.core.enums import Light
from liandong.hub.tasks.domain.opened import opened
from liandong.hub.tasks.enums import TaskState
from liandong.hub.tasks.light import Rule, computed, is_overridden, time_passed
from liandong.hub.tasks.models import LightRule, Task

_COLUMNS = ("light", "rank", "red_since")


def refresh(today: date) -> int:
    """Put that day's light in the column of every open task; how many changed. Run daily, and after a rule changes."""
    rules = LightRule.all_rules()
    default = rules.get(None, Rule())
    with scopes_disabled(), transaction.atomic():
        rows = Task.objects.exclude(state=TaskState.CLOSED).iterator(chunk_size=2000)
        changed = [task for task in rows if task.relight(today, rules.get(task.zone_id, default))]
        Task.objects.bulk_update(changed, _COLUMNS, batch_size=500)
        if changed:
            audit.append("light.refresh", "tasks.task", "", None, {"day": today, "changed": len(changed)})
    return len(changed)


@transaction.atomic
def override(*, task: Task, light: str, reason: str, until: date, user: Any, today: date) -> Task:
    """The task with a light set by hand until a day, on the audit chain with its reason and the light it hides."""
    task = opened(task)
    reasons = [] if reason.strip() else [_("请写明理由。")]
    if until < today:
        reasons.append(_("有效期不能早于今天。"))
    if reasons:
        raise ValidationError(reasons)
    by_rule = computed(task, today, LightRule.of(task.zone_id))
    task.override_light, task.override_reason, task.override_until = light, reason, until
    task.save()
    change = {"light": light, "by_rule": by_rule, "reason": reason, "until": until, "by": user.get_username()}
    audit.record("light.override", task, change)
    return task


@transaction.atomic
def clear_override(*, task: Task, user: Any) -> Task:
    """The task with the light its rule gives."""
    task = opened(task)
    before = {"light": task.override_light, "by": user.get_username()}
    task.override_light, task.override_reason, task.override_until = "", "", None
    task.save()
    audit.record("light.clear", task, before)
    return task


def reason(task: Task, today: date, rule: Rule) -> str:
    """Why the light is what it is, in words."""
    if task.is_open and is_overridden(task, today):
        words = {"reason": task.override_reason, "until": f"{task.override_until:%Y-%m-%d}"}
        return _("人工亮灯，有效至 %(until)s：%(reason)s") % words
    return _by_rule(task, today, rule)


def _by_rule(task: Task, today: date, rule: Rule) -> str:
    shown, days = computed(task, today, rule), (task.due - today).days
    if shown == Light.DONE:
        return _("任务已办结销号。")
    if shown == Light.RED:
        return _("已逾期 %(days)s 天。") % {"days": -days}
    if shown == Light.YELLOW:
        return _behind(task, today, rule)
    if shown == Light.BLUE:
        return _("离到期还有 %(days)s 天，规则是到期前 %(rule)s 天亮蓝灯。") % {
            "days": days,
            "rule": rule.blue_days,
        }
    return _("离到期还有 %(days)s 天，进度没有落后。") % {"days": days}


def _behind(task: Task, today: date, rule: Rule) -> str:
    passed = round(time_passed(task, today))
    if task.progress >= time_passed(task, today) - rule.yellow_margin:
        return _("质量不达标。")
    words = {"progress": task.progress, "passed": passed, "margin": rule.yellow_margin}
    return _("进度 %(progress)s%%，时间已过 %(passed)s%%，落后超过 %(margin)s 个百分点。") % words
