"""The calendar: which days are worked and at what hours, and the statutory limits that follow from it."""

from __future__ import annotations

import hashlib
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from liandong.errors import CalendarUnknown, CalendarYearMissing, SettingError
from liandong.worktime.clock import EPOCH, Hours, Micros, first_day, is_worked, micros, working_clock
from liandong.worktime.holidays import CHINA, covered_years, read_holidays

#: 09:00–12:00 and 13:30–17:00: what most service halls keep.
OFFICE_HOURS: Hours = ((9 * 60, 12 * 60), (13 * 60 + 30, 17 * 60))

CHINA_TIME = "Asia/Shanghai"
SATURDAY = 5

#: As far as Python's dates go, less a year at either end for the offset from UTC.
ANY_YEAR = range(MINYEAR + 1, MAXYEAR)


@dataclass(frozen=True)
class Calendar:
    """Which days are worked, and at what hours.

    Examples
    --------
    >>> china = Calendar.china()
    >>> china.working_days(2024)
    251
    >>> china.is_working_day(date(2024, 9, 14))  # a Saturday, made up for 中秋节
    True
    >>> china.deadline(date(2024, 9, 27), 5)  # five working days, 国庆节 between
    datetime.date(2024, 10, 10)
    """

    name: str
    #: Each has its days off; a time in another year is an error, never a guess.
    years: range
    #: Weekdays that are off, and weekend days that are worked; dates that say nothing new are left out.
    days_off: frozenset[date] = frozenset()
    make_up_days: frozenset[date] = frozenset()
    hours: Hours = OFFICE_HOURS
    timezone: str = CHINA_TIME

    def __post_init__(self) -> None:
        _check_hours(self.hours)
        _check_timezone(self.timezone)
        weekdays_off = frozenset(day for day in self.days_off if day.weekday() < SATURDAY)
        weekends_worked = frozenset(day for day in self.make_up_days if day.weekday() >= SATURDAY)
        object.__setattr__(self, "days_off", weekdays_off)
        object.__setattr__(self, "make_up_days", weekends_worked)

    @classmethod
    def china(cls, *, hours: Hours = OFFICE_HOURS, timezone: str = CHINA_TIME) -> Calendar:
        """The calendar of the People's Republic of China, from the table that ships with the package."""
        return cls.load(CHINA, name="cn", hours=hours, timezone=timezone)

    @classmethod
    def weekdays(cls, *, hours: Hours = OFFICE_HOURS, timezone: str = CHINA_TIME) -> Calendar:
        """Monday to Friday, no holidays, in any year."""
        return cls("weekdays", ANY_YEAR, hours=hours, timezone=timezone)

    @classmethod
    def load(
        cls, path: str | Path, *, name: str = "", hours: Hours = OFFICE_HOURS, timezone: str = CHINA_TIME
    ) -> Calendar:
        """The calendar of a CSV table with the columns date, name and is_off_day; others are ignored."""
        name = name or str(path)
        days = read_holidays(Path(path))
        off = frozenset(day for day, is_off in days.items() if is_off)
        return cls(name, covered_years(days, path), off, frozenset(days) - off, hours, timezone)

    @classmethod
    def by_name(cls, name: str, *, hours: Hours = OFFICE_HOURS, timezone: str = CHINA_TIME) -> Calendar:
        """The calendar called ``cn`` or ``weekdays``, or the one in the table at this path."""
        if name == "cn":
            return cls.china(hours=hours, timezone=timezone)
        if name == "weekdays":
            return cls.weekdays(hours=hours, timezone=timezone)
        if not Path(name).exists():
            raise CalendarUnknown(calendar=name)
        return cls.load(name, hours=hours, timezone=timezone)

    @property
    def seconds_per_day(self) -> int:
        """Office hours of one working day, in seconds."""
        return 60 * sum(end - start for start, end in self.hours)

    @property
    def sha256(self) -> str:
        """Fingerprint of what the calendar says; its name does not count."""
        days = [[day.isoformat() for day in sorted(days)] for days in (self.days_off, self.make_up_days)]
        text = repr((self.years.start, self.years.stop, *days, self.hours, self.timezone))
        return hashlib.sha256(text.encode()).hexdigest()

    def is_working_day(self, day: date) -> bool:
        """Whether the day is worked."""
        self._require(day.year)
        return day in self.make_up_days or (day.weekday() < SATURDAY and day not in self.days_off)

    def working_days(self, year: int) -> int:
        """Number of working days in the year."""
        self._require(year)
        days = np.arange(first_day(year), first_day(year + 1))
        return int(is_worked(days, self.days_off, self.make_up_days).sum())

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day after the day (before, if negative); the day itself is not counted."""
        step = timedelta(days=1 if count >= 0 else -1)
        for _ in range(abs(count)):
            day = self._working_day_from(day + step, step)
        return day

    def deadline(
        self, event: date, limit: int, unit: Literal["working_days", "days", "months"] = "working_days"
    ) -> date:
        """Last day of a statutory limit that an event on this day starts (民法典 第201—203条).

        The day of the event is not counted. A limit in months ends on the same day of the month, or on the
        month's last; one that would end on a day off ends on the next working day.
        """
        if limit < 0:
            raise SettingError(
                setting="limit", value=limit, reason=("时限不能为负", "a limit is not negative")
            )
        if unit == "working_days":
            return self.add_working_days(event, limit)
        last = event + timedelta(days=limit) if unit == "days" else _add_months(event, limit)
        return self._working_day_from(last, timedelta(days=1))

    def working_time(self, start: datetime, end: datetime) -> timedelta:
        """Working time between two instants that know their time zone."""
        for instant in (start, end):
            if instant.tzinfo is None:
                raise SettingError(setting="time", value=instant, reason=("没有时区", "it has no time zone"))
        worked = self.working_micros(np.array([micros(start), micros(end)], dtype=np.int64))
        return timedelta(microseconds=int(worked[1] - worked[0]))

    def working_micros(self, instants: Micros) -> Micros:
        """W at each instant, both in µs (instants in UTC): exact, and never decreasing.

        W counts from the beginning of 1970, or of the first covered year, whatever else is asked: results of
        different calls may be subtracted.
        """
        if instants.size == 0:
            return np.empty_like(instants)
        origin = max(EPOCH.year, self.years.start)
        first, last = self._years_of(instants)
        years = range(min(first, origin), max(last, origin) + 1)
        clock = working_clock(
            days_off=self.days_off,
            make_up_days=self.make_up_days,
            hours=self.hours,
            timezone=self.timezone,
            years=years,
            origin=origin,
        )
        return clock.read(instants)

    def _require(self, year: int) -> None:
        if year not in self.years:
            raise CalendarYearMissing(calendar=self.name, year=year)

    def _years_of(self, instants: Micros) -> tuple[int, int]:
        """First and last year of the instants; an error naming the first that is not covered."""
        first, last = self._local_year(int(instants.min())), self._local_year(int(instants.max()))
        self._require(first)
        if last not in self.years:
            end = micros(datetime(self.years.stop, 1, 1, tzinfo=ZoneInfo(self.timezone)))
            self._require(self._local_year(int(instants[instants >= end].min())))
        return first, last

    def _local_year(self, instant: int) -> int:
        """The year on the wall clock; in UTC where Python's dates end."""
        year = int(np.datetime64(instant, "us").astype("M8[Y]").astype(np.int64)) + EPOCH.year
        if year not in ANY_YEAR:
            return year
        return (EPOCH + timedelta(microseconds=instant)).astimezone(ZoneInfo(self.timezone)).year

    def _working_day_from(self, day: date, step: timedelta) -> date:
        while not self.is_working_day(day):
            day += step
        return day


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _check_hours(hours: Hours) -> None:
    bounds = [0, *(minute for stretch in hours for minute in stretch), 24 * 60]
    if not hours or bounds != sorted(bounds) or any(start == end for start, end in hours):
        reason = (
            "须为 0–1440 分钟，依次排列，互不重叠",
            "use minutes from 0 to 1440, in order, without overlap",
        )
        raise SettingError(setting="hours", value=hours, reason=reason)


def _check_timezone(timezone: str) -> None:
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        reason = ("没有这个时区，例如 Asia/Shanghai", "no such zone; for example Asia/Shanghai")
        raise SettingError(setting="timezone", value=timezone, reason=reason) from None
