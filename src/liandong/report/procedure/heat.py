"""Where the time goes: what a profile knows of each task and flow of a procedure, waiting, working and statutory apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from liandong.diagnosis.words import Clock
from liandong.procedure.model import Model, Node
from liandong.procedure.naming import as_logged
from liandong.profile.tables import END, START

if TYPE_CHECKING:
    from liandong.profile import Profile

#: The kinds of time in the order they pass, with their names. ``elapsed`` is waiting and working together, where a
#: log tells only when work ended.
KINDS = {
    "waiting": ("等待", "waiting"),
    "statutory": ("法定时限", "statutory"),
    "elapsed": ("等待+办理", "waiting + work"),
    "working": ("办理", "working"),
}


@dataclass(frozen=True)
class Spent:
    """How often something happened, and the seconds it took in all by kind."""

    n: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    def mean(self, kind: str) -> float:
        """Seconds of that kind each time."""
        return self.seconds.get(kind, 0.0) / self.n if self.n else 0.0

    @property
    def total(self) -> float:
        """Seconds of all kinds."""
        return sum(self.seconds.values())


@dataclass(frozen=True)
class Heat:
    """What was spent at nodes and on flows, by id; ``share_of`` is the share of all time spent at a node."""

    clock: Clock
    nodes: dict[str, Spent]
    flows: dict[str, Spent]

    def share_of(self, node: str) -> float:
        """The share of all seconds that pass before and in a task."""
        whole = sum(it.total for it in self.nodes.values())
        return self.nodes[node].total / whole if node in self.nodes and whole else 0.0


def heat_of(profile: Profile, model: Model, clock: str = "clock") -> Heat:
    """The heat of a model's tasks, matched to the profile's activities by name."""
    from liandong.diagnosis.reading import Reading  # a picture without heat needs no kernel

    reading = Reading.of(profile, clock)
    steps = _sums(reading.follows, ["source", "target"])
    work = _sums(reading.work, ["activity"])
    model = as_logged(model, {name for step in steps for name in step})
    nodes = {it.id: _node(it.label, steps, work) for it in model.nodes if _is_step(it)}
    return Heat(reading.clock, {key: it for key, it in nodes.items() if it.n}, _flows(model, steps))


def _is_step(node: Node) -> bool:
    return node.is_activity or (
        node.is_event and bool(node.name) and node.type not in ("startEvent", "endEvent")
    )


def _sums(frame: pl.DataFrame, by: list[str]) -> dict[tuple[str, ...], Spent]:
    """Counts and seconds by name, the kinds apart."""
    keys = [pl.col(name).cast(pl.String) for name in (*by, "kind")]
    rows = (
        frame.group_by(keys)
        .agg(pl.col("n").sum(), pl.col("seconds").sum().cast(pl.Float64))
        .sort(*by, "kind")
    )
    found: dict[tuple[str, ...], Spent] = {}
    for *names, kind, n, seconds in rows.iter_rows():
        known = found.get(tuple(names), Spent())
        found[tuple(names)] = Spent(known.n + n, known.seconds | {kind: seconds})
    return found


def _node(name: str, steps: dict[tuple[str, ...], Spent], work: dict[tuple[str, ...], Spent]) -> Spent:
    into = [it for (_, target), it in steps.items() if target == name]
    worked = work.get((name,), Spent())
    return _together(
        [*into, Spent(0, {"working" if k != "statutory" else k: s for k, s in worked.seconds.items()})]
    )


def _together(parts: Iterable[Spent]) -> Spent:
    n, seconds = 0, dict[str, float]()
    for part in parts:
        n += part.n
        for kind, value in part.seconds.items():
            seconds[kind] = seconds.get(kind, 0.0) + value
    return Spent(n, seconds)


def _flows(model: Model, steps: dict[tuple[str, ...], Spent]) -> dict[str, Spent]:
    """What passes each flow: the steps from any task it may come from to any task it may lead to."""
    before = {it.id: _reached(model, it.id, forward=False) for it in model.nodes}
    after = {it.id: _reached(model, it.id, forward=True) for it in model.nodes}
    found = {}
    for flow in model.flows:
        sources, targets = before.get(flow.source, frozenset()), after.get(flow.target, frozenset())
        passing = [it for (source, target), it in steps.items() if source in sources and target in targets]
        if passing:
            found[flow.id] = _together(passing)
    return found


def _reached(model: Model, node: str, *, forward: bool) -> frozenset[str]:
    """The names of the tasks at a node, or next to it through gateways; ▶ and ■ where it begins or ends."""
    found, seen, front = set[str](), {node}, [node]
    edges = model.outgoing if forward else model.incoming
    while front:
        here = model.node[front.pop()]
        if _is_step(here):
            found.add(here.label)
            continue
        if not edges[here.id]:
            found.add(END if forward else START)
        fresh = {it.target if forward else it.source for it in edges[here.id]} - seen
        seen |= fresh
        front += sorted(fresh & model.node.keys())
    return frozenset(found)
