"""Plans as trees: a plan has branches, a branch has items or tasks, and each says how many there should be (S106)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from liandong.hub.core.models import Record, Source
from liandong.hub.tasks.enums import Share


class Plan(Record):
    """A plan with a number in its name: 四六计划, 1996, 8696, 45项年度重点任务."""

    name = models.CharField(_("名称"), max_length=120)
    name_en = models.CharField(_("英文名称"), max_length=160, blank=True)
    year = models.PositiveSmallIntegerField(_("年度"), null=True, blank=True)
    structure = models.CharField(
        _("数字结构"), max_length=60, blank=True, help_text=_("各分支的公布数，用加号连接，例如 8+6+9+6")
    )
    announced = models.PositiveIntegerField(_("公布任务数"), null=True, blank=True)
    share = models.CharField(_("占比口径"), max_length=10, choices=Share, default=Share.NONE, blank=True)
    province_total = models.PositiveIntegerField(_("全省任务数"), null=True, blank=True)
    province_note = models.CharField(_("全省数的来历"), max_length=200, blank=True)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("来源")
    )
    quote = models.CharField(_("原文"), max_length=300, blank=True)
    source_date = models.CharField(_("截至"), max_length=40, blank=True)

    page = "tasks:plan"
    searched = ("name", "name_en", "quote")

    class Meta:
        ordering = ["-year", "id"]
        verbose_name = verbose_name_plural = _("计划")

    def __str__(self) -> str:
        return self.name

    @property
    def parts(self) -> list[int]:
        """The branch counts of the structure.

        >>> Plan(structure="1+9+9+6").parts
        [1, 9, 9, 6]
        """
        return [int(part) for part in self.structure.split("+") if part.strip().isdigit()]


class Branch(models.Model):
    """A branch of a plan, or an item on a branch; tasks hang on either."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="branches", verbose_name=_("计划"))
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children", verbose_name=_("上级分支")
    )
    name = models.CharField(_("名称"), max_length=120)
    announced = models.PositiveIntegerField(
        _("公布数"), null=True, blank=True, help_text=_("这一分支应有几项；不填则不核对")
    )
    position = models.PositiveSmallIntegerField(_("排序"), default=0)
    is_example = models.BooleanField(_("示例"), default=False, help_text=_("来源没有给出名称，只有编号"))

    objects = ScopedManager(circle="plan__circle")

    class Meta:
        ordering = ["plan", "position", "id"]
        verbose_name = verbose_name_plural = _("计划分支")

    def __str__(self) -> str:
        return self.name
