"""From a calibration and a procedure, perhaps an edited one, to a model."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from statistics import median
from typing import TYPE_CHECKING

from liandong.procedure import Procedure
from liandong.simulation.calibration.grid import duration_of
from liandong.simulation.calibration.routing import Shares, shares_of
from liandong.simulation.calibration.skeleton import (
    CHOICE,
    FORK,
    JOIN,
    SOME,
    STOP,
    TASK,
    TIMER,
    Skeleton,
    Step,
    element_of,
    skeleton_of,
)
from liandong.simulation.calibration.timers import seconds_of
from liandong.simulation.duration import fixed
from liandong.simulation.model import (
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


class Builder:
    """Builds one model: a node for each step of the procedure's skeleton, with the numbers of the calibration."""

    def __init__(self, calibration: Calibration, procedure: Procedure) -> None:
        self.calibration = calibration
        self.names = {key: step.activity for key, step in calibration.skeleton.steps.items() if step.activity}
        self.lanes = {lane.id: lane.name for lane in procedure.model.lanes}
        self.skeleton = (
            calibration.skeleton
            if procedure is calibration.procedure
            else skeleton_of(procedure).called(self.names)
        )

    def model(self) -> Model:
        it, skeleton = self.calibration, self.skeleton
        nodes: list[Node] = []
        flows: list[Flow] = []
        for key, step in skeleton.steps.items():
            made = self._made(step)
            nodes += made
            # What is prescribed passes before the task: ways to the task lead there first.
            flows += [Flow(one.id, other.id) for one, other in zip(made, made[1:], strict=False)]
        heads = {key: self._head(step) for key, step in skeleton.steps.items()}
        shares = self.shares
        flows += [
            Flow(source, heads[target], shares.get((source, target), 1.0)) for source, target in skeleton.ways
        ]
        used = {node.role for node in nodes if isinstance(node, Task)}
        roles = tuple(role for name, role in it.roles.items() if name in used)
        return Model(
            skeleton.entry,
            tuple(nodes),
            tuple(flows),
            roles,
            it.arrivals,
            start=it.start,
            timezone=it.timezone,
        )

    def _head(self, step: Step) -> str:
        return self._made(step)[0].id

    def _made(self, step: Step) -> list[Node]:
        """The node of a step, behind the time that is prescribed before it."""
        match step.kind:
            case kind if kind == TASK:
                return self._task(step)
            case kind if kind == TIMER:
                return [self._timer(step)]
            case kind if kind == SOME:
                return [Inclusive(step.id, step.join)]
        kinds = {CHOICE: Choice, FORK: Fork, JOIN: Join, STOP: End}
        return [kinds[step.kind](step.id)]

    def _task(self, step: Step) -> list[Node]:
        it, activity = self.calibration, step.activity
        assert step.element is not None
        name = " ".join(step.element.name.split()) or step.activity
        if activity not in it.times.work:
            return [Task(step.id, self._role_of_lane(step), fixed(self._usual_work), name)]
        pool = it.pools[activity]
        task = Task(
            step.id,
            pool.name,
            duration_of(it.times.work[activity]),
            name,
            before=duration_of(it.times.before[activity]).scaled(it.stretch),
            before_hours=pool.pace,
            instances=self._instances(step),
        )
        prescribed = it.times.statutory.get(activity)
        if prescribed is None or not prescribed.sum():
            return [task]
        return [Delay(f"{step.id}←statutory", duration_of(prescribed), is_statutory=True, name=name), task]

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
        roles = self.calibration.roles
        lane = self.lanes.get(step.element.lane, "") if step.element else ""
        return lane if lane in roles else max(roles, key=lambda name: roles[name].shifts[0].count)

    @cached_property
    def _usual_work(self) -> float:
        means = [duration_of(shape).mean for shape in self.calibration.times.work.values()]
        return median(means) if means else 0.0

    # -- shares ------------------------------------------------------------------------------------------------

    @cached_property
    def shares(self) -> Shares:
        """The share of each way: as calibrated where the choice is the same one, else by the counts."""
        known = self.calibration.skeleton
        if self.skeleton.ways == known.ways:
            return self.calibration.shares
        kept, usual = self._by_flows(known)
        shares: Shares = {}
        for key, targets in self.skeleton.leaving.items():
            ways = [(key, target) for target in targets]
            flows = [self.skeleton.ways[way] for way in ways]
            same = [kept.get((key, each)) for each in flows]
            alike = [usual.get((element_of(key), each)) for each in flows]
            for found in (same, alike):
                told = [share for share in found if share is not None]
                if all(flows) and len(told) == len(ways) and sum(told) > 0:
                    shares |= dict(zip(ways, told, strict=True))
                    break
            else:
                shares |= {way: self._counted[way] for way in ways if way in self._counted}
        return shares

    def _by_flows(self, known: Skeleton) -> tuple[dict[object, float], dict[object, float]]:
        """Calibrated shares by node and the flows a way begins with, and by gateway, whatever step came before."""
        kept: dict[object, float] = {}
        parts: defaultdict[object, list[float]] = defaultdict(list)
        for way, share in self.calibration.shares.items():
            flows = known.ways[way]
            kept[way[0], flows] = share
            parts[element_of(way[0]), flows].append(share)
        return kept, {key: sum(each) / len(each) for key, each in parts.items()}

    @cached_property
    def _counted(self) -> Shares:
        return shares_of(self.skeleton, self.calibration.follows)
