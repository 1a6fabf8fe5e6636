"""Programmes of enterprise service and their pairs of cadre and firm, with what the sources claim of them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liandong.hub.core.enums import Qualifier
from liandong.hub.core.language import either
from liandong.hub.core.models.claim import Source
from liandong.hub.core.models.record import Record
from liandong.hub.core.models.zone import Firm


class Programme(Record):
    """An activity that pairs cadres and firms and collects what the firms say (S078, “双联”)."""

    name = models.CharField(_("名称"), max_length=80)
    name_en = models.CharField(_("英文名称"), max_length=120, blank=True)
    place = models.CharField(_("地点"), max_length=60, blank=True)
    started_on = models.DateField(_("开始"), null=True, blank=True)
    is_simulated = models.BooleanField(_("内容为示例"), default=False)

    page = "requests:programme"

    class Meta:
        ordering = ["-started_on", "id"]
        verbose_name = verbose_name_plural = _("服务活动")

    def __str__(self) -> str:
        return either(self.name, self.name_en)


class Claim(models.Model):
    """A figure as a source prints it, beside which the computed one is shown."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="claims")
    #: Number of the fact in the register of facts, and which computed figure it is compared with.
    fact = models.CharField(_("事实编号"), max_length=8)
    figure = models.CharField(max_length=20)
    value = models.DecimalField(_("来源数字"), max_digits=12, decimal_places=3)
    qualifier = models.CharField(_("限定"), max_length=8, choices=Qualifier, default=Qualifier.EXACT)
    quote = models.CharField(_("原文"), max_length=300)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name=_("来源"))

    class Meta:
        ordering = ["fact"]
        verbose_name = verbose_name_plural = _("来源数字")
        constraints = [models.UniqueConstraint(fields=["programme", "fact"], name="request_claim_once")]

    def __str__(self) -> str:
        return f"{self.fact} {self.value}"


class Pairing(Record):
    """A cadre who looks after a firm, one to one."""

    programme = models.ForeignKey(
        Programme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="pairings",
        verbose_name=pgettext_lazy("走访", "活动"),
    )
    cadre = models.CharField(_("干部"), max_length=60)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("账号"),
    )
    firm = models.ForeignKey(Firm, models.PROTECT, related_name="pairings", verbose_name=_("企业"))
    since = models.DateField(pgettext_lazy("期限", "起"))
    until = models.DateField(pgettext_lazy("期限", "止"), null=True, blank=True)

    page = "requests:pairing-change"

    class Meta:
        ordering = ["cadre", "id"]
        verbose_name = verbose_name_plural = _("干部联企")
        indexes = [models.Index(fields=["firm", "until"], name="pairing_of_firm")]

    def __str__(self) -> str:
        return f"{self.cadre} — {self.firm}"
