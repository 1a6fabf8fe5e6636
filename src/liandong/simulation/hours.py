"""When a role works: hours of the week, days off, made-up days, outages; as open intervals from the start of a run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from liandong.errors import SettingError

WEEK = 7 * 24 * 60
_DAY = 24 * 60
_MICRO = timedelta(microseconds=1)
#: A minute in microseconds.
_MINUTE = 60_000_000
_NONE = np.empty((0, 2), dtype=np.int64)


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

    @property
    def minutes_a_week(self) -> int:
        """The open minutes of an ordinary week."""
        return sum(last - first for first, last in self.weekly) or WEEK

    @property
    def of_each_hour(self) -> np.ndarray:
        """The first open minute and the last, by hour of an ordinary week; 0 and 60 where an hour has none.

        >>> Hours.daily((9.5, 17), days=range(1)).of_each_hour[:, 9].tolist()
        [30, 60]
        """
        minutes = np.zeros(WEEK, dtype=np.int64)
        for first, last in self.weekly:
            minutes[first:last] = 1
        by_hour = minutes.reshape(-1, 60)
        is_open = by_hour.any(axis=1)
        ends = np.where(is_open, 60 - by_hour[:, ::-1].argmax(axis=1), 60)
        return np.stack([np.where(is_open, by_hour.argmax(axis=1), 0), ends])

    def without(self, *outages: tuple[datetime, datetime]) -> Hours:
        """The same hours with more outages."""
        return replace(self, outages=(*self.outages, *outages))

    def intervals(self, start: datetime, days: int, timezone: str) -> np.ndarray:
        """Open intervals in microseconds from ``start`` over so many days: shape (n, 2), in order, apart; read-only."""
        return _intervals(self, start, days, timezone)

    def _laid_out(self, start: datetime, days: int, timezone: str) -> np.ndarray:
        if self.is_always:
            return np.array([[0, days * _DAY * 60_000_000]], dtype=np.int64)
        first, midnights = _midnights(start, days + 2, timezone)
        whole = pairwise(midnights)
        zone = ZoneInfo(timezone)
        spans = [self._on(first + timedelta(days=n), *ends, start, zone) for n, ends in enumerate(whole)]
        return _less(
            _joined(np.concatenate(spans)),
            [((a - start) // _MICRO, (b - start) // _MICRO) for a, b in self.outages],
        )

    def _on(self, day: date, midnight: int, next_one: int, start: datetime, zone: ZoneInfo) -> np.ndarray:
        """The open intervals of a day in microseconds from ``start``."""
        minutes = self._minutes(day)
        if next_one - midnight == _DAY * _MINUTE:
            return midnight + minutes * _MINUTE
        # The clocks are put forward or back on this day.
        return np.array(
            [[_micros(day, int(each), start, zone) for each in span] for span in minutes]
        ).reshape(-1, 2)

    def _minutes(self, day: date) -> np.ndarray:
        """The open minutes of a day."""
        if day in self.days_off:
            return _NONE
        return self._of_weekdays[0 if day in self.made_up else day.weekday()]

    @cached_property
    def _of_weekdays(self) -> tuple[np.ndarray, ...]:
        """The open minutes of each day of the week."""
        if not self.weekly:
            return (np.array([[0, _DAY]]),) * 7
        whole = np.array(self.weekly, dtype=np.int64)
        cut = (np.clip(whole - weekday * _DAY, 0, _DAY) for weekday in range(7))
        return tuple(day[day[:, 0] < day[:, 1]] for day in cut)


ALWAYS = Hours()


@lru_cache(16)
def hours_of_week(start: datetime, hours: int, timezone: str) -> np.ndarray:
    """The local hour of the week (0 is Monday midnight) of so many hours from ``start`` on, summer time included.

    >>> hours_of_week(datetime.fromisoformat("2024-03-31T00:00+01:00"), 4, "Europe/Amsterdam").tolist()
    [144, 145, 147, 148]
    """
    first = start.astimezone(UTC)
    last = first + timedelta(hours=hours - 1)
    clock = pl.datetime_range(first, last, "1h", time_zone="UTC", eager=True).dt.convert_time_zone(timezone)
    found: np.ndarray = ((clock.dt.weekday().cast(pl.Int64) - 1) * 24 + clock.dt.hour()).to_numpy()
    found.flags.writeable = False
    return found


@lru_cache(256)
def _intervals(hours: Hours, start: datetime, days: int, timezone: str) -> np.ndarray:
    """The open intervals; models of one test differ in all but the hours of their roles, so each is laid out once."""
    found = hours._laid_out(start, days, timezone)
    found.flags.writeable = False
    return found


@lru_cache(16)
def _midnights(start: datetime, days: int, timezone: str) -> tuple[date, list[int]]:
    """The day before ``start``, and when it and so many days from it on begin."""
    zone = ZoneInfo(timezone)
    first = start.astimezone(zone).date() - timedelta(days=1)
    return first, [_micros(first + timedelta(days=n), 0, start, zone) for n in range(days + 1)]


def _micros(day: date, minute: int, start: datetime, zone: ZoneInfo) -> int:
    moment = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(minutes=minute)
    # Through UTC: the difference of two times in one zone ignores a change of its offset between them.
    return int((moment.astimezone(start.tzinfo) - start) / _MICRO)


def _joined(spans: np.ndarray) -> np.ndarray:
    """The spans from the start on, in order, those that touch made one."""
    spans = spans[spans[:, 1] > 0]
    spans = spans[np.argsort(spans[:, 0], kind="stable")]
    if not len(spans):
        return _NONE
    ends = np.maximum.accumulate(spans[:, 1])
    begins = np.flatnonzero(np.concatenate([[True], spans[1:, 0] > ends[:-1]]))
    last = np.append(begins[1:], len(spans)) - 1
    return np.column_stack([np.maximum(spans[begins, 0], 0), ends[last]])


def _less(spans: np.ndarray, outages: list[tuple[int, int]]) -> np.ndarray:
    """The spans without the outages."""
    for off, on in outages:
        before = np.column_stack([spans[:, 0], np.minimum(spans[:, 1], off)])
        after = np.column_stack([np.maximum(spans[:, 0], on), spans[:, 1]])
        spans = np.concatenate([before, after])
        spans = spans[spans[:, 0] < spans[:, 1]]
    return spans[np.argsort(spans[:, 0], kind="stable")]
