"""The state of a run: tables of whole numbers with a fixed room, doubled between two steps of the engine.

Kernels never grow an array (that costs a factor of five in a hot loop): they stop before an event that might not fit,
and the caller doubles the room. Rooms hold what is open at one time, so memory does not depend on how many cases pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from liandong.profile import buckets
from liandong.simulation.compiling import HOUR, Kind, NodeColumn, Plan, ShiftColumn

#: What an event does.
ARRIVE, MOVE, QUEUE, DONE, OPEN, LEAVE = range(6)
#: Why the engine stopped: nothing is left to do, time is up, a room is full, the events are to be taken away.
ENDED, TIME_UP, ROOM_FULL, TAKE, LIVELOCK = range(5)
#: The counters of a run.
(
    NOW,
    NUMBER,
    EVENTS,
    CASES,
    FREE_TOKEN,
    FREE_SLOT,
    FREE_RECORD,
    TAKEN,
    LIVE,
    WAITING_TO_LEAVE,
    TOKENS,
    CALLED,
) = range(12)
COUNTERS = 12
#: Columns of the heap.
TIME, ORDER, WHAT, WHO = range(4)
#: Columns of tokens; PART numbers the instances of a multi-instance task. A line is as wide as the processor's cache.
SLOT, NODE, READY, STARTED, SERVER, SHIFT, PART, NEXT = range(8)
#: Columns of slots, each an open case; STREAM is the key of its random numbers.
CASE, KIND, ARRIVED, STREAM, OPEN_TOKENS, NEXT_SLOT, FIRST, LAST, RECORDS = range(9)
#: Columns of records, the events of open cases.
R_NODE, R_SERVER, R_READY, R_START, R_END, R_NEXT = range(6)
#: Columns of the events taken away: the first of the case's slot, then those of the record.
T_CASE, T_KIND, T_ARRIVED, T_NODE, T_SERVER, T_READY, T_START, T_END = range(8)
#: Columns of queues (by role and priority) and of batches, of roles and of shifts.
Q_FIRST, Q_LAST, HELD_NOW = range(3)
SIZE, SINCE = range(2)
FREE, IS_OPENING = range(2)
#: Sums kept for each node, in microseconds; WAITED is in part CLOSED (off duty), the rest found no server free.
VISITS, WAITED, CLOSED, WORKED, LASTED, HELD = range(6)
#: For each role and day: time waited in its queue, time worked, and the longest queue.
QUEUED, BUSY, LONGEST = range(3)
#: A token that has moved so often without time passing goes round in a circle.
MOST_HOPS = 100_000
#: A case that has come to one task or delay so often goes round in a circle.
MOST_VISITS = 1_000_000

DAY = 24 * HOUR

#: Tables with a list of free places: the column that links them and the counter that says where it begins.
_LISTS = (
    ("tokens", NEXT, FREE_TOKEN),
    ("slots", NEXT_SLOT, FREE_SLOT),
    ("records", R_NEXT, FREE_RECORD),
)


class Limits(NamedTuple):
    """How far a run goes: seed and replication, cases and times in microseconds; cases before ``warm`` do not count."""

    seed: int
    replication: int
    cases: int
    last_arrival: int
    until: int
    warm: int
    keeps_events: bool


class Room(NamedTuple):
    """The state of a run, in tables of whole numbers. Linked lists, free places included, end with -1."""

    counters: np.ndarray
    heap: np.ndarray
    tokens: np.ndarray
    slots: np.ndarray
    visits: np.ndarray  # by slot and node
    came: np.ndarray  # by slot and join: tokens that came, tokens due
    records: np.ndarray
    queues: np.ndarray
    batches: np.ndarray
    roles: np.ndarray
    shifts: np.ndarray
    servers: np.ndarray  # the free ones of each shift, as stacks
    interval: np.ndarray  # by calendar: the interval that is open or opens next
    stack: np.ndarray  # tokens that still move at this instant
    called: np.ndarray  # roles whose servers are to look at their queue at this instant
    expected: np.ndarray  # arrivals expected so far


class Sums(NamedTuple):
    """What is counted whether events are kept or not; durations in microseconds."""

    node: np.ndarray  # (node, VISITS…HELD)
    role: np.ndarray  # (role, day, QUEUED…LONGEST)
    cases: np.ndarray  # (class, [n, sum, sum of squares in seconds²])
    lead: np.ndarray  # (class, bucket)
    within: np.ndarray  # (limit, [the limit in microseconds, cases that took no longer])
    backlog: np.ndarray  # (day, [arrived, ended, most open])


def burst_of(plan: Plan) -> int:
    """As many tokens or events as one event can make at most: every fork at once, or every batch."""
    forks = np.isin(plan.nodes[:, NodeColumn.KIND], (Kind.FORK, Kind.INCLUSIVE))
    counts = plan.nodes[:, [NodeColumn.INSTANCES, NodeColumn.BATCH_SIZE]]
    return int(np.diff(plan.flow_first)[forks].sum() + counts.sum() + len(plan.shifts) + 8)


def room_for(plan: Plan, burst: int) -> Room:
    tokens, slots, records = max(1 << 8, 2 * burst), 1 << 7, 1 << 9
    nodes, roles, ranks = len(plan.nodes), len(plan.shift_first) - 1, int(plan.priority.max()) + 1
    room = Room(
        counters=zeros(COUNTERS),
        heap=zeros(2 * tokens, 4),
        tokens=_listed(zeros(tokens, 8), NEXT),
        slots=_listed(zeros(slots, 9), NEXT_SLOT),
        visits=zeros(slots, nodes),
        came=zeros(slots, max(1, len(plan.needed)), 2),
        records=_listed(zeros(records, 6), R_NEXT),
        queues=zeros(roles, ranks, 2) - 1,
        batches=zeros(nodes, 3),
        roles=zeros(roles, 2),
        shifts=zeros(len(plan.shifts), 2),
        servers=_servers(plan),
        interval=plan.open_first[:-1].copy(),
        stack=zeros(tokens),
        called=zeros(2 * tokens),
        expected=np.zeros(1),
    )
    room.counters[WAITING_TO_LEAVE] = -1
    room.shifts[:, FREE] = plan.shifts[:, ShiftColumn.SERVERS]
    return room


def zeros(*shape: int) -> np.ndarray:
    return np.zeros(shape, dtype=np.int64)


def _listed(table: np.ndarray, column: int, first: int = 0, end: int = -1) -> np.ndarray:
    """The table with its places from ``first`` on as a linked list, which goes on at ``end``."""
    table[first:, column] = np.arange(first + 1, len(table) + 1)
    table[-1, column] = end
    return table


def _servers(plan: Plan) -> np.ndarray:
    """The free servers of each shift as a stack, the lowest number on top."""
    parts = [
        np.arange(first, first + count)[::-1]
        for first, count in plan.shifts[:, [ShiftColumn.FIRST_SERVER, ShiftColumn.SERVERS]]
    ]
    return np.concatenate(parts)


def larger(room: Room, burst: int) -> Room:
    """The same state with twice the room in what is full: one full table does not make the others larger."""
    counters = room.counters
    is_full = {
        ("tokens", "stack", "called"): counters[TOKENS] + burst >= len(room.tokens),
        ("heap",): counters[EVENTS] + burst >= len(room.heap),
        ("slots", "visits", "came"): counters[FREE_SLOT] < 0,
        ("records",): counters[FREE_RECORD] < 0,
    }
    names = [name for group, is_so in is_full.items() if is_so for name in group]
    grown = {name: np.concatenate([getattr(room, name), 0 * getattr(room, name)]) for name in names}
    for name, column, free in _LISTS:
        if name in grown:
            size = len(getattr(room, name))
            _listed(grown[name], column, size, int(counters[free]))
            counters[free] = size
    return room._replace(**grown)


def sums_for(plan: Plan, days: int, within: Sequence[float] = ()) -> Sums:
    classes = len(plan.class_reached)
    return Sums(
        node=np.zeros((len(plan.nodes), 6)),
        role=np.zeros((len(plan.shift_first) - 1, days + 1, 3)),
        cases=np.zeros((classes, 3)),
        lead=np.zeros((classes, buckets.COUNT), dtype=np.int64),
        within=np.array([(round(each * 1e6), 0) for each in within], dtype=np.int64).reshape(-1, 2),
        backlog=np.zeros((days + 1, 3), dtype=np.int64),
    )
