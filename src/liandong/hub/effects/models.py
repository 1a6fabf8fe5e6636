"""Effects as they were measured, and case reports (成果案例报告) with every version of their text.

An effect is its own job: it is queued, runs, and then keeps what came out as files with a fingerprint. What lists and
pages show of it stands in the row, so that no page reads a profile. Which innovation it is about is a ``core.Link``.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_scopes import ScopedManager

from liandong.hub.bottlenecks.enums import JobState
from liandong.hub.bottlenecks.models import Analysis, Running
from liandong.hub.core.language import page_language
from liandong.hub.core.models import Record
from liandong.hub.effects.enums import Language, Origin, Outcome, Strength
from liandong.hub.innovations.models import Innovation
from liandong.hub.reforms.models import StressRun


def _signed(value: float) -> str:
    return f"{value:+,.2f}".replace("-", "−")


class Effect(Running):
    """What a reform did: waiting, being measured, or measured."""

    title = models.CharField(_("标题"), max_length=120)
    origin = models.CharField(_("来源"), max_length=10, choices=Origin, default=Origin.MEASURED)
    before = models.ManyToManyField(Analysis, related_name="+", verbose_name=_("实施前"))
    after = models.ManyToManyField(Analysis, related_name="+", blank=True, verbose_name=_("实施后"))
    #: The innovation that ships with the program whose profiles are compared; empty for what people choose.
    shipped = models.CharField(max_length=64, blank=True)
    #: Zone of the profiles -> month or day of adoption.
    adopted = models.JSONField(_("实施年月"), default=dict)
    #: The arguments of ``liandong.effect.effect``.
    options = models.JSONField(default=dict)
    #: The stress test whose forecast is scored.
    forecast = models.ForeignKey(
        StressRun, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("预测")
    )
    #: Claim of the library -> [with which figure it is compared, of which measure].
    compared = models.JSONField(default=dict)
    is_simulated = models.BooleanField(_("模拟数据"), default=False)
    #: Directory of the files under MEDIA_ROOT: a random name; and the fingerprint of effect.json in it.
    folder = models.CharField(max_length=80, blank=True)
    sha256 = models.CharField(_("结果指纹"), max_length=64, blank=True)

    # What the main measure came to; durations in days, shares in percentage points.
    outcome = models.CharField(_("判断"), max_length=10, choices=Outcome, default=Outcome.NONE, blank=True)
    strength = models.CharField(_("证据"), max_length=10, choices=Strength, blank=True)
    measure = models.CharField(_("指标"), max_length=20, blank=True)
    value = models.FloatField(_("变化"), null=True)
    low = models.FloatField(_("区间下限"), null=True)
    high = models.FloatField(_("区间上限"), null=True)
    #: The main measure in a sentence, all that was found, and what limits it: {"zh": ..., "en": ...}.
    headline = models.JSONField(default=dict)
    sentences = models.JSONField(default=dict)
    warnings = models.JSONField(default=dict)

    page = "effects:effect"
    task = "liandong.hub.effects.tasks.run_effect"
    searched = ("title",)

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("成效")
        indexes = [
            models.Index(fields=["circle", "-id"], name="effect_in_circle"),
            models.Index(fields=["circle", "outcome", "-id"], name="effect_by_outcome"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_measured(self) -> bool:
        """Whether there is a result."""
        return self.state == JobState.DONE

    @property
    def said(self) -> str:
        """The main measure in a sentence, in the language of the page."""
        return str(self.headline.get(page_language(), ""))

    @property
    def change(self) -> str:
        """The change of the main measure with its sign and unit; a dash where there is none."""
        return "—" if self.value is None else f"{_signed(self.value)} {self.unit}"

    @property
    def interval(self) -> str:
        """The limits of the change, as numbers."""
        if self.low is None or self.high is None:
            return ""
        return f"{_signed(self.low)} … {_signed(self.high)}"

    @property
    def unit(self) -> Any:
        """Of the change: days of the clock it was measured by, or percentage points for a share."""
        if self.measure.startswith("within"):
            return _("百分点")
        return pgettext_lazy("时长", "工作日") if self.options.get("clock") == "working" else _("天")

    @property
    def told(self) -> list[str]:
        """What was found, in the language of the page."""
        return list(self.sentences.get(page_language(), []))

    @property
    def cautions(self) -> list[str]:
        """What limits it, in the language of the page."""
        return list(self.warnings.get(page_language(), []))


class Dossier(Record):
    """The case report of an innovation: text by language, its figures quoted by name from the results linked here."""

    innovation = models.ForeignKey(
        Innovation, models.CASCADE, related_name="+", verbose_name=_("制度创新成果")
    )
    title = models.CharField(_("标题"), max_length=120)
    effect = models.ForeignKey(
        Effect, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("成效")
    )
    run = models.ForeignKey(
        StressRun, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("压力测试")
    )
    #: The text in Markdown, by language.
    texts = models.JSONField(default=dict)
    #: Tables of results brought by people, as rows: {name: [{column: value}]}.
    tables = models.JSONField(default=dict)
    #: Signature, date and where copies go.
    imprint = models.JSONField(default=dict)
    #: The version of the text: what a form began from is compared with it.
    version = models.PositiveIntegerField(_("版本"), default=0)
    is_simulated = models.BooleanField(_("模拟数据"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("创建人")
    )

    page = "effects:dossier"
    searched = ("title",)

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("案例报告")
        indexes = [models.Index(fields=["circle", "-id"], name="dossier_in_circle")]

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """The whole text of a case report in one language as it was after a change; never changed itself."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("版本"))
    lang = models.CharField(_("语言"), max_length=2, choices=Language)
    #: The section that was changed; empty where it was the whole text.
    section = models.CharField(_("章节"), max_length=120, blank=True)
    text = models.TextField(_("内容"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("操作人")
    )
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    objects = ScopedManager(circle="dossier__circle")

    class Meta:
        ordering = ["-number"]
        verbose_name = verbose_name_plural = _("历史版本")
        constraints = [models.UniqueConstraint(fields=["dossier", "number"], name="version_once")]

    def __str__(self) -> str:
        return f"{self.dossier} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a version is never changed")
        super().save(*args, **kwargs)
