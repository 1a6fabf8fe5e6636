"""Durations in logarithmic cells, a fifth apart: fine enough for what a week's calendar blurs, few enough to invert."""

from __future__ import annotations

import numpy as np

from liandong.profile import buckets
from liandong.simulation.duration import Duration, Shape, fixed

_RATIO = 1.2
#: Up to this many seconds count as none.
_FINEST = 60
#: Cell 0 is no time at all; the last one reaches beyond thirty years.
CELLS = 92
_EDGES = _FINEST * _RATIO ** np.arange(CELLS)
#: Lower and upper limit and middle of each cell, seconds.
LOW = np.concatenate([[0.0], _EDGES[:-1]])
HIGH = np.concatenate([[0.0], _EDGES[1:]])
MIDDLE = (LOW + HIGH) / 2


def cell(seconds: np.ndarray) -> np.ndarray:
    """The cell of each duration.

    >>> cell(np.array([0.0, 59.0, 61.0, 86_400.0])).tolist()
    [0, 0, 1, 40]
    """
    return np.minimum(np.searchsorted(_EDGES, seconds, side="right"), CELLS - 1)


def cell_of(numbers: np.ndarray, width: int) -> np.ndarray:
    """The cell of each bucket of a profile."""
    low, high = buckets.edges(numbers, width)
    return cell(np.sqrt(np.maximum(low, 1e-3) * high))


def duration_of(shape: np.ndarray, least: float = 0.0) -> Duration:
    """The distribution of a histogram over the cells; never below ``least`` seconds."""
    full = np.flatnonzero(shape > 1e-9 * shape.sum())
    if not len(full):
        return fixed(least)
    reached = np.cumsum(shape[full]) / shape[full].sum()
    low, high = np.maximum(LOW[full], least), np.maximum(HIGH[full], least)
    return Duration(Shape.TABLE, low=tuple(low), high=tuple(high), reached=tuple(reached))
