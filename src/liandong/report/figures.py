"""Numbers for drawings and tables: shorter than in sentences, in both languages."""

from __future__ import annotations

from math import isfinite

from liandong.diagnosis.words import Clock, number
from liandong.diagnosis.words import percent as exact_percent
from liandong.report.markup import Text

_UNITS = ((3_600.0, "小时", "h"), (60.0, "分钟", "min"), (1.0, "秒", "s"))
NONE = "—"


def count(value: float | None) -> str:
    """A whole number with thousands set apart.

    >>> count(12345), count(None)
    ('12,345', '—')
    """
    return NONE if value is None or not isfinite(value) else f"{value:,.0f}"


def percent(value: float | None) -> str:
    """A share as a percentage."""
    return NONE if value is None or not isfinite(value) else exact_percent(value)


def plain(value: float | None) -> str:
    """A number with three significant digits."""
    return NONE if value is None or not isfinite(value) else number(value)


def duration(seconds: float | None, clock: Clock) -> Text:
    """A duration in its largest fitting unit, in short.

    >>> duration(45_000, Clock()), duration(46_800, Clock("working", 23_400))
    (('12.5 小时', '12.5 h'), ('2 工作日', '2 wd'))
    """
    if seconds is None or not isfinite(seconds):
        return NONE, NONE
    day = (
        (float(clock.day_seconds), "工作日", "wd")
        if clock.is_working
        else (float(clock.day_seconds), "天", "d")
    )
    size, chinese, english = next((unit for unit in (day, *_UNITS) if abs(seconds) >= unit[0]), _UNITS[-1])
    value = number(seconds / size)
    return f"{value} {chinese}", f"{value} {english}"
