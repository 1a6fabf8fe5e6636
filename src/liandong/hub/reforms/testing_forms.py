"""The form of a stress test: criteria and scenarios as rows, each a table of the test's file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from liandong.errors import LiandongError
from liandong.hub.core.forms import PlainForm, Styled
from liandong.hub.core.language import page_language
from liandong.procedure.reform.amount import Amount
from liandong.procedure.reform.keys import KeyRefused
from liandong.procedure.reform.keys import read as read_table
from liandong.stress import Criterion

MEASURES = (
    ("p90", _("全程用时 P90")),
    ("median", _("全程用时中位数")),
    ("mean", _("全程用时平均")),
    ("within", _("按时办结份额")),
    ("backlog", _("在办件峰值")),
    ("open", _("到期仍未办结的件数")),
    ("utilisation", _("最忙岗位的占用率")),
    ("workdays", _("每百件用工（人日）")),
)
LIMITS = (("at_most", _("不超过")), ("at_least", _("不低于")))


class TestForm(PlainForm):
    """How long and how often the test runs."""

    #: No test of pytest's, for all its name.
    __test__ = False

    name = forms.CharField(label=_("名称"), max_length=120)
    replications = forms.IntegerField(
        label=_("重复次数"),
        min_value=2,
        max_value=200,
        help_text=_("每个情景重复模拟的次数；30 次通常够用。"),
    )
    weeks = forms.IntegerField(label=_("来件持续几周"), min_value=1, max_value=104)
    seed = forms.IntegerField(
        label=_("随机种子"), min_value=0, max_value=1_000_000, help_text=_("同一种子得到同样的结果。")
    )


class _Row(Styled, forms.Form):
    """A row that may stay empty."""

    #: The field without which a row says nothing.
    first = ""

    def has_table(self) -> bool:
        """Whether the row was filled in."""
        return bool(self.cleaned_data.get(self.first))


class CriterionForm(_Row):
    """One measure and its limit."""

    first = "limit"
    measure = forms.ChoiceField(label=_("指标"), choices=MEASURES, required=False)
    how = forms.ChoiceField(label=_("要求"), choices=LIMITS, required=False)
    limit = forms.CharField(
        label=_("界限"),
        max_length=40,
        required=False,
        help_text=_("时长带单位，如 60 d；份额如 90%；件数如 400"),
    )
    target = forms.CharField(
        label=_("按时：几天内"), max_length=20, required=False, help_text=_("只用于按时办结份额，如 10")
    )

    def table(self) -> dict[str, Any]:
        """The criterion's table."""
        data = self.cleaned_data
        measure = f"within-{data['target']}d" if data["measure"] == "within" else data["measure"]
        return {"measure": measure, data["how"]: number(data["limit"])}

    def clean(self) -> dict[str, Any]:
        """Refuses what the library would refuse."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("limit"):
            lang = page_language()
            try:
                read_table(Criterion, self.table(), {})
            except KeyRefused as error:
                raise ValidationError(error.reason[lang == "en"]) from error
            except LiandongError as error:
                raise ValidationError(error.text(lang)) from error
        return data


class ScenarioForm(_Row):
    """What may happen; what is left empty stays as it is."""

    first = "name"
    name = forms.CharField(label=_("情景"), max_length=60, required=False)
    load = forms.FloatField(label=_("来件倍数"), min_value=0, max_value=100, required=False)
    staff = forms.FloatField(label=_("人手倍数"), min_value=0, max_value=100, required=False)
    role = forms.ChoiceField(label=_("岗位"), required=False)
    peak_weeks = forms.CharField(label=_("高峰周"), max_length=40, required=False, help_text=_("如 5, 6"))
    peak_load = forms.FloatField(label=_("高峰倍数"), min_value=0, max_value=100, required=False)
    outage_after = forms.CharField(
        label=_("多久后停摆"), max_length=20, required=False, help_text=_("如 14 d")
    )
    outage_lasts = forms.CharField(label=_("停摆多久"), max_length=20, required=False, help_text=_("如 2 d"))

    def __init__(self, *args: Any, roles: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("全部岗位")), *((it, it) for it in roles)]

    def clean(self) -> dict[str, Any]:
        """Refuses weeks that are no numbers, lengths without a unit, and half of a pair."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for one, other in (("peak_weeks", "peak_load"), ("outage_after", "outage_lasts")):
            if bool(data.get(one)) != bool(data.get(other)):
                self.add_error(one, _("两项须一并填写。"))
        if not all(it.isdecimal() for it in self._weeks()):
            self.add_error("peak_weeks", _("请写周次，如 5, 6。"))
        for name in ("outage_after", "outage_lasts"):
            if data.get(name) and not _is_length(data[name]):
                self.add_error(name, _("请写带单位的时长，如 2 d。"))
        return data

    def _weeks(self) -> list[str]:
        return self.cleaned_data.get("peak_weeks", "").replace("，", ",").replace(",", " ").split()

    def table(self) -> dict[str, Any]:
        """The scenario's table."""
        data = self.cleaned_data
        made: dict[str, Any] = {"name": data["name"]}
        made |= {name: data[name] for name in ("load", "staff", "role") if data.get(name) not in (None, "")}
        if data.get("peak_weeks"):
            made["peak"] = {"weeks": [int(it) for it in self._weeks()], "load": data["peak_load"]}
        if data.get("outage_after"):
            made["outages"] = [{"after": data["outage_after"], "lasts": data["outage_lasts"]}]
        return made


def number(text: str) -> float | int | str:
    """A plain number as one, else the text: ``60 d``, ``90%``."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text.strip()


def _is_length(text: str) -> bool:
    try:
        return Amount.parse(text).is_time
    except ValueError:
        return False
