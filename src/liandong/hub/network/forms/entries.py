"""Forms for agreements, meetings, visits, officers, trainings, powers, platforms, bodies and policies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liandong.hub.core.models import Agency, Circle, Zone
from liandong.hub.network.domain import set_parties
from liandong.hub.network.forms.base import EntryForm, PrinciplesForm
from liandong.hub.network.models import (
    Agreement,
    Body,
    Meeting,
    Officer,
    Platform,
    Policy,
    Power,
    Training,
    Visit,
)


class AgreementForm(PrinciplesForm, EntryForm):
    """An agreement; the parties decide who sees it."""

    parties = forms.ModelMultipleChoiceField(
        Zone.objects.all(), label=gettext_lazy("签约片区"), widget=forms.CheckboxSelectMultiple
    )
    for_all = forms.BooleanField(
        label=gettext_lazy("全网络可见"), required=False, help_text=gettext_lazy("不勾选时仅签约片区可见")
    )

    class Meta:
        model = Agreement
        fields = (
            "title", "kind", "parties", "other_parties", "document_no", "signed_on", "signed_text", "ends_on",
            "principles", "summary", "source", "for_all",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["for_all"] = self.instance.circle.is_network

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        start, end = values.get("signed_on"), values.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("有效期不能早于签订日期 %(day)s。") % {"day": start})
        return values

    def circle_of(self, record: Any) -> Circle:
        return record.circle if record.circle_id else Circle.of([record.zone])

    def save(self, commit: bool = True) -> Any:
        agreement = super().save(commit)
        values = self.cleaned_data
        return set_parties(agreement=agreement, zones=values["parties"], for_all=values["for_all"])

    def _save_m2m(self) -> None:
        """The parties are set with the circle, by ``set_parties``."""


class MeetingForm(EntryForm):
    """A meeting, its people and its minutes."""

    class Meta:
        model = Meeting
        fields = (
            "title", "kind", "state", "year", "held_on", "date_text", "place", "chair", "participants",
            "attendees", "minutes", "source",
        )  # fmt: skip
        widgets = {"participants": forms.CheckboxSelectMultiple}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        day, year = values.get("held_on"), values.get("year")
        if day and year and day.year != year:
            self.add_error(
                "year", _("年度 %(year)s 与会议日期 %(day)s 不一致。") % {"year": year, "day": day}
            )
        return values


class VisitForm(EntryForm):
    """A visit of the person's zone to another, or a visit received."""

    class Meta:
        model = Visit
        fields = ("held_on", "host", "topic", "people", "headcount", "summary")

    def clean_host(self) -> Zone:
        host: Zone = self.cleaned_data["host"]
        traveller = self.instance.zone_id or self.user.zone_id
        if host.pk == traveller:
            raise ValidationError(_("请选择另一个片区：互访在两个片区之间。"))
        return host


class OfficerForm(EntryForm):
    """An officer of the person's zone."""

    class Meta:
        model = Officer
        fields = ("name", "agency", "duty", "appointed_on", "document_no", "ended_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.instance.zone_id or self.user.zone_id
        agencies: Any = self.fields["agency"]
        agencies.queryset = Agency.objects.filter(zone=zone) if zone else Agency.objects.all()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        start, end = values.get("appointed_on"), values.get("ended_on")
        if start and end and end < start:
            self.add_error("ended_on", _("离任日期不能早于任命日期 %(day)s。") % {"day": start})
        return values


class TrainingForm(EntryForm):
    """A training session."""

    class Meta:
        model = Training
        fields = ("title", "held_on", "hours", "place", "summary")


class PowerForm(EntryForm):
    """A power and its holder by law."""

    class Meta:
        model = Power
        fields = ("name", "code", "holder", "legal_basis")


class PlatformForm(EntryForm):
    """A platform of the person's zone and who may use it."""

    class Meta:
        model = Platform
        fields = (
            "name", "kind", "operator", "services", "users", "unit", "opened_on", "contact", "source",
        )  # fmt: skip
        widgets = {"users": forms.CheckboxSelectMultiple}


class BodyForm(EntryForm):
    """An alliance or another standing body."""

    class Meta:
        model = Body
        fields = ("name", "kind", "founded_on", "founded_text", "members_text", "purpose", "source")


class PolicyForm(PrinciplesForm, EntryForm):
    """A policy of the person's zone."""

    class Meta:
        model = Policy
        fields = (
            "title", "document_no", "issuer", "valid_from", "valid_until", "principles", "summary",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        start, end = values.get("valid_from"), values.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", _("失效日期不能早于施行日期 %(day)s。") % {"day": start})
        return values


class AgencyForm(forms.ModelForm):  # type: ignore[type-arg]
    """An agency; known to everyone, so not a record of a circle."""

    class Meta:
        model = Agency
        fields = ("zone", "name", "name_en", "party")
