"""When cases come: by hour of the week, with the ups and downs of the weeks."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from liandong.profile import Profile
from liandong.profile.tables import START
from liandong.simulation.calibration.daybreak import daybreak
from liandong.simulation.calibration.staff import on_duty
from liandong.simulation.calibration.weekly import levels_of
from liandong.simulation.duration import Duration, fixed, lognormal
from liandong.simulation.model import POISSON, Arrivals

#: The level after the last week: each week back counts this much of the one after it, by what foretold the weeks best.
_FADES = (1.0, 0.95, 0.9, 0.8, 0.6)
#: So many weeks are not foretold: nothing is known before them.
_FIRST_WEEKS = 4
#: From so many days on, the first and the last say nothing of whole days.
_LONG = 14
#: Below this variance over mean cases come by the clock.
_REGULAR = 0.01


def first_day(profile: Profile) -> date:
    """The day on which the first case came; weeks are counted from it."""
    return min(_came(profile)[0])


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
    came, is_whole = _came(profile)
    first, last = min(came), max(came)
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    n = np.array([came.get(day, 0.0) for day in span])
    weekday = np.array([day.weekday() for day in span])
    whole = np.array([is_whole(day) for day in span])
    if len(span) <= _LONG or not whole.any():
        whole[:] = True
    usual = np.bincount(weekday, n * whole, 7) / np.maximum(np.bincount(weekday, whole, 7), 1)
    by_hour = _by_hour(profile).reshape(7, 24)
    if not whole.all() and not _by_month(profile):
        by_hour = _of_whole_days(by_hour, weekday, n)
    of_day = by_hour / np.maximum(by_hour.sum(axis=1, keepdims=True), 1)
    factors, spread = _factors(n, usual[weekday], whole)
    # Months do not tell how regular days were.
    apart = POISSON if _by_month(profile) else _apart(spread)
    per_hour = (usual[:, None] * of_day).ravel()
    return Arrivals(
        per_hour=tuple(per_hour),
        weekly=factors,
        apart=apart,
        # Whoever comes by the clock comes when his time begins: at half past seven, not within the half hour after it.
        first=0.0 if apart == fixed(1.0) else 1.0,
        # A case is counted when its first step begins: of an hour in which people come or go only a part has cases.
        hours=on_duty(per_hour > 0, per_hour * len(span) / 7),
    )


def going_on(arrivals: Arrivals, at: datetime) -> Arrivals:
    """The arrivals from an hour (local) on at the level of the last weeks; by the clock they stay at its stroke.

    >>> slots = Arrivals(per_hour=(0.5,) * 168, weekly=(2.0, 1.0), apart=fixed(1.0), first=0.0)
    >>> going_on(slots, datetime(2024, 1, 1, 7)).first
    0.5
    """
    level = arrivals.weekly[-1:]
    if arrivals.first:
        return replace(arrivals, weekly=level)
    # The first of a working day comes when that begins.
    now, per_hour = 24 * at.weekday() + at.hour, np.array(arrivals.per_hour)
    begin = now - (now - daybreak(per_hour)) % 24
    since = level[0] * arrivals.load * float(per_hour[np.arange(begin, now) % 168].sum())
    # Rounded: a hair above a whole number of cases is that number.
    return replace(arrivals, weekly=level, first=round(-since % 1, 9) % 1)


def _came(profile: Profile) -> tuple[dict[date, float], Callable[[date], bool]]:
    """The cases that came on each day, and which days are surely counted from midnight to midnight.

    Where days were merged into months for privacy, a month's cases are spread over its days as over the week's.
    """
    starts = profile.daily.filter(pl.col("activity") == START)
    days = starts.group_by("day").agg(pl.col("n").sum()).sort("day")
    came = dict(days.iter_rows())
    first, last = min(came), max(came)
    if not _by_month(profile):
        return came, lambda day: first < day < last
    of_week = _by_hour(profile).reshape(7, 24).sum(axis=1)
    spread: dict[date, float] = {}
    for month, n in came.items():
        inside = [month + timedelta(days=each) for each in range(monthrange(month.year, month.month)[1])]
        whole = sum(of_week[day.weekday()] for day in inside)
        spread |= {day: n * of_week[day.weekday()] / whole for day in inside if of_week[day.weekday()]}
    return spread, lambda day: first < day.replace(day=1) < last


def _by_month(profile: Profile) -> bool:
    """Whether the days of a shared profile were merged into months."""
    days = profile.daily.filter(pl.col("activity") == START)["day"]
    return bool(profile.sheet.releases) and not (days.dt.day() > 1).any()


def _by_hour(profile: Profile) -> np.ndarray:
    by_hour = profile.arrival.group_by("hour_of_week").agg(pl.col("n").sum())
    found = np.zeros(168)
    found[by_hour["hour_of_week"].to_numpy()] = by_hour["n"].to_numpy()
    return found


def _of_whole_days(by_hour: np.ndarray, weekday: np.ndarray, n: np.ndarray) -> np.ndarray:
    """The cases by hour without those of the first day, which fill its last hours, and of the last, in its first ones."""
    rate = by_hour / np.bincount(weekday, minlength=7)[:, None]
    found = by_hour.copy()
    found[weekday[0], ::-1] -= np.diff(np.minimum(np.cumsum(rate[weekday[0], ::-1]), n[0]), prepend=0)
    found[weekday[-1]] -= np.diff(np.minimum(np.cumsum(rate[weekday[-1]]), n[-1]), prepend=0)
    left: np.ndarray = np.maximum(found, 0.0)
    return left


def _factors(n: np.ndarray, due: np.ndarray, whole: np.ndarray) -> tuple[tuple[float, ...], float]:
    """Each week's factor and the level after them, and the variance of the cases of a day over their mean."""
    week = np.arange(len(n)) // 7
    seen, expected = np.bincount(week, n), np.bincount(week, due)
    factors = np.divide(seen, expected, out=np.ones(len(expected)), where=expected > 0)
    known = whole & (due > 0)
    weekly, usual = np.bincount(week, n * known), np.bincount(week, due * known)
    factors = np.divide(weekly, usual, out=factors, where=usual > 0)
    fade = min(_FADES, key=lambda it: _missed(weekly, usual, it))
    level = float(_levels(weekly, usual, fade)[-1]) if known.any() else 1.0
    mean = (due * (weekly / np.maximum(usual, 1e-9))[week])[known]
    free = known.sum() - len(np.unique(week[known]))
    spread = float((((n[known] - mean) ** 2) / np.maximum(mean, 1e-9)).sum() / free) if free > 0 else 1.0
    # Days that vary more than a Poisson process do so in no run: what is more is the weeks' own.
    luck, is_told = min(spread, 1.0), usual > 0
    if luck > _REGULAR and is_told.any():
        factors[is_told] = levels_of(weekly[is_told], usual[is_told], luck)
    return (*factors.tolist(), level), spread


def _levels(seen: np.ndarray, due: np.ndarray, fade: float) -> np.ndarray:
    """The level known after each week, as a share of what is usual: exponential smoothing (Holt 1957; Brown 1959)."""
    weight = np.tril(fade ** (np.arange(len(seen))[:, None] - np.arange(len(seen))[None, :]))
    levels: np.ndarray = (weight @ seen) / np.maximum(weight @ due, 1e-9)
    return levels


def _missed(seen: np.ndarray, due: np.ndarray, fade: float) -> float:
    """By how much the levels so far missed the weeks after them."""
    foretold = _levels(seen, due, fade)[_FIRST_WEEKS - 1 : -1] * due[_FIRST_WEEKS:]
    return float(((seen[_FIRST_WEEKS:] - foretold) ** 2).sum())


def _apart(spread: float) -> Duration:
    """Gaps as regular as the days' counts: of a renewal process the variance of counts is that of the gaps.

    Days that vary more than a Poisson process vary for reasons that no gap knows.
    """
    if spread >= 1:
        return POISSON
    return lognormal(1.0, spread**0.5) if spread > _REGULAR else fixed(1.0)
