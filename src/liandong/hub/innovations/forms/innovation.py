"""The dossier's form: one record with its rows of legal basis and of replication conditions."""

from __future__ import annotations

import itertools
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liandong.hub.core.enums import Role, ZoneKind
from liandong.hub.core.forms import PlainForm, RecordForm, Styled
from liandong.hub.core.models import Agency, User, Zone
from liandong.hub.innovations.domain.linking import kinds
from liandong.hub.innovations.enums import Necessity
from liandong.hub.innovations.models import Innovation, Library

_LAW = (
    ("", "—"),
    ("法律", _("法律")),
    ("行政法规", _("行政法规")),
    ("部门规章", _("部门规章")),
    ("地方性法规", _("地方性法规")),
    ("规范性文件", _("规范性文件")),
    ("授权调整", _("授权调整")),
)


class InnovationForm(RecordForm):
    """Everything of the dossier but its rows."""

    suits = forms.MultipleChoiceField(
        label=_("适用片区类型"), choices=ZoneKind, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Innovation
        fields = (
            "title",
            "title_en",
            "summary",
            "library",
            "field",
            "family",
            "partners",
            "is_joint",
            "lead",
            "cooperating",
            "officer",
            "stage",
            "proposed_on",
            "tested_on",
            "live_on",
            "evaluated_on",
            "suits",
            "background",
            "measures",
            "effects",
            "risks",
            "next_steps",
            "attachments",
        )
        widgets = {"partners": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone_id = self.instance.zone_id or self.user.zone_id
        self.initial["suits"] = [kind for kind in self.instance.suits.split(",") if kind]
        self._choose("library", Library.objects.filter(is_external=False))
        self._choose("partners", Zone.objects.exclude(pk=zone_id))
        self._choose("lead", Agency.objects.filter(zone=zone_id))
        self._choose("officer", User.objects.filter(zone=zone_id, role=Role.OFFICER, is_active=True))
        if not self.instance.library_id:
            self.initial["library"] = Library.objects.filter(is_external=False).first()

    def beside(self) -> dict[str, Any]:
        made, rows = self.instance, (("legal", LegalForm), ("conditions", ConditionForm))
        return {name: [_shaped(row, kind) for row in getattr(made, name)] for name, kind in rows}

    def _choose(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def clean_suits(self) -> str:
        """The kinds as the record keeps them."""
        return ",".join(self.cleaned_data["suits"])

    def clean(self) -> dict[str, Any]:
        """Dates in the order of the loop."""
        data = super().clean() or self.cleaned_data
        names = ("proposed_on", "tested_on", "live_on", "evaluated_on")
        days = [(name, data[name]) for name in names if data.get(name)]
        for (_earlier, before), (name, after) in itertools.pairwise(days):
            if after < before:
                self.add_error(name, _("不能早于前一个日期。"))
        return data


class LegalForm(Styled, forms.Form):
    """One legal basis: 改革须于法有据."""

    document = forms.CharField(label=_("文件及文号"), max_length=120)
    clause = forms.CharField(label=_("条款"), max_length=60, required=False)
    level = forms.ChoiceField(label=pgettext_lazy("法律", "层级"), choices=_LAW, required=False)
    valid_from = forms.DateField(label=_("施行日期"), required=False)
    valid_to = forms.DateField(label=_("失效日期"), required=False)
    authorisation = forms.CharField(label=_("授权依据"), max_length=120, required=False)


class ConditionForm(Styled, forms.Form):
    """One replication condition; a parameter may have a range."""

    #: What a browser sends of a row that was left empty.
    necessity = forms.ChoiceField(label=_("类别"), choices=Necessity, initial=Necessity.MUST)
    name = forms.CharField(label=_("名称"), max_length=60)
    unit = forms.CharField(label=_("单位"), max_length=20, required=False)
    low = forms.CharField(label=_("下限"), max_length=20, required=False)
    high = forms.CharField(label=_("上限"), max_length=20, required=False)
    text = forms.CharField(label=_("说明"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """Limits that are numbers, the lower one first."""
        data = super().clean() or self.cleaned_data
        limits = []
        for name in ("low", "high"):
            try:
                limits.append(Decimal(data.get(name) or "0"))
            except InvalidOperation:
                raise ValidationError({name: _("请填数字。")}) from None
        if data.get("low") and data.get("high") and limits[0] > limits[1]:
            raise ValidationError({"high": _("上限小于下限。")})
        return data


LegalRows = formset_factory(LegalForm, extra=1, max_num=20, absolute_max=40, can_delete=True)
ConditionRows = formset_factory(ConditionForm, extra=2, max_num=30, absolute_max=60, can_delete=True)


def rows_of(formset: Any) -> list[dict[str, str]]:
    """The filled rows of a formset as the record keeps them, dates as text."""
    kept = [form.cleaned_data for form in formset if form.has_changed()]
    return [
        {name: str(value) if value else "" for name, value in row.items() if name != "DELETE"}
        for row in kept
        if row and not row.get("DELETE")
    ]


def _shaped(row: dict[str, str], kind: type[forms.Form]) -> dict[str, str]:
    """A row of the record as ``rows_of`` gives it."""
    return {name: str(row.get(name) or "") for name in kind.base_fields}  # type: ignore[attr-defined]


class LinkForm(PlainForm):
    """What the innovation came from."""

    kind = forms.ChoiceField(label=_("类型"))
    text = forms.CharField(label=_("编号或名称"), max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds()  # type: ignore[attr-defined]
