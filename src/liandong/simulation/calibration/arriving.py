"""When cases come: by hour of the week, with the ups and downs of the weeks."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from liandong.profile import Profile
from liandong.profile.tables import START
from liandong.simulation.model import Arrivals

#: The level after the last week: each week back counts this much of the one after it.
_FADES = 0.8


def first_day(profile: Profile) -> date:
    """The day on which the first case came; weeks are counted from it."""
    first: date = _days(profile)["day"].min()  # type: ignore[assignment]
    return first


def start_of(day: date, timezone: str) -> datetime:
    """Local midnight of the day."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(timezone))


def cases_in(arrivals: Arrivals, weeks: int) -> int:
    """How many cases are expected in so many weeks from the start on, one at least.

    >>> cases_in(Arrivals(per_hour=(1.0,) * 168, weekly=(1.0, 0.5)), 3)
    336
    """
    factors = [arrivals.weekly[min(week, len(arrivals.weekly) - 1)] for week in range(weeks)]
    return max(1, round(sum(arrivals.per_hour) * sum(factors) * arrivals.load))


def arrivals_of(profile: Profile) -> Arrivals:
    """Cases an hour by hour of the week; each week's factor, and last of all the level to go on with."""
    days = _days(profile)
    came = dict(days.iter_rows())
    first, last = min(came), max(came)
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    weekdays = np.bincount([day.weekday() for day in span], minlength=7)
    by_hour = profile.arrival.group_by("hour_of_week").agg(pl.col("n").sum())
    n = np.zeros(168)
    n[by_hour["hour_of_week"].to_numpy()] = by_hour["n"].to_numpy()
    # A weekday that the span does not hold has no counts either.
    per_hour = n / np.maximum(np.repeat(weekdays, 24), 1)
    return Arrivals(
        per_hour=tuple(per_hour), weekly=_factors(came, span, per_hour.reshape(7, 24).sum(axis=1))
    )


def _factors(came: dict[date, int], span: list[date], usual: np.ndarray) -> tuple[float, ...]:
    weeks = (span[-1] - span[0]).days // 7 + 1
    seen, expected = np.zeros(weeks), np.zeros(weeks)
    for day in span:
        week = (day - span[0]).days // 7
        seen[week] += came.get(day, 0)
        expected[week] += usual[day.weekday()]
    factors = np.divide(seen, expected, out=np.ones(weeks), where=expected > 0)
    weight = expected * _FADES ** np.arange(weeks)[::-1]
    level = float(factors @ weight / weight.sum()) if weight.sum() else 1.0
    return (*factors.tolist(), level)


def _days(profile: Profile) -> pl.DataFrame:
    starts = profile.daily.filter(pl.col("activity") == START)
    return starts.group_by("day").agg(pl.col("n").sum()).sort("day")
