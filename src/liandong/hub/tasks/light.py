"""The light of a task: one pure function of the task, the day and the rule.

宿迁's slips (PRACTICE §3): blue near the deadline, yellow behind schedule or of poor quality, red overdue, until the task
is signed off. A light set by hand counts until its own last day, and never past the closing of the task.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from liandong.hub.core.enums import Light
from liandong.hub.tasks.enums import TaskState

#: What needs attention first; tables are sorted by it.
RANK = {Light.RED: 0, Light.YELLOW: 1, Light.BLUE: 2, Light.NONE: 3, Light.DONE: 4}


@dataclass(frozen=True)
class Rule:
    """The numbers of the rule: blue this many days before the deadline; yellow when progress is more than the margin
    (in percentage points) behind the share of time that has passed; whether poor quality is yellow too."""

    blue_days: int = 7
    yellow_margin: int = 10
    is_poor_yellow: bool = True


def light(task: Any, today: date, rule: Rule) -> Light:
    """The light of the task on that day."""
    if task.state == TaskState.CLOSED:
        return Light.DONE
    if is_overridden(task, today):
        return Light(task.override_light)
    return computed(task, today, rule)


def computed(task: Any, today: date, rule: Rule) -> Light:
    """The light by the rule alone, whatever was set by hand."""
    if task.state == TaskState.CLOSED:
        return Light.DONE
    if today > task.due:
        return Light.RED
    if is_behind(task, today, rule) or (rule.is_poor_yellow and task.is_poor):
        return Light.YELLOW
    if today >= task.due - timedelta(days=rule.blue_days):
        return Light.BLUE
    return Light.NONE


def is_overridden(task: Any, today: date) -> bool:
    """Whether a light set by hand counts on that day."""
    return bool(task.override_light and task.override_until and today <= task.override_until)


def is_behind(task: Any, today: date, rule: Rule) -> bool:
    """Whether progress is behind the share of time passed by more than the margin."""
    return bool(task.progress < time_passed(task, today) - rule.yellow_margin)


def time_passed(task: Any, today: date) -> float:
    """The share of the task's time that has passed, in percent; nothing is expected of a task without a start.

    >>> from types import SimpleNamespace
    >>> time_passed(SimpleNamespace(start=date(2026, 1, 1), due=date(2026, 1, 11)), date(2026, 1, 6))
    50.0
    """
    if task.start is None or today <= task.start:
        return 0.0
    days = (task.due - task.start).days
    return 100.0 if days <= 0 else min(100.0, 100 * (today - task.start).days / days)


def red_since(task: Any, today: date, shown: Light) -> date | None:
    """The first day the task was red: the day after its deadline or, where red was set by hand, the day that was done."""
    if shown != Light.RED:
        return None
    overdue = task.due + timedelta(days=1)
    return overdue if overdue <= today else (task.red_since or today)
