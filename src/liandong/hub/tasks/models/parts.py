"""What belongs to a task: zones with their sub-status, nodes with evidence, the team, the monthly reports."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from liandong.hub.core.models import Zone
from liandong.hub.tasks.enums import TaskState, TeamRole
from liandong.hub.tasks.models.task import Task


class TaskZone(models.Model):
    """What one zone has done of a task of several (S003)."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="parts")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+", verbose_name=_("片区"))
    state = models.CharField(_("状态"), max_length=10, choices=TaskState, default=TaskState.IDLE)
    progress = models.PositiveSmallIntegerField(_("进度%"), default=0, validators=[MaxValueValidator(100)])
    note = models.TextField(_("说明"), blank=True)
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True)

    objects = ScopedManager(circle="task__circle")

    class Meta:
        ordering = ["zone__position", "id"]
        verbose_name = verbose_name_plural = _("各片区进展")
        constraints = [models.UniqueConstraint(fields=["task", "zone"], name="zone_once_a_task")]

    def __str__(self) -> str:
        return f"{self.zone} · {self.get_state_display()}"


class Node(models.Model):
    """A node of a task (节点): a deadline of its own, and the evidence that it was met."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="nodes")
    name = models.CharField(_("节点"), max_length=120)
    due = models.DateField(_("时限"))
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    evidence = models.CharField(
        _("证据"), max_length=300, blank=True, help_text=_("文号、文件名或者一句话；销号时要查")
    )

    objects = ScopedManager(circle="task__circle")

    class Meta:
        ordering = ["due", "id"]
        verbose_name = verbose_name_plural = _("节点")
        indexes = [models.Index(fields=["due"], name="node_by_due")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return self.task.get_absolute_url()


class TeamMember(models.Model):
    """Somebody in the team of a task; the team is told what happens to it."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="team")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("人员")
    )
    role = models.CharField(_("分工"), max_length=10, choices=TeamRole, default=TeamRole.MEMBER)

    objects = ScopedManager(circle="task__circle")

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = _("专班")
        constraints = [models.UniqueConstraint(fields=["task", "user"], name="person_once_a_team")]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"

    def get_absolute_url(self) -> str:
        return self.task.get_absolute_url()


class Report(models.Model):
    """The monthly report on a task; the roll call shows who has not sent theirs (by the 28th, PRACTICE §3)."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="reports")
    month = models.DateField(_("月份"))
    progress = models.PositiveSmallIntegerField(_("进度%"), validators=[MaxValueValidator(100)])
    done = models.TextField(_("本月进展"))
    next_steps = models.TextField(_("下步打算"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("报送人")
    )
    at = models.DateTimeField(_("报送时间"), auto_now=True)

    objects = ScopedManager(circle="task__circle")

    class Meta:
        ordering = ["-month", "-id"]
        verbose_name = verbose_name_plural = _("月报")
        constraints = [models.UniqueConstraint(fields=["task", "month"], name="report_once_a_month")]
        indexes = [models.Index(fields=["month", "task"], name="report_of_month")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
