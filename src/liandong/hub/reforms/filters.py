"""How the lists of the room are narrowed."""

from __future__ import annotations

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.models import Zone
from liandong.hub.reforms.enums import DesignState, Outcome
from liandong.hub.reforms.models import Design


class DesignFilter(filters.FilterSet):
    """Reforms by words, zone, state and outcome."""

    q = filters.CharFilter(field_name="title", lookup_expr="icontains", label=_("关键词"))
    zone = filters.ModelChoiceFilter(queryset=Zone.objects.all(), label=_("片区"), empty_label=_("全部"))
    state = filters.ChoiceFilter(choices=DesignState.choices, label=_("状态"), empty_label=_("全部"))
    outcome = filters.ChoiceFilter(
        choices=[it for it in Outcome.choices if it[0]], label=_("压力测试"), empty_label=_("全部")
    )

    class Meta:
        model = Design
        fields: list[str] = []
