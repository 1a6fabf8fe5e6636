"""One piece of work after another: the distribution of a sum of independent durations."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from statistics import NormalDist

import numpy as np

from liandong.simulation.duration import Duration, Shape, fixed

#: How many equally likely values stand for a distribution.
_VALUES = 200


def together(durations: Sequence[Duration]) -> Duration:
    """How long all of them take, one after the other, drawn independently; the mean is the sum of the means.

    Fixed lengths add to a fixed one; anything else becomes a table of equally likely cells.

    >>> together([fixed(60), fixed(30)])
    Duration(shape=<Shape.FIXED: 0>, a=90, b=0.0, low=(), high=(), reached=())
    """
    return reduce(_sum, durations) if durations else fixed(0)


def _sum(one: Duration, other: Duration) -> Duration:
    if one.shape == other.shape == Shape.FIXED:
        return fixed(one.a + other.a)
    sums = np.sort(np.add.outer(values(one), values(other)).ravel())
    edges = np.quantile(sums, np.linspace(0, 1, _VALUES + 1))
    reached = np.arange(1, _VALUES + 1) / _VALUES
    table = Duration(Shape.TABLE, low=tuple(edges[:-1]), high=tuple(edges[1:]), reached=tuple(reached))
    whole = one.mean + other.mean
    return table.scaled(whole / table.mean) if table.mean else fixed(0)


def values(duration: Duration) -> np.ndarray:
    """Equally likely values of the distribution, in order."""
    chance = (np.arange(_VALUES) + 0.5) / _VALUES
    match duration.shape:
        case Shape.FIXED:
            return np.full(_VALUES, duration.a)
        case Shape.EXPONENTIAL:
            return -duration.a * np.log1p(-chance)
        case Shape.UNIFORM:
            return duration.a + (duration.b - duration.a) * chance
        case Shape.LOGNORMAL:
            normal = NormalDist()
            return np.exp(duration.a + duration.b * np.array([normal.inv_cdf(it) for it in chance]))
        case Shape.TABLE:
            reached = np.array(duration.reached)
            place = np.minimum(np.searchsorted(reached, chance), len(reached) - 1)
            before = np.concatenate([[0.0], reached])[place]
            inside = (chance - before) / (reached[place] - before)
            low, high = np.array(duration.low)[place], np.array(duration.high)[place]
            found: np.ndarray = low + (high - low) * inside
            return found
