"""Moments: stretches of time in which the wall clock and the working clock run evenly.

An engine's own dates know neither our weeks nor the Chinese calendar, and each has its own table of time zones. So
none is asked: instants are joined to this small table, by UTC day, and the rest is adding and dividing integers.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from liandong.profile.coding import shifts, transitions
from liandong.profile.periods import ORIGIN, Unit, coarser, starts_of_days
from liandong.worktime import Calendar

_DAY, _MINUTE = 86_400_000_000, 60_000_000


def moments(days: pl.DataFrame, timezone: str, calendar: Calendar | None, unit: Unit) -> pl.DataFrame:
    """The stretches of some UTC days, in order.

    Parameters
    ----------
    days : ``utc_day`` (days since 1800) with ``first`` and ``last``, the instants on it that matter.
    timezone, calendar, unit : whose local days and office hours, and the finest period.

    Returns
    -------
    ``utc_day``, ``since`` and ``until`` (instants), ``shift`` (local time minus UTC), ``day``, ``week``, ``month``
    (days since 1800 on which each begins); ``worked`` at ``since`` and ``pace`` (1 where work goes on, else 0) if there
    is a calendar. Instants and lengths are in microseconds, instants since 1800.

    Raises CalendarYearMissing.

    Examples
    --------
    >>> from datetime import date
    >>> monday = (date(2024, 5, 6) - date(1800, 1, 1)).days
    >>> days = pl.DataFrame({"utc_day": [monday], "first": [monday * _DAY], "last": [(monday + 1) * _DAY - 1]})
    >>> found = moments(days, "Asia/Shanghai", None, "week")
    >>> found.select((pl.col("since") - monday * _DAY) // 3_600_000_000, pl.col("day") - monday).rows()
    [(0, 0), (16, 1)]
    """
    cuts = _cuts(days, timezone, calendar)
    following = pl.col("since").shift(-1).over("utc_day").fill_null((pl.col("utc_day") + 1) * _DAY)
    stretches = (
        cuts.with_columns(until=following)
        .join(days, on="utc_day", maintain_order="left")
        .with_columns(pl.max_horizontal("since", "first"), pl.min_horizontal("until", pl.col("last") + 1))
        .filter(pl.col("since") < pl.col("until"))
        .select("utc_day", "since", "until")
    )
    since, until = (stretches[name].to_numpy() - ORIGIN for name in ("since", "until"))
    shift = np.broadcast_to(shifts(since, timezone), len(since))
    day = (since + shift + ORIGIN) // _DAY
    week, month = (
        starts_of_days(coarser(finest, unit))[day].astype(np.int64) for finest in ("week", "month")
    )
    columns = {"shift": shift, "day": day, "week": week, "month": month}
    if calendar is not None:
        # Asked once for the first and last instant, a calendar that does not cover them says so in full.
        worked = calendar.working_micros(since)
        goes_on = calendar.working_micros(until - 1) > worked
        columns |= {"worked": worked, "pace": goes_on.astype(np.int64)}
    return stretches.with_columns(pl.Series(name, values) for name, values in columns.items())


def _cuts(days: pl.DataFrame, timezone: str, calendar: Calendar | None) -> pl.DataFrame:
    """Where stretches begin: at midnight in UTC and here, where office hours begin and end, where the offset jumps."""
    midnight = days["utc_day"].to_numpy() * _DAY
    hours = {0, *(minute * _MINUTE for stretch in calendar.hours for minute in stretch)} if calendar else {0}
    cuts = [midnight]
    for edge in (0, _DAY - 1):  # the offset as the day begins and as it ends: cuts too many do no harm
        local = midnight + shifts(midnight + edge - ORIGIN, timezone)
        cuts += [midnight + (hour - local) % _DAY for hour in sorted(hours)]
    cuts.append(_jumps(midnight, timezone))
    since = pl.Series("since", np.unique(np.concatenate(cuts)))
    return pl.DataFrame({"utc_day": since // _DAY, "since": since})


def _jumps(midnight: np.ndarray, timezone: str) -> np.ndarray:
    """The instants on these days at which local time jumps."""
    jumps = transitions(timezone, midnight - ORIGIN)[1:] + ORIGIN
    return jumps[np.isin(jumps // _DAY, midnight // _DAY)]
