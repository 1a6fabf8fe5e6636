"""How lists of the room are narrowed down."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.models import Zone
from liandong.hub.requests.enums import AT_OFFICE, OPEN, Channel, Queue, State, VisitKind
from liandong.hub.requests.models import Category, Request, Visit
from liandong.hub.requests.worktime import local_today, soon

_STATES = [("open", _("未办结")), *State.choices]
_LIGHTS = [("red", _("逾期")), ("yellow", _("退回")), ("blue", _("临期"))]


class OwnRequests(filters.FilterSet):
    """A firm's own requests."""

    state = filters.ChoiceFilter(label=_("状态"), choices=_STATES, method="of_state", empty_label=_("全部"))

    class Meta:
        model = Request
        fields: list[str] = []

    def of_state(self, rows: Any, name: str, value: str) -> Any:
        """``open`` stands for all states in which something is to be done."""
        return rows.filter(state__in=OPEN) if value == "open" else rows.filter(state=value)


class Requests(OwnRequests):
    """All requests an official sees."""

    q = filters.CharFilter(label=_("编号或标题"), method="of_words")
    light = filters.ChoiceFilter(label=_("灯色"), choices=_LIGHTS, method="of_light", empty_label=_("全部"))
    category = filters.ModelChoiceFilter(
        label=_("类别"), queryset=Category.objects.all(), empty_label=_("全部")
    )
    queue = filters.ChoiceFilter(label=_("队列"), choices=Queue, empty_label=_("全部"))
    channel = filters.ChoiceFilter(label=_("渠道"), choices=Channel, empty_label=_("全部"))
    zone = filters.ModelChoiceFilter(label=_("片区"), queryset=Zone.objects.all(), empty_label=_("全部"))
    mine = filters.BooleanFilter(label=_("只看交我办的"), method="of_me", widget=forms.CheckboxInput)

    class Meta(OwnRequests.Meta):
        fields: list[str] = []

    def of_words(self, rows: Any, name: str, value: str) -> Any:
        """A number from its beginning, or words of the title."""
        value = value.strip()
        if value.upper().startswith("SQ-"):
            return rows.filter(number__startswith=value.upper())
        return rows.filter(title__contains=value)

    def of_light(self, rows: Any, name: str, value: str) -> Any:
        """The same rule as ``Request.light``, in the database."""
        today = local_today()
        late = Q(state__in=AT_OFFICE, due__lt=today)
        rule = {
            "red": late,
            "yellow": Q(state=State.RETURNED, due__gte=today),
            "blue": Q(state__in=(State.WAITING, State.WORKING), due__range=(today, soon(today))),
        }
        return rows.filter(rule[value])

    def of_me(self, rows: Any, name: str, value: bool) -> Any:
        """What is assigned to the reader."""
        return rows.filter(officer=self.request.user) if value else rows


class Visits(filters.FilterSet):
    """Visits."""

    kind = filters.ChoiceFilter(label=_("形式"), choices=VisitKind, empty_label=_("全部"))
    since = filters.DateFilter(field_name="on", lookup_expr="gte", label=_("自"))
    until = filters.DateFilter(field_name="on", lookup_expr="lte", label=_("至"))

    class Meta:
        model = Visit
        fields: list[str] = []
