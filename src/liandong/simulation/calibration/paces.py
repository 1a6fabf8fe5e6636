"""Quick and slow cases: what the steps of one case have in common, read from counts alone.

In a model whose steps know nothing of each other, lead times of two peaks become one: a case that waited long here waits
no longer there. What a profile counts of whole sequences shows it: lead times of cases that go the same way then vary more
than the steps' times, added up as independent, would let them. Such a profile is divided into two classes of cases. Every
time is divided where its distribution has the share of slow cases on top, and slow cases draw from the upper part, quick ones
from the lower, as often as ``strength`` says, else from all. Both classes go the same ways, so every step takes as long as
it was counted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from liandong.procedure.graph import Edge
from liandong.profile import Profile
from liandong.profile.merging import ranked
from liandong.profile.sequences import parts
from liandong.simulation.calibration.counts import Counts
from liandong.simulation.calibration.grid import CELLS, MIDDLE
from liandong.simulation.duration import Duration, Shape

#: Lead times must vary so many times as much as independent steps let them, before cases are told apart,
DEPENDENT = 4 / 3
#: in so many cases beside the first of each sequence.
_FEWEST = 30
#: Where counted steps and those of the sequences differ by more than this share, they are not of the same cases.
_APART = 0.01


@dataclass(frozen=True)
class Paces:
    """Cases of two paces: the share of slow ones, and how often a time is drawn from those of its own pace."""

    slow: float
    strength: float

    def divided(self, duration: Duration) -> tuple[Duration, Duration]:
        """A table of durations as those of quick and of slow cases, which together are the table again.

        >>> from liandong.simulation.duration import counted
        >>> quick, slow = Paces(0.25, 1.0).divided(counted([(400, 3), (500, 1)]))
        >>> quick == counted([(400, 3)]), slow == counted([(500, 1)])
        (True, True)
        """
        if duration.shape != Shape.TABLE:
            return duration, duration
        share = np.diff(np.array(duration.reached), prepend=0.0)
        upper = np.clip(np.cumsum(share) - (1 - self.slow), 0.0, share)
        own = ((share - upper) / (1 - self.slow), upper / self.slow)
        quick, slow = (_of(duration, (1 - self.strength) * share + self.strength * part) for part in own)
        return quick, slow


def _of(duration: Duration, share: np.ndarray) -> Duration:
    """The table with other shares; rows without any are left out."""
    kept = np.flatnonzero(share > 1e-9)
    low, high = (tuple(np.array(side)[kept].tolist()) for side in (duration.low, duration.high))
    reached = np.cumsum(share[kept])
    return replace(duration, low=low, high=high, reached=tuple((reached / reached[-1]).tolist()))


def dependence(profile: Profile) -> float:
    """The variance of lead times among cases of one sequence, over that of independent steps.

    0 where a profile does not tell: some sequences are left out, hardly any case goes the way of another, or the steps
    counted are not those of the cases counted, as in a part of a profile's periods.
    """
    sums = pl.col("n", "seconds", "seconds2").sum().cast(pl.Float64)
    of_sequence = profile.variant.group_by("variant").agg(sums)
    known = profile.sequence.join(of_sequence, on="variant").sort("variant")
    n, seconds, squares = (known[name].to_numpy() for name in ("n", "seconds", "seconds2"))
    free = n - 1
    if n.sum() < int(profile.case["n"].sum()) or free.sum() < _FEWEST:
        return 0.0
    row, time, shapes = _times(profile, known)
    counted = shapes.sum(axis=1)
    passed = np.bincount(time, weights=n[row], minlength=len(shapes))
    if np.abs(passed - counted).sum() > _APART * counted.sum():
        return 0.0
    mean, square = (shapes @ MIDDLE**power / np.maximum(counted, 1.0) for power in (1, 2))
    expected = float(free @ np.bincount(row, weights=(square - mean**2)[time], minlength=len(n)))
    return float((squares - seconds**2 / n).sum()) / expected if expected > 0 else 0.0


def _times(profile: Profile, known: pl.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The times that sequences pass through: sequence, which time, and over the grid's cells how often each was counted."""
    flat, offsets = parts(known["activities"])
    names, places = ranked(flat)
    codes, size = places.astype(np.int64), len(names)
    counts = Counts(profile, frozenset(names))
    shapes: dict[Edge | str, np.ndarray] = dict(counts.works.items())
    for kind in sorted(counts.waits):
        for edge, shape in counts.waits[kind].items():
            shapes[edge] = shapes.get(edge, np.zeros(CELLS)) + shape
    place = {key: number for number, key in enumerate(shapes)}
    row = np.repeat(np.arange(known.height), np.diff(offsets))
    works = np.array([place.get(name, -1) for name in names], dtype=np.int64)[codes]
    is_next = row[1:] == row[:-1]
    pairs, which = np.unique(codes[:-1][is_next] * size + codes[1:][is_next], return_inverse=True)
    edges = [(names[pair // size], names[pair % size]) for pair in pairs.tolist()]
    waits = np.array([place.get(edge, -1) for edge in edges], dtype=np.int64)[which]
    row, time = np.concatenate([row, row[1:][is_next]]), np.concatenate([works, waits])
    return row[time >= 0], time[time >= 0], np.array(list(shapes.values())).reshape(len(shapes), CELLS)
