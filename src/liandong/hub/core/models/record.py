"""The base of every scoped object: it has an owner zone, a circle that sees it, and each change is audited."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from liandong.hub.core.domain import audit
from liandong.hub.core.models.circle import Circle
from liandong.hub.core.models.zone import Zone


class Record(models.Model):
    """An object of a zone. Queries fail without a scope; ``save`` and ``delete`` write the audit chain."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+", verbose_name=_("片区"))
    #: Without an index of its own: most rows are in the circle of all zones, so that reading a list by circle first
    #: and sorting after is the slow way. Rooms put it last in the indexes their lists are sorted by.
    circle = models.ForeignKey(
        Circle, models.PROTECT, related_name="+", verbose_name=_("可见范围"), blank=True, db_index=False
    )
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True)

    objects = ScopedManager(circle="circle")

    #: Name of the page that shows one object; ``room:object``.
    page: ClassVar[str] = ""
    #: Fields whose text the search finds, the weightiest first.
    searched: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: Any, field_names: Any, values: Any) -> Any:
        instance = super().from_db(db, field_names, values)
        instance._before = dict(zip(field_names, values, strict=False))
        return instance

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.circle_id is None:
            self.circle = Circle.of([self.zone])
        with transaction.atomic():
            is_new = self._state.adding
            super().save(*args, **kwargs)
            audit.saved(self, is_new=is_new)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            audit.record("delete", self, {"text": str(self)})
            return super().delete(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse(self.page, args=[self.pk])
