"""Working days of the zone: when something is due, how many days it took."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from django.utils import timezone

from liandong.worktime import Calendar

#: A request is near its due day in its last working days.
NEAR = 2


@lru_cache(maxsize=1)
def calendars() -> tuple[Calendar, Calendar]:
    """The statutory calendar, and plain weekdays for years it does not cover yet."""
    return Calendar.china(), Calendar.weekdays()


def local_today() -> date:
    """Today, where the zones are."""
    return timezone.localdate()


@lru_cache(maxsize=8192)
def is_worked(day: date) -> bool:
    """Whether the day is worked.

    >>> is_worked(date(2024, 9, 14)), is_worked(date(2024, 10, 1))
    (True, False)
    """
    china, weekdays = calendars()
    return (china if day.year in china.years else weekdays).is_working_day(day)


@lru_cache(maxsize=8192)
def due_after(day: date, count: int) -> date:
    """The ``count``-th working day after the day, which itself is not counted.

    >>> due_after(date(2024, 9, 27), 5)
    datetime.date(2024, 10, 10)
    """
    china, _ = calendars()
    # A term that may run past the table's last year is counted day by day.
    if day.year in china.years and (day + timedelta(days=3 * count + 15)).year in china.years:
        return china.deadline(day, count)
    while count:
        day += timedelta(days=1)
        count -= is_worked(day)
    return day


@lru_cache(maxsize=8192)
def days_between(start: date, end: date) -> int:
    """Working days after ``start`` up to and with ``end``.

    >>> days_between(date(2024, 9, 27), date(2024, 10, 10))
    5
    """
    return sum(is_worked(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def soon(today: date) -> date:
    """The last day that counts as near."""
    return due_after(today, NEAR)
