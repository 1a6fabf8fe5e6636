"""From a model to the arrays the engine reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence, Sized
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from liandong.errors import ModelError
from liandong.simulation.chance import element_key
from liandong.simulation.checking import check
from liandong.simulation.duration import Duration
from liandong.simulation.hours import Hours, hours_of_week
from liandong.simulation.model import (
    Batch,
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

SECOND = 1_000_000
HOUR = 3_600 * SECOND
#: Stands for "never" and "no limit".
NEVER = np.int64(1 << 62)


N = TypeVar("N", bound=Node)


class Kind(IntEnum):
    """The kinds of node, as the engine tells them apart."""

    TASK = 0
    CHOICE = 1
    FORK = 2
    INCLUSIVE = 3
    JOIN = 4
    DELAY = 5
    BATCH = 6
    END = 7


_KINDS: dict[type[Node], Kind] = {
    Task: Kind.TASK,
    Choice: Kind.CHOICE,
    Fork: Kind.FORK,
    Inclusive: Kind.INCLUSIVE,
    Join: Kind.JOIN,
    Delay: Kind.DELAY,
    Batch: Kind.BATCH,
    End: Kind.END,
}


class NodeColumn(IntEnum):
    """Columns of ``Plan.nodes``; -1 stands for none."""

    KIND = 0
    ROLE = 1
    INSTANCES = 2
    #: Calendar of the time that passes before the task is ready.
    BEFORE_HOURS = 3
    #: Number of the join this node is, or an inclusive gateway leads to.
    JOIN = 4
    #: Calendar of a delay.
    HOURS = 5
    BATCH_SIZE = 6
    BATCH_LIMIT = 7


class ShiftColumn(IntEnum):
    """Columns of ``Plan.shifts``."""

    FIRST_SERVER = 0
    SERVERS = 1
    CALENDAR = 2
    ROLE = 3


class Interval(IntEnum):
    """Columns of ``Plan.intervals``: open time of a calendar, and how much of it there was before."""

    OPENS = 0
    CLOSES = 1
    BEFORE = 2


class Plan(NamedTuple):
    """A model as arrays. ``x_first[i]:x_first[i + 1]`` are the places of what belongs to ``i``."""

    entry: int
    nodes: np.ndarray  # by node and NodeColumn
    element: np.ndarray  # key of each node's draws
    work: np.ndarray  # duration, by class and node
    before: np.ndarray  # duration before a task is ready, by class and node; -1 for none
    needed: np.ndarray  # by join: tokens; 0 where an inclusive gateway says how many
    flow_first: np.ndarray  # by node
    target: np.ndarray
    flow_element: np.ndarray
    reached: (
        np.ndarray
    )  # by class, visit and flow: cumulated share at a choice, own chance at an inclusive gateway
    shape: np.ndarray  # by duration
    ab: np.ndarray
    cell_first: np.ndarray
    cells: np.ndarray  # lower and upper limit in seconds, share reached
    shift_first: np.ndarray  # by role
    shifts: np.ndarray
    open_first: np.ndarray  # by calendar
    intervals: np.ndarray
    class_reached: np.ndarray
    priority: np.ndarray  # by class
    gap: int  # duration between arrivals, -1 where rates hold
    apart: int  # duration between arrivals in expected arrivals
    first: float  # the part of its gap after which the first case comes
    load: float
    expected: np.ndarray  # arrivals expected up to each hour
    coming: np.ndarray  # by hour: the part of it after which its arrivals begin, and that in which they come


@dataclass(frozen=True)
class Compiled:
    """The plan, and what its numbers stand for."""

    plan: Plan
    model: Model
    nodes: tuple[Node, ...]
    days: int


class _Durations:
    """Numbers distinct durations."""

    def __init__(self) -> None:
        self.known: dict[Duration, int] = {}

    def __call__(self, duration: Duration) -> int:
        return self.known.setdefault(duration, len(self.known))

    def arrays(self) -> dict[str, np.ndarray]:
        found = list(self.known)
        sides = [(each.low, each.high, each.reached) for each in found]
        return {
            "shape": np.array([each.shape for each in found], dtype=np.int64),
            "ab": np.array([(each.a, each.b) for each in found]).reshape(-1, 2),
            "cell_first": _first([side[0] for side in sides]),
            "cells": _flat([np.array(side).T for side in sides], (0, 3)),
        }


class _Calendars:
    """Numbers distinct hours."""

    def __init__(self, model: Model, days: int) -> None:
        self.model, self.days = model, days
        self.known: dict[Hours, int] = {}

    def __call__(self, hours: Hours) -> int:
        return -1 if hours.is_always else self.known.setdefault(hours, len(self.known))

    def arrays(self) -> dict[str, np.ndarray]:
        spans = [hours.intervals(self.model.start, self.days, self.model.timezone) for hours in self.known]
        before = [np.cumsum(np.diff(each)) - np.diff(each).ravel() for each in spans]
        parts = [np.column_stack([each, gone]) for each, gone in zip(spans, before, strict=True)]
        return {"open_first": _first(spans), "intervals": _flat(parts, (0, 3), np.int64)}


def compiled(model: Model, *, days: int) -> Compiled:
    """The model as a plan for runs of up to so many days. Raises what ``checking`` refuses."""
    check(model)
    durations, calendars = _Durations(), _Calendars(model, days)
    places = {node.id: place for place, node in enumerate(model.nodes)}
    parts: dict[str, Any] = {
        "entry": places[model.entry],
        **_nodes(model, durations, calendars),
        **_flows(model, places),
        **_roles(model, calendars),
        **_cases(model, durations, days),
    }
    parts |= durations.arrays() | calendars.arrays()
    return Compiled(Plan(**parts), model, model.nodes, days)


def _nodes(model: Model, duration: _Durations, calendar: _Calendars) -> dict[str, np.ndarray]:
    nodes, roles = model.nodes, {role.name: n for n, role in enumerate(model.roles)}
    joins = {node.id: n for n, node in enumerate(node for node in nodes if _waits_for_all(node))}
    inclusive = {node.join for node in nodes if isinstance(node, Inclusive)}
    arriving: defaultdict[str, int] = defaultdict(int)
    for flow in model.flows:
        arriving[flow.target] += 1
    own = [node.duration if isinstance(node, (Task, Delay)) else None for node in nodes]
    work = [
        [
            duration(each.durations.get(node.id, first)) if first is not None else 0
            for node, first in zip(nodes, own, strict=True)
        ]
        for each in model.classes
    ]
    before = [[_before(node, each, duration) for node in nodes] for each in model.classes]
    columns = [
        [_KINDS[type(node)] for node in nodes],
        _of(nodes, Task, lambda task: roles[task.role], -1),
        _of(nodes, Task, lambda task: task.instances, 1),
        _of(nodes, Task, lambda task: calendar(task.before_hours), -1),
        [joins.get(getattr(node, "join", node.id), -1) for node in nodes],
        _of(nodes, Delay, lambda delay: calendar(delay.hours), -1),
        _of(nodes, Batch, lambda batch: batch.size, 0),
        _of(nodes, Batch, lambda batch: round(batch.at_most * SECOND), 0),
    ]
    return {
        "nodes": np.array(columns, dtype=np.int64).T.copy(),
        "element": np.array([element_key(node.id) for node in nodes], dtype=np.uint64),
        "work": np.array(work, dtype=np.int64),
        "before": np.array(before, dtype=np.int64),
        "needed": np.array([0 if name in inclusive else arriving[name] for name in joins], dtype=np.int64),
    }


def _before(node: Node, cases: CaseClass, duration: _Durations) -> int:
    """The number of the time that passes before the node's work for these cases; -1 for none."""
    first = cases.before.get(node.id, node.before) if isinstance(node, Task) else None
    return duration(first) if first is not None and first.mean else -1


