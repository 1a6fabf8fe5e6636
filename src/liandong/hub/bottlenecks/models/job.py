"""A job in the background: how far it is, and what came of it."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from liandong.hub.bottlenecks.enums import AnalysisState, JobKind, JobState
from liandong.hub.bottlenecks.models.analysis import Analysis
from liandong.hub.core.models import Record

#: A running job that has said nothing for so long has lost its worker.
SILENCE = timedelta(minutes=15)


class Running(Record):
    """What runs in the background; ``done`` of ``total`` is shown while it runs. Rooms add what it is about.

    Its progress and its stopping have the addresses ``<page>-progress`` and ``<page>-cancel``.
    """

    #: Dotted name of the task that the worker runs with the number of the row.
    task: ClassVar[str] = ""
    #: It waits or runs.
    OPEN: ClassVar[tuple[JobState, ...]] = (JobState.QUEUED, JobState.RUNNING)

    state = models.CharField(_("状态"), max_length=10, choices=JobState, default=JobState.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=100)
    message = models.CharField(max_length=300, blank=True)
    message_en = models.CharField(max_length=300, blank=True)
    error = models.TextField(blank=True)
    error_en = models.TextField(blank=True)
    is_cancel_asked = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("创建人")
    )
    started_at = models.DateTimeField(_("开始"), null=True)
    heard_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(_("结束"), null=True)

    class Meta:
        abstract = True

    def broke_off(self) -> None:
        """What follows for others from an end without a result."""

    @property
    def progress_page(self) -> str:
        """Name of the address that tells how far it is."""
        return f"{self.page}-progress"

    @property
    def cancel_page(self) -> str:
        """Name of the address that stops it, or starts it again."""
        return f"{self.page}-cancel"

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in self.OPEN

    @property
    def is_silent(self) -> bool:
        """Whether it says that it runs but has not been heard of for long."""
        return (
            self.state == JobState.RUNNING
            and self.heard_at is not None
            and timezone.now() - self.heard_at > SILENCE
        )

    @property
    def percent(self) -> int:
        """How far it is."""
        return min(100, 100 * self.done // max(1, self.total))

    @property
    def says(self) -> str:
        """What it does, in the language of the page."""
        return self.message_en if get_language() == "en" else self.message

    @property
    def why(self) -> str:
        """Why it failed, in the language of the page."""
        return self.error_en if get_language() == "en" else self.error


class Job(Running):
    """A run about an analysis."""

    analysis = models.ForeignKey(Analysis, models.CASCADE, related_name="jobs", verbose_name=_("流程诊断"))
    kind = models.CharField(_("任务"), max_length=10, choices=JobKind)

    page = "bottlenecks:job"
    task = "liandong.hub.bottlenecks.tasks.run_job"

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("后台任务")
        indexes = [models.Index(fields=["circle", "state"], name="job_in_circle")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.analysis}"

    def broke_off(self) -> None:
        """An analysis that was to be counted has failed."""
        if self.kind in (JobKind.ANALYSE, JobKind.COMBINE):
            self.analysis.state = AnalysisState.FAILED
            self.analysis.save()
