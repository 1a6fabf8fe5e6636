"""What passes before a task: the waiting that was counted between what came before and the task, also after an edit.

Waiting is counted between two activities, so it differs by what came last. After an edit other things come last, and a task
waits behind them as behind what they stand for (``standing``). Where an edit brings together what came to a task apart, as at
a timer behind a choice, the waiting is drawn from all of it, as often as each was counted. The start of a case is such a
place too, from which nothing is waited for: so it is behind whatever now stands for it, as an activity that is done in
advance does. A wait that an edit made has the id of one that is gone, and with it the luck.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from liandong.procedure.graph import Edge
from liandong.profile.tables import START
from liandong.simulation.calibration.grid import CELLS
from liandong.simulation.calibration.routing import Way
from liandong.simulation.calibration.skeleton import MARK, Skeleton, element_of
from liandong.simulation.calibration.standing import Standing
from liandong.simulation.calibration.timing import ANY

#: The counted waiting that passes: between two activities, or several such.
Edges = tuple[Edge, ...]


class Waits:
    """The waiting on each way to a task of a skeleton, which may be an edited one of the skeleton ``known``."""

    def __init__(
        self,
        before: Mapping[Edge, np.ndarray],
        follows: Mapping[Edge, int],
        known: Skeleton,
        now: Skeleton,
    ) -> None:
        self.before = {**before, **_starting(before, follows)}
        self.known, self.now = known, now

    @cached_property
    def on(self) -> dict[Way, tuple[str, Edges]]:
        """The id of the waiting on a way, and which it is; ways without any are left out."""
        found = {way: (way[1], self._edges(way)) for way in self.now.ways}
        asked = {way: it for way, it in found.items() if any(source != START for source, _ in it[1])}
        names = self._names(list(dict.fromkeys(asked.values())))
        return {way: (names[wait], wait[1]) for way, wait in asked.items()}

    def _edges(self, way: Way) -> Edges:
        last = self._last(self.now, way)
        if not last:
            return ()
        activity = self.now.steps[way[1]].activity
        if self.now is self.known:
            return (self._plain(last, activity),)
        return self._after_edit(last, way[1], self._counted.get(way[1], {}))

    def _last(self, skeleton: Skeleton, way: Way) -> frozenset[str]:
        """The activities that came last on a way to a task, ▶ for the start; none where no waiting is known."""
        activity = skeleton.steps[way[1]].activity
        return skeleton.last(way[0]) if activity and (ANY, activity) in self.before else frozenset()

    def _plain(self, last: frozenset[str], activity: str) -> Edge:
        """The waiting behind the one activity that came last, or behind any."""
        (name,) = last if len(last) == 1 else (ANY,)
        return (name if (name, activity) in self.before else ANY, activity)

    def _after_edit(self, last: frozenset[str], task: str, counted: Mapping[frozenset[str], Edge]) -> Edges:
        plain = self._plain(last, self.now.steps[task].activity)
        if last == {START}:
            return (plain,)
        alone = {name: edge for each, edge in counted.items() if len(each) == 1 for name in each}
        # Behind a parallel block waiting is known all together only.
        if len(alone) < len(counted) or not counted:
            return (counted.get(last, plain),)
        stands = self._stands(task, list(alone))
        found = {alone[it] for name in last for it in stands.get(name, ())}
        # What hardly ever came last before the task has no waiting of its own.
        told = tuple(sorted(edge for edge in found if edge[0] != ANY))
        return told or (plain,)

    def _stands(self, task: str, was: list[str]) -> dict[str, list[str]]:
        """For each activity that now comes last before a task, those that it stands for."""
        now = sorted(frozenset().union(*(self._last(self.now, (it, task)) for it in self.now.reaching[task])))
        then, there = _steps(self.known), _steps(self.now)
        found = Standing(self.known, self.now).of(
            [then[name] for name in was], [there[name] for name in now if name in there]
        )
        names, called = ({step: name for name, step in each.items()} for each in (then, there))
        return {called[step]: [names[it] for it in each] for step, each in found.items()}

    @cached_property
    def _counted(self) -> dict[str, dict[frozenset[str], Edge]]:
        """By task and the activities that came last, the waiting before it in the calibrated procedure."""
        found: dict[str, dict[frozenset[str], Edge]] = {}
        for way in self.known.ways:
            if last := self._last(self.known, way):
                edge = self._plain(last, self.known.steps[way[1]].activity)
                found.setdefault(way[1], {})[last] = edge
        return found

    def _names(self, asked: list[tuple[str, Edges]]) -> dict[tuple[str, Edges], str]:
        names = {wait: _name(*wait) for wait in asked}
        if self.now is self.known:
            return names
        counted = {
            _name(task, (edge,)): float(self.before[edge].sum())
            for task, each in self._counted.items()
            for edge in each.values()
            if edge[0] != START
        }
        free = sorted(counted.keys() - set(names.values()), key=lambda name: (counted[name], name))
        for task, edges in asked:
            own = [name for name in free if element_of(name) == task]
            if own and names[task, edges] not in counted:
                names[task, edges] = own[-1]
                free.remove(own[-1])
        return names


def _starting(before: Mapping[Edge, np.ndarray], follows: Mapping[Edge, int]) -> dict[Edge, np.ndarray]:
    """The waiting behind the start of a case: none, as often as a case began with the activity."""
    activities = [activity for source, activity in before if source == ANY]
    none = np.eye(1, CELLS)[0]
    return {(START, activity): follows.get((START, activity), 0) * none for activity in activities}


def _steps(skeleton: Skeleton) -> dict[str, str]:
    """The step of each activity, the first where there are several, and of the start."""
    found = {step.activity: key for key, step in reversed(skeleton.steps.items()) if step.activity}
    return {START: skeleton.entry, **found}


def _name(task: str, edges: Edges) -> str:
    """The id of the waiting before a task, by what comes before it."""
    return f"{task}{MARK}{'+'.join(source for source, _ in edges)}"
