"""The forms of the room; that of a step is made of the keys the step declares."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from liandong.hub.bottlenecks.enums import AnalysisState, BottleneckState
from liandong.hub.bottlenecks.models import Analysis, Bottleneck
from liandong.hub.core.forms import PlainForm
from liandong.hub.reforms.domain.steps import Key, Kind

#: A BPMN file larger than this is no procedure that people draw.
MOST_BYTES = 8 << 20
#: How a value of each kind is written.
_HINTS = {
    "change": _("整数，可为负，如 -1"),
    "count": _("整数，如 3"),
    "factor": _("倍数，如 0.8；或参数，如 $staff"),
    "hours": _("如 1-5 09:00-12:00 13:30-17:00，或 24h"),
    "length": _("带单位，如 20 d（天）、5 wd（工作日）、2 h、30 min"),
    "share": _("0 到 1，或百分比，如 40%；也可写参数，如 $committed"),
}
_NUMBERS = ("change", "count", "factor", "number", "share", "length")


class _Starting(PlainForm):
    """What every new reform has."""

    title = forms.CharField(label=_("标题"), max_length=120)
    bottleneck = forms.ModelChoiceField(
        Bottleneck.objects.none(), label=_("针对的堵点"), required=False, empty_label=_("（不关联）")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_ones = Bottleneck.objects.exclude(state=BottleneckState.CLOSED).order_by("-weight", "id")
        self.fields["bottleneck"].queryset = open_ones
        self.fields["analysis"].queryset = Analysis.objects.filter(state=AnalysisState.DONE)


class StartForm(_Starting):
    """A reform of the procedure that an analysis shows."""

    analysis = forms.ModelChoiceField(
        Analysis.objects.none(), label=_("流程诊断"), empty_label=None, help_text=_("流程从它的画像中发现。")
    )
    noise = forms.FloatField(
        label=_("噪声阈值"),
        min_value=0,
        max_value=1,
        initial=0.2,
        help_text=_("比同一环节最常见去向少于这个份额的走法可以略去；0 表示全部保留。"),
    )
    activities = forms.IntegerField(label=_("最多显示的环节"), min_value=2, max_value=200, initial=40)
    field_order = ("title", "analysis", "noise", "activities", "bottleneck")


class UploadForm(_Starting):
    """A reform of the procedure in a BPMN file."""

    file = forms.FileField(
        label=_("BPMN 2.0 文件"), help_text=_("不超过 8 MB；先检查能否运行，有错误时逐条列出。")
    )
    analysis = forms.ModelChoiceField(
        Analysis.objects.none(),
        label=_("数字来自"),
        required=False,
        empty_label=_("（不选：只能设计，不能模拟）"),
        help_text=_("环节按名称与画像对应。"),
    )
    field_order = ("title", "file", "analysis", "bottleneck")

    def clean_file(self) -> bytes:
        """The content; raises ValidationError for what is too large."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("文件超过 8 MB。"))
        return bytes(file.read())


class StepForm(PlainForm):
    """A step: a field for each key that its kind declares."""

    def __init__(
        self, *args: Any, kind: Kind, names: dict[str, str], roles: list[str], chosen: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for key in kind.keys:
            self.fields[key.name] = _field(key, list(names.values()), roles)
        if kind.at and chosen in names:
            wanted = self.fields[kind.at]
            is_list = isinstance(wanted, forms.MultipleChoiceField)
            wanted.initial = [names[chosen]] if is_list else names[chosen]
        self.order_fields(["once", *(key.name for key in kind.keys)])

    def step(self) -> dict[str, Any]:
        """The step's table, without what was left empty."""
        given = {key.name: _plain(key, self.cleaned_data[key.name]) for key in self.kind.keys}
        return {
            "do": self.kind.do,
            **{name: it for name, it in given.items() if it not in ("", None, [], False)},
        }


def _field(key: Key, names: list[str], roles: list[str]) -> forms.Field:
    shared: dict[str, Any] = {"label": key.said, "required": key.is_needed}
    if key.kind == "flag":
        return forms.BooleanField(label=key.said, required=False)
    if key.is_element or (key.is_role and roles):
        choices = [(it, it) for it in (roles if key.is_role else names)]
        if key.is_list:
            return _dressed(
                forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **shared)
            )
        return _dressed(
            forms.ChoiceField(choices=choices if key.is_needed else [("", "—"), *choices], **shared)
        )
    return _dressed(forms.CharField(max_length=200, help_text=_HINTS.get(key.kind, ""), **shared))


def _dressed(field: forms.Field) -> forms.Field:
    from liandong.hub.core.forms import dress

    dress(field)
    return field


def _plain(key: Key, value: Any) -> Any:
    """The value as a file has it: numbers as numbers, formulas and lengths as text."""
    if not isinstance(value, str) or key.kind not in _NUMBERS:
        return value
    for kind in (int, float):
        try:
            return kind(value)
        except ValueError:
            continue
    return value.strip()


class TextForm(PlainForm):
    """A file as experts write it."""

    text = forms.CharField(
        label="TOML",
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "form-control rf-code"}),
    )


class DrawForm(PlainForm):
    """A procedure drawn by hand."""

    xml = forms.CharField(
        label="BPMN",
        max_length=MOST_BYTES,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "form-control rf-code"}),
    )


class BasisForm(forms.Form):
    """A clause that allows the reform."""

    document = forms.CharField(label=_("文号"), max_length=200)
    clause = forms.CharField(label=_("条款"), max_length=200)
    authority = forms.CharField(label=_("授权机关"), max_length=200)
    valid_from = forms.DateField(label=_("生效日期"))
    valid_to = forms.DateField(label=_("失效日期"), required=False)
    title = forms.CharField(label=_("文件名称"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _dressed(field)

    def table(self) -> dict[str, Any]:
        """The clause's table, without what was left empty."""
        return {
            name: self.cleaned_data[name] for name in BasisForm.base_fields if self.cleaned_data.get(name)
        }


class AskForm(PlainForm):
    """Nothing but the question whether to go on."""


class ShareForm(PlainForm):
    """Who sees the reform."""

    is_shared = forms.BooleanField(
        label=_("全网可见"),
        required=False,
        help_text=_("各片区可以看到流程图、步骤、依据和压力测试结论；画像文件不会给出。"),
    )
