"""How long work and waiting take, in the hours of those who do the work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from liandong.procedure.graph import Edge
from liandong.simulation.calibration.counts import Counts, mean_of
from liandong.simulation.calibration.grid import CELLS, MIDDLE, cell
from liandong.simulation.calibration.passage import hidden, passage
from liandong.simulation.calibration.staff import Pool, Text

K = TypeVar("K")
#: Stands for whatever activity came before.
ANY = ""
#: Fewer steps than this tell too little about the waiting between two activities.
FEWEST = 10
#: Where a log has no starts: at most this share of the open hours of those seen is taken to be work,
BUSY = 0.5
#: and at most this share of the mean time an activity takes.
OF_ELAPSED = 0.25


@dataclass(frozen=True)
class Times:
    """Distributions over the grid's cells in open time: of work by activity, of waiting by the two activities around it.

    The key (``ANY``, activity) has all waiting for an activity together. ``statutory`` time is on the clock.
    """

    work: dict[str, np.ndarray] = field(default_factory=dict)
    before: dict[Edge, np.ndarray] = field(default_factory=dict)
    statutory: dict[str, np.ndarray] = field(default_factory=dict)

    def waiting(self, source: str, target: str) -> np.ndarray:
        """The waiting between two activities, or all before the second where too little is known."""
        return self.before.get((source, target), self.before[ANY, target])


def times_of(counts: Counts, pools: Mapping[str, Pool]) -> tuple[Times, list[Text]]:
    """The distributions of every activity, and what had to be assumed."""
    notes: list[Text] = []
    clock = _on_the_clock(counts, pools, notes)
    found = Times(statutory=clock.statutory)
    for pool in dict.fromkeys(pools.values()):
        begins = np.where(pool.share > 0, pool.events, 0.0)
        work = {name: shape for name, shape in clock.work.items() if pools[name] is pool}
        before = {edge: shape for edge, shape in clock.before.items() if pools[edge[1]] is pool}
        found.work.update(_hidden(work, pool.open, begins))
        found.before.update(_hidden(before, pool.share, begins))
    return found, notes


def _hidden(shapes: dict[K, np.ndarray], share: np.ndarray, begins: np.ndarray) -> dict[K, np.ndarray]:
    if not shapes or not begins.sum():
        return shapes
    rows = hidden(np.array(list(shapes.values())), passage(share, begins))
    return dict(zip(shapes, rows, strict=True))


def _on_the_clock(counts: Counts, pools: Mapping[str, Pool], notes: list[Text]) -> Times:
    """Work and waiting as counted; where only ends were recorded, divided by what staff can have worked."""
    found = Times(work={name: counts.works.get(name, np.zeros(CELLS)) for name in counts.activities})
    edges = [
        (kind, edge, shape)
        for kind, shapes in counts.waits.items()
        for edge, shape in shapes.items()
        if edge[1] in found.work
    ]
    limits = _limits(counts, pools)
    for name in counts.activities:
        found.before[ANY, name] = np.zeros(CELLS)
    for kind, (source, name), shape in edges:
        if kind == "statutory":
            found.statutory[name] = found.statutory.get(name, 0) + shape
            continue
        rest = shape
        if kind == "elapsed":
            work, rest = divided_at(shape, limits[name])
            found.work[name] = found.work[name] + work
        found.before[ANY, name] = found.before[ANY, name] + rest
        if shape.sum() >= FEWEST and source in found.work:
            found.before[source, name] = found.before.get((source, name), 0) + rest
    divided = {edge[1] for kind, edge, _ in edges if kind == "elapsed"}
    if divided:
        zh = (
            f"{len(divided)} 个环节只有完成时间：办理所占的用时不超过人员在岗时间的一半，其余为等待；"
            "人手够不够只是假定，来件增减时的预测不含负荷信息"
        )
        en = (
            f"{len(divided)} activities have end times only: work fills at most half of the hours of those seen, the rest is "
            "waiting; what people can do is assumed, and a forecast for other loads knows nothing of it"
        )
        notes.append((zh, en))
    return found


def _limits(counts: Counts, pools: Mapping[str, Pool]) -> dict[str, float]:
    """The longest that work on each activity can plausibly have taken, seconds, where only its end is known."""
    elapsed: dict[str, np.ndarray] = {}
    for (_, name), shape in counts.waits.get("elapsed", {}).items():
        elapsed[name] = elapsed.get(name, 0) + shape
    return {name: _most_work(pools[name], shape) for name, shape in elapsed.items() if name in pools}


def _most_work(pool: Pool, elapsed: np.ndarray) -> float:
    people, events = np.maximum(pool.people, pool.open).sum(), pool.events.sum()
    by_staff = BUSY * people * 3_600 / events if events else np.inf
    return float(min(by_staff, OF_ELAPSED * mean_of(elapsed)))


def divided_at(shape: np.ndarray, limit: float) -> tuple[np.ndarray, np.ndarray]:
    """Every time as what lies below a limit and what lies beyond it: two histograms whose means add up."""
    below, beyond = np.zeros(CELLS), np.zeros(CELLS)
    np.add.at(below, cell(np.minimum(MIDDLE, limit)), shape)
    np.add.at(beyond, cell(np.maximum(MIDDLE - limit, 0.0)), shape)
    return below, beyond


def less(shape: np.ndarray, seconds: float) -> np.ndarray:
    """The histogram of what is left when so many seconds have passed already."""
    return divided_at(shape, seconds)[1]
