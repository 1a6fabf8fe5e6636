"""How the lists of the room are narrowed."""

from __future__ import annotations

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from liandong.hub.bundles.enums import Origin
from liandong.hub.bundles.models import BundleFile, ReportFile
from liandong.hub.core.models import Zone


class BundleFilter(filters.FilterSet):
    """Bundles by words, zone and where they came from."""

    q = filters.CharFilter(field_name="title", lookup_expr="icontains", label=_("关键词"))
    zone = filters.ModelChoiceFilter(queryset=Zone.objects.all(), label=_("片区"), empty_label=_("全部"))
    came = filters.ChoiceFilter(choices=Origin.choices, label=_("来历"), empty_label=_("全部"))

    class Meta:
        model = BundleFile
        fields: list[str] = []


class ReportFilter(filters.FilterSet):
    """Reports by the zone they are about."""

    zone = filters.ModelChoiceFilter(queryset=Zone.objects.all(), label=_("片区"), empty_label=_("全部"))
    q = filters.CharFilter(field_name="bundle__title", lookup_expr="icontains", label=_("成果包"))

    class Meta:
        model = ReportFile
        fields: list[str] = []
