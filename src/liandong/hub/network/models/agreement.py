"""Agreements: parties, clauses, and the obligations that clauses make (S013, S098, S108)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.models import Source, Zone
from liandong.hub.network.enums import AgreementKind
from liandong.hub.network.models.base import Commitment, Entry, Part, Tagged


class Agreement(Tagged, Entry):
    """What zones signed with each other, or with others who are not zones of the network."""

    title = models.CharField(_("名称"), max_length=160)
    kind = models.CharField(_("类型"), max_length=12, choices=AgreementKind, default=AgreementKind.OTHER)
    parties = models.ManyToManyField(Zone, related_name="+", verbose_name=_("签约片区"))
    other_parties = models.CharField(_("其他签约方"), max_length=300, blank=True)
    document_no = models.CharField(_("文号"), max_length=80, blank=True)
    signed_on = models.DateField(_("签订日期"), null=True, blank=True)
    #: As the source prints it, where it gives no day.
    signed_text = models.CharField(_("签订时间（原文）"), max_length=80, blank=True)
    ends_on = models.DateField(_("有效期至"), null=True, blank=True)
    summary = models.TextField(_("主要内容"), blank=True)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("来源")
    )

    page = "network:agreement"
    searched = ("title", "summary", "other_parties", "document_no")

    class Meta:
        ordering = ["-signed_on", "-id"]
        verbose_name = verbose_name_plural = _("合作协议")
        indexes = [models.Index(fields=["circle", "-signed_on"], name="agreement_seen")]

    def __str__(self) -> str:
        return self.title


class Clause(Part):
    """A clause of an agreement, in its own words."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="clauses", verbose_name=_("协议"))
    number = models.CharField(_("条款号"), max_length=20)
    text = models.TextField(_("条款内容"))

    whole = "agreement"

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = _("条款")
        constraints = [models.UniqueConstraint(fields=["agreement", "number"], name="clause_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.text[:40]}"


class Obligation(Commitment):
    """What a clause obliges one zone to do until a day."""

    clause = models.ForeignKey(Clause, models.CASCADE, related_name="obligations", verbose_name=_("条款"))

    whole = "clause"
    plural = "obligations"

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name = verbose_name_plural = _("协议义务")
        indexes = [models.Index(fields=["circle", "state", "due_on"], name="obligation_due")]
