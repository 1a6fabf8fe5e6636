"""An axis from nothing to a round number, with a few round steps."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, isfinite, log10

from liandong.diagnosis.words import Clock, number
from liandong.report.markup import Text

_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Scale:
    """Where values lie between 0 and ``top``, and the ticks between; ``unit`` is named once, beside the axis."""

    top: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]
    unit: Text = ("", "")

    def share(self, value: float) -> float:
        """The place of a value as a share of the axis, kept on it."""
        return min(1.0, max(0.0, value / self.top)) if self.top else 0.0


def linear(highest: float, *, most: int = 5, unit: Text = ("", "")) -> Scale:
    """A scale up to at least ``highest``."""
    highest = highest if isfinite(highest) and highest > 0 else 1.0
    power = 10.0 ** floor(log10(highest / most))
    step = next(step * power for step in _STEPS if step * power * most >= highest * (1 - 1e-9))
    count = next(n for n in range(1, most + 1) if n * step >= highest * (1 - 1e-9))
    ticks = tuple(round(step * n, 12) for n in range(count + 1))
    return Scale(ticks[-1], ticks, tuple(number(tick) for tick in ticks), unit)


def of_durations(highest: float, clock: Clock, *, most: int = 5) -> Scale:
    """A scale for durations in seconds, its ticks round in the unit that fits."""
    day = (clock.day_seconds, ("工作日", "working days") if clock.is_working else ("天", "days"))
    units: tuple[tuple[float, Text], ...] = (
        day,
        (3600, ("小时", "hours")),
        (60, ("分钟", "minutes")),
        (1, ("秒", "seconds")),
    )
    size, unit = next((each for each in units if highest >= 1.5 * each[0]), units[-1])
    inner = linear(highest / size, most=most)
    return Scale(inner.top * size, tuple(tick * size for tick in inner.ticks), inner.labels, unit)
