"""Figures that a source claims, and the numbers the network sets for itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.enums import Qualifier
from liandong.hub.core.models import Source
from liandong.hub.core.models.zone import Named


class Figure(Named):
    """A number as a source prints it: with its hedge and its words; never mixed with what is counted here."""

    #: What is counted beside it, see ``domain.figures``.
    key = models.SlugField(_("代号"), unique=True)
    fact = models.CharField(_("事实编号"), max_length=10, blank=True)
    value = models.PositiveIntegerField(_("数值"))
    qualifier = models.CharField(_("限定"), max_length=8, choices=Qualifier, default=Qualifier.EXACT)
    year = models.PositiveSmallIntegerField(_("年度"), null=True, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name=_("来源"))
    quote = models.CharField(_("原文"), max_length=300)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "key"]
        verbose_name = verbose_name_plural = _("来源数字")

    @property
    def printed(self) -> str:
        """The number with its hedge: 20+, ≈ 300."""
        marks = {
            Qualifier.OVER: "{}+",
            Qualifier.ABOUT: "≈ {}",
            Qualifier.NEARLY: "< {}",
            Qualifier.AT_MOST: "≤ {}",
        }
        return marks.get(Qualifier(self.qualifier), "{}").format(self.value)


class Parameter(models.Model):
    """A number that the network's rules ask for; ``domain.parameters`` has the names and defaults."""

    key = models.SlugField(_("代号"), unique=True)
    value = models.PositiveSmallIntegerField(_("数值"))

    class Meta:
        verbose_name = verbose_name_plural = _("规则参数")

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"
