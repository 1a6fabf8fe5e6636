"""Exchange visits between zones and what came of them (S014)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.models import Zone
from liandong.hub.network.models.base import Commitment, Entry


class Visit(Entry):
    """One visit: the owner zone travels to the host."""

    held_on = models.DateField(_("日期"))
    host = models.ForeignKey(Zone, models.PROTECT, related_name="+", verbose_name=_("接待片区"))
    topic = models.CharField(_("主题"), max_length=160)
    people = models.CharField(_("参加人员"), max_length=300, blank=True)
    headcount = models.PositiveSmallIntegerField(_("人数"), default=1)
    summary = models.TextField(_("交流情况"), blank=True)

    page = "network:visit"
    searched = ("topic", "summary", "people")

    class Meta:
        ordering = ["-held_on", "-id"]
        verbose_name = verbose_name_plural = _("交流互访")
        indexes = [models.Index(fields=["circle", "-held_on"], name="visit_seen")]

    def __str__(self) -> str:
        return self.topic


class FollowUp(Commitment):
    """What is to be done after a visit."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="follow_ups", verbose_name=_("互访"))

    whole = "visit"
    plural = "follow-ups"

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name = verbose_name_plural = _("互访后续事项")
        indexes = [models.Index(fields=["circle", "state", "due_on"], name="follow_up_due")]
