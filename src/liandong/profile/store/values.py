"""Whether a value meets a test: texts, numbers, instants, each compared as what it is.

An instant is compared with a *span* of local time: '2024-05' is the whole month, so ``start <= '2024-05'`` takes
all of May in. A number may stand in quotes, and a text that reads as a number is compared as one with numbers.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from liandong.errors import FilterError
from liandong.profile.store.conditions import Literal, Test
from liandong.worktime.clock import EPOCH

_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_MICRO = timedelta(microseconds=1)
_TIME = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d?)(?:-(?P<day>\d\d?)"
    r"(?:[ T](?P<hour>\d\d?)(?::(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<micro>\d{1,6}))?)?)?)?)?)?"
)


def text_test(test: Test) -> Callable[[str], bool]:
    """Whether a name or an attribute's text meets the test.

    >>> meets = text_test(Test("role", "like", ("%窗%",)))
    >>> [meets("综合窗口"), meets("大厅")]
    [True, False]
    """
    if test.op == "like":
        pattern = like(str(test.values[0]))
        return lambda text: pattern.fullmatch(text) is not None
    return _any_of(test, _compared_as_text)


def number_test(test: Test, where: str) -> Callable[[float | Decimal | int], bool]:
    """Whether a number meets the test. Raises FilterError where a value is no number."""
    numbers = [as_number(value) for value in test.values]
    if test.op == "like" or None in numbers:
        reason = (
            f"{test.column} 是数，不能与 {_told(test)} 比较",
            f"{test.column} is a number and cannot be compared with {_told(test)}",
        )
        raise FilterError(where=where, reason=reason)
    return _any_of(Test(test.column, test.op, tuple(n for n in numbers if n is not None)), _ORDER)


def whole_test(test: Test, measures: np.ndarray, unit: int, where: str) -> np.ndarray:
    """Whether each of the whole numbers, counted in ``unit`` to one, meets the test: exactly, as a tenth of a day is.

    >>> whole_test(Test("lead_days", ">", (Decimal("0.1"),)), np.array([8_640, 8_641]), 86_400, "").tolist()
    [False, True]
    """
    number_test(test, where)
    bounds = [(as_number(value) or Decimal()) * unit for value in test.values]
    low, high = (int(round_(edge)) for round_, edge in ((math.ceil, bounds[0]), (math.floor, bounds[-1])))
    match test.op:
        case "<":
            return measures < low
        case ">=":
            return measures >= low
        case "<=":
            return measures <= high
        case ">":
            return measures > high
        case "between":
            return (measures >= low) & (measures <= high)
    exact = [int(bound) for bound in bounds if bound == int(bound) and abs(bound) < 1 << 62]
    return np.isin(measures, np.array(exact, dtype=np.int64))


def span_test(test: Test, timezone: str, where: str) -> tuple[int, int]:
    """The instants (microseconds, from and before) that meet the test. Raises FilterError."""
    spans = [span(value, timezone) for value in test.values]
    if test.op in ("like", "in") or None in spans:
        reason = (
            f"{test.column} 是时间，请与 '2024'、'2024-05'、'2024-05-06' 或 '2024-05-06 09:00' 这样的值比较",
            f"{test.column} is a time; compare it with '2024', '2024-05', '2024-05-06' or '2024-05-06 09:00'",
        )
        raise FilterError(where=where, reason=reason)
    known = [each for each in spans if each is not None]
    (low, high), last = known[0], known[-1]
    least, most = -(1 << 62), 1 << 62
    return {
        "=": (low, high),
        "<": (least, low),
        "<=": (least, high),
        ">": (high, most),
        ">=": (low, most),
        "between": (low, last[1]),
    }[test.op]


def span(value: Literal, timezone: str) -> tuple[int, int] | None:
    """The instants a written time stands for, as microseconds since 1970: from, and before; None if it is none.

    >>> [edge // 3_600_000_000 % 24 for edge in span("2024-05-06", "Asia/Shanghai")]
    [16, 16]
    """
    found = _TIME.fullmatch(str(value).strip())
    if found is None:
        return None
    parts = {name: text for name, text in found.groupdict().items() if text is not None}
    try:
        first = _first_of(parts)
        last = _following(first, [name for name in found.groupdict() if name in parts][-1])
    except (ValueError, OverflowError):
        return None
    zone = ZoneInfo(timezone)
    low, high = ((moment.replace(tzinfo=zone) - EPOCH) // _MICRO for moment in (first, last))
    return low, high


def _first_of(parts: dict[str, str]) -> datetime:
    """The first moment of what was written: of a year, its New Year."""
    year, month, day = (int(parts.get(name, "1")) for name in ("year", "month", "day"))
    hour, minute, second = (int(parts.get(name, "0")) for name in ("hour", "minute", "second"))
    micro = int(parts.get("micro", "0").ljust(6, "0"))
    return datetime(year, month, day, hour, minute, second, micro)  # noqa: DTZ001 - the zone follows


def _following(first: datetime, finest: str) -> datetime:
    """When the next year, month, day … begins."""
    if finest == "year":
        return first.replace(year=first.year + 1)
    if finest == "month":
        return (first + timedelta(days=31)).replace(day=1)
    return first + (_MICRO if finest == "micro" else timedelta(**{f"{finest}s": 1}))


def like(pattern: str) -> re.Pattern[str]:
    """SQL's pattern: % stands for anything, _ for one character."""
    parts = {"%": ".*", "_": "."}
    return re.compile("".join(parts.get(sign) or re.escape(sign) for sign in pattern), re.DOTALL)


def as_number(value: object) -> Decimal | None:
    """The number a value is or reads as, exactly; None if it is none."""
    if isinstance(value, bool):
        return None
    try:
        number = Decimal(value) if isinstance(value, int | float | Decimal) else Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _any_of(test: Test, order: dict[str, Callable[[Any, Any], bool]]) -> Callable[[Any], bool]:
    """The test by the comparisons given."""
    values = test.values
    if test.op == "in":
        return lambda found: any(order["="](found, value) for value in values)
    if test.op == "between":
        return lambda found: order[">="](found, values[0]) and order["<="](found, values[1])
    return lambda found: order[test.op](found, values[0])


def _as_text(compare: Callable[[Any, Any], bool]) -> Callable[[str, Literal], bool]:
    def compared(found: str, value: Literal) -> bool:
        if isinstance(value, str):
            return compare(found, value)
        if isinstance(value, bool):
            return compare(found.lower(), str(value).lower())
        number = as_number(found)
        return number is not None and compare(number, value)

    return compared


_compared_as_text = {op: _as_text(compare) for op, compare in _ORDER.items()}


def _told(test: Test) -> str:
    return ", ".join(map(str, test.values))
