"""The filters of the lists."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.enums import Light
from liandong.hub.core.models import Zone
from liandong.hub.tasks.enums import EscalationState, TaskKind, TaskState
from liandong.hub.tasks.models import Escalation, Plan, Task, TaskZone, TeamMember


class TaskFilter(filters.FilterSet):
    """By zone (owner or taking part), kind, light, state, plan, deadline, mine, and text."""

    q = filters.CharFilter(method="with_text", label=_("文字"))
    zone = filters.ModelChoiceFilter(queryset=Zone.objects.all(), method="of_zone", label=_("片区"))
    kind = filters.ChoiceFilter(choices=TaskKind, label=_("类型"))
    light = filters.ChoiceFilter(choices=Light, label=_("灯色"))
    state = filters.ChoiceFilter(choices=TaskState, label=_("状态"))
    plan = filters.ModelChoiceFilter(
        queryset=lambda request: Plan.objects.all(), method="of_plan", label=_("计划")
    )
    due_from = filters.DateFilter("due", "gte", label=_("到期不早于"), widget=forms.DateInput())
    due_to = filters.DateFilter("due", "lte", label=_("到期不晚于"), widget=forms.DateInput())
    mine = filters.BooleanFilter(method="of_mine", label=_("与我有关"), widget=forms.CheckboxInput())

    class Meta:
        model = Task
        fields: tuple[str, ...] = ()

    def with_text(self, rows: Any, name: str, value: str) -> Any:
        """Tasks whose number, name or lead unit holds the text."""
        return rows.filter(
            Q(name__icontains=value) | Q(number__icontains=value) | Q(lead_unit__icontains=value)
        )

    def of_zone(self, rows: Any, name: str, zone: Zone) -> Any:
        """Tasks the zone owns or takes part in."""
        return _either(rows, Q(zone=zone), TaskZone.objects.with_scopes_disabled().filter(zone=zone))

    def of_plan(self, rows: Any, name: str, plan: Plan) -> Any:
        """Tasks on any branch of the plan."""
        return rows.filter(pk__in=_ids(Q(branch__plan=plan)))

    def of_mine(self, rows: Any, name: str, value: bool) -> Any:
        """Tasks the reader answers for or is in the team of."""
        if not value:
            return rows
        user = self.request.user
        return _either(rows, Q(owner=user), TeamMember.objects.with_scopes_disabled().filter(user=user))


class EscalationFilter(filters.FilterSet):
    """By state and zone."""

    state = filters.ChoiceFilter(choices=EscalationState, label=_("状态"))
    zone = filters.ModelChoiceFilter("task__zone", queryset=Zone.objects.all(), label=_("片区"))

    class Meta:
        model = Escalation
        fields: tuple[str, ...] = ()


def _either(rows: Any, owned: Q, parts: Any) -> Any:
    """The tasks that are owned, and those of the parts. A union of ids: with ``or``, no index would be used."""
    return rows.filter(pk__in=_ids(owned).union(parts.order_by().values("task")))


def _ids(condition: Q) -> Any:
    """The ids of tasks, for a query that is scoped itself: asked twice, the database takes the wrong index."""
    return Task.objects.with_scopes_disabled().filter(condition).order_by().values("pk")
