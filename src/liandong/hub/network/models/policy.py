"""Policies of a zone and the other zones they apply in (S017)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from liandong.hub.network.models.base import Entry, Part, Tagged


class Policy(Tagged, Entry):
    """A policy the owner zone has issued; it applies there by itself."""

    title = models.CharField(_("政策名称"), max_length=200)
    document_no = models.CharField(_("文号"), max_length=80, blank=True)
    issuer = models.CharField(_("发布单位"), max_length=120, blank=True)
    valid_from = models.DateField(_("施行日期"))
    valid_until = models.DateField(
        _("失效日期"), null=True, blank=True, help_text=_("当日仍有效；留空为长期")
    )
    summary = models.TextField(_("主要内容"), blank=True)

    page = "network:policy"
    searched = ("title", "summary", "document_no")

    class Meta:
        ordering = ["-valid_from", "-id"]
        verbose_name = verbose_name_plural = _("政策")
        indexes = [models.Index(fields=["circle", "-valid_from"], name="policy_seen")]

    def __str__(self) -> str:
        return self.title


class Applicability(Part):
    """The policy also applies in another zone (``zone``), for a time and under conditions."""

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="applicabilities", verbose_name=_("政策"))
    valid_from = models.DateField(_("适用起"))
    valid_until = models.DateField(_("适用止"), null=True, blank=True)
    conditions = models.CharField(_("适用条件"), max_length=300, blank=True)

    whole = "policy"

    class Meta:
        ordering = ["zone__position"]
        verbose_name = verbose_name_plural = _("适用片区")
        constraints = [models.UniqueConstraint(fields=["policy", "zone"], name="applies_once_a_zone")]

    def __str__(self) -> str:
        return f"{self.policy} · {self.zone}"
