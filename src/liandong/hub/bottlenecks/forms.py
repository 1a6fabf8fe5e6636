"""The forms of the room."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liandong.errors import LiandongError
from liandong.eventlog.read import DEFAULT_TIMEZONE, OBJECT_FORMATS
from liandong.hub.bottlenecks.domain import reading
from liandong.hub.bottlenecks.enums import NEXT_STATES, AnalysisState, BottleneckState
from liandong.hub.bottlenecks.models import Analysis, Bottleneck, Dataset
from liandong.hub.core.forms import PlainForm, RecordForm
from liandong.hub.core.language import page_language
from liandong.hub.core.models import Zone

#: As many files as there may be zones in one upload.
MOST_FILES = 20
#: What a column can mean, in the order an officer thinks of it.
MEANINGS = (
    ("", _("（附加属性，不用）")),
    ("case", _("办件编号")),
    ("activity", _("环节")),
    ("start", _("开始时间")),
    ("end", _("完成时间")),
    ("resource", _("经办人")),
    ("role", _("岗位")),
    ("party", pgettext_lazy("日志", "部门")),
    ("zone", _("片区")),
    ("object_type", _("办件类型")),
    ("lifecycle", _("开始/完成标记")),
    ("instance", _("办理序号")),
)
PERIODS = (("week", _("周")), ("month", _("月")), ("quarter", _("季度")), ("year", _("年")))
CALENDARS = (
    ("", _("自然时间（不用日历）")),
    ("cn", _("中国工作日历（含调休）")),
    ("weekdays", _("周一至周五")),
)
ORDERS = (("", _("按数据判断")), ("yes", _("日在前")), ("no", _("月在前")))


class Files(forms.ClearableFileInput):
    """A field for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each not empty and not larger than the limit."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The files; raises ValidationError with the first that cannot be taken."""
        given = data if isinstance(data, (list, tuple)) else [data] if data else []
        if not given:
            raise ValidationError(_("请选择文件。"))
        if len(given) > MOST_FILES:
            raise ValidationError(_("一次最多上传 %(n)s 个文件。") % {"n": MOST_FILES})
        limit = settings.LIANDONG_UPLOAD_MAX_BYTES
        for each in given:
            if each.size > limit:
                values = {"name": each.name, "limit": filesizeformat(limit)}
                raise ValidationError(_("“%(name)s”超过 %(limit)s 的上限。") % values)
            super().clean(each, initial)
        return list(given)


