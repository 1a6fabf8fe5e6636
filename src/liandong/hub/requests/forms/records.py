"""Forms of the records beside requests: visits, projects, pairs, hearings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_scopes.forms import SafeModelChoiceField

from liandong.hub.core.forms import RecordForm
from liandong.hub.core.models import Circle, Firm
from liandong.hub.requests.models import Hearing, Pairing, Project, Visit
from liandong.hub.requests.worktime import local_today


class OwnForm(RecordForm):
    """A record that the own zone sees."""

    def circle_of(self, record: Any) -> Circle:
        return record.circle if record.circle_id else Circle.of([record.zone])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "firm" in self.fields and self.user.zone_id:
            self.fields["firm"].queryset = Firm.objects.filter(zone=self.user.zone_id)
        if "project" in self.fields and self.user.zone_id:
            self.fields["project"].queryset = Project.objects.filter(zone=self.user.zone_id)


class VisitForm(OwnForm):
    """A visit or meeting."""

    class Meta:
        model = Visit
        fields = ("kind", "on", "visitor", "firm", "project", "place", "notes")
        field_classes = {"project": SafeModelChoiceField}
        widgets = {"on": forms.DateInput, "notes": forms.Textarea}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = local_today()
        self.fields["visitor"].initial = str(self.user)

    def clean(self) -> Any:
        data = super().clean() or {}
        if not any(data.get(name) for name in ("firm", "project", "place")):
            raise ValidationError(_("请填写企业、项目或地点中的一项。"))
        if data.get("on") and data["on"] > local_today():
            self.add_error("on", _("走访日期不能在今天以后。"))
        return data


class ProjectForm(OwnForm):
    """A project to be visited."""

    class Meta:
        model = Project
        fields = ("name",)


class PairingForm(OwnForm):
    """A cadre and a firm."""

    class Meta:
        model = Pairing
        fields = ("cadre", "firm", "programme", "since", "until")
        field_classes = {"programme": SafeModelChoiceField}
        widgets = {"since": forms.DateInput, "until": forms.DateInput}

    def clean(self) -> Any:
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("结束不能早于开始。"))
        return data


class HearingForm(RecordForm):
    """A hearing; the network sees it."""

    class Meta:
        model = Hearing
        fields = (
            "title",
            "held_on",
            "parties",
            "questions",
            "opinion",
            "recommendation",
            "addressee",
            "reply_due",
            "replied_on",
            "rectification",
        )
        widgets = dict.fromkeys(("held_on", "reply_due", "replied_on"), forms.DateInput)
