"""Bundles and what makes them believed, installed and answered for.

The files lie under their SHA-256 (``domain.keeping``); what is here is what lists and permissions need, and it follows from
the files. Keys that sign lie outside of all this, in files of their own.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liandong.hub.bottlenecks.models import Analysis, Running
from liandong.hub.bundles.enums import JobKind, Origin
from liandong.hub.core.language import either
from liandong.hub.core.models import Record, Zone
from liandong.hub.innovations.models import Innovation


def _person() -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("经办人")
    )


class BundleFile(Record):
    """A bundle that a zone has: built by it, uploaded or received; ``zone`` is whose it is here."""

    key = models.CharField(_("编号"), max_length=64)
    version = models.CharField(_("版本"), max_length=24)
    title = models.CharField(_("名称"), max_length=200)
    title_en = models.CharField(max_length=200)
    origin = models.CharField(_("来源片区"), max_length=80)
    came = models.CharField(_("来历"), max_length=10, choices=Origin)
    #: Of everything but signatures.
    digest = models.CharField(_("指纹"), max_length=64)
    #: Of the file as it lies there.
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    size = models.PositiveIntegerField(_("大小（字节）"))
    #: The facts as the manifest has them.
    facts = models.JSONField(default=dict)
    #: The envelope with the signatures; empty where nobody signed.
    envelope = models.TextField(blank=True)
    is_simulated = models.BooleanField(_("模拟数据"), default=False)
    innovation = models.ForeignKey(
        Innovation, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("制度创新成果")
    )
    created_by = _person()

    page = "bundles:bundle"
    searched = ("title", "title_en", "key")

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("成果包")
        constraints = [models.UniqueConstraint(fields=["zone", "digest"], name="bundle_once_a_zone")]
        indexes = [
            models.Index(fields=["circle", "-id"], name="bundle_in_circle"),
            models.Index(fields=["key", "-id"], name="bundle_versions"),
            models.Index(fields=["digest"], name="bundle_by_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.version}"

    @property
    def label(self) -> str:
        """Its title in the language of the page."""
        return either(self.title, self.title_en)

    @property
    def name(self) -> str:
        """``id version``, as the library calls it."""
        return f"{self.key} {self.version}"


class ZoneKey(Record):
    """A key that a zone signs with: the public half. The other half is in a file that no page and no copy has."""

    party = models.CharField(_("署名"), max_length=80)
    public = models.TextField(_("公钥"))
    fingerprint = models.CharField(_("指纹"), max_length=16)
    created_by = _person()

    page = "bundles:keys"

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("签名密钥")
        constraints = [models.UniqueConstraint(fields=["zone", "fingerprint"], name="key_once_a_zone")]

    def __str__(self) -> str:
        return f"{self.party} {self.fingerprint}"

    def get_absolute_url(self) -> str:
        return reverse("bundles:keys")


class TrustedKey(Record):
    """A key that a zone believes; ``of`` says which zone of this hub its owner is, where it is one."""

    party = models.CharField(_("署名"), max_length=80)
    public = models.TextField(_("公钥"))
    fingerprint = models.CharField(_("指纹"), max_length=16)
    of = models.ForeignKey(
        Zone, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("对应片区")
    )
    since = models.DateField(_("受信任自"))
    revoked = models.DateField(_("吊销日期"), null=True, blank=True)
    reason = models.CharField(_("吊销原因"), max_length=300, blank=True)

    class Meta:
        ordering = ["party", "id"]
        verbose_name = verbose_name_plural = _("受信任的公钥")
        constraints = [models.UniqueConstraint(fields=["zone", "fingerprint"], name="trusted_once_a_zone")]

    def __str__(self) -> str:
        return f"{self.party} {self.fingerprint}"

    def get_absolute_url(self) -> str:
        return reverse("bundles:keys")


class CatalogueFile(Record):
    """A version of a catalogue that a zone has issued or received; every version is kept."""

    name = models.CharField(_("目录"), max_length=80)
    version = models.PositiveIntegerField(_("版本"))
    issued = models.DateField(_("签发"))
    expires = models.DateField(_("到期日"))
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    #: The signed file, and its rows as the library has them.
    content = models.TextField()
    entries = models.JSONField(default=list)
    is_own = models.BooleanField(_("本区签发"), default=False)

    page = "bundles:catalogue"

    class Meta:
        ordering = ["-version", "-id"]
        verbose_name = verbose_name_plural = _("成果目录")
        constraints = [
            models.UniqueConstraint(fields=["zone", "name", "version"], name="catalogue_version_once")
        ]
        indexes = [models.Index(fields=["circle", "name", "-version"], name="catalogue_newest")]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class ZoneFacts(Record):
    """What a zone says of itself for the fit check: legal acts beyond the national ones, capabilities, parameters."""

    basis = models.JSONField(_("法律依据"), default=list)
    capabilities = models.JSONField(_("具备条件"), default=list)
    #: Innovation id -> parameter -> value.
    parameters = models.JSONField(_("本地参数"), default=dict)

    class Meta:
        verbose_name = verbose_name_plural = _("片区适配信息")
        constraints = [models.UniqueConstraint(fields=["zone"], name="facts_once_a_zone")]

    def __str__(self) -> str:
        return str(self.zone)

    def get_absolute_url(self) -> str:
        return reverse("bundles:home")


class Installation(Record):
    """A bundle that a zone has installed."""

    bundle = models.ForeignKey(
        BundleFile, models.PROTECT, related_name="installations", verbose_name=_("成果包")
    )
    installed_on = models.DateField(_("安装日期"))
    adopted_on = models.DateField(_("起用日期"), null=True, blank=True)
    signers = models.JSONField(_("签名方"), default=list)
    parameters = models.JSONField(_("本地参数"), default=dict)
    created_by = _person()

    class Meta:
        ordering = ["-installed_on", "-id"]
        verbose_name = verbose_name_plural = _("已安装的成果包")
        constraints = [models.UniqueConstraint(fields=["zone", "bundle"], name="installed_once_a_zone")]
        indexes = [models.Index(fields=["circle", "-id"], name="installed_in_circle")]

    def __str__(self) -> str:
        return f"{self.bundle} → {self.zone}"

    def get_absolute_url(self) -> str:
        return self.bundle.get_absolute_url()


class ReportFile(Record):
    """What a zone has sent back about a bundle it runs; ``zone`` is the zone it is about."""

    bundle = models.ForeignKey(BundleFile, models.PROTECT, related_name="reports", verbose_name=_("成果包"))
    #: The id that the library gives it: of the facts in it.
    report_id = models.CharField(_("回传编号"), max_length=64)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    party = models.CharField(_("署名"), max_length=80)
    sequence = models.PositiveIntegerField(_("第几次"))
    reported_on = models.DateField(_("回传日期"))
    first = models.DateField(_("画像起"))
    last = models.DateField(_("画像止"))
    adopted_on = models.DateField(_("起用日期"), null=True, blank=True)
    cases = models.PositiveIntegerField(_("办件数"))
    is_simulated = models.BooleanField(_("模拟数据"), default=False)
    #: What came of it at the origin; empty until it was worked out.
    effect = models.JSONField(default=dict)
    #: Where it was sent: address or folder -> moment.
    sent = models.JSONField(default=dict)
    created_by = _person()

    page = "bundles:report"

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("成效回传")
        constraints = [models.UniqueConstraint(fields=["bundle", "report_id"], name="report_once_a_bundle")]
        indexes = [
            models.Index(fields=["circle", "-id"], name="report_in_circle"),
            models.Index(fields=["bundle", "zone", "sequence"], name="report_of_zone"),
        ]

    def __str__(self) -> str:
        return f"{self.party} · {self.bundle} · {self.sequence}"


class Partner(Record):
    """Another hub that the zone exchanges with; the token of the account there is in a file outside of this."""

    name = models.CharField(_("名称"), max_length=80)
    address = models.CharField(_("网址"), max_length=200)
    created_by = _person()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = verbose_name_plural = _("对方平台")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("bundles:exchange")


class BundleJob(Running):
    """A run in the background about a bundle, with what it was asked and what came of it."""

    kind = models.CharField(_("任务"), max_length=10, choices=JobKind)
    bundle = models.ForeignKey(
        BundleFile, models.CASCADE, null=True, blank=True, related_name="jobs", verbose_name=_("成果包")
    )
    analysis = models.ForeignKey(Analysis, models.SET_NULL, null=True, blank=True, related_name="+")
    asked = models.JSONField(default=dict)
    found = models.JSONField(default=dict)

    page = "bundles:job"
    task = "liandong.hub.bundles.tasks.run_job"

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = _("成果包任务")
        indexes = [models.Index(fields=["circle", "state"], name="bundle_job_in_circle")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.bundle or self.asked.get('name', '')}".rstrip(" ·")

    def broke_off(self) -> None:
        """An upload that was not built is of no use: the same would fail again, and another is another upload."""
        from liandong.hub.bundles.domain.building import forget_upload

        forget_upload(self)
