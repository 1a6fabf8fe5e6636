"""Circles: who may see an object.

A circle is a set of zones. Every scoped object points to one, so that visibility is one indexed column: an officer sees
the objects whose circle holds their zone, and no query needs a join. The network is the circle of all zones, also of
those that join later (``Zone.save``); a public circle is also open to enterprises.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.models.zone import Zone


class Circle(models.Model):
    """A set of zones that see the same objects; one row for each set, and one for the network as it grows."""

    key = models.CharField(max_length=200, unique=True)
    is_public = models.BooleanField(_("对企业公开"), default=False)
    #: Holds all zones there are and will be.
    is_network = models.BooleanField(_("全网"), default=False)
    zones = models.ManyToManyField(Zone, related_name="circles")

    class Meta:
        verbose_name = verbose_name_plural = _("可见范围")

    def __str__(self) -> str:
        if self.is_public:
            return str(_("公开"))
        if self.is_network:
            return str(_("全网"))
        return " · ".join(str(zone) for zone in self.zones.all())

    @classmethod
    def of(cls, zones: Iterable[Zone], *, is_public: bool = False) -> Circle:
        """The circle of these zones, made on first use."""
        chosen = sorted(set(zones), key=lambda zone: zone.slug)
        return cls._of("+".join(zone.slug for zone in chosen), chosen, is_public=is_public)

    @classmethod
    def network(cls, *, is_public: bool = False) -> Circle:
        """The circle of all zones, those that are there and those that will be."""
        return cls._of("*", None, is_public=is_public)

    @classmethod
    def _of(cls, key: str, zones: Iterable[Zone] | None, *, is_public: bool) -> Circle:
        """The circle with that key; ``zones`` is None for all of them."""
        values = {"is_public": is_public, "is_network": zones is None}
        circle, is_new = cls.objects.get_or_create(key=key + "+public" * is_public, defaults=values)
        if is_new:
            circle.zones.set(Zone.objects.all() if zones is None else zones)
        return circle
