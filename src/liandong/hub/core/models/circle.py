"""Circles: who may see an object.

A circle is a set of zones. Every scoped object points to one, so that visibility is one indexed column: an officer sees
the objects whose circle holds their zone, and no query needs a join. The circle of all zones is the network; a public
circle is also open to enterprises.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.models.zone import Zone


class Circle(models.Model):
    """A set of zones that see the same objects; one row for each set."""

    key = models.CharField(max_length=200, unique=True)
    is_public = models.BooleanField(_("对企业公开"), default=False)
    zones = models.ManyToManyField(Zone, related_name="circles")

    class Meta:
        verbose_name = verbose_name_plural = _("可见范围")

    def __str__(self) -> str:
        if self.is_public:
            return str(_("公开"))
        return self.key.replace("+", " · ")

    @classmethod
    def of(cls, zones: Iterable[Zone], *, is_public: bool = False) -> Circle:
        """The circle of these zones, made on first use."""
        chosen = sorted(set(zones), key=lambda zone: zone.slug)
        key = "+".join(zone.slug for zone in chosen) + ("+public" if is_public else "")
        circle, is_new = cls.objects.get_or_create(key=key, defaults={"is_public": is_public})
        if is_new:
            circle.zones.set(chosen)
        return circle

    @classmethod
    def network(cls, *, is_public: bool = False) -> Circle:
        """The circle of all zones there are."""
        return cls.of(Zone.objects.all(), is_public=is_public)
