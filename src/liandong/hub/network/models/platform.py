"""Platforms that zones open to each other, and how much they are used (S067)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.models import Source, Zone
from liandong.hub.network.enums import PlatformKind
from liandong.hub.network.models.base import Entry, Part


class Platform(Entry):
    """A platform of the owner zone and the zones that may use it."""

    name = models.CharField(_("平台名称"), max_length=120)
    kind = models.CharField(_("类型"), max_length=12, choices=PlatformKind, default=PlatformKind.OTHER)
    operator = models.CharField(_("运营单位"), max_length=120, blank=True)
    services = models.TextField(_("服务内容"), blank=True)
    users = models.ManyToManyField(Zone, related_name="+", verbose_name=_("开放给"))
    unit = models.CharField(_("计量单位"), max_length=20, default="次")
    opened_on = models.DateField(_("开放日期"), null=True, blank=True)
    contact = models.CharField(_("联系方式"), max_length=120, blank=True)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("来源")
    )

    page = "network:platform"
    searched = ("name", "services", "operator")

    class Meta:
        ordering = ["name", "id"]
        verbose_name = verbose_name_plural = _("共享平台")
        indexes = [models.Index(fields=["circle", "name"], name="platform_seen")]

    def __str__(self) -> str:
        return self.name


class Usage(Part):
    """How often a zone (``zone``) used a platform in a month, in the platform's unit."""

    platform = models.ForeignKey(Platform, models.CASCADE, related_name="usages", verbose_name=_("平台"))
    #: The first day of the month.
    month = models.DateField(_("月份"))
    amount = models.PositiveIntegerField(_("使用量"))

    whole = "platform"

    class Meta:
        ordering = ["-month", "zone__position"]
        verbose_name = verbose_name_plural = _("平台使用量")
        constraints = [models.UniqueConstraint(fields=["platform", "zone", "month"], name="usage_once")]

    def __str__(self) -> str:
        return f"{self.platform} {self.month:%Y-%m}"
