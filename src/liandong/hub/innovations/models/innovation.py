"""Innovations: a reform that was tried, with its dossier (PRACTICE §2)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.language import either
from liandong.hub.core.models import Agency, Record, Zone
from liandong.hub.innovations.enums import Level, Stage
from liandong.hub.innovations.models.field import Family, Field, Library


class Innovation(Record):
    """One institutional innovation. ``zone`` leads, ``partners`` made it together with it."""

    number = models.CharField(_("编号"), max_length=40, unique=True)
    title = models.CharField(_("名称"), max_length=80, help_text=_("建议不超过 20 个字"))
    title_en = models.CharField(_("英文名称"), max_length=160, blank=True)
    summary = models.CharField(_("一句话概述"), max_length=300, blank=True)
    library = models.ForeignKey(Library, models.PROTECT, related_name="+", verbose_name=_("成果库"))
    field = models.ForeignKey(
        Field, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("领域")
    )
    family = models.ForeignKey(
        Family, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("模式")
    )
    partners = models.ManyToManyField(
        Zone, blank=True, related_name="joint_innovations", verbose_name=_("联动片区")
    )
    is_joint = models.BooleanField(_("联动形成"), default=False)
    lead = models.ForeignKey(
        Agency, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("牵头单位")
    )
    #: Units of any kind, also from outside of the network; as printed.
    cooperating = models.CharField(_("配合单位"), max_length=200, blank=True)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("制度创新专员"),
    )
    stage = models.CharField(_("阶段"), max_length=12, choices=Stage, default=Stage.PROPOSED)
    proposed_on = models.DateField(_("提出日期"), null=True, blank=True)
    tested_on = models.DateField(_("试行日期"), null=True, blank=True)
    live_on = models.DateField(_("运行日期"), null=True, blank=True)
    evaluated_on = models.DateField(_("评价日期"), null=True, blank=True)

    background = models.TextField(_("背景与堵点"), blank=True)
    measures = models.TextField(_("主要做法"), blank=True)
    #: Rows of document, clause, level, valid_from, valid_to, authorisation (改革须于法有据).
    legal = models.JSONField(_("法律依据"), default=list, blank=True)
    effects = models.TextField(_("实践效果"), blank=True)
    #: Rows of necessity, name, unit, low, high, text; numbers are decimal strings.
    conditions = models.JSONField(_("复制推广条件"), default=list, blank=True)
    risks = models.TextField(_("风险与防控"), blank=True)
    next_steps = models.TextField(_("下一步工作"), blank=True)
    attachments = models.TextField(_("附件清单"), blank=True)
    #: The kinds of zone it suits (S018, 分类促进), as ``bonded,economic``.
    suits = models.CharField(_("适用片区类型"), max_length=60, blank=True)
    #: A numbered place for a result that the sources count but do not name.
    is_placeholder = models.BooleanField(_("编号占位"), default=False)
    quote = models.TextField(_("来源原文"), blank=True)

    # Kept from the recognition events and the dossier by the domain, so that counts and lists read one table.
    level = models.PositiveSmallIntegerField(_("认定级别"), choices=Level, default=Level.NONE, editable=False)
    zone_on = models.DateField(_("入库日期"), null=True, editable=False)
    city_on = models.DateField(null=True, editable=False)
    province_on = models.DateField(null=True, editable=False)
    ministry_on = models.DateField(null=True, editable=False)
    state_on = models.DateField(null=True, editable=False)
    adopted = models.PositiveSmallIntegerField(_("落地片区"), default=0, editable=False)
    completeness = models.PositiveSmallIntegerField(_("案例完整度"), default=0, editable=False)

    page = "innovations:innovation"
    searched = ("title", "title_en", "summary", "background", "measures", "number")

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("制度创新成果")
        indexes = [
            models.Index(fields=["circle", "level"], name="innovation_by_level"),
            models.Index(fields=["circle", "stage"], name="innovation_by_stage"),
            models.Index(fields=["circle", "field"], name="innovation_by_field"),
            models.Index(fields=["library", "zone_on"], name="innovation_by_entry"),
            models.Index(fields=["is_placeholder", "-level", "-id"], name="innovation_as_listed"),
            models.Index(fields=["library", "is_placeholder", "circle"], name="innovation_of_library"),
            models.Index(
                fields=["-adopted", "library", "-level", "-id", "is_placeholder", "circle"],
                name="innovation_by_adopted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def name(self) -> str:
        """The title in the reader's language, where there is one."""
        return either(self.title, self.title_en)
