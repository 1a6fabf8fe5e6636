"""What is compared, who adopted when, what is measured; and what claims are held beside."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liandong.errors import LiandongError
from liandong.hub.bottlenecks.enums import AnalysisState, JobState
from liandong.hub.bottlenecks.models import Analysis
from liandong.hub.core.domain.telling import refused
from liandong.hub.core.forms import PlainForm, Styled, dress
from liandong.hub.core.language import page_language
from liandong.hub.effects.domain import comparing
from liandong.hub.effects.enums import Compared
from liandong.hub.innovations.models import Claim, Innovation
from liandong.hub.reforms.models import StressRun

#: What may be measured; none chosen: the usual, and without statutory time where the profiles tell it.
MEASURES = ("mean", "mean-net", "median", "p90")
#: As many of the newest are offered.
_OFFERED = 100


def newest(rows: Any) -> Any:
    """The newest of the rows, to choose from."""
    return rows.model.objects.filter(
        pk__in=list(rows.order_by("-id").values_list("pk", flat=True)[:_OFFERED])
    )


class InnovationField(forms.CharField):
    """An innovation by its number, as the library prints it."""

    def __init__(self, **kwargs: Any) -> None:
        hint = _("成果库里的编号，如 QDFTZ-2023-001；填了才能与公开数据并列。")
        super().__init__(
            **{"label": _("成果编号"), "required": False, "max_length": 40, "help_text": hint, **kwargs}
        )

    def clean(self, value: Any) -> Innovation | None:
        number = super().clean(value).strip()
        if not number:
            return None
        found = Innovation.objects.filter(number__iexact=number).first()
        if found is None:
            raise ValidationError(_("没有编号为 %(number)s 的成果，或者您看不到它。") % {"number": number})
        return found


class AnalysesField(forms.ModelMultipleChoiceField):
    """Analyses with the time they span, and whether their cases are simulated."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        span = f"{obj.first:%Y-%m} – {obj.last:%Y-%m}" if obj.first and obj.last else ""
        told = (str(obj), span, _("模拟数据") if obj.is_simulated else "")
        return " · ".join(str(it) for it in told if it)


