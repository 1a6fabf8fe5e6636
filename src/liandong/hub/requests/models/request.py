"""Requests, and the themes that repeat among them."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_scopes import ScopedManager

from liandong.hub.core.enums import Light
from liandong.hub.core.models.record import Record
from liandong.hub.core.models.zone import Agency, Firm
from liandong.hub.requests.enums import AT_OFFICE, OPEN, Channel, Queue, State
from liandong.hub.requests.models.catalogue import Category, Level, Service
from liandong.hub.requests.models.programme import Programme
from liandong.hub.requests.models.visit import Visit
from liandong.hub.requests.worktime import local_today, soon


class Theme(Record):
    """What several requests of a category say in nearly the same words; the zones see its counts, not each other's texts."""

    title = models.CharField(pgettext_lazy("诉求", "主题"), max_length=120)
    category = models.ForeignKey(Category, models.PROTECT, related_name="themes", verbose_name=_("类别"))

    page = "requests:theme"
    searched = ("title",)

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("共性主题")

    def __str__(self) -> str:
        return self.title


class Request(Record):
    """A problem, question or suggestion of a firm or of an official, until somebody confirms that it is solved."""

    number = models.CharField(_("编号"), max_length=20, unique=True)
    title = models.CharField(_("标题"), max_length=120)
    text = models.TextField(_("具体情况"), max_length=5000)
    category = models.ForeignKey(Category, models.PROTECT, related_name="requests", verbose_name=_("类别"))
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel, default=Channel.FORM)
    queue = models.CharField(_("队列"), max_length=12, choices=Queue, default=Queue.SERVICE)
    firm = models.ForeignKey(
        Firm, models.PROTECT, null=True, blank=True, related_name="requests", verbose_name=_("企业")
    )
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人")
    )
    contact = models.CharField(_("联系人及电话"), max_length=80, blank=True)
    level = models.ForeignKey(Level, models.PROTECT, related_name="+", verbose_name=_("层级"))
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("承办部门")
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("承办人"),
    )
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.WAITING)
    filed_on = models.DateField(_("提交日期"))
    #: First day of the month of ``filed_on``, so that counting by month groups by one column.
    month = models.DateField(_("月份"))
    due = models.DateField(_("办理期限"))
    answered_on = models.DateField(_("答复日期"), null=True, blank=True)
    solved_on = models.DateField(_("解决日期"), null=True, blank=True)
    #: Working days from filing to the answer that was confirmed; set with ``solved_on``.
    days = models.PositiveSmallIntegerField(_("办理工作日"), null=True, blank=True)
    is_in_time = models.BooleanField(_("按期"), null=True, blank=True)
    satisfaction = models.PositiveSmallIntegerField(_("满意度"), null=True, blank=True)
    reason = models.CharField(_("不予受理理由"), max_length=300, blank=True)
    escalations = models.PositiveSmallIntegerField(_("提级次数"), default=0)
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates", verbose_name=_("并入")
    )
    theme = models.ForeignKey(
        Theme, models.SET_NULL, null=True, blank=True, related_name="requests", verbose_name=_("共性主题")
    )
    visit = models.ForeignKey(
        Visit, models.PROTECT, null=True, blank=True, related_name="requests", verbose_name=_("来自走访")
    )
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("申请的服务")
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="requests", verbose_name=_("服务活动")
    )
    is_simulated = models.BooleanField(_("示例"), default=False)

    objects = ScopedManager(office="circle", firm="firm")
    page = "requests:request"
    searched = ("number", "title", "text")

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("诉求")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(satisfaction__isnull=True) | models.Q(satisfaction__range=(1, 5)),
                name="satisfaction_1_to_5",
            )
        ]
        indexes = [
            models.Index(fields=["circle", "-id"], name="request_newest"),
            models.Index(fields=["firm", "-id"], name="request_of_firm"),
            models.Index(fields=["category", "-id"], name="request_alike"),
            # Counts of lists and statistics read this index alone, never the rows with their long texts.
            models.Index(
                fields=[
                    "circle",
                    "month",
                    "category",
                    "state",
                    "zone",
                    "due",
                    "is_in_time",
                    "days",
                    "satisfaction",
                    "queue",
                    "channel",
                ],
                name="request_counts",
            ),
            models.Index(fields=["circle", "state", "due"], name="request_state"),
            models.Index(fields=["due"], name="request_due"),
            models.Index(fields=["filed_on"], name="request_filed"),
            models.Index(
                fields=["theme", "circle", "zone", "firm"],
                condition=models.Q(theme__isnull=False),
                name="request_of_theme",
            ),
            models.Index(
                fields=["programme", "state"],
                condition=models.Q(programme__isnull=False),
                name="request_of_programme",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in OPEN

    @property
    def light(self) -> Light:
        """Red past its due day, yellow when sent back, blue in the last two working days; only while the office has it."""
        return self.light_on(local_today())

    def light_on(self, today: date) -> Light:
        """The light on a day."""
        if not self.is_open:
            return Light.DONE
        if self.state not in AT_OFFICE:
            return Light.NONE
        if self.due < today:
            return Light.RED
        if self.state == State.RETURNED:
            return Light.YELLOW
        return Light.BLUE if self.due <= soon(today) else Light.NONE
