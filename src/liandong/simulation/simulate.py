"""Runs a model as often as asked and says what came out, with intervals over the replications."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from liandong.errors import SettingError
from liandong.profile import Profile
from liandong.profile.periods import LAST_DAY
from liandong.simulation import room as r
from liandong.simulation.compiling import SECOND, Compiled, compiled
from liandong.simulation.counting import Tally
from liandong.simulation.model import Model
from liandong.simulation.running import Run, run

_DAY = 86_400


@dataclass(frozen=True)
class Result:
    """The runs of one model, replication by replication."""

    compiled: Compiled
    runs: tuple[Run, ...]
    #: Everything that happened, as a profile marked as simulated; empty where no events were kept.
    profile: Profile

    @cached_property
    def mean_lead_seconds(self) -> np.ndarray:
        """The mean lead time of each replication; NaN where no case ended."""
        sums = np.array([run.sums.cases.sum(axis=0) for run in self.runs])
        means: np.ndarray = np.full(len(sums), np.nan)
        np.divide(sums[:, 1], sums[:, 0], out=means, where=sums[:, 0] > 0)
        return means

    @cached_property
    def drained(self) -> bool:
        """Whether every run came to its end with no case open; one that did not is a finding, not an average."""
        return all(run.still_open == 0 for run in self.runs)


def simulate(
    model: Model,
    *,
    cases: int,
    replications: int = 1,
    seed: int = 0,
    warm_up_days: float = 0,
    days: int = 3650,
    zone: str = "模拟",
    keeps_events: bool = True,
    workers: int = 1,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Result:
    """Runs ``cases`` cases through the model, ``replications`` times.

    Parameters
    ----------
    seed : runs of equal seed and replication share their random numbers, whatever else differs between two models.
    warm_up_days : cases that arrive earlier run, but are not counted.
    days : when a run stops, drained or not (``Result.drained``).
    keeps_events : False leaves the profile out and only counts, which is faster.
    workers : threads; the engine lets go of Python's lock. The result does not depend on it.
    progress : is told how many replications are done, and of how many.

    Raises ModelError for a model that cannot run, SettingError for settings that make no sense.

    Examples
    --------
    >>> from liandong.simulation.duration import exponential
    >>> from liandong.simulation.model import Arrivals, End, Flow, Role, Shift, Task
    >>> desk = Model("check", (Task("check", "desk", exponential(60)), End("end")), (Flow("check", "end"),),
    ...     (Role("desk", (Shift(1),)),), Arrivals(gap=exponential(100)))
    >>> simulate(desk, cases=1000, seed=1).profile.case["n"].sum()
    1000
    """
    for name, value in (("cases", cases), ("replications", replications), ("days", days)):
        if value < 1:
            raise SettingError(setting=name, value=value, reason=("至少为一", "it is one at least"))
    _check_end(model, days)
    plan = compiled(model, days=days)
    until = days * _DAY * SECOND
    source = f"simulation, seed {seed}, replications {replications}"
    tally = Tally(model, zone, source, days) if keeps_events else None

    def one(number: int) -> Run:
        warm = round(warm_up_days * _DAY * SECOND)
        limits = r.Limits(seed, number, cases, until, until, warm, keeps_events)
        return run(plan, limits, tally.take if tally else None)

    runs = []
    for found in _each(one, replications, workers):
        runs.append(found)
        progress(len(runs), replications)
    return Result(plan, tuple(runs), tally.result() if tally else Profile())


def _each(one: Callable[[int], Run], replications: int, workers: int) -> Iterator[Run]:
    """The runs in order; one worker needs no thread, whose freed memory nothing else would use."""
    if workers <= 1:
        yield from map(one, range(replications))
        return
    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(one, range(replications))


def _check_end(model: Model, days: int) -> None:
    """Refuses a run that goes on after the last day of the calendar; raises SettingError."""
    longest = (LAST_DAY - model.start.date()).days - 1
    if days > longest:
        zh = f"从 {model.start.date()} 起最多 {longest} 天：日历到 {LAST_DAY} 为止"
        en = f"from {model.start.date()} on it is {longest} at most: the calendar ends on {LAST_DAY}"
        raise SettingError(setting="days", value=days, reason=(zh, en))
