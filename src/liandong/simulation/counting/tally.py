"""Takes the events of runs and gives their profile."""

from __future__ import annotations

from datetime import timedelta
from threading import Lock

import numpy as np

from liandong.profile import DataSheet, Profile, Settings
from liandong.profile.assemble import assemble
from liandong.profile.coding import Coder
from liandong.simulation import room as r
from liandong.simulation.counting.counter import Counter
from liandong.simulation.model import Model, Task


class Tally:
    """The profile of runs of up to so many days, counted as their cases end.

    Runs in several threads may share one: counts add to the same profile in whatever order they come.
    """

    def __init__(self, model: Model, zone: str, source: str, days: int) -> None:
        self.model, self.source, self.lock = model, source, Lock()
        self.coder = Coder(model.timezone)
        self.coder.groups.code((zone, "case"))  # as a log without types of objects has it
        steps, workers = _steps(model, self.coder), _workers(model, self.coder)
        self.counter = Counter(self.coder, steps, workers, model.start, days)
        self.span: list[int] = []

    def take(self, rows: np.ndarray) -> None:
        """Counts the rows of whole cases (columns ``room.T_…``), each case's together and in order."""
        with self.lock:
            self.counter.add(rows)
            self.span = [
                min([*self.span, int(rows[:, r.T_START].min())]),
                max([*self.span, int(rows[:, r.T_END].max())]),
            ]

    def result(self) -> Profile:
        """The profile of everything taken, once."""
        settings = Settings(timezone=self.model.timezone)
        if not self.span:
            return Profile(settings)
        first, last = (self.model.start + timedelta(microseconds=micros) for micros in self.span)
        sheet = DataSheet((self.source,), first=first, last=last, simulated=True)
        counts = self.counter.counts()
        del self.counter  # its pages are let go of before there are tables
        return Profile(settings, *assemble(counts, self.coder), sheet)


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
