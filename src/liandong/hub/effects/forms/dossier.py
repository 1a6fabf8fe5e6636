"""Case reports: starting one, a section, the whole text, the results it quotes, who signs, tables that are brought."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from liandong.hub.bottlenecks.enums import JobState
from liandong.hub.core.forms import PlainForm
from liandong.hub.effects.domain.importing import MOST_BYTES
from liandong.hub.effects.forms.effect import InnovationField, newest
from liandong.hub.effects.models import Effect
from liandong.hub.reforms.models import StressRun

#: A text of a case report is no book.
_LONGEST = 200_000


class _Quoting(PlainForm):
    """Which results are quoted."""

    effect = forms.ModelChoiceField(
        Effect.objects.none(), label=_("成效"), required=False, empty_label=_("（还没有）")
    )
    run = forms.ModelChoiceField(
        StressRun.objects.none(), label=_("压力测试"), required=False, empty_label=_("（还没有）")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["effect"].queryset = newest(Effect.objects.filter(state=JobState.DONE))
        self.fields["run"].queryset = newest(StressRun.objects.filter(state=JobState.DONE)).select_related(
            "design"
        )


class QuoteForm(_Quoting):
    """Other results for a case report there is."""


class StartForm(_Quoting):
    """A new case report."""

    innovation = InnovationField(required=True, help_text=_("成果库里的编号；正文从它的案例各节开始。"))
    title = forms.CharField(label=_("标题"), max_length=120, required=False, help_text=_("不填用成果名称。"))
    field_order = ("innovation", "title", "effect", "run")


def _unseen() -> forms.NumberInput:
    return forms.NumberInput(attrs={"readonly": True, "tabindex": "-1"})


class _Began(PlainForm):
    """A form that knows which version it began from; kept with what is typed, hence no hidden field."""

    began = forms.IntegerField(label=_("版本"), min_value=0, widget=_unseen())


class SectionForm(_Began):
    """A section: its heading and its text; ``opened`` is the version in which it was at the place of the address."""

    opened = forms.IntegerField(label=_("版本"), min_value=0, required=False, widget=_unseen())

    title = forms.CharField(label=_("标题"), max_length=120, required=False)
    body = forms.CharField(
        label=_("正文"),
        required=False,
        max_length=_LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 22, "spellcheck": "false"}),
        help_text=_("用 Markdown 写：### 小标题、- 列表、**加粗**。数字用 {{名称}} 引用，不手填。"),
    )
    field_order = ("title", "body")


class TextForm(_Began):
    """The whole text."""

    text = forms.CharField(
        label="Markdown",
        max_length=_LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false"}),
    )
    field_order = ("text",)


class ImprintForm(PlainForm):
    """Signature, date, copies: what stands at the end of an official document."""

    level = forms.CharField(label=_("申报层级"), max_length=80, required=False)
    contact = forms.CharField(label=_("联系人"), max_length=120, required=False)
    signed_by = forms.CharField(label=_("署名单位"), max_length=120, required=False)
    signed_on = forms.DateField(label=_("成文日期"), required=False, widget=forms.DateInput)
    copies_to = forms.CharField(label=_("抄送"), max_length=300, required=False)
    issued_by = forms.CharField(label=_("印发机关"), max_length=120, required=False)
    issued_on = forms.DateField(label=_("印发日期"), required=False, widget=forms.DateInput)

    def imprint(self) -> dict[str, str]:
        """The fields as they are kept; what was left empty is left out."""
        given = {name: self.cleaned_data[name] for name in ImprintForm.base_fields if name != "once"}
        return {name: str(it) for name, it in given.items() if it}


class ImportForm(PlainForm):
    """A workbook or a CSV file."""

    file = forms.FileField(
        label=_("Excel 或 CSV 文件"),
        help_text=_("导出的 Excel 改好后原样导入；或一个 CSV，表名就是文件名。不超过 5 MB。"),
    )

    def clean_file(self) -> Any:
        """The file, where it is not too large."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("文件超过 5 MB。"))
        return file


class AskForm(PlainForm):
    """Nothing but the question whether to go on."""
