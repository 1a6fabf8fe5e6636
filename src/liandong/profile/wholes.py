"""Whole cases, from one row a case to counts: when they start and end, how they go, how long they take."""

from __future__ import annotations

import numpy as np
import polars as pl

from liandong.profile.coding import Coder, distinct, shifts
from liandong.profile.durations import Durations, Shapes, Sums
from liandong.profile.periods import ORIGIN, coarser, starts_of_days
from liandong.profile.raw import CaseCounts
from liandong.profile.tally import Tally
from liandong.profile.walk import DAY_BITS, HOUR, HOUR_SHIFT, Key

#: Cases counted together, so that what is worked out on the way stays small.
PART = 1 << 20
_STEP_BITS = 28
_HEAD: Key = (("group", 18), ("period", 18))
#: What is only counted, by group, by period or day, and by what.
_KEYS: dict[str, Key] = {
    "begins": (*_HEAD, ("step", _STEP_BITS)),
    "closes": (*_HEAD, ("step", _STEP_BITS)),
    "arrivals": (*_HEAD, ("hour_of_week", 28)),
    "start_days": (("group", 18), ("day", 46)),
    "end_days": (("group", 18), ("day", 46)),
}


def counted(cases: pl.DataFrame, coder: Coder) -> CaseCounts:
    """The counts of the cases (``RawCounts.cases``)."""
    wholes = _Wholes(coder, cases["variant"].to_numpy())
    for first in range(0, cases.height, PART):
        wholes.add(cases.slice(first, PART), first)
    return wholes.result()


class _Wholes:
    """The tables that parts of the cases are counted in."""

    def __init__(self, coder: Coder, variants: np.ndarray) -> None:
        self._timezone, self._working = coder.timezone, coder.calendar is not None
        self._weeks, self._months = (
            starts_of_days(coarser(unit, coder.period)) for unit in ("week", "month")
        )
        self._variants, self._variant = distinct(variants.view(np.int64))
        # A shape's key has room for a thousand groups; how cases of each end is numbered, so that there may be more.
        self._endings: dict[int, int] = {}
        self._outcomes, self._by_variant = Sums(working=self._working), Sums(working=self._working)
        self._shape = Shapes()
        self._tallies = {name: Tally() for name in _KEYS}

    def add(self, cases: pl.DataFrame, first: int) -> None:
        """Counts the cases, which begin at row ``first`` of all."""
        group, start, end, first_step, last_step = (
            cases[name].cast(pl.Int64).to_numpy()
            for name in ("group", "start", "end", "first_step", "last_step")
        )
        hour, end_hour = (_hours(instants, self._timezone) for instants in (start, end))
        day, end_day = hour // np.uint64(24), end_hour // np.uint64(24)
        keys = {
            "begins": (self._weeks[day], first_step),
            "closes": (self._weeks[end_day], last_step),
            "arrivals": (self._months[day], (hour + HOUR_SHIFT) % np.uint64(168)),
            "start_days": (0, day),
            "end_days": (0, end_day),
        }
        for name, (period, what) in keys.items():
            self._tallies[name].add(
                (group << 46 | np.asarray(period, np.int64) << 28 | what.astype(np.int64)).view(np.uint64)
            )
        working = cases["working"].to_numpy() if self._working else np.empty(0, dtype=np.int64)
        head = group << DAY_BITS | day.astype(np.int64)
        durations = Durations(head, last_step.view(np.uint64), end - start, working)
        self._outcomes.add(durations, self._weeks)
        ending = self._ending(group << _STEP_BITS | last_step)
        self._shape.add(durations._replace(head=day.astype(np.int64), what=ending), self._months)
        variant = self._variant[first : first + len(head)].view(np.uint64)
        self._by_variant.add(durations._replace(what=variant), self._months)

    def _ending(self, keys: np.ndarray) -> np.ndarray:
        """The number of each group and last step."""
        found, places = distinct(keys)
        numbers = [self._endings.setdefault(key, len(self._endings)) for key in found.tolist()]
        ending: np.ndarray = np.array(numbers, dtype=np.uint64)[places]
        return ending

    def result(self) -> CaseCounts:
        """The counts as frames."""
        by_variant = self._by_variant.frame("variant")
        shape = self._shape.frame("step")
        endings = np.array(list(self._endings), dtype=np.int64)[shape["step"].to_numpy()]
        hashes = self._variants[by_variant["variant"].to_numpy()].view(np.uint64)
        return CaseCounts(
            outcomes=self._outcomes.frame("step"),
            outcome_shape=shape.with_columns(
                group=endings >> _STEP_BITS, step=endings & ((1 << _STEP_BITS) - 1)
            ),
            variants=by_variant.with_columns(variant=hashes),
            **{name: self._tallies[name].frame(key) for name, key in _KEYS.items()},
        )


def _hours(instants: np.ndarray, timezone: str) -> np.ndarray:
    """Local hours since the first day."""
    hours: np.ndarray = (instants + shifts(instants, timezone) + ORIGIN).view(np.uint64) // HOUR
    return hours
