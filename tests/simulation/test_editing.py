"""What an edit does not speak of goes on as it did: shares, waits, and the luck of each case."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

import liandong as ld
from liandong.errors import ReformError
from liandong.procedure import Procedure
from liandong.simulation import room as r
from liandong.simulation.adjusting import adjusted
from liandong.simulation.calibration import Calibration, calibrate
from liandong.simulation.compiling import compiled
from liandong.simulation.model import Model, Task
from liandong.simulation.running import run

CASES = 2_000
DAYS = 30_000
LOGS = {
    "academic": "academic_credentials_interval.csv.gz",
    "coselog": "coselog_receipt.xes.gz",
    "fines": "traffic_fines_10k.csv.gz",
}


@dataclass(frozen=True)
class Cases:
    """By case, the lead time in seconds and how often each activity was done."""

    lead: np.ndarray
    done: dict[str, np.ndarray]


def cases_of(model: Model) -> Cases:
    """The cases of one run, in the order in which they came."""
    plan = compiled(model, days=DAYS)
    parts: list[np.ndarray] = []
    until = DAYS * r.DAY
    run(plan, r.Limits(3, 0, CASES, until, until, 0, keeps_events=True), parts.append)
    rows = np.concatenate(parts)
    first, last = np.full(CASES, np.inf), np.zeros(CASES)
    np.minimum.at(first, rows[:, r.T_CASE], rows[:, r.T_START])
    np.maximum.at(last, rows[:, r.T_CASE], rows[:, r.T_END])
    done = np.zeros((len(plan.nodes), CASES))
    np.add.at(done, (rows[:, r.T_NODE], rows[:, r.T_CASE]), 1)
    names = {node.name: number for number, node in enumerate(plan.nodes) if isinstance(node, Task)}
    return Cases((last - first) / 1e6, {name: done[number] for name, number in names.items()})


def is_noise(before: np.ndarray, after: np.ndarray, allowed: float = 0.0) -> bool:
    """Whether paired cases differ on average by no more than is allowed, or than luck explains."""
    apart = after - before
    return bool(abs(apart.mean()) <= max(allowed, 4 * apart.std() / len(apart) ** 0.5))


def reformed(before: Procedure, *steps: str) -> Procedure:
    text = 'name = "试"\n' + "".join(f"[[steps]]\n{step}\n" for step in steps)
    return before.apply(ld.Reform.parse(text), draft=True)


@pytest.fixture(scope="module", params=LOGS)
def real(request, shared: Path) -> Calibration:
    counted = ld.profile(ld.read_log(shared / "logs" / LOGS[request.param], attributes=False))
    return calibrate(counted, ld.discover(counted))


def test_a_minute_after_any_activity_changes_nothing_else(real):
    before = cases_of(real.model)
    tried = 0
    for activity in real.procedure.model.activities:
        step = f'do = "delay"\nafter = "{activity.id}"\nname = "停一分钟"\nlength = "1 min"'
        try:
            edited = reformed(real.procedure, step)
        except ReformError:  # two flows leave it: there is no one place after it
            continue
        after = cases_of(adjusted(real.model_of(edited), edited))
        tried += 1
        assert is_noise(before.lead, after.lead, 0.01 * before.lead.mean()), activity.name
        for name, done in before.done.items():
            assert is_noise(done, after.done[name], 0.01 * done.mean()), (activity.name, name)
    assert tried > 8
