"""Runs a model as often as asked and says what came out, with intervals over the replications."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import TypeVar

import numpy as np

from liandong.errors import SettingError
from liandong.profile import Profile
from liandong.profile.periods import LAST_DAY
from liandong.simulation import room as r
from liandong.simulation.compiling import SECOND, Compiled, compiled
from liandong.simulation.counting import Tally
from liandong.simulation.ending import Text, reasons, refusal
from liandong.simulation.horizon import days_for, days_left
from liandong.simulation.model import Model
from liandong.simulation.precision import FIRST, half_width, is_reached
from liandong.simulation.running import Run, run

_DAY = 86_400
#: The most replications where a precision is asked for and nobody says how many.
MOST = 100
#: Fewer tell nothing of how replications differ.
_FEWEST = 3
T = TypeVar("T")
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Result:
    """The runs of one model, replication by replication; only those that count."""

    compiled: Compiled
    runs: tuple[Run, ...]
    #: Everything that happened, as a profile marked as simulated; empty where no events were kept.
    profile: Profile
    #: The cases asked for in each replication.
    cases: int
    #: The relative half-width of the interval that was asked for.
    precision: float | None = None

    @cached_property
    def mean_lead_seconds(self) -> np.ndarray:
        """The mean lead time of each replication."""
        return means(self.runs)

    @cached_property
    def half_width_seconds(self) -> float:
        """Half the 95 % interval of the mean lead time over the replications; infinite for one alone."""
        return half_width(self.mean_lead_seconds)

    @cached_property
    def is_precise(self) -> bool:
        """Whether the precision asked for was reached; true where none was."""
        return self.precision is None or is_reached(self.mean_lead_seconds, self.precision)

    @cached_property
    def came(self) -> int:
        """The cases that came, all replications together."""
        return sum(run.came for run in self.runs)

    @cached_property
    def ended(self) -> int:
        """Those of them that ended, cases of the warm-up included."""
        return self.came - sum(run.still_open for run in self.runs)

    @cached_property
    def drained(self) -> bool:
        """Whether every run came to its end with no case open; one that did not is a finding, not an average."""
        return all(run.still_open == 0 for run in self.runs)

    @cached_property
    def reasons(self) -> tuple[Text, ...]:
        """Why runs stopped before all cases had come and ended, in Chinese and English; none where they did."""
        return reasons(self.runs, cases=self.cases, days=self.compiled.days)


def simulate(
    model: Model,
    *,
    cases: int,
    replications: int | None = None,
    precision: float | None = None,
    seed: int = 0,
    warm_up_days: float = 0,
    days: int | None = None,
    zone: str = "模拟",
    keeps_events: bool = True,
    workers: int = 1,
    progress: Progress = lambda done, total: None,
) -> Result:
    """Runs ``cases`` cases through the model, ``replications`` times.

    Parameters
    ----------
    replications : how often it runs, once if not given; with a precision the most that run, ``MOST`` if not given.
    precision : stops as soon as half the 95 % interval of the mean lead time is this share of the mean, in order of the
        replications, after ten at least (the sequential procedure of Law: module ``precision``).
    seed : runs of equal seed and replication share their random numbers, whatever else differs between two models.
    warm_up_days : cases that arrive earlier run, but are not counted.
    days : when a run stops, drained or not (``Result.drained``); if not given as long as the cases need to come, and
        ten years more (``horizon``).
    keeps_events : False leaves the profile out and only counts, which is faster.
    workers : threads; the engine lets go of Python's lock. The result does not depend on it.
    progress : is told how many replications are done, and of how many at most.

    Raises ModelError for a model that cannot run or ends no case, SettingError for settings that make no sense.

    Examples
    --------
    >>> from liandong.simulation.duration import exponential
    >>> from liandong.simulation.model import Arrivals, End, Flow, Role, Shift, Task
    >>> desk = Model("check", (Task("check", "desk", exponential(60)), End("end")), (Flow("check", "end"),),
    ...     (Role("desk", (Shift(1),)),), Arrivals(gap=exponential(100)))
    >>> simulate(desk, cases=1000, seed=1).profile.case["n"].sum()
    1000
    >>> found = simulate(desk, cases=1000, seed=1, precision=0.05)
    >>> len(found.runs), found.is_precise
    (19, True)
    """
    most = (1 if precision is None else MOST) if replications is None else replications
    _check_counts(cases=cases, replications=most, days=1 if days is None else days)
    _check_precision(precision, most)
    days = days_for(model, cases) if days is None else days
    _check_end(model, days)
    _check_warm_up(warm_up_days, days)
    bench = _Bench(compiled(model, days=days), cases, seed, warm_up_days, zone if keeps_events else None)
    if precision is None:
        runs, profile = bench.all(most, workers, progress)
    else:
        runs, profile = bench.until(precision, most, workers, progress)
    if keeps_events:
        source = f"simulation, seed {seed}, replications {len(runs)}"
        profile = replace(profile, sheet=replace(profile.sheet, sources=(source,)))
    return Result(bench.compiled, tuple(runs), profile, cases, precision)


@dataclass(frozen=True)
class _Bench:
    """Runs one model again and again; without a zone no events are kept."""

    compiled: Compiled
    cases: int
    seed: int
    warm_up_days: float
    zone: str | None

    def all(self, most: int, workers: int, progress: Progress) -> tuple[list[Run], Profile]:
        """So many replications, all of which count: one tally takes the events of all."""
        tally, runs = self._tally(), []
        for found in _each(lambda number: self._run(number, tally), most, workers):
            runs.append(found)
            progress(len(runs), most)
        return runs, tally.result() if tally else Profile()

    def until(
        self, precision: float, most: int, workers: int, progress: Progress
    ) -> tuple[list[Run], Profile]:
        """Replications in order until the mean is known so precisely; what others ran meanwhile is thrown away."""
        runs: list[Run] = []
        whole = Profile()
        with closing(_each(self._alone, most, workers)) as each:
            for found, profile in each:
                runs.append(found)
                whole = whole + profile
                progress(len(runs), most)
                if len(runs) >= FIRST and is_reached(means(runs), precision):
                    break
        return runs, whole

    def _alone(self, number: int) -> tuple[Run, Profile]:
        """One replication with a profile of its own: only later is it known whether it counts."""
        tally = self._tally()
        return self._run(number, tally), tally.result() if tally else Profile()

    def _tally(self) -> Tally | None:
        return Tally(self.compiled.model, self.zone, "", self.compiled.days) if self.zone else None

    def _run(self, number: int, tally: Tally | None) -> Run:
        days, warm = self.compiled.days, round(self.warm_up_days * _DAY * SECOND)
        until = days * _DAY * SECOND
        limits = r.Limits(self.seed, number, self.cases, until, until, warm, tally is not None)
        found = run(self.compiled, limits, tally.take if tally else None)
        wrong = refusal(found, days=days, warm_up_days=self.warm_up_days)
        if wrong is not None:
            raise wrong
        return found


def means(runs: Sequence[Run]) -> np.ndarray:
    """The mean lead time of each run, in seconds."""
    sums = np.array([run.sums.cases.sum(axis=0) for run in runs])
    found: np.ndarray = sums[:, 1] / sums[:, 0]
    return found


def _each(one: Callable[[int], T], most: int, workers: int) -> Generator[T, None, None]:
    """The runs in order; one worker needs no thread, whose freed memory nothing else would use."""
    if workers <= 1:
        yield from map(one, range(most))
        return
    # No more run ahead than there are workers, so that little is thrown away where the rest does not count.
    left = iter(range(most))
    with ThreadPoolExecutor(workers) as pool:
        ahead = deque(pool.submit(one, number) for number in islice(left, workers))
        while ahead:
            found = ahead.popleft().result()
            ahead.extend(pool.submit(one, number) for number in islice(left, 1))
            yield found


def _check_counts(**counts: int) -> None:
    for name, value in counts.items():
        if value < 1:
            raise SettingError(setting=name, value=value, reason=("至少为一", "it is one at least"))


def _check_precision(precision: float | None, most: int) -> None:
    if precision is None:
        return
    if not 0 < precision < 1:
        reason = ("须在 0 和 1 之间，如 0.02", "it lies between 0 and 1, such as 0.02")
        raise SettingError(setting="precision", value=precision, reason=reason)
    if most < _FEWEST:
        zh, en = f"按精度停止至少需要 {_FEWEST} 次", f"a precision needs {_FEWEST} at least"
        raise SettingError(setting="replications", value=most, reason=(zh, en))


def _check_end(model: Model, days: int) -> None:
    """Refuses a run that goes on after the last day of the calendar; raises SettingError."""
    longest = days_left(model.start)
    if days > longest:
        zh = f"从 {model.start.date()} 起最多 {longest} 天：日历到 {LAST_DAY} 为止"
        en = f"from {model.start.date()} on it is {longest} at most: the calendar ends on {LAST_DAY}"
        raise SettingError(setting="days", value=days, reason=(zh, en))


def _check_warm_up(warm_up_days: float, days: int) -> None:
    if not 0 <= warm_up_days < days:
        zh, en = (
            f"须不小于零，且短于仿真的 {days} 天",
            f"it is zero at least, and shorter than the {days} days of a run",
        )
        raise SettingError(setting="warm_up_days", value=warm_up_days, reason=(zh, en))
