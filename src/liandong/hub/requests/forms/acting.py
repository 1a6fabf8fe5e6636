"""What is asked for each step of a request."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.files import Files
from liandong.hub.core.forms import PlainForm
from liandong.hub.core.models import Agency, User
from liandong.hub.requests.domain.theming import SAME_MATTER, similar
from liandong.hub.requests.models import Level, Request


class StepForm(PlainForm):
    """A form that knows its request and who fills it in."""

    def __init__(self, *args: Any, request_: Request, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request_, self.user = request_, user


class RemarkForm(StepForm):
    """A remark that may be left out."""

    text = forms.CharField(label=_("说明"), required=False, max_length=2000, widget=forms.Textarea)


class ReasonForm(StepForm):
    """A reason that must be given."""

    text = forms.CharField(label=_("理由"), max_length=300, widget=forms.Textarea)


class AnswerForm(StepForm):
    """The answer the firm reads, with files."""

    text = forms.CharField(label=_("答复内容"), max_length=5000, widget=forms.Textarea)
    files = Files()  # type: ignore[assignment]


class MessageForm(StepForm):
    """A message, or a note that stays inside."""

    text = forms.CharField(label=_("内容"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))
    files = Files()  # type: ignore[assignment]


class ConfirmForm(StepForm):
    """Solved, and how satisfied."""

    satisfaction = forms.TypedChoiceField(
        label=_("满意度"),
        coerce=int,
        widget=forms.RadioSelect,
        choices=[
            (5, _("5 很满意")),
            (4, _("4 满意")),
            (3, _("3 一般")),
            (2, _("2 不满意")),
            (1, _("1 很不满意")),
        ],
    )
    text = forms.CharField(label=_("评价"), required=False, max_length=1000, widget=forms.Textarea)


class DispatchForm(StepForm):
    """Level, agency and person."""

    level = forms.ModelChoiceField(Level.objects.all(), label=_("层级"))
    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("承办部门"), required=False)
    officer = forms.ModelChoiceField(User.objects.none(), label=_("承办人"), required=False)
    text = forms.CharField(label=_("交办意见"), required=False, max_length=1000, widget=forms.Textarea)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        request = self.request_
        self.initial = {
            **self.initial,
            "level": request.level_id,
            "agency": request.agency_id,
            "officer": request.officer_id,
        }
        self.fields["level"].queryset = Level.objects.filter(position__gte=request.level.position)
        zones = {request.zone_id, self.user.zone_id} if request.escalations else {request.zone_id}
        self.fields["agency"].queryset = Agency.objects.filter(zone__in=zones)
        officials = User.objects.filter(zone__in=zones, is_active=True, role__in=_OFFICIAL)
        self.fields["officer"].queryset = officials

    def clean(self) -> Any:
        data = super().clean() or {}
        agency, officer = data.get("agency"), data.get("officer")
        if not agency and not officer:
            raise ValidationError(_("请选择承办部门或承办人。"))
        if agency and officer and officer.agency_id not in (None, agency.pk):
            raise ValidationError(_("这个人不属于所选部门。"))
        return data


class MergeForm(StepForm):
    """Into which request: those that look alike are offered, others by their number."""

    alike = forms.ChoiceField(label=_("相似的未办结诉求"), widget=forms.RadioSelect, required=False)
    number = forms.CharField(label=_("或者填写编号"), required=False, max_length=20)
    text = forms.CharField(label=_("说明"), required=False, max_length=300, widget=forms.Textarea)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = similar(self.request_)
        self.fields["alike"].choices = [(row.number, _label(score, row)) for score, row in self.found]
        if not self.found:
            del self.fields["alike"]

    def clean(self) -> Any:
        data = super().clean() or {}
        number = data.get("number") or data.get("alike")
        into = Request.objects.filter(number=number, zone=self.request_.zone_id).first() if number else None
        if into is None:
            raise ValidationError(_("请选择或填写一件本片区的诉求。"))
        return {**data, "into": into}


class BottleneckForm(PlainForm):
    """The title of the bottleneck a theme becomes."""

    title = forms.CharField(label=_("堵点名称"), max_length=120)


_OFFICIAL = ("officer", "leader", "department")


def _label(score: float, row: Request) -> str:
    mark = _("疑似重复") if score >= SAME_MATTER else _("相似")
    return f"{row.number} {row.title}（{row.firm or '—'}，{mark} {score:.0%}）"
