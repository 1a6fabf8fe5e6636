"""Meetings: an agenda, minutes, and decisions with an owner and a day (S015, S094, S095)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.models import Source, Zone
from liandong.hub.network.enums import AgendaReason, MeetingKind, MeetingState
from liandong.hub.network.models.base import Commitment, Entry, Part


class Meeting(Entry):
    """A joint meeting; the owner zone convenes it."""

    title = models.CharField(_("会议名称"), max_length=160)
    kind = models.CharField(_("类型"), max_length=12, choices=MeetingKind, default=MeetingKind.JOINT)
    state = models.CharField(_("状态"), max_length=8, choices=MeetingState, default=MeetingState.PLANNED)
    held_on = models.DateField(_("会议日期"), null=True, blank=True)
    #: The year counts the meeting where a source gives no day.
    year = models.PositiveSmallIntegerField(_("年度"))
    date_text = models.CharField(_("会议时间（原文）"), max_length=80, blank=True)
    place = models.CharField(_("地点"), max_length=120, blank=True)
    chair = models.CharField(_("主持人"), max_length=80, blank=True)
    participants = models.ManyToManyField(Zone, related_name="+", verbose_name=_("参会片区"))
    attendees = models.TextField(_("出席人员"), blank=True, help_text=_("每行一位：姓名、单位、职务"))
    minutes = models.TextField(_("会议情况"), blank=True)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("来源")
    )

    page = "network:meeting"
    searched = ("title", "minutes")

    class Meta:
        ordering = ["-year", "-held_on", "-id"]
        verbose_name = verbose_name_plural = _("联席会议")
        indexes = [models.Index(fields=["circle", "-year"], name="meeting_seen")]

    def __str__(self) -> str:
        return self.title


class AgendaItem(Part):
    """An item to talk about, and where it comes from; drafted items know their object."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda", verbose_name=_("会议"))
    position = models.PositiveSmallIntegerField(_("顺序"), default=0)
    text = models.CharField(_("议题"), max_length=300)
    reason = models.CharField(_("来由"), max_length=12, choices=AgendaReason, default=AgendaReason.OTHER)
    subject_kind = models.CharField(max_length=60, blank=True, editable=False)
    subject_id = models.BigIntegerField(null=True, editable=False)
    subject_url = models.CharField(max_length=200, blank=True, editable=False)

    whole = "meeting"

    class Meta:
        ordering = ["position", "id"]
        verbose_name = verbose_name_plural = _("议题")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "subject_kind", "subject_id"], name="agenda_subject_once"
            )
        ]

    def __str__(self) -> str:
        return self.text


class Decision(Commitment):
    """What the meeting decided, who does it, until when."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="decisions", verbose_name=_("会议"))

    whole = "meeting"
    plural = "decisions"

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name = verbose_name_plural = _("会议决定")
        indexes = [models.Index(fields=["circle", "state", "due_on"], name="decision_due")]
