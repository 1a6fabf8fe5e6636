"""From a calibration and a procedure, perhaps an edited one, to a model."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from liandong.procedure import Procedure
from liandong.procedure.reform.settings import Origin, Share, settings_of
from liandong.procedure.timers import seconds_of
from liandong.simulation.adding import together
from liandong.simulation.calibration.awaiting import Edges, Waits
from liandong.simulation.calibration.editing import Carried, Editing
from liandong.simulation.calibration.grid import duration_of
from liandong.simulation.calibration.skeleton import (
    CHOICE,
    FORK,
    JOIN,
    MARK,
    SOME,
    STOP,
    TASK,
    TIMER,
    Step,
    element_of,
    skeleton_of,
)
from liandong.simulation.duration import Duration, fixed
from liandong.simulation.model import (
    CaseClass,
    Choice,
    Delay,
    End,
    Flow,
    Fork,
    Inclusive,
    Join,
    Model,
    Node,
    Task,
)

if TYPE_CHECKING:
    from liandong.simulation.calibration.calibration import Calibration

#: Instances of one task at once that the engine tells apart.
_MOST_INSTANCES = 64

_PLAIN: dict[str, type[Choice | Fork | Join | End]] = {CHOICE: Choice, FORK: Fork, JOIN: Join, STOP: End}


class Builder:
    """Builds one model: a node for each step of the procedure's skeleton, with the numbers of the calibration."""

    def __init__(self, calibration: Calibration, procedure: Procedure) -> None:
        self.calibration = calibration
        self.names = {key: step.activity for key, step in calibration.skeleton.steps.items() if step.activity}
        self.lanes = {lane.id: lane.name for lane in procedure.model.lanes}
        self.origins: dict[str, list[tuple[str, float]]] = defaultdict(list)
        #: What passes before tasks, by the id of its node; none where it takes no time.
        self.waits: dict[str, Delay | None] = {}
        #: The times of quick and of slow cases, by node.
        self.paced: dict[str, tuple[Duration, Duration]] = {}
        for it in settings_of(procedure):
            if isinstance(it, Origin):
                is_counted = it.name in calibration.times.work
                activity = it.name if is_counted else self.names.get(it.of, "")
                self.origins[it.element].append((activity, it.share.value))
        found = self._carried(procedure)
        self.skeleton, self.shares, self.later = found.skeleton, found.shares, found.later

    def _carried(self, procedure: Procedure) -> Carried:
        """The skeleton of the procedure with the shares that were calibrated; in an edited one, those it keeps."""
        it = self.calibration
        same = Carried(it.skeleton, it.shares, it.later)
        if procedure is it.procedure:
            return same
        now = skeleton_of(procedure).called(self.names, it.times.work)
        if now.ways == it.skeleton.ways:
            return replace(same, skeleton=now)
        # What is set is set on ways by the ids that the procedure alone gives their ends.
        told = {setting.element for setting in settings_of(procedure) if isinstance(setting, Share)}
        held = {end for way, flows in now.ways.items() if told & set(flows) for end in way}
        return Editing(it.skeleton, it.shares, it.later, now, it.follows, held).carried()

    def model(self) -> Model:
        it, skeleton = self.calibration, self.skeleton
        nodes: list[Node] = []
        flows: list[Flow] = []
        heads: dict[str, str] = {}
        for key, step in skeleton.steps.items():
            made = self._made(step)
            nodes += made
            heads[key] = made[0].id
            # What is prescribed passes before the task: ways to the task lead there first.
            flows += [Flow(one.id, other.id) for one, other in pairwise(made)]
        for source, target in skeleton.ways:
            wait = self._wait((source, target))
            flows.append(
                Flow(source, heads[target] if wait is None else wait.id, *self._chance((source, target)))
            )
        waits = [wait for wait in self.waits.values() if wait is not None]
        flows += [Flow(wait.id, heads[element_of(wait.id)]) for wait in waits]
        nodes += waits
        used = {node.role for node in nodes if isinstance(node, Task)}
        roles = tuple(role for name, role in it.roles.items() if name in used)
        return Model(
            skeleton.entry,
            tuple(nodes),
            tuple(flows),
            roles,
            it.arrivals,
            self._classes(),
            start=it.start,
            timezone=it.timezone,
        )

    def _classes(self) -> tuple[CaseClass, ...]:
        """All cases alike, or quick and slow ones with times of their own at counted steps."""
        paces = self.calibration.paces
        if paces is None:
            return (CaseClass(),)
        quick, slow = ({key: pair[place] for key, pair in self.paced.items()} for place in (0, 1))
        return (
            CaseClass("quick", 1 - paces.slow, durations=quick),
            CaseClass("slow", paces.slow, durations=slow),
        )

    def _chance(self, way: tuple[str, str]) -> tuple[float, tuple[float, ...]]:
        """The share of a way at the first visit and at the later ones."""
        visits = self.later.get(way) or (self.shares.get(way, 1.0),)
        return visits[0], visits[1:]

    def _wait(self, way: tuple[str, str]) -> Delay | None:
        """What passes between what came before and a task, in the hours in which the task's people go on with things."""
        if way not in self._waits.on:
            return None
        key, edges = self._waits.on[way]
        if key not in self.waits:
            self.waits[key] = self._delay(key, self.skeleton.steps[way[1]], edges)
        return self.waits[key]

    def _delay(self, key: str, step: Step, edges: Edges) -> Delay | None:
        """The waiting of a task's cases that come from some activities, or from any."""
        it = self.calibration
        counted = np.sum([self._waits.before[edge] for edge in edges], axis=0)
        duration = duration_of(counted).scaled(it.stretch * it.relief.get(step.id, 1.0))
        if not duration.mean:
            return None
        if it.paces:
            self.paced[key] = it.paces.divided(duration)
        name = " ".join(step.element.name.split()) if step.element else ""
        return Delay(key, duration, it.pools[step.activity].pace, name=name)

    @cached_property
    def _waits(self) -> Waits:
        it = self.calibration
        return Waits(it.times.before, it.follows, it.skeleton, self.skeleton)

    def _made(self, step: Step) -> list[Node]:
        """The node of a step, behind the time that is prescribed before it."""
        match step.kind:
            case kind if kind == TASK:
                return self._task(step)
            case kind if kind == TIMER:
                return [self._timer(step)]
            case kind if kind == SOME:
                return [Inclusive(step.id, step.join)]
        return [_PLAIN[step.kind](step.id)]

    def _task(self, step: Step) -> list[Node]:
        it, activity = self.calibration, step.activity
        assert step.element is not None
        name = step.element.label
        if activity not in it.times.work:
            return [Task(step.id, self._role_of_lane(step), self._work(step), name)]
        work = self._work(step)
        if it.paces:
            self.paced[step.id] = it.paces.divided(work)
        task = Task(step.id, it.pools[activity].name, work, name, instances=self._instances(step))
        prescribed = it.times.statutory.get(activity)
        if prescribed is None or not prescribed.sum():
            return [task]
        return [
            Delay(f"{step.id}{MARK}statutory", duration_of(prescribed), is_statutory=True, name=name),
            task,
        ]

    def _work(self, step: Step) -> Duration:
        """How long a task is worked on: as counted, put together as a reform says, or as usual."""
        work, origins = self.calibration.times.work, self.origins.get(step.id, ())
        known = [(work[activity], share) for activity, share in origins if activity in work]
        if known:
            return together([duration_of(shape).scaled(share) for shape, share in known])
        return duration_of(work[step.activity]) if step.activity in work else fixed(self._usual_work)

    def _timer(self, step: Step) -> Delay:
        assert step.element is not None
        seconds = seconds_of(step.element.timer) or 0.0
        follows = self.skeleton.first_behind(step.id)
        marked = {mark.activity or mark.target for mark in self.calibration.marks}
        is_statutory = bool(marked & {step.element.name, *follows})
        return Delay(step.id, fixed(seconds), is_statutory=is_statutory, name=step.element.name)

    def _instances(self, step: Step) -> int:
        loop = step.element.loop if step.element else None
        if loop is None or loop.kind != "parallel":
            return 1
        if loop.expression.isdigit():
            return min(max(int(loop.expression), 1), _MOST_INSTANCES)
        again = self.calibration.follows.get((step.activity, step.activity), 0)
        begun = sum(n for (_, to), n in self.calibration.follows.items() if to == step.activity) - again
        return min(max(round(1 + again / begun), 1), _MOST_INSTANCES) if begun > 0 else 1

    def _role_of_lane(self, step: Step) -> str:
        """The role of a new task: that of its lane, of the work it was made of, or the largest."""
        roles, pools = self.calibration.roles, self.calibration.pools
        lane = self.lanes.get(step.element.lane, "") if step.element else ""
        made_of = [activity for activity, _ in self.origins.get(step.id, ())]
        found = [lane, *(pools[activity].name for activity in made_of if activity in pools)]
        largest = max(roles, key=lambda name: roles[name].shifts[0].count)
        return next((name for name in found if name in roles), largest)

    @cached_property
    def _usual_work(self) -> float:
        means = [duration_of(shape).mean for shape in self.calibration.times.work.values()]
        return median(means) if means else 0.0
