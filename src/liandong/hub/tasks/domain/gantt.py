"""A Gantt chart as numbers: months across, a bar a task, its nodes as marks; drawn by the template as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

ROW = 28
LEFT = 250
WIDTH = 1100
HEAD = 34
#: A chart of more than this many years would be unreadable; the rest is cut off at its edge.
_LONGEST = 3 * 366


@dataclass(frozen=True)
class Mark:
    """A node on its day."""

    x: float
    node: Any


@dataclass(frozen=True)
class Bar:
    """A task in its row; ``done`` is the width of what is achieved."""

    task: Any
    y: int
    x: float
    width: float
    done: float
    marks: tuple[Mark, ...]

    @property
    def middle(self) -> int:
        """Where the text of the row stands."""
        return self.y + ROW // 2 + 4


@dataclass(frozen=True)
class Chart:
    """The whole picture; ``months`` are pairs of a place and a first of month, ``today`` a place or None."""

    bars: tuple[Bar, ...]
    months: tuple[tuple[float, date], ...]
    today: float | None
    height: int
    width: int = WIDTH
    left: int = LEFT


def chart(tasks: Sequence[Any], today: date) -> Chart:
    """The picture of the tasks, in their order."""
    first, last = _span(tasks, today)
    days = (last - first).days

    def place(day: date) -> float:
        inside = min(max(day, first), last)
        return round(LEFT + (WIDTH - LEFT) * (inside - first).days / days, 1)

    bars = tuple(_bar(task, HEAD + ROW * at, place) for at, task in enumerate(tasks))
    months = _months(first, last)
    step = max(1, len(months) // 14)
    ticks = tuple((place(month), month) for month in months[::step] if place(month) < WIDTH - 40)
    return Chart(bars, ticks, place(today) if first <= today <= last else None, HEAD + ROW * len(tasks) + 8)


def _span(tasks: Sequence[Any], today: date) -> tuple[date, date]:
    starts = [task.start or task.due - timedelta(days=30) for task in tasks] or [today]
    first = min(starts).replace(day=1)
    last = max([*(task.due for task in tasks), first + timedelta(days=60)]) + timedelta(days=10)
    return max(first, last - timedelta(days=_LONGEST)), last


def _bar(task: Any, y: int, place: Any) -> Bar:
    begin, end = place(task.start or task.due - timedelta(days=30)), place(task.due)
    width = max(round(end - begin, 1), 4.0)
    marks = tuple(Mark(place(node.due), node) for node in task.nodes.all())
    return Bar(task, y, begin, width, round(width * task.progress / 100, 1), marks)


def _months(first: date, last: date) -> list[date]:
    months, month = [], first.replace(day=1)
    while month <= last:
        months.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return months
