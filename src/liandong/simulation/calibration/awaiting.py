"""What passes before a task: the waiting that was counted between what came before and the task, also after an edit.

Waiting is counted between two activities, so it differs by what came last. An edit may bring together what came to a task
apart, as at a timer behind a choice: then that waiting is drawn from all of it together, as often as each was counted. Where
the task comes behind something that it was never counted behind, it waits as it did. A wait that an edit made has the id of
one that is gone, and with it the luck.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from liandong.procedure.graph import Edge
from liandong.profile.tables import START
from liandong.simulation.calibration.routing import Way
from liandong.simulation.calibration.skeleton import MARK, Skeleton, element_of
from liandong.simulation.calibration.timing import ANY

#: The counted waiting that passes: between two activities, or several such.
Edges = tuple[Edge, ...]


class Waits:
    """The waiting on each way to a task of a skeleton, which may be an edited one of the skeleton ``known``.

    ``ends`` are the last activities of merged ones, by the name that these are counted under.
    """

    def __init__(
        self, before: Mapping[Edge, np.ndarray], known: Skeleton, now: Skeleton, ends: Mapping[str, str]
    ) -> None:
        self.before, self.known, self.now, self.ends = before, known, now, ends

    @cached_property
    def on(self) -> dict[Way, tuple[str, Edges]]:
        """The id of the waiting on a way, and which it is; ways without any are left out."""
        asked = {way: (way[1], edges) for way in self.now.ways if (edges := self._edges(way))}
        names = self._names(list(dict.fromkeys(asked.values())))
        return {way: (names[wait], wait[1]) for way, wait in asked.items()}

    def _edges(self, way: Way) -> Edges:
        activity = self.now.steps[way[1]].activity
        last = frozenset(self.ends.get(name, name) for name in self.now.last(way[0])) if activity else None
        if last is None or (ANY, activity) not in self.before or last == {START}:
            return ()
        if self.now is self.known:
            return (self._plain(last, activity),)
        return self._after_edit(last, activity, self._counted.get(way[1], {}))

    def _plain(self, last: frozenset[str], activity: str) -> Edge:
        """The waiting behind the one activity that came last, or behind any."""
        (name,) = last if len(last) == 1 else (ANY,)
        return (name if (name, activity) in self.before else ANY, activity)

    def _after_edit(
        self, last: frozenset[str], activity: str, counted: Mapping[frozenset[str], Edge]
    ) -> Edges:
        plain = self._plain(last, activity)
        if last in counted or plain[0] != ANY:
            return (counted.get(last, plain),)
        found = {each: edge for each, edge in counted.items() if each <= last} or counted
        # Behind a single activity only rare cases wait as behind any; behind several, all do.
        is_any = any(len(each) > 1 for each in found)
        told = tuple(sorted(edge for edge in set(found.values()) if edge[0] != ANY))
        return (plain,) if is_any or not told else told

    @cached_property
    def _counted(self) -> dict[str, dict[frozenset[str], Edge]]:
        """By task and the activities that came last, the waiting before it in the calibrated procedure."""
        found: dict[str, dict[frozenset[str], Edge]] = {}
        for source, target in self.known.ways:
            activity = self.known.steps[target].activity
            last = self.known.last(source) if activity else frozenset[str]()
            if (ANY, activity) in self.before and last != {START}:
                found.setdefault(target, {})[last] = self._plain(last, activity)
        return found

    def _names(self, asked: list[tuple[str, Edges]]) -> dict[tuple[str, Edges], str]:
        names = {wait: _name(*wait) for wait in asked}
        if self.now is self.known:
            return names
        counted = {
            _name(task, (edge,)): float(self.before[edge].sum())
            for task, each in self._counted.items()
            for edge in each.values()
        }
        free = sorted(counted.keys() - set(names.values()), key=lambda name: (counted[name], name))
        for task, edges in asked:
            own = [name for name in free if element_of(name) == task]
            if own and names[task, edges] not in counted:
                names[task, edges] = own[-1]
                free.remove(own[-1])
        return names


def _name(task: str, edges: Edges) -> str:
    """The id of the waiting before a task, by what comes before it."""
    return f"{task}{MARK}{'+'.join(source for source, _ in edges)}"
