"""When a case is over: its events are let go, and what still comes of it is listed, never counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from liandong.errors import SettingError
from liandong.profile.increment.records import CLOSED, picked
from liandong.profile.increment.runs import Run, find
from liandong.profile.increment.taking import Part, joined

_DAY = 86_400_000_000


@dataclass(frozen=True)
class Closing:
    """Cases are over that have been idle for more than so many days, or ended in one of these activities.

    Idle is told against the last event of the whole state: no clock is asked, so a log counted next year closes alike.
    """

    idle_days: float | None = None
    outcomes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.idle_days is not None and not self.idle_days >= 0:
            reason = ("请用 0 或更大的天数", "use a number of days, 0 or more")
            raise SettingError(setting="idle_days", value=self.idle_days, reason=reason)

    def run(self, runs: list[Run], number: int, activities: list[str]) -> tuple[Run | None, int]:
        """The run that closes all cases that are over now, and how many there are."""
        keys = np.unique(np.concatenate([np.empty(0, dtype=np.uint64), *(run.keys for run in runs)]))
        entries = find(runs, keys)
        is_over = self._over(entries, activities) & (entries["flags"] & CLOSED == 0) & (entries["length"] > 0)
        chosen = picked(entries, is_over)
        chosen["flags"] = CLOSED
        nothing = np.zeros(len(chosen), dtype=np.int64)
        empty = np.empty(0, dtype=runs[0].events.dtype) if runs else np.empty(0)
        return joined(number, [Part(keys[is_over], chosen, empty, nothing)]), len(chosen)

    def _over(self, entries: np.ndarray, activities: list[str]) -> np.ndarray:
        is_over = np.zeros(len(entries), dtype=bool)
        if self.idle_days is not None and len(entries):
            is_over |= entries["last_end"] < entries["last_end"].max() - int(self.idle_days * _DAY)
        wanted = np.array([activity in self.outcomes for activity in activities], dtype=bool)
        return is_over | (wanted[entries["last_step"]] if len(wanted) else False)
