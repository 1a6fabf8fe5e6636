"""Durations as BPMN writes them (ISO 8601)."""

from __future__ import annotations

import re

_DAY = 86_400
_PARTS = re.compile(
    r"P(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?"
    r"(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
#: A year and a month without a date are those of a calendar on average.
_SECONDS = (365.25 * _DAY, 365.25 / 12 * _DAY, 7 * _DAY, _DAY, 3_600, 60, 1)


def seconds_of(text: str) -> float | None:
    """The seconds of an ISO 8601 duration; None for a date, a cycle, an expression.

    >>> seconds_of("P20D"), seconds_of("PT1H30M"), seconds_of("${limit}")
    (1728000.0, 5400.0, None)
    """
    found = _PARTS.fullmatch(text.strip())
    if found is None or not any(found.groups()):
        return None
    return float(sum(float(part) * unit for part, unit in zip(found.groups(), _SECONDS, strict=True) if part))
