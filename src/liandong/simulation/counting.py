"""What a run did, as a profile: so every diagnosis, every comparison works on a simulation as on a log."""

from __future__ import annotations

from datetime import timedelta
from threading import Lock

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
    """Takes the events of runs away and counts them, a million at a time: memory does not depend on how many come.

    Runs in several threads may share one: parts add to the same profile in whatever order they come.
    """

    def __init__(self, model: Model, zone: str, source: str) -> None:
        self.model, self.source = model, source
        self.coder = Coder(model.timezone)
        self.coder.groups.code((zone, ""))
        self.start = (model.start - EPOCH) // timedelta(microseconds=1)
        self.step, self.worker = _steps(model, self.coder), _workers(model, self.coder)
        self.waiting: list[np.ndarray] = []
        self.lock = Lock()
        self.profile = Profile(settings_of(self.coder))

    def take(self, rows: np.ndarray) -> None:
        """Keeps the rows of whole cases (columns ``room.T_…``), each case's together, until there are enough to count."""
        with self.lock:
            self.waiting.append(rows.copy())
            if sum(map(len, self.waiting)) >= PART:
                self._count()

    def result(self) -> Profile:
        """The profile of everything taken."""
        if self.waiting:
            self._count()
        return self.profile

    def _count(self) -> None:
        rows, cases = np.concatenate(self.waiting), _numbered(self.waiting)
        self.waiting = []
        counter = Counter(self.coder)
        counter.resume(np.zeros((cases[-1] + 1, counter.states.shape[1]), dtype=np.int64))
        batch = self._batch(rows)
        counter.add(batch, cases)
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


def _numbered(parts: list[np.ndarray]) -> np.ndarray:
    """A number for each row's case; parts hold whole cases, those of other runs under the same names."""
    is_new = np.concatenate([np.diff(rows[:, r.T_CASE], prepend=-1) != 0 for rows in parts])
    return np.cumsum(is_new, dtype=np.int32) - 1


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
    names = [(role.name, server) for role in model.roles for server in role.servers]
    return np.array([coder.workers.code(name) for name in names], dtype=np.int32)
