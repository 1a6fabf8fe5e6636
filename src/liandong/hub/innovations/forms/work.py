"""Forms whose fields come from data: a score sheet, a replication with its local parameters."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.forms import PlainForm, dress
from liandong.hub.innovations.domain.replicating import NEXT, in_range
from liandong.hub.innovations.domain.scoring import Sheet
from liandong.hub.innovations.enums import Fit, Necessity, Status
from liandong.hub.innovations.models import Adoption


class ReviewForm(PlainForm):
    """A score sheet to be filled in; its fields are the scheme's rows."""

    def __init__(self, *args: Any, sheet: Sheet, evidence: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        for name, label, rows in (
            ("level", _("档次"), sheet.levels),
            ("coefficient", _("评价系数"), sheet.coefficients),
        ):
            if rows:
                choices = [
                    (code, f"{row}（{row.value.normalize():f}） {row.note}") for code, row in rows.items()
                ]
                self.fields[name] = forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)
        for code, row in sheet.criteria.items():
            weight = f"（{row.value.normalize():f}%）" if row.value else ""
            self.fields[f"rating_{code}"] = forms.DecimalField(
                label=f"{row}{weight}",
                min_value=0,
                max_value=100,
                decimal_places=1,
                help_text=evidence.get(code, ""),
                required=bool(row.value),
            )
        self.fields["remark"] = forms.CharField(label=_("评审意见"), widget=forms.Textarea, max_length=2000)
        for field in self.fields.values():
            dress(field)

    @property
    def answer(self) -> dict[str, Any]:
        """What was ticked, as the domain takes it."""
        data = self.cleaned_data
        ratings = {
            code: str(data[f"rating_{code}"])
            for code in self.sheet.criteria
            if data.get(f"rating_{code}") is not None
        }
        return {
            "level": data.get("level", ""),
            "coefficient": data.get("coefficient", ""),
            "ratings": ratings,
            "remark": data["remark"],
        }


class OfferForm(PlainForm):
    """Offering an innovation to a zone."""

    on = forms.DateField(label=_("推送日期"), initial=timezone.localdate)


class AdoptionForm(PlainForm):
    """Where a replication stands: status, fit check, local parameters."""

    status = forms.ChoiceField(label=_("状态"))
    on = forms.DateField(label=_("状态变更日期"), initial=timezone.localdate)
    reason = forms.CharField(label=_("理由（终止必填）"), max_length=300, required=False)
    has_basis = forms.ChoiceField(label=_("法律依据可用"), choices=Fit)
    has_volume = forms.ChoiceField(label=_("业务量足够"), choices=Fit)
    has_systems = forms.ChoiceField(label=_("系统可支撑"), choices=Fit)
    deviation = forms.CharField(
        label=_("与成果包的差异"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000, required=False
    )

    def __init__(self, *args: Any, adoption: Adoption, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.adoption = adoption
        now = Status(adoption.status)
        self.fields["status"].choices = [(each.value, each.label) for each in (now, *NEXT[now])]  # type: ignore[attr-defined]
        for name in ("status", "has_basis", "has_volume", "has_systems", "deviation"):
            self.initial[name] = getattr(adoption, name)
        self.conditions = {
            f"parameter_{place}": row
            for place, row in enumerate(adoption.innovation.conditions)
            if row.get("necessity") == Necessity.PARAMETER
        }
        for name, row in self.conditions.items():
            self._parameter(name, row)

    def _parameter(self, name: str, row: dict[str, str]) -> None:
        limits = f"{row.get('low') or '…'} – {row.get('high') or '…'} {row.get('unit', '')}"
        field = forms.DecimalField(label=row["name"], required=False, help_text=limits)
        field.initial = self.adoption.parameters.get(row["name"])
        dress(field)
        self.fields[name] = field

    def clean(self) -> dict[str, Any]:
        """Local values keep within what the innovation allows."""
        data = super().clean() or self.cleaned_data
        for name, row in self.conditions.items():
            value = data.get(name)
            if value is not None and not in_range(row, str(value)):
                self.add_error(name, _("超出成果包允许的范围。"))
        return data

    @property
    def parameters(self) -> dict[str, str]:
        """Local values by name, as decimal strings."""
        values = {row["name"]: self.cleaned_data.get(name) for name, row in self.conditions.items()}
        return {name: str(value) for name, value in values.items() if value is not None}
