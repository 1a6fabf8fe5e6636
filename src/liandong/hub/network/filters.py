"""What the lists of the network can be filtered by."""

from __future__ import annotations

from typing import Any

import django_filters as df
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.models import Zone
from liandong.hub.network.domain.dates import today
from liandong.hub.network.domain.officers import without_training
from liandong.hub.network.enums import (
    AgreementKind,
    BodyKind,
    CommitmentState,
    MeetingKind,
    PlatformKind,
    Principle,
)


def _text(*names: str) -> df.CharFilter:
    """A box that looks for words in these fields."""

    def find(rows: Any, _name: str, words: str) -> Any:
        wanted = Q()
        for name in names:
            wanted |= Q(**{f"{name}__icontains": words})
        return rows.filter(wanted)

    return df.CharFilter(method=find, label=_("包含文字"))


def _zone(name: str, label: Any) -> df.ModelChoiceFilter:
    return df.ModelChoiceFilter(field_name=name, queryset=Zone.objects.all(), label=label)


def _year(name: str) -> df.NumberFilter:
    return df.NumberFilter(field_name=name, label=_("年度"), min_value=1990, max_value=2100)


class AgencyFilter(df.FilterSet):
    """By zone and name."""

    q = _text("name", "name_en", "party")
    zone = _zone("zone", _("片区"))


class AgreementFilter(df.FilterSet):
    """By words, kind, party and principle."""

    q = _text("title", "other_parties", "document_no")
    kind = df.ChoiceFilter(choices=AgreementKind, label=_("类型"))
    party = _zone("parties", _("签约片区"))
    principle = df.ChoiceFilter(
        field_name="principles", lookup_expr="contains", choices=Principle, label=_("四项原则")
    )


class CommitmentFilter(df.FilterSet):
    """By words, zone and how it stands today."""

    q = _text("text", "result")
    zone = _zone("zone", _("责任片区"))
    state = df.ChoiceFilter(
        choices=[("overdue", _("已逾期")), *CommitmentState.choices], method="by_state", label=_("状态")
    )

    def by_state(self, rows: Any, _name: str, state: str) -> Any:
        """``overdue`` is open past its day."""
        if state == "overdue":
            return rows.filter(state=CommitmentState.OPEN, due_on__lt=today())
        return rows.filter(state=state)


class MeetingFilter(df.FilterSet):
    """By words, kind and year."""

    q = _text("title", "minutes")
    kind = df.ChoiceFilter(choices=MeetingKind, label=_("类型"))
    year = _year("year")


class VisitFilter(df.FilterSet):
    """By words, zone and year."""

    q = _text("topic", "summary", "people")
    zone = df.ModelChoiceFilter(queryset=Zone.objects.all(), method="of_zone", label=_("片区"))
    year = _year("held_on__year")

    def of_zone(self, rows: Any, _name: str, zone: Zone) -> Any:
        """Visits from the zone or to it."""
        return rows.filter(Q(zone=zone) | Q(host=zone))


class OfficerFilter(df.FilterSet):
    """By name, zone and whether a training is missing."""

    q = _text("name", "duty")
    zone = _zone("zone", _("片区"))
    gap = df.ChoiceFilter(choices=[("1", _("缺培训"))], method="by_gap", label=_("培训"))

    def by_gap(self, rows: Any, _name: str, _value: str) -> Any:
        """Those who need a training."""
        return without_training(rows, on=today())


class TrainingFilter(df.FilterSet):
    """By words and year."""

    q = _text("title", "summary")
    year = _year("held_on__year")


class PowerFilter(df.FilterSet):
    """By words and the zone that has the power."""

    q = _text("name", "code", "legal_basis")
    zone = df.ModelChoiceFilter(queryset=Zone.objects.all(), method="given_to", label=_("承接片区"))

    def given_to(self, rows: Any, _name: str, zone: Zone) -> Any:
        """Powers delegated to the zone at some time."""
        return rows.filter(delegations__zone=zone).distinct()


class PlatformFilter(df.FilterSet):
    """By words, kind and who may use it."""

    q = _text("name", "services", "operator")
    kind = df.ChoiceFilter(choices=PlatformKind, label=_("类型"))
    user = _zone("users", _("开放给"))


class BodyFilter(df.FilterSet):
    """By words, kind and whether it sleeps."""

    q = _text("name", "purpose")
    kind = df.ChoiceFilter(choices=BodyKind, label=_("类型"))
    is_dormant = df.BooleanFilter(label=_("休眠"))


class PolicyFilter(df.FilterSet):
    """By words, zone and principle."""

    q = _text("title", "summary", "document_no")
    zone = _zone("zone", _("发布片区"))
    principle = df.ChoiceFilter(
        field_name="principles", lookup_expr="contains", choices=Principle, label=_("四项原则")
    )
