"""How long something takes: distributions as values, drawn in the engine from one uniform number each.

One number a draw keeps two models in step (common random numbers): every distribution is its inverse function, so that
a longer distribution gives a longer draw for the same luck.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from liandong.errors import SettingError
from liandong.profile import buckets


class Shape(IntEnum):
    """The inverse functions the engine knows."""

    FIXED = 0
    EXPONENTIAL = 1
    UNIFORM = 2
    LOGNORMAL = 3
    #: A table of buckets, uniform inside each.
    TABLE = 4


@dataclass(frozen=True)
class Duration:
    """A distribution over seconds; make one with the functions below."""

    shape: Shape
    a: float = 0.0
    b: float = 0.0
    #: Of a table: lower and upper limits in seconds and the cumulated share at each upper limit.
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    reached: tuple[float, ...] = ()

    @property
    def mean(self) -> float:
        """The expected seconds."""
        match self.shape:
            case Shape.FIXED | Shape.EXPONENTIAL:
                return self.a
            case Shape.UNIFORM:
                return (self.a + self.b) / 2
            case Shape.LOGNORMAL:
                return math.exp(self.a + self.b**2 / 2)
            case Shape.TABLE:
                shares = np.diff(np.array(self.reached), prepend=0.0)
                return float(shares @ (np.array(self.low) + np.array(self.high)) / 2)

    def scaled(self, factor: float) -> Duration:
        """The same shape, every duration ``factor`` times as long.

        >>> uniform(2, 4).scaled(0.5)
        Duration(shape=<Shape.UNIFORM: 2>, a=1.0, b=2.0, low=(), high=(), reached=())
        """
        _check("factor", factor, factor >= 0)
        if self.shape == Shape.LOGNORMAL:
            return lognormal(self.mean * factor, self.mean * factor * _spread(self.b)) if factor else fixed(0)
        low, high = (tuple(value * factor for value in side) for side in (self.low, self.high))
        return Duration(self.shape, self.a * factor, self.b * factor, low, high, self.reached)


def fixed(seconds: float) -> Duration:
    """Always the same."""
    _check("seconds", seconds, seconds >= 0)
    return Duration(Shape.FIXED, seconds)


def exponential(mean: float) -> Duration:
    """Without memory, of that mean in seconds."""
    _check("mean", mean, mean > 0)
    return Duration(Shape.EXPONENTIAL, mean)


def uniform(low: float, high: float) -> Duration:
    """Anything between two limits in seconds, equally likely."""
    _check("low", low, 0 <= low <= high)
    return Duration(Shape.UNIFORM, low, high)


def lognormal(mean: float, sd: float) -> Duration:
    """Skewed to the right, of that mean and standard deviation in seconds."""
    _check("mean", mean, mean > 0)
    _check("sd", sd, sd >= 0)
    variance = math.log1p((sd / mean) ** 2)
    return Duration(Shape.LOGNORMAL, math.log(mean) - variance / 2, math.sqrt(variance))


def counted(counts: Iterable[tuple[int, float]], width: int = 1) -> Duration:
    """As a shape table of a profile says: pairs of bucket and count; ``width`` as in ``Settings.bucket_width``.

    >>> round(counted([(569, 1)]).mean)  # about a day
    86719
    """
    cells = sorted((bucket, n) for bucket, n in counts if n > 0)
    if not cells:
        return fixed(0)
    numbers, n = np.array([cell[0] for cell in cells]), np.array([cell[1] for cell in cells], dtype=float)
    low, high = buckets.edges(numbers, width)
    reached = np.cumsum(n) / n.sum()
    return Duration(Shape.TABLE, low=tuple(low), high=tuple(high), reached=tuple(reached))


def _spread(sigma: float) -> float:
    return math.sqrt(math.expm1(sigma**2))


def _check(name: str, value: float, is_right: bool) -> None:
    if not (is_right and math.isfinite(value)):
        reason = ("时长不能为负，也不能是无穷大或空", "a duration is a finite number and not negative")
        raise SettingError(setting=name, value=value, reason=reason)
