"""How the lists of the room are narrowed."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from liandong.hub.bottlenecks.enums import AnalysisState, BottleneckState
from liandong.hub.bottlenecks.models import Analysis, Bottleneck, Finding
from liandong.hub.core.models import Zone


class BottleneckFilter(filters.FilterSet):
    """Bottlenecks by words, zone and state."""

    q = filters.CharFilter(field_name="title", lookup_expr="icontains", label=_("关键词"))
    zone = filters.ModelChoiceFilter(queryset=Zone.objects.all(), label=_("片区"), empty_label=_("全部"))
    state = filters.ChoiceFilter(choices=BottleneckState.choices, label=_("状态"), empty_label=_("全部"))

    class Meta:
        model = Bottleneck
        fields: list[str] = []


class AnalysisFilter(filters.FilterSet):
    """Analyses by words, zone and state."""

    q = filters.CharFilter(field_name="title", lookup_expr="icontains", label=_("关键词"))
    zone = filters.ModelChoiceFilter(queryset=Zone.objects.all(), label=_("片区"), empty_label=_("全部"))
    state = filters.ChoiceFilter(choices=AnalysisState.choices, label=_("状态"), empty_label=_("全部"))

    class Meta:
        model = Analysis
        fields: list[str] = []


class FindingFilter(filters.FilterSet):
    """Findings by step, zone of the log, and whether they are certain."""

    q = filters.CharFilter(field_name="activity", lookup_expr="icontains", label=_("环节"))
    log_zone = filters.CharFilter(label=_("片区"))
    certain = filters.BooleanFilter(
        method="only_certain", label=_("只看可确定的"), widget=forms.CheckboxInput
    )

    class Meta:
        model = Finding
        fields: list[str] = []

    def only_certain(self, rows: QuerySet[Finding], name: str, value: Any) -> QuerySet[Finding]:
        """The findings whose interval leaves out zero."""
        return rows.filter(is_certain=True) if value else rows


class RowFilter(filters.FilterSet):
    """Rows of a table by zone and step."""

    log_zone = filters.CharFilter(label=_("片区"))
    activity = filters.CharFilter(lookup_expr="icontains", label=_("环节"))
