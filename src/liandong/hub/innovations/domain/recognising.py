"""Recording recognition events, and what follows from them for an innovation's level."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Case, IntegerField, OuterRef, Subquery, Value, When

from liandong.hub.innovations.enums import Level, Outcome
from liandong.hub.innovations.models import Innovation, Recognition

_LEVELS = {
    "city_on": Level.CITY,
    "province_on": Level.PROVINCE,
    "ministry_on": Level.MINISTRY,
    "state_on": Level.STATE,
}


@transaction.atomic
def recognise(*, recognition: Recognition) -> Recognition:
    """Save an event under its innovation's zone and circle, and bring the innovation's level up to date."""
    innovation = recognition.innovation
    recognition.zone, recognition.circle = innovation.zone, innovation.circle
    recognition.save()
    refresh(Innovation.objects.filter(pk=innovation.pk))
    return recognition


@transaction.atomic
def withdraw(*, recognition: Recognition) -> None:
    """Take an event back; the level follows."""
    innovation_id = recognition.innovation_id
    recognition.delete()
    refresh(Innovation.objects.filter(pk=innovation_id))


def refresh(innovations: Any) -> int:
    """Recompute the kept days and level of these innovations from their events; how many rows."""
    innovations.update(zone_on=_first(), **{name: _first(level) for name, level in _LEVELS.items()})
    reached = [When(**{f"{name}__isnull": False}, then=Value(int(level))) for name, level in _highest_first()]
    zone = When(zone_on__isnull=False, then=Value(int(Level.ZONE)))
    level = Case(*reached, zone, default=Value(int(Level.NONE)), output_field=IntegerField())
    return int(innovations.update(level=level))


def _highest_first() -> list[tuple[str, Level]]:
    return sorted(_LEVELS.items(), key=lambda item: -item[1])


def _first(level: Level | None = None) -> Subquery:
    """The day of the first event that promotes; of any level, or of this one."""
    events = Recognition.objects.filter(
        innovation=OuterRef("pk"), outcome=Outcome.RECOGNISED, channel__promotes=True
    )
    if level is not None:
        events = events.filter(channel__level=level)
    return Subquery(events.order_by("on").values("on")[:1])
