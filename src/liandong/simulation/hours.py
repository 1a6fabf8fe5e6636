"""When a role works: hours of the week, days off, made-up days, outages; as open intervals from the start of a run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from liandong.errors import SettingError

WEEK = 7 * 24 * 60
_DAY = 24 * 60
_MICRO = timedelta(microseconds=1)


@dataclass(frozen=True)
class Hours:
    """Open from minute to minute of the week (0 is Monday midnight); no interval at all means always open.

    On ``days_off`` it is closed, on ``made_up`` days it keeps the hours of a Monday, and during ``outages`` (aware
    instants) it is closed whatever the day.
    """

    weekly: tuple[tuple[int, int], ...] = ()
    days_off: frozenset[date] = frozenset()
    made_up: frozenset[date] = frozenset()
    outages: tuple[tuple[datetime, datetime], ...] = ()

    def __post_init__(self) -> None:
        for first, last in self.weekly:
            if not 0 <= first < last <= WEEK:
                reason = (
                    f"开始须早于结束，且都在 0—{WEEK} 分钟之内",
                    f"the start comes before the end, within 0 to {WEEK} minutes",
                )
                raise SettingError(setting="hours", value=(first, last), reason=reason)

    @classmethod
    def daily(cls, *spans: tuple[float, float], days: range = range(5)) -> Hours:
        """The same hours on each of these days of the week.

        >>> Hours.daily((9, 17), days=range(2)).weekly
        ((540, 1020), (1980, 2460))
        """
        weekly = tuple(
            (_DAY * day + round(60 * first), _DAY * day + round(60 * last))
            for day in days
            for first, last in spans
        )
        return cls(weekly)

    @property
    def is_always(self) -> bool:
        """Whether it never closes."""
        return not self.weekly and not self.outages and not self.days_off

    def without(self, *outages: tuple[datetime, datetime]) -> Hours:
        """The same hours with more outages."""
        return replace(self, outages=(*self.outages, *outages))

    def intervals(self, start: datetime, days: int, timezone: str) -> np.ndarray:
        """Open intervals in microseconds from ``start`` over so many days: shape (n, 2), in order, apart."""
        if self.is_always:
            return np.array([[0, days * _DAY * 60_000_000]], dtype=np.int64)
        zone = ZoneInfo(timezone)
        first = start.astimezone(zone).date() - timedelta(days=1)
        spans = [
            (_micros(day, begin, start, zone), _micros(day, end, start, zone))
            for day in (first + timedelta(days=n) for n in range(days + 2))
            for begin, end in self._minutes(day)
        ]
        return _less(
            _joined(spans), [((a - start) // _MICRO, (b - start) // _MICRO) for a, b in self.outages]
        )

    def _minutes(self, day: date) -> list[tuple[int, int]]:
        """The open minutes of a day."""
        if day in self.days_off:
            return []
        if not self.weekly:
            return [(0, _DAY)]
        weekday = 0 if day in self.made_up else day.weekday()
        low, high = weekday * _DAY, (weekday + 1) * _DAY
        cut = ((max(first, low) - low, min(last, high) - low) for first, last in self.weekly)
        return [(first, last) for first, last in cut if first < last]


ALWAYS = Hours()


def _micros(day: date, minute: int, start: datetime, zone: ZoneInfo) -> int:
    moment = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(minutes=minute)
    # Through UTC: the difference of two times in one zone ignores a change of its offset between them.
    return int((moment.astimezone(start.tzinfo) - start) / _MICRO)


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans from the start on, in order, those that touch made one."""
    whole: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if last <= 0:
            continue
        if whole and first <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(last, whole[-1][1]))
        else:
            whole.append((max(first, 0), last))
    return whole


def _less(spans: list[tuple[int, int]], outages: list[tuple[int, int]]) -> np.ndarray:
    """The spans without the outages."""
    for off, on in outages:
        parts = [((first, min(last, off)), (max(first, on), last)) for first, last in spans]
        spans = [span for pair in parts for span in pair if span[0] < span[1]]
    return np.array(sorted(spans), dtype=np.int64).reshape(-1, 2)
