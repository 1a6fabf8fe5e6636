"""A reform being designed, and the stress tests that were registered for it.

A reform keeps its text as TOML, the form it has everywhere else; files lie in a folder of their own. What follows from
the text (changes in words, the reformed procedure, what is refused) is worked out when it changes, not when it is read.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from liandong.hub.bottlenecks.enums import JobState
from liandong.hub.bottlenecks.models import Analysis, Running
from liandong.hub.core.language import page_language
from liandong.hub.core.models import Record
from liandong.hub.reforms.enums import DesignState, Outcome


class Design(Record):
    """A reform of one procedure."""

    title = models.CharField(_("标题"), max_length=120)
    state = models.CharField(_("状态"), max_length=10, choices=DesignState, default=DesignState.EMPTY)
    #: Of the newest test that ended.
    outcome = models.CharField(
        _("压力测试"), max_length=10, choices=Outcome, default=Outcome.NONE, blank=True
    )
    analysis = models.ForeignKey(
        Analysis, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("流程诊断")
    )
    is_simulated = models.BooleanField(_("模拟数据"), default=False)
    #: The reform as its file has it.
    toml = models.TextField(_("方案文件（TOML）"))
    #: Texts before the last changes, the newest last.
    undo = models.JSONField(default=list)
    #: Directory of the files under MEDIA_ROOT: a random name.
    folder = models.CharField(max_length=80)
    procedure_sha256 = models.CharField(_("流程指纹"), max_length=64)
    #: Of the profile that its numbers come from; empty where there is none.
    profile_sha256 = models.CharField(_("画像指纹"), max_length=64, blank=True)
    #: Roles that may be named in steps and scenarios.
    roles = models.JSONField(default=list)
    steps = models.PositiveIntegerField(_("步骤数"), default=0)
    #: What changes: kind, element, and the words in both languages.
    changes = models.JSONField(default=list)
    #: The first step that does not apply and why: step, zh, en; empty where all do.
    refusal = models.JSONField(default=dict)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("创建人")
    )

    page = "reforms:design"
    searched = ("title",)

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("突破方案")
        indexes = [
            models.Index(fields=["circle", "-id"], name="design_in_circle"),
            models.Index(fields=["circle", "state", "-id"], name="design_by_state"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def refused(self) -> str:
        """Why a step does not apply, in the language of the page."""
        return str(self.refusal.get(page_language(), ""))

    @property
    def told(self) -> list[str]:
        """The changes in the language of the page."""
        return [it[page_language()] for it in self.changes]


class StressRun(Running):
    """A stress test: registered, then run, then its verdict kept."""

    design = models.ForeignKey(Design, models.CASCADE, related_name="runs", verbose_name=_("突破方案"))
    title = models.CharField(_("标题"), max_length=120)
    toml = models.TextField(_("测试文件（TOML）"))
    #: Fingerprint of criteria, scenarios, procedure, profile and reform, fixed before the run.
    sha256 = models.CharField(_("登记指纹"), max_length=64)
    registered_at = models.DateTimeField(_("登记时间"))
    #: Fingerprints that this reform's tests were registered under before.
    earlier = models.JSONField(default=list)
    folder = models.CharField(max_length=80)
    outcome = models.CharField(
        _("测试结论"), max_length=10, choices=Outcome, default=Outcome.NONE, blank=True
    )
    verdict_sha256 = models.CharField(_("结论指纹"), max_length=64, blank=True)
    #: The verdict in words, {"zh": [...], "en": [...]}.
    sentences = models.JSONField(default=dict)

    page = "reforms:run"
    task = "liandong.hub.reforms.tasks.run_test"

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("压力测试")
        constraints = [models.UniqueConstraint(fields=["design", "sha256"], name="registered_once")]
        indexes = [models.Index(fields=["circle", "state"], name="stress_in_circle")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_judged(self) -> bool:
        """Whether there is a verdict."""
        return self.state == JobState.DONE

    @property
    def told(self) -> list[Any]:
        """The verdict in the language of the page."""
        return list(self.sentences.get(page_language(), []))
