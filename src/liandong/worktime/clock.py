"""The working clock: how much working time has passed at an instant.

Working time is counted by one non-decreasing function of the instant, W. What lies between two instants is
``W(b) - W(a)``, so it adds up over any cut, and a whole column of a log is one look-up and a subtraction.

An instant counts when the clock on the office wall shows office hours of a working day. So W is L(wall
clock), L being the same sum in a world without time zones; and where the zone's offset jumps (summer time), a
constant is added so that W goes on from where it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

Micros: TypeAlias = npt.NDArray[np.int64]

#: (start, end) of each stretch of office hours, in minutes since midnight.
Hours: TypeAlias = tuple[tuple[int, int], ...]

MINUTE = 60_000_000
DAY = 24 * 60 * MINUTE
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

#: Instants handled at a time, so that every intermediate array stays in the processor's cache.
BLOCK = 1 << 14


@dataclass(frozen=True)
class Clock:
    """A calendar laid out by day over some years, for looking W up."""

    #: The zone's offset holds from each instant on; ``carried`` is what W is ahead of L from there.
    since: Micros
    offset: Micros
    carried: Micros
    #: Per day from the first: the working time before it, and 1 if it is worked itself.
    first_day: int
    before: Micros
    is_worked: Micros
    hours: Micros

    def read(self, instants: Micros) -> Micros:
        """W at each instant, both in µs (instants in UTC)."""
        worked = np.empty_like(instants)
        for at in range(0, instants.size, BLOCK):
            worked[at : at + BLOCK] = self._read_block(instants[at : at + BLOCK])
        return worked

    def _read_block(self, instants: Micros) -> Micros:
        if self.since.size == 1:
            return self.on_the_wall(instants + self.offset[0])
        period = np.searchsorted(self.since, instants, side="right") - 1
        return self.on_the_wall(instants + self.offset[period]) + self.carried[period]

    def on_the_wall(self, local: Micros) -> Micros:
        """L: the working time before a reading of the wall clock."""
        day = local // DAY
        into_day = local - day * DAY
        day -= self.first_day
        today = np.zeros_like(local)
        for start, end in self.hours:
            today += np.clip(into_day, start, end) - start
        return self.before[day] + self.is_worked[day] * today


@lru_cache(maxsize=16)
def working_clock(
    *,
    days_off: frozenset[date],
    make_up_days: frozenset[date],
    hours: Hours,
    timezone: str,
    years: range,
    origin: int,
) -> Clock:
    """The clock over these years that stands at zero when the origin, one of them, begins."""
    # An offset moves the wall clock past the turn of the year, hence a day more on either side.
    days = np.arange(first_day(years.start) - 1, first_day(years.stop) + 1)
    worked = is_worked(days, days_off, make_up_days).astype(np.int64)
    stretches = np.array(hours, dtype=np.int64) * MINUTE
    before = (np.cumsum(worked) - worked) * (stretches[:, 1] - stretches[:, 0]).sum()
    before -= before[first_day(origin) - days[0]]
    since, offset = offsets(timezone, years)
    clock = Clock(since, offset, np.zeros_like(since), int(days[0]), before, worked, stretches)
    return replace(clock, carried=_carried(clock, first_day(origin) * DAY))


def _carried(clock: Clock, origin: int) -> Micros:
    """What W is ahead of L in each period, so that W makes no jump; nothing where the origin lies."""
    jumps = clock.since[1:]
    lost = clock.on_the_wall(jumps + clock.offset[:-1]) - clock.on_the_wall(jumps + clock.offset[1:])
    carried = np.concatenate(([0], np.cumsum(lost)))
    period = np.searchsorted(jumps + clock.offset[1:], origin, side="right")
    return np.asarray(carried - carried[period], dtype=np.int64)


def is_worked(
    days: npt.NDArray[np.int64], days_off: Iterable[date], make_up_days: Iterable[date]
) -> npt.NDArray[np.bool_]:
    """Whether each day (counted from 1970) is a weekday that is not off, or made up for."""
    dates = days.astype("M8[D]")
    return np.is_busday(dates, holidays=_dates(days_off)) | np.isin(dates, _dates(make_up_days))


def first_day(year: int) -> int:
    """1 January of the year, counted in days from 1970."""
    return date(year, 1, 1).toordinal() - EPOCH.toordinal()


def micros(instant: datetime) -> int:
    """µs since 1970 of an instant that knows its time zone."""
    return (instant - EPOCH) // timedelta(microseconds=1)


@lru_cache(maxsize=16)
def offsets(timezone: str, years: range) -> tuple[Micros, Micros]:
    """When the zone's offset from UTC changes in these years, and to what, both in µs."""
    zone, day = ZoneInfo(timezone), timedelta(days=1)
    now = datetime(years.start, 1, 1, tzinfo=UTC) - day
    end = datetime(years.stop, 1, 1, tzinfo=UTC) + day
    periods = [(now, _offset(now, zone))]
    while now < end:
        now += day
        offset = _offset(now, zone)
        if offset != periods[-1][1]:
            periods.append((_jump(now - day, now, zone), offset))
    table = [(micros(since), offset // timedelta(microseconds=1)) for since, offset in periods]
    since, offset_since = np.array(table, dtype=np.int64).T
    return since, offset_since


def _jump(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The first second in (low, high] at which the zone's offset is that at ``high``."""
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        if _offset(middle, zone) == _offset(high, zone):
            high = middle
        else:
            low = middle
    return high


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta(0)


def _dates(days: Iterable[date]) -> npt.NDArray[np.datetime64]:
    return np.array(sorted(days), dtype="M8[D]")
