"""Coverage of visits: how many of the firms and projects of a zone were visited in a span of days (S082)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max

from liandong.hub.core.models import Firm, Zone
from liandong.hub.requests.models import Project, Visit


@dataclass(frozen=True)
class Covered:
    """A zone: visited of all, and the day of the last visit."""

    zone: Zone
    kind: str
    visited: int
    total: int
    last: date | None

    @property
    def share(self) -> float | None:
        """Visited of all."""
        return self.visited / self.total if self.total else None


def coverage(*, zones: list[Zone], since: date, until: date) -> list[Covered]:
    """Firms and projects of these zones; a zone that has none is left out."""
    visits = Visit.objects.filter(on__range=(since, until), zone__in=zones)
    firms = Counter(dict(Firm.objects.values_list("zone").annotate(n=Count("id")).order_by()))
    projects = Counter(dict(Project.objects.values_list("zone").annotate(n=Count("id")).order_by()))
    return [
        *_covered("firm", zones, firms, _visited(visits, "firm")),
        *_covered("project", zones, projects, _visited(visits, "project")),
    ]


def _visited(visits: Any, what: str) -> dict[int, tuple[int, date]]:
    rows = visits.filter(**{f"{what}__isnull": False}).values_list(f"{what}__zone")
    counted = rows.annotate(n=Count(what, distinct=True), last=Max("on")).order_by()
    return {zone: (n, last) for zone, n, last in counted}


def _covered(
    kind: str, zones: list[Zone], totals: Counter[int], visited: dict[int, tuple[int, date]]
) -> list[Covered]:
    return [Covered(zone, kind, *_of(visited, zone.pk, totals[zone.pk])) for zone in zones if totals[zone.pk]]


def _of(visited: dict[int, tuple[int, date]], zone: int, total: int) -> tuple[int, int, date | None]:
    n, last = visited.get(zone, (0, None))
    return n, total, last


def unvisited(*, zone: Zone, since: date, until: date, limit: int = 50) -> list[Any]:
    """Projects, then firms, of the zone that nobody visited in the span; bounded."""
    seen = Visit.objects.filter(on__range=(since, until))
    projects = Project.objects.filter(zone=zone).exclude(
        pk__in=seen.filter(project__isnull=False).values("project")
    )
    firms = Firm.objects.filter(zone=zone).exclude(pk__in=seen.filter(firm__isnull=False).values("firm"))
    return [*projects[:limit], *firms[: max(0, limit)]][:limit]
