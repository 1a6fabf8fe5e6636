"""Zones, their agencies and the firms in them: known to everyone signed in, so not scoped."""

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.enums import ZoneKind, ZoneRole
from liandong.hub.core.language import either


class Named(models.Model):
    """Something with a Chinese name and, where there is one, an English one."""

    name = models.CharField(_("名称"), max_length=80)
    name_en = models.CharField(_("英文名称"), max_length=120, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return either(self.name, self.name_en)


class Zone(Named):
    """One of the linked zones, placed on the link map by its coordinates."""

    slug = models.SlugField(_("代号"), unique=True)
    role = models.CharField(_("角色"), max_length=10, choices=ZoneRole, default=ZoneRole.PARTNER)
    kind = models.CharField(_("类型"), max_length=10, choices=ZoneKind, default=ZoneKind.ECONOMIC)
    #: What the zone is good at, as the plan of the network says it.
    field = models.CharField(_("联动领域"), max_length=200, blank=True)
    longitude = models.FloatField(_("经度"))
    latitude = models.FloatField(_("纬度"))
    position = models.PositiveSmallIntegerField(_("排序"), default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = verbose_name_plural = _("片区")

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it; a zone that joins is one of the network, and sees what the network saw before."""
        joins = self._state.adding
        super().save(*args, **kwargs)
        if joins:
            self.circles.add(*self.circles.model.objects.filter(is_network=True))


class Agency(Named):
    """A department or public body of a zone: customs, port, tax, market regulation, the zone's own offices."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="agencies", verbose_name=_("片区"))
    #: The party this agency is in an event log, so that a measured step finds who is responsible.
    party = models.CharField(_("日志中的单位名称"), max_length=80, blank=True)

    class Meta:
        ordering = ["zone__position", "name"]
        verbose_name = verbose_name_plural = _("部门")
        constraints = [models.UniqueConstraint(fields=["zone", "name"], name="agency_once_a_zone")]


class Firm(Named):
    """An enterprise in a zone."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="firms", verbose_name=_("片区"))
    #: 统一社会信用代码 (GB 32100), where known.
    code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True, db_index=True)
    industry = models.CharField(_("行业"), max_length=60, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = verbose_name_plural = _("企业")
        constraints = [models.UniqueConstraint(fields=["zone", "name"], name="firm_once_a_zone")]
