"""Forms that ask or act without being one record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liandong.hub.core.forms import PlainForm, Styled
from liandong.hub.core.models import Zone
from liandong.hub.network.domain.dates import today
from liandong.hub.network.domain.parameters import PARAMETERS, values
from liandong.hub.network.models import Officer


class CompetenceQuestion(Styled, forms.Form):
    """Who is competent for X in zone Y at date D?"""

    name = forms.CharField(label=gettext_lazy("权力事项名称或编码"), min_length=2, max_length=160)
    zone = forms.ModelChoiceField(Zone.objects.all(), label=gettext_lazy("片区"))
    on = forms.DateField(label=gettext_lazy("日期"), initial=today)


class ReciprocityQuestion(Styled, forms.Form):
    """Which policies of zone A also apply in zone B at date D?"""

    issued_in = forms.ModelChoiceField(Zone.objects.all(), label=gettext_lazy("政策所属片区"))
    applying_in = forms.ModelChoiceField(Zone.objects.all(), label=gettext_lazy("企业所在片区"))
    on = forms.DateField(label=gettext_lazy("日期"), initial=today)


class CloseForm(PlainForm):
    """A promise kept."""

    on = forms.DateField(label=gettext_lazy("办结日期"), initial=today)
    result = forms.CharField(
        label=gettext_lazy("办理结果"),
        max_length=500,
        widget=forms.Textarea,
        help_text=gettext_lazy("写明成果和佐证材料"),
    )

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day > today():
            raise ValidationError(_("办结日期不能晚于今天。"))
        return day


class ReasonForm(PlainForm):
    """Why a promise is cancelled or opened again."""

    reason = forms.CharField(label=gettext_lazy("原因"), max_length=500, widget=forms.Textarea)


class AttendanceForm(PlainForm):
    """Who was at a training."""

    officers: Any = forms.ModelMultipleChoiceField(
        None, label=gettext_lazy("出勤专员"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, training: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        officers: Any = self.fields["officers"]
        officers.queryset = Officer.objects.select_related("zone").filter(appointed_on__lte=training.held_on)
        officers.label_from_instance = lambda officer: f"{officer.zone} · {officer}"
        officers.initial = list(training.attendances.values_list("officer_id", flat=True))


class UsageForm(PlainForm):
    """How much a zone used a platform in a month."""

    zone: Any = forms.ModelChoiceField(None, label=gettext_lazy("使用片区"))
    month = forms.DateField(label=gettext_lazy("月份"), help_text=gettext_lazy("取该月任一日"), initial=today)
    amount = forms.IntegerField(label=gettext_lazy("使用量"), min_value=0, max_value=2_000_000_000)

    def __init__(self, *args: Any, zones: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].queryset = zones  # type: ignore[attr-defined]

    def clean_month(self) -> Any:
        month = self.cleaned_data["month"]
        if month > today():
            raise ValidationError(_("不能登记尚未到来的月份。"))
        return month


class ParametersForm(PlainForm):
    """The numbers of the rules."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = values()
        for key, (_default, meaning) in PARAMETERS.items():
            box = forms.IntegerField(label=meaning, min_value=1, max_value=120, initial=now[key])
            box.widget.attrs["class"] = "form-control"
            self.fields[key] = box
