"""What one run comes to: lead times, backlog, work and cost. Cases that never finish count as endless."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np

from liandong.effect.measures import Measure
from liandong.profile import buckets
from liandong.simulation import room as r
from liandong.simulation.compiling import Compiled
from liandong.simulation.model import Shift
from liandong.simulation.running import Run
from liandong.stress.criterion import OTHERS

_HOUR = 3_600e6
_WORKDAY = 8 * _HOUR


@dataclass(frozen=True)
class Horizon:
    """How long cases come, from when on they count, and when a run is given up; in weeks and days."""

    weeks: int
    warm_up_weeks: int
    most_days: int


def figures(
    run: Run, plan: Compiled, measures: Iterable[str], costs: Mapping[str, float], busy: Sequence[float]
) -> dict[str, float]:
    """Each measure of one run; durations in seconds, shares from 0 to 1. ``busy`` is its ``utilisation``."""
    lead = LeadTimes.of(run)
    return {
        measure: _other(measure, run, plan, costs, busy)
        if measure in OTHERS
        else _lead(Measure.from_string(measure), lead, run)
        for measure in measures
    }


@dataclass(frozen=True)
class LeadTimes:
    """How many cases took no longer than each of some limits: the buckets', and those counted exactly (``Sums.within``).

    A share within such a limit is exact, and a quantile lies on the side of it where the cases are.
    """

    seconds: np.ndarray
    reached: np.ndarray

    @classmethod
    def of(cls, run: Run) -> LeadTimes:
        _, upper = buckets.edges(np.arange(buckets.COUNT))
        limits, cases = run.sums.within[:, 0] / 1e6, run.sums.within[:, 1]
        seconds = np.concatenate([upper, limits])
        reached = np.concatenate([np.cumsum(run.sums.lead.sum(axis=0)), cases])
        order = np.lexsort([reached, seconds])
        return cls(seconds[order], reached[order])

    @property
    def done(self) -> int:
        return int(self.reached[-1])

    def within(self, seconds: float) -> int:
        """Cases that took no longer."""
        place = np.searchsorted(self.seconds, seconds, side="right")
        return int(self.reached[place - 1]) if place else 0

    def nth(self, place: int) -> float:
        """The seconds that the so-manieth case took, within one per cent; 0 up to a second."""
        at = int(np.searchsorted(self.reached, place))
        low, high = self.seconds[at - 1] if at else 0.0, self.seconds[at]
        return float(2 * low * high / (low + high))


def _lead(measure: Measure, lead: LeadTimes, run: Run) -> float:
    cases = lead.done + run.still_open
    if not cases:
        return np.nan
    if measure.is_share:
        return lead.within(measure.target_seconds) / cases
    if measure.q is None:
        return float(run.sums.cases[:, 1].sum() / lead.done) if not run.still_open else np.inf
    place = max(int(np.ceil(measure.q * cases)), 1)
    return lead.nth(place) if place <= lead.done else np.inf


def _other(
    measure: str, run: Run, plan: Compiled, costs: Mapping[str, float], busy: Sequence[float]
) -> float:
    worked = run.sums.role[:, :, r.BUSY].sum(axis=1)
    came = run.came or np.nan
    unfinished = np.inf if run.still_open else 0.0
    match measure:
        case "backlog":
            return float(run.sums.backlog[:, 2].max())
        case "open":
            return float(run.still_open)
        case "workdays":
            return float(100 * worked.sum() / _WORKDAY / came) + unfinished
        case "cost":
            rates = [costs.get(role.name, role.cost_per_hour) for role in plan.model.roles]
            return float(worked @ np.array(rates) / _HOUR / came) + unfinished
    return float(max(busy, default=0.0))


def utilisation(run: Run, plan: Compiled, horizon: Horizon) -> list[float]:
    """The share of each role's open hours that it worked, over the weeks in which cases come."""
    days = 7 * horizon.weeks
    busy = run.sums.role[:, :days, r.BUSY].sum(axis=1)
    hours = _open(plan, np.array([0, days]))[:, 0]
    return [float(part / open_) if open_ else 0.0 for part, open_ in zip(busy, hours, strict=True)]


def _open(plan: Compiled, days: np.ndarray) -> np.ndarray:
    """Microseconds that the people of each role are there, between each of these days of the run and the next."""
    model, edges = plan.model, days * r.DAY

    def hours(shift: Shift) -> np.ndarray:
        spans = shift.hours.intervals(model.start, int(days[-1]), model.timezone)
        return shift.count * np.diff(_passed(spans, edges))

    return np.array([sum(map(hours, role.shifts)) for role in model.roles])


def _passed(spans: np.ndarray, until: np.ndarray) -> np.ndarray:
    """How much of the spans, which are in order and apart, lies before each of these times."""
    whole = np.concatenate([[0], np.cumsum(spans[:, 1] - spans[:, 0])])
    begun = np.searchsorted(spans[:, 0], until, side="right")
    ends = np.concatenate([[0], spans[:, 1]])
    return np.asarray(whole[begun] - np.maximum(ends[begun] - until, 0))


@dataclass(frozen=True)
class Series:
    """The mean over replications: day by day, cases open in the evening and people's queues by role; week by week, the
    share of its open hours that each role worked (NaN where it has none).
    """

    first: str
    open_cases: tuple[float, ...]
    queues: Mapping[str, tuple[float, ...]]
    busy: Mapping[str, tuple[float, ...]]


def series(runs: list[Run], plan: Compiled, days: int) -> Series:
    """The days of the runs, up to the last on which a case was open or worked on; ``plan`` is that of any of them."""
    flows = np.mean([run.sums.backlog[:days, 0] - run.sums.backlog[:days, 1] for run in runs], axis=0)
    still = np.cumsum(flows)
    roles = [role.name for role in plan.model.roles]
    queued, worked = (
        np.mean([run.sums.role[:, :days, column] for run in runs], axis=0) for column in (r.QUEUED, r.BUSY)
    )
    last = int(np.flatnonzero((still > 1e-9) | (worked.sum(axis=0) > 0)).max(initial=0)) + 1
    queues = {
        name: tuple(np.round(row[:last] / r.DAY, 3).tolist()) for name, row in zip(roles, queued, strict=True)
    }
    first = plan.model.start.astimezone(ZoneInfo(plan.model.timezone)).date().isoformat()
    return Series(
        first,
        tuple(np.round(still[:last], 3).tolist()),
        queues,
        dict(zip(roles, _weekly(worked[:, :last], plan), strict=True)),
    )


def _weekly(worked: np.ndarray, plan: Compiled) -> list[tuple[float, ...]]:
    """The share of its open hours that each role worked, by week; the last one may be a part of one."""
    edges = np.unique([*range(0, worked.shape[1], 7), worked.shape[1]])
    there = _open(plan, edges)
    busy = np.add.reduceat(worked, edges[:-1], axis=1)
    shares = np.divide(busy, there, out=np.full(there.shape, np.nan), where=there > 0)
    return [tuple(row) for row in np.round(shares, 4).tolist()]
