"""Replication: one innovation in one zone, from offered to live or dropped (S010–S012)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from liandong.hub.core.language import page_language
from liandong.hub.core.models import Record
from liandong.hub.innovations.enums import Fit, Precision, Status
from liandong.hub.innovations.models.claim import Claim
from liandong.hub.innovations.models.innovation import Innovation


class Adoption(Record):
    """A cell of the replication matrix. ``zone`` is the zone that takes over."""

    innovation = models.ForeignKey(
        Innovation, models.CASCADE, related_name="adoptions", verbose_name=_("制度创新成果")
    )
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.OFFERED)
    since = models.DateField(_("自"))
    precision = models.CharField(_("日期精度"), max_length=6, choices=Precision, default=Precision.DAY)
    reason = models.CharField(_("理由"), max_length=300, blank=True)
    has_basis = models.CharField(_("法律依据可用"), max_length=8, choices=Fit, default=Fit.UNKNOWN)
    has_volume = models.CharField(_("业务量足够"), max_length=8, choices=Fit, default=Fit.UNKNOWN)
    has_systems = models.CharField(_("系统可支撑"), max_length=8, choices=Fit, default=Fit.UNKNOWN)
    #: Parameter name -> value as a decimal string; the range is the innovation's.
    parameters = models.JSONField(_("本地参数"), default=dict, blank=True)
    deviation = models.TextField(_("与成果包的差异"), blank=True)
    claim = models.ForeignKey(
        Claim, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("主张成效")
    )
    quote = models.TextField(_("来源原文"), blank=True)
    #: The zone's own effect as worked out from its counts, in words and numbers, with day and source; empty until then.
    computed = models.JSONField(_("测算成效"), default=dict, blank=True, editable=False)

    page = "innovations:adoption"

    class Meta:
        ordering = ["-since", "-id"]
        verbose_name = verbose_name_plural = _("复制推广")
        constraints = [models.UniqueConstraint(fields=["innovation", "zone"], name="adopted_once_a_zone")]
        indexes = [models.Index(fields=["status", "zone"], name="adoption_by_status")]

    def __str__(self) -> str:
        return f"{self.innovation} → {self.zone}"

    @property
    def computed_words(self) -> str:
        """The computed effect with its limits, in the language of the page."""
        return str(self.computed.get(page_language(), ""))

    @property
    def computed_short(self) -> str:
        """The computed effect as a number, in the language of the page."""
        return str(self.computed.get(f"short_{page_language()}", ""))


class Step(models.Model):
    """One change of an adoption's status; the history of the replication."""

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="steps")
    status = models.CharField(_("状态"), max_length=10, choices=Status)
    on = models.DateField(_("日期"))
    reason = models.CharField(_("理由"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = ScopedManager(circle="adoption__circle")

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = _("推广进程")

    def __str__(self) -> str:
        return f"{self.on} {self.get_status_display()}"
