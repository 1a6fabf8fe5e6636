"""Counts other rooms and the cockpit show: by light, state and kind; shares of plans; what is overdue or blocked."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from liandong.hub.core.domain.kept import kept
from liandong.hub.core.enums import Light
from liandong.hub.tasks import enums
from liandong.hub.tasks.enums import TaskKind, TaskState
from liandong.hub.tasks.models import Plan, Task

#: A list of states, not "all but one": the index on state and deadline is used.
_OPEN = Q(state__in=[state for state in TaskState if state != TaskState.CLOSED])
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


@dataclass(frozen=True)
class PlanShare:
    """A share as it is now and as it was on the day of its source, each with the two numbers it is made of; a share is
    None where its whole is not known."""

    plan: Plan
    part: int
    whole: int | None
    #: The last day the source speaks of; None where it gives none, and then there is nothing of that day.
    as_of: date | None = None
    part_then: int | None = None
    whole_then: int | None = None

    @property
    def value(self) -> float | None:
        """The share now, between 0 and 1."""
        return self.part / self.whole if self.whole else None

    @property
    def value_then(self) -> float | None:
        """The share on the day of the source."""
        if self.part_then is None or not self.whole_then:
            return None
        return self.part_then / self.whole_then


def summary(today: date) -> dict[str, Any]:
    """How many tasks there are by light, state and kind, how many are overdue that day or due within a week."""
    return dict(kept(f"tasks.summary {today}", lambda: _summary(today)))


def _summary(today: date) -> dict[str, Any]:
    soon = today + timedelta(days=7)
    rows = list(
        Task.objects.order_by()
        .values_list("light", "state", "kind")
        .annotate(
            n=Count("pk"),
            overdue=Count("pk", filter=_OPEN & Q(due__lt=today)),
            due_soon=Count("pk", filter=_OPEN & Q(due__gte=today, due__lte=soon)),
        )
    )
    return {
        "total": sum(row[3] for row in rows),
        "light": _counts(Light, rows, 0),
        "state": _counts(TaskState, rows, 1),
        "kind": _counts(TaskKind, rows, 2),
        "overdue": sum(row[4] for row in rows),
        "due_soon": sum(row[5] for row in rows),
    }


def shares() -> list[PlanShare]:
    """The share each plan asks for: done of all its tasks, or its tasks of the province's total."""
    rows = (
        Plan.objects.exclude(share="")
        .select_related("source")
        .order_by("id")
        .annotate(
            tasks=Count("branches__tasks"),
            done=Count("branches__tasks", filter=Q(branches__tasks__state=TaskState.CLOSED)),
        )
    )
    return [_share(plan) for plan in rows]


def overdue(limit: int) -> list[Task]:
    """Open tasks past their deadline, the longest overdue first."""
    rows = _open().filter(due__lt=timezone.localdate()).select_related("zone", "circle")
    return list(rows.order_by("due", "pk")[:limit])


def blocked(limit: int) -> list[Task]:
    """Blocked tasks, the earliest deadline first."""
    rows = Task.objects.filter(state=TaskState.BLOCKED).select_related("zone", "circle")
    return list(rows.order_by("due", "pk")[:limit])


def _open() -> Any:
    return Task.objects.filter(_OPEN)


def _counts(kinds: Any, rows: list[Any], place: int) -> dict[str, int]:
    found: Counter[str] = Counter()
    for row in rows:
        found[row[place]] += row[3]
    return {str(kind.value): found[kind.value] for kind in kinds}


def last_day(text: str) -> date | None:
    """The last day of what a source names as its date: a day, a month or a year.

    >>> last_day("2021-04"), last_day("2023-11-20"), last_day("近年")
    (datetime.date(2021, 4, 30), datetime.date(2023, 11, 20), None)
    """
    found = _DAY.match(text)
    if found is None:
        return None
    year, month, day = int(found[1]), int(found[2] or 12), int(found[3] or 0)
    try:
        return date(year, month, day or calendar.monthrange(year, month)[1])
    except (ValueError, calendar.IllegalMonthError):
        return None


def _share(plan: Any) -> PlanShare:
    """How many tasks a plan had on the day of its source is what was announced; which were done, their sign-offs tell."""
    as_of = last_day(plan.source_date)
    if plan.share == enums.Share.DONE:
        then = _done_by(plan, as_of) if as_of else None
        return PlanShare(plan, plan.done, plan.tasks, as_of, then, plan.announced)
    then = plan.announced if as_of else None
    return PlanShare(plan, plan.tasks, plan.province_total, as_of, then, plan.province_total)


def _done_by(plan: Any, day: date) -> int:
    closed = Task.objects.filter(branch__plan=plan, state=TaskState.CLOSED)
    return int(closed.filter(signed_on__lte=day).count())
