"""Recognition events: who recognised an innovation, through which channel and when. Every count recomputes from them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.models import Record, Source
from liandong.hub.core.models.zone import Named
from liandong.hub.innovations.enums import Category, Level, Outcome, Precision
from liandong.hub.innovations.models.innovation import Innovation


class Channel(Named):
    """A way to be recognised (S020): 改革试点经验, 最佳实践案例, 部委备案 …"""

    slug = models.SlugField(_("代号"), unique=True)
    level = models.PositiveSmallIntegerField(_("级别"), choices=Level)
    category = models.CharField(_("国家层面类别"), max_length=10, choices=Category, blank=True)
    #: Whether it raises the innovation's level. A filing (备案) is on record but promotes nothing.
    promotes = models.BooleanField(_("计入推广"), default=True)
    position = models.PositiveSmallIntegerField(_("排序"), default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = verbose_name_plural = _("认定渠道")


class Recognition(Record):
    """One event. It belongs to the zone of its innovation and is seen by the same circle."""

    innovation = models.ForeignKey(
        Innovation, models.CASCADE, related_name="recognitions", verbose_name=_("制度创新成果")
    )
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+", verbose_name=_("认定渠道"))
    outcome = models.CharField(_("结果"), max_length=12, choices=Outcome, default=Outcome.RECOGNISED)
    on = models.DateField(_("日期"), help_text=_("只知年、月时填最晚可能的一天"))
    precision = models.CharField(_("日期精度"), max_length=6, choices=Precision, default=Precision.DAY)
    document = models.CharField(_("文号"), max_length=80, blank=True)
    batch = models.CharField(_("批次"), max_length=40, blank=True)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("来源")
    )
    quote = models.TextField(_("来源原文"), blank=True)

    page = "innovations:recognition-change"

    class Meta:
        ordering = ["on", "id"]
        verbose_name = verbose_name_plural = _("认定记录")
        indexes = [models.Index(fields=["channel", "outcome", "on"], name="recognition_by_channel")]

    def __str__(self) -> str:
        return f"{self.channel} {self.when}"

    @property
    def when(self) -> str:
        """The date as exactly as it is known."""
        if self.precision == Precision.YEAR:
            return f"{self.on:%Y}"
        if self.precision == Precision.MONTH:
            return f"{self.on:%Y-%m}"
        if self.precision == Precision.BY:
            return f"≤ {self.on:%Y-%m-%d}"
        return f"{self.on:%Y-%m-%d}"
