"""A month as a grid of weeks: what is due on each day, bounded, with the count of all of it."""

from __future__ import annotations

import calendar
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from liandong.hub.tasks.models import Node, Task

#: So many entries a day are shown; the rest is one click away.
SHOWN = 4


@dataclass
class Day:
    """A day of the grid: the first tasks and nodes due on it, and how many there are."""

    day: date
    is_inside: bool
    tasks: list[Any] = field(default_factory=list)
    nodes: list[Any] = field(default_factory=list)
    count: int = 0

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.tasks) - len(self.nodes)


def weeks(month: date, zone_id: int | None) -> list[list[Day]]:
    """The weeks of the month, Monday first; four queries, however much is due."""
    grid = calendar.Calendar().monthdatescalendar(month.year, month.month)
    first, last = grid[0][0], grid[-1][-1]
    task_rows = Task.objects.filter(due__range=(first, last))
    node_rows = Node.objects.filter(due__range=(first, last))
    if zone_id is not None:
        task_rows, node_rows = task_rows.filter(zone=zone_id), node_rows.filter(task__zone=zone_id)
    days = {day: Day(day, day.month == month.month) for week in grid for day in week}
    shown = {
        "tasks": task_rows.only("name", "due", "light"),
        "nodes": node_rows.select_related("task").only("name", "due", "task__name"),
    }
    for name, rows in shown.items():
        for due, entries in _first_of_day(rows).items():
            getattr(days[due], name).extend(entries)
        for due, count in (
            (task_rows if name == "tasks" else node_rows)
            .order_by()
            .values_list("due")
            .annotate(n=Count("pk"))
        ):
            days[due].count += count
    return [[days[day] for day in week] for week in grid]


def neighbours(month: date) -> tuple[date, date]:
    """The month before and the month after."""
    return (month - timedelta(days=1)).replace(day=1), (month + timedelta(days=32)).replace(day=1)


def _first_of_day(rows: Any) -> dict[date, list[Any]]:
    place = Window(RowNumber(), partition_by=[F("due")], order_by=[F("pk").asc()])
    found: dict[date, list[Any]] = defaultdict(list)
    for row in rows.annotate(place=place).filter(place__lte=SHOWN).order_by("due", "pk"):
        found[row.due].append(row)
    return found
