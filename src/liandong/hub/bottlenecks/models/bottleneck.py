"""A bottleneck (堵点): what holds cases up, from when somebody takes it on until it is gone."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liandong.hub.bottlenecks.enums import BottleneckState
from liandong.hub.bottlenecks.models.analysis import Analysis, Finding
from liandong.hub.core.language import either
from liandong.hub.core.models import Record


class Bottleneck(Record):
    """A step that takes too long: measured by an analysis, or told by requests and not measured yet."""

    title = models.CharField(_("堵点"), max_length=200)
    title_en = models.CharField(_("英文标题"), max_length=300, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=BottleneckState, default=BottleneckState.NEW)
    step = models.CharField(_("环节"), max_length=400, blank=True)
    #: The zone as the log names it.
    log_zone = models.CharField(_("日志中的片区"), max_length=200, blank=True)
    party = models.CharField(pgettext_lazy("日志", "部门"), max_length=200, blank=True)
    analysis = models.ForeignKey(
        Analysis,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="bottlenecks",
        verbose_name=_("流程诊断"),
    )
    finding = models.ForeignKey(
        Finding, models.SET_NULL, null=True, blank=True, related_name="bottlenecks", verbose_name=_("测得")
    )
    rank = models.PositiveIntegerField(_("名次"), null=True, blank=True)
    case_days = models.FloatField(_("每月可节约（件·天）"), null=True, blank=True)
    #: To rank by: the case-days, and 0 where none were measured.
    weight = models.FloatField(default=0, editable=False)
    low = models.FloatField(_("区间下限"), null=True, blank=True)
    high = models.FloatField(_("区间上限"), null=True, blank=True)
    statutory_share = models.FloatField(_("法定占比"), null=True, blank=True)
    n = models.BigIntegerField(_("次数"), null=True, blank=True)
    sentence = models.TextField(_("说明"), blank=True)
    sentence_en = models.TextField(_("英文说明"), blank=True)
    note = models.TextField(_("核实情况"), blank=True)
    is_simulated = models.BooleanField(_("模拟数据"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("提出人")
    )

    page = "bottlenecks:bottleneck"
    searched = ("title", "title_en", "step", "sentence")

    class Meta:
        ordering = ["-weight", "id"]
        verbose_name = verbose_name_plural = _("堵点")
        indexes = [
            models.Index(fields=["circle", "-weight", "id"], name="bottleneck_in_circle"),
            models.Index(fields=["circle", "state"], name="bottleneck_by_state"),
        ]

    def __str__(self) -> str:
        return either(self.title, self.title_en)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.weight = self.case_days or 0.0
        super().save(*args, **kwargs)

    @property
    def said(self) -> str:
        """The finding in words, in the language of the page."""
        return either(self.sentence, self.sentence_en)

    @property
    def interval(self) -> str:
        """The 95 % interval, as numbers."""
        return "" if self.low is None or self.high is None else f"{self.low:,.1f} – {self.high:,.1f}"