def _waits_for_all(node: Node) -> bool:
    return isinstance(node, Join) or (isinstance(node, Task) and node.instances > 1)


def _flows(model: Model, places: dict[str, int]) -> dict[str, np.ndarray]:
    by_source: dict[str, list[Flow]] = {node.id: [] for node in model.nodes}
    for flow in model.flows:
        by_source[flow.source].append(flow)
    ordered = [flow for flows in by_source.values() for flow in flows]
    visits = 1 + max((len(flow.later) for flow in ordered), default=0)
    reached = [
        _reached(node, by_source[node.id], each.shares, visit)
        for each in model.classes
        for visit in range(visits)
        for node in model.nodes
    ]
    return {
        "flow_first": _first(list(by_source.values())),
        "target": np.array([places[flow.target] for flow in ordered], dtype=np.int64),
        "flow_element": np.array(
            [element_key(f"{flow.source}→{flow.target}") for flow in ordered], dtype=np.uint64
        ),
        "reached": _flat(reached).reshape(len(model.classes), visits, len(ordered)),
    }


def _reached(node: Node, flows: list[Flow], own: Mapping[tuple[str, str], float], visit: int) -> list[float]:
    chances = np.array([own.get((it.source, it.target), _share(it, visit)) for it in flows], dtype=float)
    if isinstance(node, Inclusive) or not len(chances):
        return list(chances)
    if not chances.sum() > 0:
        raise ModelError(element=node.id, reason=("各出口的概率都是零", "all its flows have share zero"))
    return list(np.cumsum(chances) / chances.sum())


