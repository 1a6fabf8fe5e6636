"""How long work and waiting take, in the hours of those who do the work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from liandong.simulation.calibration.counts import Counts, mean_of
from liandong.simulation.calibration.grid import CELLS, MIDDLE, cell, duration_of
from liandong.simulation.calibration.passage import hidden, passage
from liandong.simulation.calibration.staff import Pool, Text
from liandong.simulation.duration import Duration

#: Where a log has no starts: at most this share of the open hours of those seen is taken to be work,
BUSY = 0.5
#: and at most this share of the mean time an activity takes.
OF_ELAPSED = 0.25


@dataclass(frozen=True)
class Times:
    """Distributions over the grid's cells in open time, by activity; prescribed time on the clock."""

    work: dict[str, np.ndarray] = field(default_factory=dict)
    before: dict[str, np.ndarray] = field(default_factory=dict)
    statutory: dict[str, np.ndarray] = field(default_factory=dict)

    def work_of(self, activity: str) -> Duration:
        return duration_of(self.work[activity])


def times_of(counts: Counts, pools: Mapping[str, Pool]) -> tuple[Times, list[Text]]:
    """The distributions of every activity, and what had to be assumed."""
    notes: list[Text] = []
    clock = _on_the_clock(counts, pools, notes)
    found = Times(statutory=clock.statutory)
    for pool in dict.fromkeys(pools.values()):
        names = [name for name in sorted(counts.activities) if pools[name] is pool]
        if pool.is_always_open:
            found.work.update({name: clock.work[name] for name in names})
            found.before.update({name: clock.before[name] for name in names})
            continue
        begins = np.where(pool.share > 0, pool.events, 0.0)
        for target, source, share in (
            (found.work, clock.work, pool.open),
            (found.before, clock.before, pool.share),
        ):
            observed = np.array([source[name] for name in names])
            target.update(zip(names, hidden(observed, passage(share, begins)), strict=True))
    return found, notes


def _on_the_clock(counts: Counts, pools: Mapping[str, Pool], notes: list[Text]) -> Times:
    """Work and waiting as counted; where only ends were recorded, divided by what staff can have worked."""
    nothing = np.zeros(CELLS)
    waiting, elapsed, statutory = (counts.waits.get(kind, {}) for kind in ("waiting", "elapsed", "statutory"))
    found = Times(statutory={name: shape for name, shape in statutory.items() if name in counts.activities})
    divided = []
    for name in counts.activities:
        found.before[name] = waiting.get(name, nothing)
        found.work[name] = counts.works.get(name, nothing)
        if name in elapsed or not found.work[name].sum():
            limit = _most_work(counts, pools[name], name, elapsed.get(name, nothing))
            work, rest = divided_at(elapsed.get(name, nothing), limit)
            found.before[name] = found.before[name] + rest
            found.work[name] = found.work[name] + work
            divided.append(name)
    if divided:
        zh = f"{len(divided)} 个环节只有完成时间：用时里办理所占按人员在岗时间的一半估计，其余为等待"
        en = f"{len(divided)} activities have end times only: work is taken to fill half of the hours of those seen, the rest is waiting"
        notes.append((zh, en))
    return found


def _most_work(counts: Counts, pool: Pool, name: str, elapsed: np.ndarray) -> float:
    """The longest that work on an activity can plausibly have taken, seconds."""
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
