"""Claims: figures that somebody published. They keep their words and their hedge and never mix with what we compute."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.enums import Qualifier
from liandong.hub.core.language import either
from liandong.hub.core.models import Record, Source
from liandong.hub.innovations.enums import Measure, Phase
from liandong.hub.innovations.models.field import Library
from liandong.hub.innovations.models.innovation import Innovation


class Claim(Record):
    """One figure of one source, about an innovation or about the network."""

    code = models.CharField(_("编号"), max_length=20, unique=True)
    innovation = models.ForeignKey(
        Innovation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="claims",
        verbose_name=_("制度创新成果"),
    )
    subject = models.CharField(_("主题"), max_length=80, db_index=True)
    metric = models.CharField(_("指标"), max_length=120)
    metric_en = models.CharField(_("英文指标"), max_length=160, blank=True)
    #: The value as the source prints it; the numbers below are read from it where it holds one or two.
    text = models.CharField(_("数值（原文）"), max_length=120)
    value = models.DecimalField(_("数值"), max_digits=24, decimal_places=6, null=True, blank=True)
    value_high = models.DecimalField(_("上限"), max_digits=24, decimal_places=6, null=True, blank=True)
    unit = models.CharField(_("单位"), max_length=60, blank=True)
    unit_en = models.CharField(_("英文单位"), max_length=60, blank=True)
    qualifier = models.CharField(_("限定词"), max_length=8, choices=Qualifier, default=Qualifier.EXACT)
    phase = models.CharField(_("改革前后"), max_length=6, choices=Phase, blank=True)
    period = models.CharField(_("时期"), max_length=60, blank=True)
    period_en = models.CharField(_("英文时期"), max_length=60, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name=_("来源"))
    quote = models.TextField(_("原文"))
    note = models.CharField(_("备注"), max_length=300, blank=True)
    measure = models.CharField(_("对应计数"), max_length=16, choices=Measure, blank=True)
    as_of = models.DateField(_("截至"), null=True, blank=True)
    library = models.ForeignKey(
        Library, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("成果库")
    )

    page = "innovations:claim"
    searched = ("subject", "metric", "metric_en", "quote")

    class Meta:
        ordering = ["code"]
        verbose_name = verbose_name_plural = _("公开数据主张")
        indexes = [models.Index(fields=["circle", "source"], name="claim_by_source")]

    def __str__(self) -> str:
        return f"{self.code} {self.subject} {self.label}"

    @property
    def label(self) -> str:
        """The metric in the reader's language."""
        return either(self.metric, self.metric_en)

    @property
    def measured_in(self) -> str:
        """The unit in the reader's language."""
        return either(self.unit, self.unit_en)

    @property
    def when(self) -> str:
        """The period in the reader's language."""
        return either(self.period, self.period_en)

    @property
    def hedged(self) -> str:
        """The value with its qualifier, which is never left out: ``≥ 300``, ``≈ 10``, ``近 300``."""
        number = self.text.strip("~+")
        signs = {Qualifier.ABOUT: "≈", Qualifier.OVER: "≥", Qualifier.AT_MOST: "≤", Qualifier.NEARLY: _("近")}
        sign = signs.get(Qualifier(self.qualifier))
        return f"{sign} {number}" if sign else number
