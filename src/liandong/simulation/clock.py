# mypy: disable-error-code="no-untyped-def, untyped-decorator, no-any-return"
"""Working time in kernels: when work is done that goes on only while a calendar is open."""

from __future__ import annotations

import numpy as np

from liandong.profile.kernels import bare
from liandong.simulation.compiling import NEVER, Interval

OPENS, CLOSES, BEFORE_IT = (int(column) for column in Interval)


@bare
def interval_at(plan, room, calendar, time):
    """The calendar's interval that holds ``time`` or is the next to open; its end is past all of them."""
    at, last = room.interval[calendar], plan.open_first[calendar + 1]
    while at < last and plan.intervals[at, CLOSES] <= time:
        at += 1
    room.interval[calendar] = at
    return at


@bare
def finish(plan, room, calendar, time, work):
    """When work begun at ``time`` is done, if it is done only while the calendar is open."""
    if calendar < 0:
        return time + work
    at, last = interval_at(plan, room, calendar, time), plan.open_first[calendar + 1]
    if at == last:
        return NEVER
    wanted = plan.intervals[at, BEFORE_IT] + max(time - plan.intervals[at, OPENS], 0) + work
    high = last - 1
    while at < high:
        middle = (at + high + 1) >> 1
        if plan.intervals[middle, BEFORE_IT] < wanted:
            at = middle
        else:
            high = middle - 1
    end = plan.intervals[at, OPENS] + wanted - plan.intervals[at, BEFORE_IT]
    return end if end <= plan.intervals[at, CLOSES] else NEVER


@bare
def open_time(plan, room, calendar, first, last):
    """How much of the time between the two instants the calendar was open; ``last`` is now."""
    if calendar < 0:
        return last - first
    at = interval_at(plan, room, calendar, last)
    start, total = plan.open_first[calendar], np.int64(0)
    if at < plan.open_first[calendar + 1]:
        total += max(last - max(plan.intervals[at, OPENS], first), 0)
    at -= 1
    while at >= start and plan.intervals[at, CLOSES] > first:
        total += plan.intervals[at, CLOSES] - max(plan.intervals[at, OPENS], first)
        at -= 1
    return total
