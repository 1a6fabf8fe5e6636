"""How the lists of the room are narrowed."""

from __future__ import annotations

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.models import Zone
from liandong.hub.effects.enums import Outcome
from liandong.hub.effects.models import Dossier, Effect


class _ByZone(filters.FilterSet):
    """By words and zone."""

    q = filters.CharFilter(field_name="title", lookup_expr="icontains", label=_("关键词"))
    zone = filters.ModelChoiceFilter(queryset=Zone.objects.all(), label=_("片区"), empty_label=_("全部"))


class EffectFilter(_ByZone):
    """Effects; also by what they came to."""

    outcome = filters.ChoiceFilter(
        choices=[it for it in Outcome.choices if it[0]], label=_("判断"), empty_label=_("全部")
    )

    class Meta:
        model = Effect
        fields: list[str] = []


class DossierFilter(_ByZone):
    """Case reports."""

    class Meta:
        model = Dossier
        fields: list[str] = []