class UploadForm(PlainForm):
    """What is uploaded, what it is about, and where it comes from."""

    title = forms.CharField(label=_("标题"), max_length=120, help_text=_("例如：铜精矿通关，2026 年上半年"))
    zone = forms.ModelChoiceField(Zone.objects.all(), label=_("所属片区"), empty_label=None)
    files = FilesField(  # type: ignore[assignment]
        label=_("日志或流程画像"),
        help_text=_(
            "CSV、Excel、XES、OCEL、Parquet 或 .profile；可一次选多个，每个片区一个文件。格式按内容识别。"
        ),
    )
    log_zones = forms.CharField(
        label=_("各文件的片区名"),
        required=False,
        widget=forms.Textarea,
        help_text=_("每行一个，与文件次序相同；不填时用本片区名称或文件名，文件里有片区列的以列为准。"),
    )
    source = forms.CharField(label=_("数据来源"), max_length=200, required=False)
    licence = forms.CharField(label=_("使用许可"), max_length=100, required=False)
    is_simulated = forms.BooleanField(
        label=_("这是模拟数据"), required=False, help_text=_("勾选后，所有页面和报告都会标明。")
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user.zone_id:
            self.fields["zone"].queryset = Zone.objects.filter(pk=user.zone_id)


class SettingsForm(PlainForm):
    """How the files of an analysis are counted."""

    title = forms.CharField(label=_("标题"), max_length=120)
    title_en = forms.CharField(label=_("英文标题"), max_length=160, required=False)
    period = forms.ChoiceField(label=_("最小时段"), choices=PERIODS)
    calendar = forms.ChoiceField(label=_("计时"), choices=CALENDARS, required=False)
    drop = forms.CharField(
        label=_("去掉的标记"),
        widget=forms.Textarea,
        required=False,
        help_text=_("每行一个环节名；例如只表示开始、结束的 Start、End。"),
    )
    statutory = forms.CharField(
        label=_("法定时限"),
        widget=forms.Textarea,
        required=False,
        help_text=_("每行：环节 | 条款 | 天数。法定时间单独统计，不计入改革可节约的时间。"),
    )
    target_days = forms.FloatField(label=_("整件目标（天）"), min_value=0.01, required=False)
    minimum = forms.IntegerField(label=_("至少多少次才比较"), min_value=1, max_value=100_000)
    source = forms.CharField(label=_("数据来源"), max_length=200, required=False)
    licence = forms.CharField(label=_("使用许可"), max_length=100, required=False)
    is_simulated = forms.BooleanField(label=_("这是模拟数据"), required=False)

    def clean_drop(self) -> list[str]:
        """The activities, one a line."""
        return _lines(self.cleaned_data["drop"])

    def clean_statutory(self) -> list[str]:
        """The marks, checked."""
        lines = _lines(self.cleaned_data["statutory"])
        try:
            reading.marks(lines)
        except LiandongError as error:
            raise ValidationError(_told(error)) from None
        return lines


class MappingForm(PlainForm):
    """What each column of a file means; a field a column, so that nothing is typed twice."""

    log_zone = forms.CharField(
        label=_("片区"),
        max_length=60,
        required=False,
        help_text=_("这个文件里的办件属于哪个片区；留空表示以片区列为准。"),
    )
    timezone = forms.CharField(
        label=_("时区"), max_length=40, help_text=_("时间没有写明时区时，按这个时区读取，如 Asia/Shanghai。")
    )
    dayfirst = forms.ChoiceField(label=_("日期次序"), choices=ORDERS, required=False)

    def __init__(self, *args: Any, dataset: Dataset, **kwargs: Any) -> None:
        saved = dataset.mapping
        order = {True: "yes", False: "no"}.get(saved.get("dayfirst"), "")
        start = {
            "log_zone": dataset.log_zone,
            "timezone": saved.get("timezone", DEFAULT_TIMEZONE),
            "dayfirst": order,
        }
        super().__init__(*args, initial=start, **kwargs)
        self.dataset = dataset
        self.headings = [column["heading"] for column in dataset.preview.get("columns", [])]
        if dataset.kind not in OBJECT_FORMATS:
            self._add_columns(dataset.preview.get("columns", []))

    def _add_columns(self, columns: list[dict[str, Any]]) -> None:
        for place, column in enumerate(columns[:200]):
            field = forms.ChoiceField(
                label=column["heading"],
                choices=MEANINGS,
                required=False,
                initial=column["meaning"],
                help_text=_("例：") + "、".join(column["samples"]) if column["samples"] else "",
            )
            field.widget.attrs["class"] = "form-select"
            self.fields[f"column_{place}"] = field

    def clean_timezone(self) -> str:
        """A time zone that exists."""
        name = self.cleaned_data["timezone"].strip()
        if name not in available_timezones():
            raise ValidationError(_("没有名为 %(name)s 的时区。") % {"name": name})
        return str(name)

    def clean(self) -> dict[str, Any]:
        """Each meaning is given once, and there are a case, an activity and a time."""
        data: dict[str, Any] = super().clean() or {}
        columns: dict[str, str] = {}
        for place, heading in enumerate(self.headings):
            meaning = data.get(f"column_{place}")
            if meaning and meaning in columns:
                label = dict(MEANINGS)[meaning]
                raise ValidationError(_("“%(label)s”只能对应一列。") % {"label": label})
            if meaning:
                columns[meaning] = heading
        data["columns"] = columns
        return data

    def mapping(self) -> dict[str, Any]:
        """The mapping as it is kept with the file."""
        kept = {key: value for key, value in self.dataset.mapping.items() if key in ("encoding", "separator")}
        order = {"yes": True, "no": False}.get(self.cleaned_data["dayfirst"])
        made = {**kept, "columns": self.cleaned_data["columns"], "timezone": self.cleaned_data["timezone"]}
        return made if order is None else {**made, "dayfirst": order}


class CombineForm(PlainForm):
    """Which analyses are added up, and what the sum is called."""

    title = forms.CharField(label=_("标题"), max_length=120)
    parents: forms.ModelMultipleChoiceField[Analysis] = forms.ModelMultipleChoiceField(
        Analysis.objects.none(), label=_("诊断"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        done = Analysis.objects.filter(state=AnalysisState.DONE).order_by("-id")[:100]
        self.fields["parents"].queryset = Analysis.objects.filter(pk__in=[each.pk for each in done])


class BottleneckForm(RecordForm):
    """A bottleneck as it is told; what was measured is not a field."""

    class Meta:
        model = Bottleneck
        fields = ("zone", "title", "title_en", "step", "party", "sentence", "sentence_en", "note")


class MoveForm(PlainForm):
    """The next state of a bottleneck, with what was found out."""

    state = forms.ChoiceField(label=pgettext_lazy("表单", "改为"))
    note = forms.CharField(label=_("说明"), widget=forms.Textarea, required=False, max_length=2000)

    def __init__(self, *args: Any, bottleneck: Bottleneck, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        following = NEXT_STATES[BottleneckState(bottleneck.state)]
        self.fields["state"].choices = [(state.value, state.label) for state in following]


class TaskForm(PlainForm):
    """The task that a bottleneck becomes."""

    name = forms.CharField(label=_("任务"), max_length=200)
    due = forms.DateField(label=_("完成时限"), widget=forms.DateInput)
    kind = forms.ChoiceField(label=_("类型"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from liandong.hub.tasks.enums import TaskKind

        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = TaskKind.choices


class RequestForm(PlainForm):
    """The number of the request that a bottleneck belongs to."""

    number = forms.CharField(label=_("诉求编号"), max_length=20)


class ShareForm(PlainForm):
    """Asks before counts leave the zone."""

    is_sure = forms.BooleanField(label=_("我已确认，可以把统计结果开放给全部联动片区"))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _told(error: LiandongError) -> str:
    return error.text(page_language())
