"""Quick and slow cases: what the steps of one case have in common, read from counts alone.

In a model whose steps know nothing of each other, lead times of two peaks become one: a case that waited long here waits
no longer there. What a profile counts of whole sequences shows it: lead times of cases of one sequence then vary more than
the steps' times, added up as independent, would let them. Such a profile is divided into two classes of cases. Each time
is divided where its distribution has the share of slow cases on top, and slow cases draw from the upper part, quick ones
from the lower, as often as ``strength`` says, else from all. So every step takes as long as it was counted, whatever the
classes are. Sequences that took longer than their steps say have more of the slow (the best linear predictor of a group's
share; Robinson, That BLUP Is a Good Thing, Statist. Sci. 6, 1991), and so have the steps that these go through.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import polars as pl

from liandong.procedure.graph import Edge
from liandong.profile import Profile
from liandong.profile.merging import ranked
from liandong.profile.sequences import parts
from liandong.simulation.calibration.counts import Counts
from liandong.simulation.calibration.grid import CELLS, MIDDLE
from liandong.simulation.duration import Duration, Shape

#: Lead times must vary so many times as much as independent steps let them, before cases are told apart.
DEPENDENT = 4 / 3
#: How far the share of slow cases may differ from one sequence to another, of the most it can.
_SPREAD = 0.5
_ROUNDS = 6
#: Nobody is quick or slow without exception.
_LEAST = 1e-3


@dataclass(frozen=True)
class Paces:
    """Cases of two paces: the share of slow ones, among all and at each step, and how far their times are their own."""

    slow: float
    strength: float
    #: The share of slow cases among those that pass from one activity to the next, or do an activity.
    waits: Mapping[Edge, float]
    works: Mapping[str, float]

    def waiting(self, edge: Edge, duration: Duration) -> tuple[Duration, Duration]:
        """The waiting of quick and of slow cases."""
        return divided(duration, self.waits.get(edge, self.slow), self.strength)

    def working(self, activity: str, duration: Duration) -> tuple[Duration, Duration]:
        """The work on quick and on slow cases."""
        return divided(duration, self.works.get(activity, self.slow), self.strength)


def divided(duration: Duration, slow: float, strength: float) -> tuple[Duration, Duration]:
    """A table of durations as those of quick and of slow cases, which together are the table again.

    >>> from liandong.simulation.duration import counted
    >>> quick, slow = divided(counted([(400, 3), (500, 1)]), 0.25, 1.0)
    >>> quick == counted([(400, 3)]), slow == counted([(500, 1)])
    (True, True)
    """
    if duration.shape != Shape.TABLE:
        return duration, duration
    share = np.diff(np.array(duration.reached), prepend=0.0)
    upper = _upper(share[None], np.array([slow]))[0]
    own = ((share - upper) / (1 - slow), upper / slow)
    quick, late = (_of(duration, (1 - strength) * share + strength * part) for part in own)
    return quick, late


def _of(duration: Duration, share: np.ndarray) -> Duration:
    """The table with other shares; rows without any are left out."""
    kept = np.flatnonzero(share > 1e-9)
    low, high = (tuple(np.array(side)[kept].tolist()) for side in (duration.low, duration.high))
    reached = np.cumsum(share[kept])
    return replace(duration, low=low, high=high, reached=tuple((reached / reached[-1]).tolist()))


def _upper(share: np.ndarray, slow: np.ndarray) -> np.ndarray:
    """Of distributions (rows) the part in each cell that belongs to the upper ``slow`` of them."""
    reached = np.cumsum(share, axis=1)
    found: np.ndarray = np.clip(reached - (1 - slow)[:, None], 0.0, share)
    return found


@dataclass(frozen=True)
class Sequenced:
    """The times that cases of each sequence pass through: ``time[i]`` once for each time sequence ``row[i]`` has it.

    ``cases`` and ``seconds`` are by sequence, ``share`` is the distribution of each time over the cells of the grid.
    """

    keys: tuple[Edge | str, ...]
    share: np.ndarray
    row: np.ndarray
    time: np.ndarray
    cases: np.ndarray
    seconds: np.ndarray
    squares: np.ndarray

    @classmethod
    def of(cls, profile: Profile) -> Sequenced | None:
        """The sequences of a profile; None where some are left out."""
        sums = pl.col("n", "seconds", "seconds2").sum().cast(pl.Float64)
        known = profile.sequence.join(profile.variant.group_by("variant").agg(sums), on="variant").sort(
            "variant"
        )
        if known["n"].sum() < int(profile.case["n"].sum()):
            return None
        flat, offsets = parts(known)
        names, places = ranked(flat)
        codes = places.astype(np.int64)
        counts = Counts(profile, frozenset(names))
        shapes: dict[Edge | str, np.ndarray] = dict(counts.works.items())
        for kind in sorted(counts.waits):
            for edge, shape in counts.waits[kind].items():
                shapes[edge] = shapes.get(edge, np.zeros(CELLS)) + shape
        place = {key: number for number, key in enumerate(shapes)}
        row = np.repeat(np.arange(known.height), np.diff(offsets))
        works = np.array([place.get(name, -1) for name in names], dtype=np.int64)[codes]
        is_next = row[1:] == row[:-1]
        pairs, which = np.unique(codes[:-1][is_next] * len(names) + codes[1:][is_next], return_inverse=True)
        edges = [(names[pair // len(names)], names[pair % len(names)]) for pair in pairs.tolist()]
        waits = np.array([place.get(edge, -1) for edge in edges], dtype=np.int64)[which]
        time, row = np.concatenate([works, waits]), np.concatenate([row, row[1:][is_next]])
        table = np.array(list(shapes.values())).reshape(len(shapes), CELLS)
        return cls(
            tuple(shapes),
            table / np.maximum(table.sum(axis=1, keepdims=True), 1.0),
            row[time >= 0],
            time[time >= 0],
            *(known[name].to_numpy() for name in ("n", "seconds", "seconds2")),
        )

    def _summed(self, values: np.ndarray) -> np.ndarray:
        """By sequence, the sum of what its times have."""
        return np.bincount(self.row, weights=values[self.time], minlength=len(self.cases))

    @cached_property
    def _mean(self) -> np.ndarray:
        return self._summed(self.share @ MIDDLE)

    @cached_property
    def _variance(self) -> np.ndarray:
        mean = self.share @ MIDDLE
        return self._summed(self.share @ MIDDLE**2 - mean**2)

    @property
    def dependence(self) -> float:
        """The mean square by which lead times miss the sum of their steps, of what independent steps would miss it by."""
        missed = self.squares - 2 * self._mean * self.seconds + self.cases * self._mean**2
        expected = float(self.cases @ self._variance)
        return float(missed.sum()) / expected if expected > 0 else 0.0

    def paces(self, slow: float, strength: float) -> Paces:
        """Two paces with about this share of slow cases."""
        passed = np.bincount(self.time, weights=self.cases[self.row], minlength=len(self.keys))
        at = np.full(len(self.keys), slow)
        for _ in range(_ROUNDS):
            among = self._among(slow, at, strength)
            weights = (self.cases * among)[self.row]
            at = np.bincount(self.time, weights=weights, minlength=len(self.keys)) / np.maximum(passed, 1.0)
            at = np.clip(at, _LEAST, 1 - _LEAST)
        found = dict(zip(self.keys, at.tolist(), strict=True))
        return Paces(
            float(self.cases @ among / self.cases.sum()),
            strength,
            {key: share for key, share in found.items() if isinstance(key, tuple)},
            {key: share for key, share in found.items() if isinstance(key, str)},
        )

    def _among(self, slow: float, at: np.ndarray, strength: float) -> np.ndarray:
        """By sequence, the share of slow cases that its mean lead time speaks for."""
        upper = _upper(self.share, at)
        above, below = upper @ MIDDLE / at, (self.share - upper) @ MIDDLE / (1 - at)
        apart = strength * self._summed(above - below)
        usual = self._mean + strength * self._summed((slow - at) * (above - below))
        prior = _SPREAD * slow * (1 - slow)
        luck = self._variance / self.cases
        gain = prior * apart / np.maximum(luck + prior * apart**2, 1e-9)
        found: np.ndarray = np.clip(slow + gain * (self.seconds / self.cases - usual), _LEAST, 1 - _LEAST)
        return found
