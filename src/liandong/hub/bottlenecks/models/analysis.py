"""An analysis: a profile that was diagnosed, with everything its pages show.

The results are computed once, in a background job, and kept as text and rows, so that a page loads without reading a
profile. What the uploaded files were stays in ``Dataset``, which is never shared.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from liandong.hub.bottlenecks.enums import AnalysisState, Section
from liandong.hub.core.language import either, page_language
from liandong.hub.core.models import Record


class Analysis(Record):
    """A diagnosed profile, or one that is being prepared."""

    title = models.CharField(_("标题"), max_length=120)
    title_en = models.CharField(_("英文标题"), max_length=160, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=AnalysisState, default=AnalysisState.DRAFT)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("创建人")
    )
    is_simulated = models.BooleanField(_("模拟数据"), default=False)
    source = models.CharField(_("数据来源"), max_length=200, blank=True)
    licence = models.CharField(_("许可"), max_length=100, blank=True)
    #: Name of a log that ships with the program; empty for what people upload.
    shipped = models.CharField(max_length=40, blank=True, db_index=True)
    #: How to count: period, calendar, drop, minimum.
    settings = models.JSONField(default=dict)
    parents = models.ManyToManyField("self", symmetrical=False, related_name="children", blank=True)

    #: Directory of the files under MEDIA_ROOT: a random name.
    folder = models.CharField(max_length=80, blank=True)
    sha256 = models.CharField(_("画像指纹"), max_length=64, blank=True)
    period = models.CharField(_("最小时段"), max_length=10, blank=True)
    cases = models.BigIntegerField(pgettext_lazy("办件", "件数"), null=True)
    events = models.BigIntegerField(_("事件数"), null=True)
    activities = models.IntegerField(_("环节数"), null=True)
    first = models.DateTimeField(_("最早事件"), null=True)
    last = models.DateTimeField(_("最晚事件"), null=True)
    median_seconds = models.FloatField(_("全程中位数"), null=True)
    #: Zones of the log, by name; they need not be zones of the network.
    log_zones = models.JSONField(default=list)
    #: The summary, {"zh": [...], "en": [...]}.
    sentences = models.JSONField(default=dict)
    sections = models.JSONField(default=list)
    done_at = models.DateTimeField(_("完成时间"), null=True)

    page = "bottlenecks:analysis"
    searched = ("title", "title_en")

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("流程诊断")
        indexes = [models.Index(fields=["circle", "state", "-id"], name="analysis_in_circle")]

    def __str__(self) -> str:
        return either(self.title, self.title_en)

    @property
    def told(self) -> list[str]:
        """The summary in the language of the page."""
        return list(self.sentences.get(page_language(), []))

    @property
    def pages(self) -> list[tuple[str, Any]]:
        """The sections there are, with their titles."""
        return [(value, label) for value, label in Section.choices if value in self.sections]


class Part(models.Model):
    """A part of the report of an analysis, as markup in both languages."""

    analysis = models.ForeignKey(Analysis, models.CASCADE, related_name="parts")
    name = models.CharField(max_length=20)
    html = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["analysis", "name"], name="part_once")]

    def __str__(self) -> str:
        return self.name


class Finding(models.Model):
    """A bottleneck as measured: one row of the ranking."""

    analysis = models.ForeignKey(Analysis, models.CASCADE, related_name="findings")
    rank = models.PositiveIntegerField(_("名次"))
    log_zone = models.CharField(_("片区"), max_length=200)
    activity = models.CharField(_("环节"), max_length=400)
    example = models.CharField(_("对照"), max_length=200)
    example_en = models.CharField(max_length=200)
    n = models.BigIntegerField(_("次数"))
    coverage = models.FloatField(_("可比份额"))
    mean_seconds = models.FloatField(_("平均用时"))
    example_seconds = models.FloatField(_("对照平均用时"))
    case_days = models.FloatField(_("每月可节约（件·天）"))
    low = models.FloatField(_("区间下限"))
    high = models.FloatField(_("区间上限"))
    is_certain = models.BooleanField(_("可确定"))
    statutory_share = models.FloatField(_("法定占比"))
    share = models.FloatField(_("占全程"))
    party = models.CharField(pgettext_lazy("日志", "部门"), max_length=200, blank=True)
    sentence = models.TextField()
    sentence_en = models.TextField()
    basis = models.TextField()
    basis_en = models.TextField()
    formula = models.TextField()
    formula_en = models.TextField()

    class Meta:
        ordering = ["rank"]
        verbose_name = verbose_name_plural = _("测得的堵点")
        constraints = [models.UniqueConstraint(fields=["analysis", "rank"], name="finding_once")]
        indexes = [models.Index(fields=["analysis", "-case_days"], name="finding_by_days")]

    def __str__(self) -> str:
        return self.in_words("sentence")

    def in_words(self, name: str) -> str:
        """``sentence``, ``basis``, ``formula`` or ``example`` in the language of the page."""
        return str(getattr(self, f"{name}_en" if get_language() == "en" else name))

    @property
    def said(self) -> str:
        """The finding in words."""
        return self.in_words("sentence")

    @property
    def based_on(self) -> str:
        """What the finding rests on, in words."""
        return self.in_words("basis")

    @property
    def computed_by(self) -> str:
        """The formula in words."""
        return self.in_words("formula")

    @property
    def compared_with(self) -> str:
        """The example in words."""
        return self.in_words("example")


class Row(models.Model):
    """A row of a table of the diagnosis, in the table's own order."""

    analysis = models.ForeignKey(Analysis, models.CASCADE, related_name="rows")
    table = models.CharField(max_length=24)
    position = models.PositiveIntegerField()
    #: Zone and activity (of an edge: the target), where the table has them, to drill down by.
    log_zone = models.CharField(max_length=200, blank=True)
    activity = models.CharField(max_length=400, blank=True)
    cells = models.JSONField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["analysis", "table", "position"], name="row_once"),
        ]
        indexes = [
            models.Index(fields=["analysis", "table", "activity", "position"], name="row_of_activity"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.position}"
