"""Who ever had a hand in a task: kept by account when it happens, so that no later edit or new name hides it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from liandong.hub.tasks.enums import Deed
from liandong.hub.tasks.models.task import Task


class Hand(models.Model):
    """Somebody made, owned, led or reported on a task at some time; the row stays, and they do not sign it off."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="hands", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    deed = models.CharField(max_length=10, choices=Deed)

    objects = ScopedManager(circle="task__circle")

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = _("经手人")
        # Also the index of the one question that is asked: what this person did for this task.
        constraints = [models.UniqueConstraint(fields=["task", "user", "deed"], name="deed_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_deed_display()}"
