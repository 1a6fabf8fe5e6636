"""One run of a plan: makes the room, lets the engine go, doubles what is full, takes the events away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from liandong.errors import ModelError
from liandong.simulation import engine
from liandong.simulation import room as r
from liandong.simulation.compiling import Compiled

#: Events held before they are taken away: few enough to be in the processor's cache when they are counted.
HELD = 1 << 14


@dataclass(frozen=True)
class Run:
    """What one run counted; durations in seconds, places as in the plan."""

    sums: r.Sums
    #: Cases that came, and those still open when it stopped; 0 when it drained.
    came: int
    still_open: int
    #: When it stopped, seconds from the start.
    ended: float


def run(
    compiled: Compiled,
    limits: r.Limits,
    take: Callable[[np.ndarray], None] | None = None,
    *,
    events: int = HELD,
    within: Sequence[float] = (),
) -> Run:
    """One replication. ``take`` is given the events of whole cases (columns ``room.T_…``), again and again.

    ``within`` are lead times in seconds, limits up to which cases are counted exactly: the buckets of ``Sums.lead`` are
    one per cent wide.
    """
    plan = compiled.plan
    burst = r.burst_of(plan)
    room, sums = r.room_for(plan, burst), r.sums_for(plan, compiled.days, within)
    taken = r.zeros(events if limits.keeps_events else 0, r.T_END + 1)
    engine.next_arrival(plan, room, limits)
    reason = r.TAKE
    while reason not in (r.ENDED, r.TIME_UP):
        reason = engine.run(plan, room, taken, sums, limits, burst)
        held = int(room.counters[r.TAKEN])
        if reason == r.LIVELOCK:
            raise _livelock(compiled)
        if reason == r.ROOM_FULL:
            room = r.larger(room)
        elif held:
            if take is not None:
                take(taken[:held])
            room.counters[r.TAKEN] = 0
        elif reason == r.TAKE:  # one case alone has more events than fit
            taken = r.zeros(2 * len(taken), r.T_END + 1)
    came, still_open, now = (int(room.counters[place]) for place in (r.CASES, r.LIVE, r.NOW))
    return Run(sums, came, still_open, now / 1e6)


def _livelock(compiled: Compiled) -> ModelError:
    reason = ("有一个不含任何任务的循环", "a loop holds no task, so a case goes round for ever")
    return ModelError(element=compiled.model.entry, reason=reason)
