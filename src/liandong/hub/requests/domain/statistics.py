"""Requests in numbers, counted from their rows: filed, solved, in time, how long, how satisfied.

Filed are all but those merged into another, which are counted there. A solved one took the working days from filing to
the answer that was confirmed, and was in time when that answer came by its due day. Every count is additive, grouped by
the database over one index, and rolled up here, so that the median needs no list of days.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from liandong.hub.core.domain.kept import kept
from liandong.hub.requests.enums import AT_OFFICE, OPEN, State
from liandong.hub.requests.models import Category, Request
from liandong.hub.requests.worktime import local_today


@dataclass
class Figures:
    """The counts of one group, and what follows from them."""

    key: Any = None
    label: Any = ""
    filed: int = 0
    solved: int = 0
    open: int = 0
    overdue: int = 0
    in_time: int = 0
    rated: int = 0
    points: int = 0
    days: Counter[int] = field(default_factory=Counter)

    @property
    def share(self) -> float | None:
        """Solved of filed."""
        return self.solved / self.filed if self.filed else None

    @property
    def in_time_share(self) -> float | None:
        """In time of solved."""
        return self.in_time / self.solved if self.solved else None

    @property
    def satisfaction(self) -> float | None:
        """Mean of the firms' points, 1 to 5."""
        return round(self.points / self.rated, 2) if self.rated else None

    @property
    def median(self) -> float | None:
        """Median working days to solve."""
        return median(self.days)

    def take(self, row: dict[str, Any]) -> None:
        """Add the counts of a row of the database."""
        for name in ("filed", "solved", "open", "overdue", "in_time", "rated"):
            setattr(self, name, getattr(self, name) + row[name])
        self.points += row["points"] or 0
        if row["days"] is not None:
            self.days[row["days"]] += row["filed"]


def median(days: Counter[int]) -> float | None:
    """The middle of counted values; between two of them, half way.

    >>> median(Counter({1: 2, 4: 1, 9: 1}))
    2.5
    """
    total = sum(days.values())
    if not total:
        return None
    low, high = _nth(days, (total - 1) // 2), _nth(days, total // 2)
    return (low + high) / 2


def _nth(days: Counter[int], place: int) -> int:
    for value in sorted(days):
        place -= days[value]
        if place < 0:
            return value
    raise IndexError(place)


def counted(rows: QuerySet[Request]) -> QuerySet[Request]:
    """What counts as filed."""
    return rows.exclude(state=State.MERGED)


def by(rows: QuerySet[Request], dimension: str) -> list[Figures]:
    """The figures of each value of ``category``, ``zone`` or ``month``, in order of the value."""
    groups: dict[Any, Figures] = defaultdict(Figures)
    for row in _grouped(rows, dimension):
        groups[row[dimension]].take(row)
    for key, figures in groups.items():
        figures.key = key
    return [groups[key] for key in sorted(groups)]


def total(parts: Iterable[Figures]) -> Figures:
    """The figures of several groups together."""
    whole = Figures()
    for part in parts:
        for name in ("filed", "solved", "open", "overdue", "in_time", "rated", "points"):
            setattr(whole, name, getattr(whole, name) + getattr(part, name))
        whole.days += part.days
    return whole


def summary() -> dict[str, Any]:
    """Filed, solved, share, open, overdue and the same by category, of what the reader may see."""
    return dict(kept("requests.summary", _summary))


def _summary() -> dict[str, Any]:
    states = counted(Request.objects.all()).values("category", "state").order_by()
    late = Q(state__in=AT_OFFICE, due__lt=local_today())
    groups: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(_SUMMED, 0))
    for row in states.annotate(n=Count("id"), late=Count("id", filter=late)):
        _add(groups[row["category"]], dict(row))
    whole = {name: sum(group[name] for group in groups.values()) for name in _SUMMED}
    names = Category.objects.in_bulk(list(groups))
    order = sorted(groups, key=lambda key: (names[key].position, key))
    return {
        **_shared(whole),
        "by_category": [{"category": names[key], **_shared(groups[key])} for key in order],
    }


_SUMMED = ("filed", "solved", "open", "overdue")


def _add(group: dict[str, int], row: dict[str, Any]) -> None:
    group["filed"] += row["n"]
    group["solved"] += row["n"] if row["state"] == State.SOLVED else 0
    group["open"] += row["n"] if row["state"] in OPEN else 0
    group["overdue"] += row["late"]


def _shared(group: dict[str, int]) -> dict[str, Any]:
    return {**group, "share": group["solved"] / group["filed"] if group["filed"] else None}


def _grouped(rows: QuerySet[Request], dimension: str) -> Any:
    late = Q(state__in=AT_OFFICE, due__lt=local_today())
    return (
        counted(rows)
        .values(dimension, "days")
        .annotate(
            filed=Count("id"),
            solved=Count("id", filter=Q(state=State.SOLVED)),
            open=Count("id", filter=Q(state__in=OPEN)),
            overdue=Count("id", filter=late),
            in_time=Count("id", filter=Q(is_in_time=True)),
            rated=Count("satisfaction"),
            points=Sum("satisfaction"),
        )
        .order_by()
    )


def year_ago(today: date) -> date:
    """The first day of the month eleven months back: with the current one, twelve months."""
    return date(today.year - 1, today.month + 1, 1) if today.month < 12 else date(today.year, 1, 1)
