"""Five classes of colour with limits a person would choose; the legend names them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite

from liandong.diagnosis.words import Clock
from liandong.report.figures import count, duration, percent
from liandong.report.markup import Text

#: Limits between classes are taken from these: seconds below a day, days.
_BELOW_A_DAY = (
    *(60 * value for value in (1, 2, 5, 10, 20, 30)),
    *(3600 * value for value in (1, 2, 4, 8, 12)),
)
_DAYS = (1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365, 730, 1095)
_COUNTS = tuple(float(step * 10**power) for power in range(10) for step in (1, 2, 5))
_SHARES = tuple(step / 10**power for power in (4, 3, 2, 1) for step in (1, 2, 5))


@dataclass(frozen=True)
class Heat:
    """Rising limits between classes, and how to write a value."""

    limits: tuple[float, ...]
    write: Callable[[float], Text]

    def level(self, value: float | None) -> int:
        """The class of a value, from 1 up; 0 where there is none."""
        return 0 if value is None or not isfinite(value) else 1 + bisect_right(self.limits, value)

    def legend(self) -> list[tuple[int, Text]]:
        """Each class with its range in words."""
        if not self.limits:
            return []
        below, above = self.write(self.limits[0]), self.write(self.limits[-1])
        ranges = [_pair("<", below)]
        for low, high in zip(self.limits, self.limits[1:], strict=False):
            ranges.append(_span(self.write(low), self.write(high)))
        return list(enumerate([*ranges, _pair("≥", above)], start=1))


def of_durations(values: Sequence[float], clock: Clock) -> Heat:
    """Classes for durations in seconds."""
    days = [clock.day_seconds * step for step in _DAYS]
    below_a_day = [step for step in _BELOW_A_DAY if step < clock.day_seconds]
    return Heat(_limits(values, [*below_a_day, *days]), lambda value: duration(value, clock))


def of_counts(values: Sequence[float]) -> Heat:
    """Classes for numbers of cases or events."""
    return Heat(_limits(values, _COUNTS), lambda value: (count(value), count(value)))


def of_shares(values: Sequence[float]) -> Heat:
    """Classes for shares."""
    return Heat(_limits(values, _SHARES), lambda value: (percent(value), percent(value)))


def _limits(values: Sequence[float], ladder: Sequence[float]) -> tuple[float, ...]:
    """At most four steps of the ladder that split the values into parts of about equal size."""
    known = sorted(value for value in values if isfinite(value))
    if not known:
        return ()
    steps = [step for step in ladder if known[0] < step <= known[-1]]
    ranks = [bisect_right(known, step) / len(known) for step in steps]
    chosen = set()
    for part in (0.3, 0.55, 0.75, 0.9):
        if steps:
            chosen.add(steps[min(range(len(steps)), key=lambda index: (abs(ranks[index] - part), index))])
    return tuple(sorted(chosen))


def _pair(sign: str, words: Text) -> Text:
    return f"{sign} {words[0]}", f"{sign} {words[1]}"


def _span(low: Text, high: Text) -> Text:
    """A range, its unit named once where both ends share it."""
    return _joined(low[0], high[0]), _joined(low[1], high[1])


def _joined(low: str, high: str) -> str:
    value, _, unit = low.partition(" ")
    return f"{value}–{high}" if unit and high.endswith(f" {unit}") else f"{low} – {high}"
