"""Daily jobs that were done: one row a job and day, so that several servers on one database do each of them once."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DailyRun(models.Model):
    """A job on one day. Whoever makes the row has claimed it; one that did not end may be claimed again."""

    job = models.CharField(_("任务"), max_length=40)
    day = models.DateField(_("日期"))
    attempts = models.PositiveSmallIntegerField(_("次数"), default=1)
    claimed_at = models.DateTimeField(_("开始"))
    ended_at = models.DateTimeField(_("结束"), null=True)
    result = models.CharField(_("结果"), max_length=200, blank=True)

    class Meta:
        ordering = ["-day", "job"]
        verbose_name = verbose_name_plural = _("每日任务")
        constraints = [models.UniqueConstraint(fields=["job", "day"], name="daily_job_once")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.job}"
