"""How many innovations there were on a day, by level, field, zone and channel.

Every count is recomputed from dated recognition events: nobody types a total. An innovation counts from the day of its
first event, at the highest level it had reached by then. Filings promote nothing (``Channel.promotes``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from liandong.hub.core.domain.kept import kept
from liandong.hub.core.language import either
from liandong.hub.innovations.enums import Category, Level, Measure, Outcome
from liandong.hub.innovations.models import Channel, Innovation, Library, Recognition

#: The channels that single measures of the consistency page count.
_CHANNELS = {
    Measure.PILOT: "pilot",
    Measure.BEST: "best",
    Measure.BRIEFING: "briefing",
    Measure.FILED: "filed",
    Measure.PROVINCIAL_BEST: "provincial-best",
}
#: The levels from the highest down, with the field that keeps the day each was reached.
_REACHED = (
    (Level.STATE, "state_on"),
    (Level.MINISTRY, "ministry_on"),
    (Level.PROVINCE, "province_on"),
    (Level.CITY, "city_on"),
    (Level.ZONE, "zone_on"),
)


@dataclass(frozen=True)
class Counts:
    """The counts of one library on one day."""

    as_of: date
    total: int = 0
    joint: int = 0
    by_level: dict[int, int] = field(default_factory=dict)
    by_channel: dict[str, int] = field(default_factory=dict)
    submitted: dict[str, int] = field(default_factory=dict)
    categories: frozenset[str] = frozenset()

    @property
    def national(self) -> int:
        """Those promoted by ministries or the State Council."""
        return self.by_level.get(Level.MINISTRY, 0) + self.by_level.get(Level.STATE, 0)

    @property
    def provincial(self) -> int:
        """Those whose highest level is the province."""
        return self.by_level.get(Level.PROVINCE, 0)

    @property
    def promoted(self) -> int:
        """National and provincial ones together, each innovation once."""
        return self.national + self.provincial

    @property
    def covers_all_categories(self) -> bool:
        """三个类别全覆盖: whether each of the State Council's three ways has recognised at least one."""
        return len(self.categories) == len([each for each in Category if each])

    def of(self, measure: str) -> int:
        """The count that a claim is about."""
        if measure in _CHANNELS:
            return self.by_channel.get(_CHANNELS[Measure(measure)], 0)
        if measure == Measure.SUBMITTED:
            return sum(self.submitted.values())
        if measure == Measure.CATEGORIES:
            return len(self.categories)
        return int(getattr(self, measure))


def counts(as_of: date | None = None, library: str = "") -> Counts:
    """The counts on a day, today by default; of the network's own library, or the one named."""
    day = as_of or timezone.localdate()
    name = library or own_library()
    return tallies([day]).get((name, day), Counts(day))


def own_library() -> str:
    """The slug of the network's own library: the first that is not external."""
    first = Library.objects.filter(is_external=False).values_list("slug", flat=True).first()
    return first or ""


def tallies(days: Iterable[date]) -> dict[tuple[str, date], Counts]:
    """Counts by library and day, in two queries however many days there are."""
    days = sorted(set(days))
    levels, events = kept(f"innovations.tallies {days}", lambda: _counted(days))
    return {
        (row["library__slug"], day): _counts(row, events, place, day)
        for row in levels
        for place, day in enumerate(days)
    }


def _counted(days: list[date]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    levels = _ours().values("library__slug").annotate(**_level_counts(days))
    return list(levels), list(_events().annotate(**_event_counts(days)))


def breakdown(day: date, library: Library | None) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """How many there were on a day by field and by zone, most first, in one query; the name is empty where none is given."""
    names = ("field__name", "field__name_en", "zone__name", "zone__name_en")
    rows = (
        Innovation.objects.filter(library=library, zone_on__lte=day)
        .order_by()
        .values(*names)
        .annotate(n=Count("pk"))
    )
    found: dict[str, Counter[str]] = {"field": Counter(), "zone": Counter()}
    for row in rows:
        for kind, tally in found.items():
            tally[_name(row[f"{kind}__name"], row[f"{kind}__name_en"])] += row["n"]
    return found["field"].most_common(), found["zone"].most_common()


def _name(name: str | None, name_en: str | None) -> str:
    return either(name or "", name_en or "")


def growth(library: Library) -> list[tuple[date, int]]:
    """Months with new entries and how many there were by their end, oldest first."""
    entered = Innovation.objects.filter(library=library, zone_on__isnull=False).order_by("zone_on")
    total, series = 0, {}
    for day, n in entered.values_list("zone_on").annotate(n=Count("pk")):
        total += n
        series[day.replace(day=1)] = total
    return list(series.items())


def _ours() -> Any:
    return Innovation.objects.filter(library__is_external=False).order_by()


def _events() -> Any:
    ours = Recognition.objects.filter(innovation__library__is_external=False).order_by()
    return ours.values("innovation__library__slug", "channel__slug", "channel__category", "channel__level")


def _level_counts(days: list[date]) -> dict[str, Count]:
    """How many had reached each level or a higher one by each day; a level's own number is the difference."""
    wanted = {}
    for place, day in enumerate(days):
        entered = Q(zone_on__lte=day)
        reached = Q()
        for level, name in _REACHED:
            reached = reached | Q(**{f"{name}__lte": day})
            wanted[f"reached{level}_{place}"] = Count("pk", filter=reached)
        wanted[f"joint_{place}"] = Count("pk", filter=entered & Q(is_joint=True))
    return wanted


def _by_level(row: dict[str, Any], place: int) -> dict[int, int]:
    above, found = 0, {}
    for level, _name in _REACHED:
        reached = row[f"reached{level}_{place}"]
        found[int(level)], above = reached - above, reached
    return found


def _event_counts(days: list[date]) -> dict[str, Count]:
    wanted = {}
    for place, day in enumerate(days):
        for outcome in (Outcome.RECOGNISED, Outcome.SUBMITTED):
            test = Q(on__lte=day, outcome=outcome)
            wanted[f"{outcome}_{place}"] = Count("innovation", filter=test, distinct=True)
    return wanted


def _counts(row: dict[str, Any], events: list[dict[str, Any]], place: int, day: date) -> Counts:
    mine = [event for event in events if event["innovation__library__slug"] == row["library__slug"]]
    recognised = {event["channel__slug"]: event[f"recognised_{place}"] for event in mine}
    return Counts(
        as_of=day,
        total=row[f"reached{Level.ZONE}_{place}"],
        joint=row[f"joint_{place}"],
        by_level=_by_level(row, place),
        by_channel={slug: n for slug, n in recognised.items() if n},
        submitted={e["channel__slug"]: e[f"submitted_{place}"] for e in mine if e[f"submitted_{place}"]},
        categories=frozenset(
            event["channel__category"]
            for event in mine
            if event["channel__category"] and event[f"recognised_{place}"]
        ),
    )


def channels() -> list[Channel]:
    """All channels, the highest level first."""
    return list(Channel.objects.order_by("-level", "position"))
