"""Escalations (顶格协调): a task that stays red goes to a leader, whose decision has a deadline and an effect."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from liandong.hub.tasks.enums import EscalationState
from liandong.hub.tasks.models.rule import Level
from liandong.hub.tasks.models.task import Task


class Escalation(models.Model):
    """One rung climbed by one task."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="escalations", verbose_name=_("任务"))
    level = models.ForeignKey(Level, models.PROTECT, related_name="+", verbose_name=_("层级"))
    state = models.CharField(_("状态"), max_length=8, choices=EscalationState, default=EscalationState.OPEN)
    opened_on = models.DateField(_("提请日期"))
    matter = models.TextField(_("需协调事项"), blank=True)
    decision = models.TextField(_("决策意见"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("决策人"),
    )
    decided_on = models.DateField(_("决策日期"), null=True, blank=True)
    #: Until decided: by when to decide. Then: by when the decision is to be carried out.
    deadline = models.DateField(_("时限"))
    #: Days the task was late when the escalation was opened and, after the decision, until it was signed off.
    delay_before = models.IntegerField(_("决策前拖延天数"), default=0)
    delay_after = models.IntegerField(_("决策后用时天数"), null=True, blank=True)

    objects = ScopedManager(circle="task__circle")

    class Meta:
        ordering = ["-opened_on", "-id"]
        verbose_name = verbose_name_plural = _("顶格协调")
        constraints = [models.UniqueConstraint(fields=["task", "level"], name="level_once_a_task")]
        indexes = [
            models.Index(fields=["-opened_on", "-id"], name="escalation_by_day"),
            models.Index(fields=["state", "-opened_on", "-id"], name="escalation_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.task} · {self.level}"

    def get_absolute_url(self) -> str:
        return reverse("tasks:escalation", args=[self.pk])
