"""Periods: the calendar cells that counts are kept in.

A week here is an ISO week *cut at the end of the month*: its key is the later of its Monday and the first of the
month. So weeks nest in months, months in quarters, quarters in years, and coarsening is exact.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import numpy as np
import polars as pl

from liandong.errors import SettingError
from liandong.profile import count

#: Named where nothing heavy loads, for commands offer them as choices.
Unit = count.Unit
UNITS = count.UNITS

#: The days that a kernel can place in a period: 1800-01-01 to 2399-12-31.
FIRST_DAY, LAST_DAY = date(1800, 1, 1), date(2399, 12, 31)
#: Microseconds from FIRST_DAY to 1970, so that local times are counted from FIRST_DAY and never negative.
ORIGIN = (date(1970, 1, 1) - FIRST_DAY) // timedelta(microseconds=1)


def floor(days: pl.Expr, unit: Unit) -> pl.Expr:
    """The first day of the period that each day lies in.

    >>> days = pl.DataFrame({"day": [date(2024, 5, 1), date(2024, 5, 6), date(2024, 5, 12)]})
    >>> days.select(floor(pl.col("day"), "week"))["day"].dt.to_string().to_list()
    ['2024-05-01', '2024-05-06', '2024-05-06']
    """
    if unit == "week":
        return pl.max_horizontal(days.dt.truncate("1w"), days.dt.truncate("1mo")).alias("day")
    if unit == "all":
        return pl.when(days.is_not_null()).then(pl.lit(date(1970, 1, 1))).alias("day")
    return days.dt.truncate({"month": "1mo", "quarter": "1q", "year": "1y"}[unit])


def coarser(unit: Unit, other: Unit) -> Unit:
    """The coarser of two units."""
    return max(unit, other, key=UNITS.index)


def check_unit(value: str) -> Unit:
    """The unit of that name; raises SettingError for any other word."""
    for unit in UNITS:
        if unit == value:
            return unit
    names = ", ".join(UNITS)
    raise SettingError(setting="period", value=value, reason=(f"可用的有 {names}", f"use one of {names}"))


@cache
def starts_of_days(unit: Unit) -> np.ndarray:
    """For each day from FIRST_DAY to LAST_DAY: the day its period begins on; days are numbered from FIRST_DAY."""
    days = pl.select(day=pl.date_range(FIRST_DAY, LAST_DAY))
    starts = days.select((floor(pl.col("day"), unit) - FIRST_DAY).dt.total_days()).to_series()
    return starts.to_numpy().astype(np.int32)
