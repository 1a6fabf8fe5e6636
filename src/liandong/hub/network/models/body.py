"""Alliances, leading groups, task forces and teams: members and what they do (S008, S095, S097, S107)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liandong.hub.core.models import Source
from liandong.hub.network.enums import BodyKind
from liandong.hub.network.models.base import Entry, Part
from liandong.hub.network.models.officer import Officer


class Body(Entry):
    """A standing body; dormant when nothing was done for a year."""

    name = models.CharField(_("名称"), max_length=160)
    kind = models.CharField(_("类型"), max_length=12, choices=BodyKind, default=BodyKind.ALLIANCE)
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)
    founded_text = models.CharField(_("成立时间（原文）"), max_length=80, blank=True)
    members_text = models.CharField(_("成员规模（原文）"), max_length=200, blank=True)
    purpose = models.TextField(_("职责"), blank=True)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("来源")
    )

    page = "network:body"
    searched = ("name", "purpose")

    class Meta:
        ordering = ["kind", "name"]
        verbose_name = verbose_name_plural = _("联盟与机构")
        indexes = [models.Index(fields=["circle", "kind"], name="body_seen")]

    def __str__(self) -> str:
        return self.name


class Membership(Part):
    """A member: an officer of the network, or an organisation by name."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="memberships", verbose_name=_("机构"))
    officer = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("专员")
    )
    organisation = models.CharField(_("成员单位"), max_length=120, blank=True)
    role = models.CharField(_("职务"), max_length=60, blank=True)

    whole = "body"

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = pgettext_lazy("机构", "成员")

    def __str__(self) -> str:
        return str(self.officer) if self.officer_id else self.organisation


class Activity(Part):
    """Something a body did, and what came of it."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="activities", verbose_name=_("机构"))
    held_on = models.DateField(_("日期"))
    text = models.CharField(_("活动"), max_length=200)
    output = models.CharField(pgettext_lazy("机构", "成果"), max_length=200, blank=True)

    whole = "body"

    class Meta:
        ordering = ["-held_on", "-id"]
        verbose_name = verbose_name_plural = _("活动")
        indexes = [models.Index(fields=["body", "held_on"], name="activity_last")]

    def __str__(self) -> str:
        return self.text
