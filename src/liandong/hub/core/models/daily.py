"""Daily jobs that were done: one row a job and day, so that several servers on one database do each of them once."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DailyRun(models.Model):
    """A job on one day. Whoever makes the row has claimed it; one that did not end may be claimed again."""

    job = models.CharField(max_length=40)
    day = models.DateField()
    attempts = models.PositiveSmallIntegerField(default=1)
    claimed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-day", "job"]
        verbose_name = verbose_name_plural = _("每日任务")
        constraints = [models.UniqueConstraint(fields=["job", "day"], name="daily_job_once")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.job}"
