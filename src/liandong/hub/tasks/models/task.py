"""The task: what PRACTICE §3 asks of a ledger, one row a task (一事一记、一项一表)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.enums import Light
from liandong.hub.core.models import Record
from liandong.hub.tasks.enums import LifeCycle, TaskKind, TaskState
from liandong.hub.tasks.light import RANK, light, red_since
from liandong.hub.tasks.models.plan import Branch
from liandong.hub.tasks.models.rule import LightRule


class Task(Record):
    """A task of a zone; linked tasks have several zones, each with its own sub-status."""

    number = models.CharField(_("序号"), max_length=40)
    name = models.CharField(_("任务"), max_length=200)
    kind = models.CharField(_("类型"), max_length=12, choices=TaskKind, default=TaskKind.ORDINARY)
    state = models.CharField(_("状态"), max_length=10, choices=TaskState, default=TaskState.IDLE)
    #: Where a blocked task was before.
    state_before = models.CharField(max_length=10, blank=True, editable=False)
    branch = models.ForeignKey(
        Branch, models.SET_NULL, null=True, blank=True, related_name="tasks", verbose_name=_("所属计划")
    )
    #: The ledger's year; an open task rolls over into the next one and keeps the year it began in.
    year = models.PositiveSmallIntegerField(_("年度"), default=0)
    first_year = models.PositiveSmallIntegerField(_("立项年度"), default=0)

    basis = models.TextField(_("依据"), blank=True, help_text=_("文件名称、文号和条款"))
    goal = models.TextField(_("目标"), blank=True, help_text=_("写成可以量化的目标"))
    life_cycle = models.CharField(_("全生命周期"), max_length=10, choices=LifeCycle, blank=True)
    start = models.DateField(_("起"), null=True, blank=True)
    due = models.DateField(_("止"))

    lead_unit = models.CharField(_("牵头单位"), max_length=120, blank=True)
    responsible_units = models.CharField(_("责任单位"), max_length=300, blank=True)
    supporting_units = models.CharField(_("配合单位"), max_length=300, blank=True)
    person = models.CharField(_("责任人"), max_length=60, blank=True)
    #: The responsible person's account, where they have one.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("责任人账号"),
    )
    #: Who made it (立项), which is not always who answers for it; neither signs it off.
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("立项人"),
    )
    contact = models.CharField(_("联系人"), max_length=100, blank=True)

    progress = models.PositiveSmallIntegerField(
        _("进度%"), default=0, validators=[MaxValueValidator(100)], help_text="0–100"
    )
    is_poor = models.BooleanField(_("质量不达标"), default=False)
    problems = models.TextField(_("存在问题"), blank=True)
    to_coordinate = models.TextField(_("需协调事项"), blank=True)
    next_steps = models.TextField(_("下步打算"), blank=True)
    receipt = models.CharField(_("签收"), max_length=100, blank=True)

    hypothesis = models.TextField(_("待验证的假设"), blank=True)
    sandbox = models.TextField(_("试点范围"), blank=True, help_text=_("在哪里、对谁、到什么时候"))
    exit_rule = models.TextField(_("退出规则"), blank=True, help_text=_("出现什么情况就停止"))
    stress_test = models.CharField(
        _("压力测试"), max_length=200, blank=True, help_text=_("压力测试报告的编号，进入“实施”之前必填")
    )

    light = models.CharField(_("灯色"), max_length=8, choices=Light, default=Light.NONE, editable=False)
    rank = models.PositiveSmallIntegerField(default=RANK[Light.NONE], editable=False)
    red_since = models.DateField(_("亮红灯起"), null=True, editable=False)
    override_light = models.CharField(_("人工灯色"), max_length=8, choices=Light, blank=True)
    override_reason = models.CharField(_("人工亮灯理由"), max_length=300, blank=True)
    override_until = models.DateField(_("人工灯色有效至"), null=True, blank=True)

    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("销号人"),
    )
    signed_on = models.DateField(_("销号日期"), null=True, blank=True)
    sign_note = models.TextField(_("销号意见"), blank=True)
    is_simulated = models.BooleanField(_("模拟数据"), default=False)

    page = "tasks:task"
    searched = ("name", "goal", "basis", "problems", "lead_unit")

    class Meta:
        ordering = ["rank", "due", "id"]
        verbose_name = verbose_name_plural = _("任务")
        constraints = [models.UniqueConstraint(fields=["zone", "number"], name="task_number_once_a_zone")]
        indexes = [
            models.Index(fields=["rank", "due", "id", "circle"], name="task_by_urgency"),
            # Holds all that the counts above the list need, in the order they are grouped.
            models.Index(fields=["light", "state", "kind", "circle", "due"], name="task_by_light"),
            models.Index(fields=["light", "red_since"], name="task_red"),
            models.Index(fields=["state", "due", "circle"], name="task_by_state"),
            models.Index(fields=["due", "circle"], name="task_by_due"),
            models.Index(fields=["zone", "year", "state"], name="task_of_year"),
            models.Index(fields=["branch", "state"], name="task_of_branch"),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def zone_ids(self) -> set[int]:
        """The zones that own the task: the one that files it and those that take part."""
        return {self.zone_id, *(part.zone_id for part in self.parts.all())}

    @property
    def is_open(self) -> bool:
        """Whether the task is not signed off yet."""
        return self.state != TaskState.CLOSED

    def relight(self, today: date, rule: Any) -> bool:
        """Put the light of that day in its column; whether that changed anything."""
        shown = light(self, today, rule)
        now = (shown, RANK[shown], red_since(self, today, shown))
        is_new = now != (self.light, self.rank, self.red_since)
        self.light, self.rank, self.red_since = now
        return is_new

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.year = self.year or self.due.year
        self.first_year = self.first_year or self.year
        self.relight(timezone.localdate(), LightRule.of(self.zone_id))
        super().save(*args, **kwargs)
