"""Briefings: results explained to other zones, with the questions that came up (S012, 宣讲)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_scopes import ScopedManager

from liandong.hub.core.models import Record, Source, Zone
from liandong.hub.innovations.enums import Precision
from liandong.hub.innovations.models.innovation import Innovation


class Briefing(Record):
    """One briefing held. ``zone`` holds it, ``audience`` are the zones that listened."""

    title = models.CharField(_("主题"), max_length=120)
    on = models.DateField(_("日期"))
    precision = models.CharField(_("日期精度"), max_length=6, choices=Precision, default=Precision.DAY)
    audience = models.ManyToManyField(Zone, related_name="briefings", verbose_name=_("参加片区"))
    innovations = models.ManyToManyField(
        Innovation, blank=True, related_name="briefings", verbose_name=_("宣讲成果")
    )
    attendance = models.PositiveIntegerField(_("参加人数"), null=True, blank=True)
    speakers = models.CharField(_("主讲"), max_length=200, blank=True)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("来源")
    )
    quote = models.TextField(_("来源原文"), blank=True)

    page = "innovations:briefing"

    class Meta:
        ordering = ["-on", "-id"]
        verbose_name = verbose_name_plural = _("宣讲")

    def __str__(self) -> str:
        return self.title

    @property
    def when(self) -> str:
        """The date as exactly as it is known."""
        shown = {Precision.YEAR: "%Y", Precision.MONTH: "%Y-%m"}
        return f"{self.on:{shown.get(Precision(self.precision), '%Y-%m-%d')}}"


class Question(models.Model):
    """A question asked at a briefing; one that needs work becomes a request."""

    briefing = models.ForeignKey(Briefing, models.CASCADE, related_name="questions")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+", verbose_name=_("提问片区"))
    text = models.TextField(pgettext_lazy("说明会", "问题"))
    answer = models.TextField(_("答复"), blank=True)
    #: The request it became, where it did.
    request_id = models.BigIntegerField(null=True, blank=True, editable=False)

    objects = ScopedManager(circle="briefing__circle")

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = _("提问")

    def __str__(self) -> str:
        return self.text
