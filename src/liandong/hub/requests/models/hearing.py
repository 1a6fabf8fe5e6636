"""Hearings and the recommendations that follow them (S090)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.models.record import Record


class Hearing(Record):
    """What was heard, what was recommended to whom, and whether they did it."""

    title = models.CharField(_("事项"), max_length=120)
    held_on = models.DateField(_("听证日期"))
    parties = models.TextField(_("参加各方"), max_length=1000)
    questions = models.TextField(_("焦点问题"), max_length=5000)
    opinion = models.TextField(_("听证意见"), max_length=5000, blank=True)
    recommendation = models.TextField(_("建议内容"), max_length=5000, blank=True)
    addressee = models.CharField(_("被建议单位"), max_length=80, blank=True)
    reply_due = models.DateField(_("回复期限"), null=True, blank=True)
    replied_on = models.DateField(_("回复日期"), null=True, blank=True)
    rectification = models.TextField(_("整改情况"), max_length=5000, blank=True)
    is_simulated = models.BooleanField(_("示例"), default=False)

    page = "requests:hearing"
    searched = ("title", "questions", "recommendation")

    class Meta:
        ordering = ["-held_on", "-id"]
        verbose_name = verbose_name_plural = _("听证与建议")

    def __str__(self) -> str:
        return self.title
