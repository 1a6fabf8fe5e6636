"""How lists of the room are narrowed down."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.models import Source, Zone
from liandong.hub.innovations.enums import Level, Phase, Stage, Status
from liandong.hub.innovations.models import Claim, Field, Innovation, Library


def _years() -> list[tuple[str, str]]:
    return [(str(year), str(year)) for year in range(timezone.localdate().year, 2018, -1)]


class InnovationFilter(filters.FilterSet):
    """By text, level, field, zone, stage, year of entry and library."""

    q = filters.CharFilter(label=_("文字"), method="by_text")
    level = filters.ChoiceFilter(label=_("级别"), choices=Level)
    field = filters.ModelChoiceFilter(label=_("领域"), queryset=Field.objects.all())
    zone = filters.ModelChoiceFilter(label=_("片区"), queryset=Zone.objects.all(), method="by_zone")
    stage = filters.ChoiceFilter(label=_("阶段"), choices=Stage)
    year = filters.ChoiceFilter(label=_("入库年份"), choices=_years, method="by_year")
    library = filters.ModelChoiceFilter(label=_("成果库"), queryset=Library.objects.all())

    class Meta:
        model = Innovation
        fields = ("q", "level", "field", "zone", "stage", "year", "library")

    def by_text(self, rows: Any, name: str, value: str) -> Any:
        """Those whose number, title or summary holds the text."""
        return rows.filter(
            Q(title__icontains=value)
            | Q(summary__icontains=value)
            | Q(number__icontains=value)
            | Q(title_en__icontains=value)
        )

    def by_zone(self, rows: Any, name: str, value: Zone) -> Any:
        """Those the zone leads or had a part in."""
        joint = Innovation.partners.through.objects.filter(zone=value).values("innovation")
        return rows.filter(Q(zone=value) | Q(pk__in=joint))

    def by_year(self, rows: Any, name: str, value: str) -> Any:
        """Those that entered the library in the year."""
        return rows.filter(zone_on__range=(f"{value}-01-01", f"{value}-12-31"))


class MatrixFilter(filters.FilterSet):
    """By text, field and the status in any zone."""

    q = filters.CharFilter(label=_("文字"), field_name="title", lookup_expr="icontains")
    field = filters.ModelChoiceFilter(label=_("领域"), queryset=Field.objects.all())
    status = filters.ChoiceFilter(label=_("状态"), choices=Status, method="by_status")

    class Meta:
        model = Innovation
        fields = ("q", "field", "status")

    def by_status(self, rows: Any, name: str, value: str) -> Any:
        """Those that have this status in some zone."""
        from liandong.hub.innovations.models import Adoption

        return rows.filter(pk__in=Adoption.objects.filter(status=value).values("innovation"))


class ClaimFilter(filters.FilterSet):
    """By source, subject and side of the reform."""

    source = filters.ModelChoiceFilter(label=_("来源"), queryset=Source.objects.all())
    subject = filters.CharFilter(label=_("主题、指标或原文"), method="by_text")
    phase = filters.ChoiceFilter(label=_("改革前后"), choices=[each for each in Phase.choices if each[0]])

    class Meta:
        model = Claim
        fields = ("source", "subject", "phase")

    def by_text(self, rows: Any, name: str, value: str) -> Any:
        """Those whose subject, metric or quote holds the text."""
        return rows.filter(
            Q(subject__icontains=value) | Q(metric__icontains=value) | Q(quote__icontains=value)
        )
