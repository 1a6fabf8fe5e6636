"""Visits of officials to firms and projects, and the meetings requests come out of."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.models.record import Record
from liandong.hub.core.models.zone import Firm
from liandong.hub.requests.enums import CHANNEL_OF, Channel, VisitKind


class Project(Record):
    """An investment project that leaders are to visit (S082)."""

    name = models.CharField(_("项目"), max_length=120)
    is_simulated = models.BooleanField(_("示例"), default=False)

    page = "requests:project-change"

    class Meta:
        ordering = ["name"]
        verbose_name = verbose_name_plural = _("走访项目")
        constraints = [models.UniqueConstraint(fields=["zone", "name"], name="project_once_a_zone")]

    def __str__(self) -> str:
        return self.name


class Visit(Record):
    """A day on which an official was at a firm, a project or a meeting, and what was said there."""

    kind = models.CharField(_("形式"), max_length=10, choices=VisitKind, default=VisitKind.VISIT)
    on = models.DateField(_("日期"))
    visitor = models.CharField(_("走访人"), max_length=60)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    firm = models.ForeignKey(
        Firm, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name=_("企业")
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name=_("项目")
    )
    place = models.CharField(_("地点"), max_length=80, blank=True)
    notes = models.TextField(_("记录"), max_length=5000, blank=True)
    is_simulated = models.BooleanField(_("示例"), default=False)

    page = "requests:visit"
    searched = ("notes",)

    class Meta:
        ordering = ["-on", "-id"]
        verbose_name = verbose_name_plural = _("走访")
        indexes = [
            models.Index(fields=["circle", "-on"], name="visit_newest"),
            models.Index(fields=["firm", "on"], name="visit_of_firm"),
            models.Index(fields=["project", "on"], name="visit_of_project"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.get_kind_display()} {self.where()}"

    def where(self) -> str:
        """The firm, the project or the place."""
        return str(self.firm or self.project or self.place)

    @property
    def channel(self) -> Channel:
        """The channel of requests that come out of it."""
        return CHANNEL_OF[VisitKind(self.kind)]
