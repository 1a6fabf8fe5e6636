"""A file that was uploaded. It belongs to one zone and is never shown to another."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from liandong.hub.bottlenecks.enums import DatasetState
from liandong.hub.bottlenecks.models.analysis import Analysis
from liandong.hub.core.models import Record


class Dataset(Record):
    """An event log or a profile, kept under a random name; the name it came with is text and never a path."""

    analysis = models.ForeignKey(
        Analysis, models.CASCADE, related_name="datasets", verbose_name=_("流程诊断")
    )
    name = models.CharField(_("文件名"), max_length=200)
    path = models.CharField(max_length=120)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.BigIntegerField(_("大小（字节）"))
    #: What the content shows it to be: csv, xlsx, xes, ocel-…, parquet, profile.
    kind = models.CharField(_("格式"), max_length=16, blank=True)
    #: The zone its events are counted under; empty: as the file says.
    log_zone = models.CharField(_("片区"), max_length=60, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=DatasetState, default=DatasetState.WAITING)
    #: Why it cannot be used.
    refusal = models.TextField(blank=True)
    refusal_en = models.TextField(blank=True)
    events = models.BigIntegerField(_("事件数"), null=True)
    rejected = models.IntegerField(_("未采用行数"), default=0)
    problems = models.IntegerField(_("问题数"), default=0)
    #: The mapping as saved: columns, timezone, dayfirst, encoding, separator.
    mapping = models.JSONField(default=dict)
    #: What the check found: columns, first rows, problems (the first of them), activities, assumptions.
    preview = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = _("数据文件")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("bottlenecks:mapping", args=[self.pk])

    @property
    def why(self) -> str:
        """Why it cannot be used, in the language of the page."""
        return self.refusal_en if get_language() == "en" else self.refusal
