"""Score sheets as data, and the reviews that fill them in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from liandong.hub.core.models.zone import Named
from liandong.hub.innovations.enums import Final, RowKind
from liandong.hub.innovations.models.innovation import Innovation


class ScoreScheme(Named):
    """A score sheet: its rows say everything. Score = level points × coefficient, or weighted criteria where it has weights."""

    slug = models.SlugField(_("代号"), unique=True)
    source = models.CharField(_("出处"), max_length=200, blank=True)
    final = models.CharField(_("最终得分"), max_length=6, choices=Final, default=Final.MEAN)
    #: Reviews that differ by more than this share of the larger one are to be talked over.
    tolerance = models.DecimalField(_("分歧阈值"), max_digits=4, decimal_places=2, default="0.20")
    is_default = models.BooleanField(_("默认"), default=False)

    class Meta:
        ordering = ["-is_default", "id"]
        verbose_name = verbose_name_plural = _("评分办法")


class ScoreRow(Named):
    """One row: a level's points, a coefficient, or a criterion's weight."""

    scheme = models.ForeignKey(ScoreScheme, models.CASCADE, related_name="rows", verbose_name=_("评分办法"))
    kind = models.CharField(_("类别"), max_length=12, choices=RowKind)
    code = models.SlugField(_("代码"))
    value = models.DecimalField(_("分值"), max_digits=8, decimal_places=3, default=0)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("排序"), default=0)

    class Meta:
        ordering = ["kind", "position", "id"]
        verbose_name = verbose_name_plural = _("评分行")
        constraints = [models.UniqueConstraint(fields=["scheme", "kind", "code"], name="score_row_once")]


class Review(models.Model):
    """One reviewer's sheet in one round; never changed once it is in. ``digest`` is the dossier that was read."""

    innovation = models.ForeignKey(Innovation, models.CASCADE, related_name="reviews")
    scheme = models.ForeignKey(ScoreScheme, models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(_("轮次"), default=1)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    level = models.SlugField(_("档次"), blank=True)
    coefficient = models.SlugField(_("系数"), blank=True)
    #: Criterion code -> rating, 0 to 100, as a decimal string.
    ratings = models.JSONField(_("指标评分"), default=dict)
    remark = models.TextField(_("评审意见"), blank=True)
    score = models.DecimalField(_("得分"), max_digits=8, decimal_places=3)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(_("提交时间"), auto_now_add=True)

    objects = ScopedManager(circle="innovation__circle")

    class Meta:
        ordering = ["round", "id"]
        verbose_name = verbose_name_plural = _("评审")
        constraints = [
            models.UniqueConstraint(
                fields=["innovation", "scheme", "round", "reviewer"], name="reviewed_once_a_round"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} {self.score}"
