"""The rules of the ledger as data: when a light is which colour, and who is told when it stays red."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, JSONField, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.enums import Role
from liandong.hub.core.language import either
from liandong.hub.core.models import Zone
from liandong.hub.tasks.light import Rule


class LightRule(models.Model):
    """The light rule of a zone; without a zone, the one of the whole network."""

    zone = models.OneToOneField(
        Zone, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("片区")
    )
    blue_days = models.PositiveSmallIntegerField(_("到期前几天亮蓝灯"), default=7)
    yellow_margin = models.PositiveSmallIntegerField(
        _("进度落后多少个百分点亮黄灯"), default=10, validators=[MaxValueValidator(100)]
    )
    is_poor_yellow = models.BooleanField(_("质量不达标也亮黄灯"), default=True)

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = _("灯色规则")

    def __str__(self) -> str:
        return str(self.zone or _("全网默认"))

    @property
    def rule(self) -> Rule:
        """The numbers, as the pure function takes them."""
        return Rule(self.blue_days, self.yellow_margin, self.is_poor_yellow)

    @classmethod
    def of(cls, zone_id: int | None) -> Rule:
        """The rule for a zone: its own, else the network's, else the default."""
        known = cls.all_rules()
        return known.get(zone_id) or known.get(None) or Rule()

    @classmethod
    def all_rules(cls) -> dict[int | None, Rule]:
        """Every rule by the id of its zone, the network's under None."""
        return {row.zone_id: row.rule for row in cls.objects.all()}


def with_rule(tasks: Any) -> Any:
    """The tasks, each with the numbers of its rule as ``rule_numbers``: no query of its own on the page of a task."""
    names = ("blue_days", "yellow_margin", "is_poor_yellow")
    known = LightRule.objects.filter(Q(zone=OuterRef("zone")) | Q(zone=None))
    first = known.order_by(F("zone").desc(nulls_last=True)).values(
        numbers=JSONObject(**{name: name for name in names})
    )
    return tasks.annotate(rule_numbers=Subquery(first[:1], output_field=JSONField()))


class Level(models.Model):
    """A rung of the escalation ladder (顶格协调): red for more than so many days goes to these leaders."""

    name = models.CharField(_("层级"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=80, blank=True)
    after_days = models.PositiveSmallIntegerField(_("红灯超过几天"), unique=True)
    role = models.CharField(_("报给"), max_length=12, choices=Role, default=Role.LEADER)
    is_lead_zone = models.BooleanField(_("报给牵头片区"), default=False)
    decide_days = models.PositiveSmallIntegerField(_("几天内决策"), default=5)

    class Meta:
        ordering = ["after_days"]
        verbose_name = verbose_name_plural = _("顶格协调层级")

    def __str__(self) -> str:
        return either(self.name, self.name_en)
