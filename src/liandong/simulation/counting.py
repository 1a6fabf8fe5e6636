"""What a run did, as a profile: so every diagnosis, every comparison works on a simulation as on a log."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from liandong.profile import DataSheet, Profile
from liandong.profile.assemble import assemble
from liandong.profile.coding import Batch, Coder, shifts
from liandong.profile.engines import settings_of
from liandong.profile.onepass import Counter
from liandong.simulation import room as r
from liandong.simulation.model import Model, Task
from liandong.worktime.clock import EPOCH

#: Events of whole cases counted together; the profiles of such parts are added.
PART = 1 << 20


class Tally:
    """Takes the events of a run away and counts them, a million at a time: memory does not depend on how many come."""

    def __init__(self, model: Model, zone: str, source: str) -> None:
        self.model, self.source = model, source
        self.coder = Coder(model.timezone)
        self.coder.groups.code((zone, ""))
        self.start = (model.start - EPOCH) // timedelta(microseconds=1)
        self.step, self.worker = _steps(model, self.coder), _workers(model, self.coder)
        self.waiting: list[np.ndarray] = []
        self.profile = Profile(settings_of(self.coder))

    def take(self, rows: np.ndarray) -> None:
        """Keeps the rows of whole cases (columns ``room.T_…``) until there are enough to count."""
        self.waiting.append(rows.copy())
        if sum(map(len, self.waiting)) >= PART:
            self._count()

    def result(self) -> Profile:
        """The profile of everything taken."""
        if self.waiting:
            self._count()
        return self.profile

    def _count(self) -> None:
        rows = np.concatenate(self.waiting)
        self.waiting = []
        _, cases = np.unique(rows[:, r.T_CASE], return_inverse=True)
        counter = Counter(self.coder)
        counter.resume(np.zeros((cases.max() + 1, counter.states.shape[1]), dtype=np.int64))
        batch = self._batch(rows)
        counter.add(batch, cases.astype(np.int32))
        tables, sequence = assemble(counter.result(), self.coder)
        first, last = (
            EPOCH + timedelta(microseconds=int(time)) for time in (batch.start.min(), batch.end.max())
        )
        sheet = DataSheet((self.source,), first=first, last=last, simulated=True)
        self.profile += Profile(settings_of(self.coder), tables, sequence, sheet)

    def _batch(self, rows: np.ndarray) -> Batch:
        nothing = np.empty(0, dtype=np.int64)
        end = rows[:, r.T_END] + self.start
        return Batch(
            case_data=np.empty(0, dtype=np.uint8),
            case_offsets=np.zeros(1, dtype=np.int64),
            group=np.zeros(1, dtype=np.int32),
            step=self.step[rows[:, r.T_NODE]],
            worker=self.worker[rows[:, r.T_SERVER]],
            start=rows[:, r.T_START] + self.start,
            end=end,
            shift=shifts(end, self.model.timezone),
            working_start=nothing,
            working_end=nothing.copy(),
        )


def _steps(model: Model, coder: Coder) -> np.ndarray:
    """The coder's step of each node; only tasks make events."""
    parties = {role.name: role.party for role in model.roles}
    codes = [
        coder.steps.code((node.name or node.id, node.role, parties[node.role]))
        if isinstance(node, Task)
        else -1
        for node in model.nodes
    ]
    return np.array(codes, dtype=np.int32)


def _workers(model: Model, coder: Coder) -> np.ndarray:
    """The coder's worker of each server, who are numbered through the shifts of a role."""
    names = [
        (role.name, f"{role.name} {number}")
        for role in model.roles
        for number in range(1, sum(shift.count for shift in role.shifts) + 1)
    ]
    return np.array([coder.workers.code(name) for name in names], dtype=np.int32)