def _share(flow: Flow, visit: int) -> float:
    return flow.later[min(visit, len(flow.later)) - 1] if visit and flow.later else flow.share


def _roles(model: Model, calendar: _Calendars) -> dict[str, np.ndarray]:
    shifts = [shift for role in model.roles for shift in role.shifts]
    counts = np.array([shift.count for shift in shifts], dtype=np.int64)
    calendars = [calendar(shift.hours) for shift in shifts]
    roles = [number for number, role in enumerate(model.roles) for _ in role.shifts]
    return {
        "shift_first": _first([role.shifts for role in model.roles]),
        "shifts": np.column_stack([np.cumsum(counts) - counts, counts, calendars, roles]).astype(np.int64),
    }


def _cases(model: Model, duration: _Durations, days: int) -> dict[str, object]:
    arrivals, classes = model.arrivals, model.classes
    ranks = {value: rank for rank, value in enumerate(sorted({each.priority for each in classes}))}
    shares = np.cumsum([each.share for each in classes])
    return {
        "class_reached": shares / shares[-1],
        "priority": np.array([ranks[each.priority] for each in classes], dtype=np.int64),
        "gap": -1 if arrivals.gap is None else duration(arrivals.gap),
        "apart": duration(arrivals.apart),
        "first": float(arrivals.first),
        "load": float(arrivals.load),
        **_coming(model, days),
    }


def _coming(model: Model, days: int) -> dict[str, np.ndarray]:
    """Expected arrivals up to each full hour from the start, and in which part of the hour they come."""
    per_hour = np.array(model.arrivals.per_hour or (0.0,) * 168, dtype=float)
    weekly = np.array(model.arrivals.weekly or (1.0,), dtype=float)
    of_week = hours_of_week(model.start, days * 24, model.timezone)
    week = np.minimum(np.arange(days * 24) // 168, len(weekly) - 1)
    reached = np.cumsum(per_hour[of_week] * weekly[week] * model.arrivals.load)
    begin, end = model.arrivals.hours.of_each_hour / 60
    return {
        "expected": np.concatenate([[0.0], reached]),
        "coming": np.column_stack([begin, end - begin])[of_week],
    }


def _of(nodes: Sequence[Node], kind: type[N], value: Callable[[N], int], other: int) -> list[int]:
    return [value(node) if isinstance(node, kind) else other for node in nodes]


def _first(parts: Sequence[Sized]) -> np.ndarray:
    return np.concatenate([[0], np.cumsum([len(part) for part in parts])]).astype(np.int64)


def _flat(parts: Sequence[ArrayLike], empty: tuple[int, ...] = (0,), dtype: type = np.float64) -> np.ndarray:
    whole = [np.empty(empty), *(np.asarray(part).reshape(-1, *empty[1:]) for part in parts)]
    return np.concatenate(whole).astype(dtype)
