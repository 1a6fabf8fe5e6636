"""Days and months as officers count them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from django.utils import timezone


def today() -> date:
    """The day it is where the platform runs."""
    return timezone.localdate()


def months_before(day: date, months: int) -> date:
    """The same day some months earlier, or the last day of a shorter month.

    >>> months_before(date(2024, 3, 31), 1), months_before(date(2023, 11, 20), 12)
    (datetime.date(2024, 2, 29), datetime.date(2022, 11, 20))
    """
    number = day.year * 12 + day.month - 1 - months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
