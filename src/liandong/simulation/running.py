"""One run of a plan: makes the room, lets the engine go, doubles what is full, takes the events away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from liandong.errors import ModelError
from liandong.simulation import engine
from liandong.simulation import room as r
from liandong.simulation.compiling import Compiled
from liandong.simulation.ending import Held, busiest, held

#: Events held before they are taken away: few enough to be in the processor's cache when they are counted.
HELD = 1 << 14
#: Steps of open cases that are held before it is asked whether they go round (400 MB), and how many a case may have then.
_MOST_RECORDS, _MOST_STEPS = 1 << 23, 100
#: Tokens before it is asked whether they multiply (64 MB), and how many a case may have then.
_MOST_TOKENS, _MOST_BRANCHES = 1 << 20, 100


@dataclass(frozen=True)
class Run:
    """What one run counted; durations in seconds, places as in the plan."""

    sums: r.Sums
    #: Cases that came, and those still open when it stopped; 0 when it drained.
    came: int
    still_open: int
    #: When it stopped, seconds from the start.
    ended: float
    #: Whether it stopped because its time was up, and where most open cases stood then.
    is_cut: bool = False
    held: Held | None = None


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
        ready = int(room.counters[r.TAKEN])
        if reason == r.LIVELOCK:
            raise _livelock(compiled, room)
        if reason == r.ROOM_FULL:
            _check_room(compiled, room)
            room = r.larger(room, burst)
        elif ready:
            if take is not None:
                take(taken[:ready])
            room.counters[r.TAKEN] = 0
        elif reason == r.TAKE:  # one case alone has more events than fit
            taken = r.zeros(2 * len(taken), r.T_END + 1)
    came, still_open, now = (int(room.counters[place]) for place in (r.CASES, r.LIVE, r.NOW))
    is_cut = reason == r.TIME_UP
    where = held(compiled, room, is_over=not is_cut) if still_open else None
    return Run(sums, came, still_open, now / 1e6, is_cut, where)


def _check_room(compiled: Compiled, room: r.Room) -> None:
    """Refuses to hold ever more for cases that go round without an end; raises ModelError."""
    cases = max(int(room.counters[r.LIVE]), 1)
    if len(room.records) >= _MOST_RECORDS and room.slots[:, r.RECORDS].sum() > _MOST_STEPS * cases:
        raise _livelock(compiled, room)
    if len(room.tokens) >= _MOST_TOKENS and room.counters[r.TOKENS] > _MOST_BRANCHES * cases:
        reason = ("一件的并行分支越来越多，没有尽头", "the parallel branches of a case multiply without end")
        raise ModelError(element=busiest(compiled, room), reason=reason)


def _livelock(compiled: Compiled, room: r.Room) -> ModelError:
    reason = ("办件在此循环，走不出来", "cases go round there without an end")
    return ModelError(element=busiest(compiled, room), reason=reason)