class ChooseForm(Styled, forms.Form):
    """The profiles: those before, and those after or none where the first hold both."""

    before: Any = AnalysesField(
        Analysis.objects.none(),
        label=_("实施前的诊断"),
        help_text=_("可选几份（如每个片区一份），计数会相加。"),
    )
    after: Any = AnalysesField(
        Analysis.objects.none(),
        label=_("实施后的诊断"),
        required=False,
        help_text=_("如果上面的诊断已跨越实施前后，这里不选。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        done = newest(Analysis.objects.filter(state=AnalysisState.DONE)).order_by("-id")
        for name in ("before", "after"):
            self.fields[name].queryset = done

    def clean(self) -> dict[str, Any]:
        """No profile on both sides."""
        data = super().clean() or self.cleaned_data
        if set(data.get("before", ())) & set(data.get("after", ())):
            raise ValidationError(_("同一份诊断不能既在实施前、又在实施后。"))
        return data


class MeasureForm(PlainForm):
    """When each zone adopted, and what is measured."""

    title = forms.CharField(label=_("标题"), max_length=120)
    innovation = InnovationField()
    forecast = forms.ModelChoiceField(
        StressRun.objects.none(),
        label=_("给哪次压力测试的预测评分"),
        required=False,
        empty_label=_("（不评分）"),
    )
    measures = forms.MultipleChoiceField(
        label=_("指标"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("都不选时测算平均、中位数、90% 办件；画像标有法定时限的，另算不含法定时限的平均。"),
    )
    target_days = forms.CharField(
        label=_("另算多少天内办结的比例"), required=False, max_length=60, help_text=_("如 5 或 5、10")
    )
    clock = forms.ChoiceField(
        label=_("计时"), choices=(("clock", _("自然时间")), ("working", _("工作时间（画像须有日历）")))
    )
    period = forms.ChoiceField(
        label=_("时段"),
        required=False,
        choices=(
            ("", _("自动（月；件数太少时按季）")),
            ("month", pgettext_lazy("时段", "月")),
            ("quarter", pgettext_lazy("时段", "季")),
            ("year", pgettext_lazy("时段", "年")),
        ),
    )
    follow_up_days = forms.FloatField(
        label=_("跟踪天数"),
        required=False,
        min_value=0.1,
        max_value=3650,
        help_text=_("收件后至少跟踪多少天才比较；不填取用时的 P99，以免未办结的办件冒充缩短。"),
    )
    minimum = forms.IntegerField(
        label=_("一个片区一个时段至少多少件"), initial=5, min_value=1, max_value=100_000
    )

    def __init__(self, *args: Any, zones: list[str], analyses: list[Analysis], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The kernel loads when it is used, not with the pages.
        from liandong.effect.measures import Measure

        self.zones = zones
        lang = page_language()
        self.fields["measures"].choices = [(name, Measure.from_string(name).title(lang)) for name in MEASURES]
        self.fields["forecast"].queryset = newest(StressRun.objects.filter(state=JobState.DONE))
        for at, zone in enumerate(zones):
            widget = forms.TextInput(attrs={"type": "month", "placeholder": "2023-05"})
            field = forms.CharField(label=zone, required=False, max_length=10, widget=widget)
            dress(field)
            self.fields[f"adopted-{at}"] = field

    @property
    def adoption_fields(self) -> list[Any]:
        """The fields of months, a zone each."""
        return [self[f"adopted-{at}"] for at in range(len(self.zones))]

    @property
    def other_fields(self) -> list[Any]:
        """The rest that is seen."""
        return [it for it in self.visible_fields() if not it.name.startswith("adopted-")]

    def clean_target_days(self) -> list[float]:
        """The days as numbers."""
        text = self.cleaned_data["target_days"].replace("、", ",").replace("，", ",")
        try:
            days = [float(it) for it in text.split(",") if it.strip()]
        except ValueError:
            raise ValidationError(_("请写天数，如 5、10。")) from None
        if any(not 0 < it <= 3650 for it in days):
            raise ValidationError(_("请写天数，如 5、10。"))
        return days

    def clean(self) -> dict[str, Any]:
        """Each month is one."""
        from liandong.effect.adoption import adoption_day

        data = super().clean() or self.cleaned_data
        for at, zone in enumerate(self.zones):
            text = data.get(f"adopted-{at}", "").strip()
            try:
                if text:
                    adoption_day(zone, text)
            except LiandongError as error:
                self.add_error(f"adopted-{at}", refused(error))
        return data

    def adopted(self) -> dict[str, str]:
        """The months by zone."""
        months = {zone: self.cleaned_data[f"adopted-{at}"].strip() for at, zone in enumerate(self.zones)}
        return {zone: month for zone, month in months.items() if month}

    def options(self) -> dict[str, Any]:
        """The arguments of ``liandong.effect.effect``; what was left empty is left to it."""
        names = ("measures", "target_days", "clock", "period", "follow_up_days", "minimum")
        return {
            name: self.cleaned_data[name] for name in names if self.cleaned_data[name] not in ("", None, [])
        }


class CompareForm(PlainForm):
    """With which computed figure each published one is compared: a choice for each claim."""

    def __init__(self, *args: Any, claims: list[Claim], effect: Any, found: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        measures = comparing.measures_of(found)
        choices = [("", Compared.NOTHING.label), *self._pairs(measures, found)]
        for claim in claims:
            what, measure = comparing.chosen(effect, claim, measures)
            field = forms.ChoiceField(
                label=f"{claim.code} {claim.label} {claim.hedged} {claim.measured_in}",
                choices=choices,
                required=False,
                initial=f"{what} {measure}" if what else "",
                help_text=claim.source.title,
            )
            dress(field)
            self.fields[f"claim-{claim.pk}"] = field

    @staticmethod
    def _pairs(measures: list[str], found: Any) -> list[tuple[str, str]]:
        from liandong.effect.measures import Measure

        lang = page_language()
        return [
            (f"{what.value} {name}", f"{Measure.from_string(name).title(lang, found.clock)} · {what.label}")
            for name in measures
            for what in Compared
            if what
        ]

    def pairs(self) -> dict[str, tuple[str, str]]:
        """What was chosen, by claim."""
        found: dict[str, tuple[str, str]] = {}
        for name in self.fields:
            if name.startswith("claim-"):
                what, _sign, measure = self.cleaned_data[name].partition(" ")
                found[name.removeprefix("claim-")] = (what, measure)
        return found


class InnovationForm(PlainForm):
    """Which innovation an effect is about."""

    innovation = InnovationField()


class ShareForm(PlainForm):
    """Who sees it."""

    is_shared = forms.BooleanField(
        label=_("全网可见"),
        required=False,
        help_text=_("各片区可以看到结论、图表和下载的报告；画像文件不会给出。"),
    )
