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
    lead = run.sums.lead.sum(axis=0)
    return {
        measure: _other(measure, run, plan, costs, busy)
        if measure in OTHERS
        else _lead(Measure.from_string(measure), lead, run)
        for measure in measures
    }


def _lead(measure: Measure, lead: np.ndarray, run: Run) -> float:
    done = int(lead.sum())
    cases = done + run.still_open
    if not cases:
        return np.nan
    if measure.is_share:
        within = lead[: int(buckets.bucket(np.array(measure.target_seconds * 1e6))) + 1].sum()
        return float(within / cases)
    if measure.q is None:
        return float(run.sums.cases[:, 1].sum() / done) if not run.still_open else np.inf
    place = max(int(np.ceil(measure.q * cases)), 1)
    if place > done:
        return np.inf
    bucket = np.searchsorted(np.cumsum(lead), place)
    return float(buckets.value(np.array([bucket]))[0])


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
    return [
        float(part / hours) if hours else 0.0 for part, hours in zip(busy, _open(plan, days), strict=True)
    ]


def _open(plan: Compiled, days: int) -> list[float]:
    """Microseconds that the people of each role are there, over so many days."""
    model, end = plan.model, days * r.DAY

    def hours(shift: Shift) -> float:
        spans = np.minimum(shift.hours.intervals(model.start, days, model.timezone), end)
        return shift.count * float(np.diff(spans).sum())

    return [sum(map(hours, role.shifts)) for role in model.roles]


@dataclass(frozen=True)
class Series:
    """Day by day, the mean over replications: cases open in the evening, and people's queues by role."""

    first: str
    open_cases: tuple[float, ...]
    queues: Mapping[str, tuple[float, ...]]


def series(runs: list[Run], plan: Compiled, days: int) -> Series:
    """The days of the runs, up to the last on which a case was open."""
    flows = np.mean([run.sums.backlog[:days, 0] - run.sums.backlog[:days, 1] for run in runs], axis=0)
    queued = np.mean([run.sums.role[:, :days, r.QUEUED] for run in runs], axis=0) / r.DAY
    still = np.cumsum(flows)
    last = int(np.flatnonzero(still > 1e-9).max(initial=0)) + 1
    queues = {
        role.name: tuple(np.round(row[:last], 3).tolist())
        for role, row in zip(plan.model.roles, queued, strict=True)
    }
    first = plan.model.start.astimezone(ZoneInfo(plan.model.timezone)).date().isoformat()
    return Series(first, tuple(np.round(still[:last], 3).tolist()), queues)
