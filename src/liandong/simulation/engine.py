# mypy: disable-error-code="no-untyped-def, untyped-decorator, no-any-return"
"""The engine: cases arrive, tokens move over the nodes of a plan, servers work; driven by a heap of events.

A case arrives, a token moves on or joins its role's queue, a server is done, a shift opens, a batch leaves. Times are
whole microseconds from the start, and equal times keep the order in which they were made, so a run is the same on every
machine.
"""

from __future__ import annotations

import numpy as np

from liandong.profile.kernels import bare, part
from liandong.simulation import chance
from liandong.simulation.compiling import HOUR, NEVER, SECOND, NodeColumn, ShiftColumn
from liandong.simulation.drawing import drawn
from liandong.simulation.heap import pop, push
from liandong.simulation.moving import end_token, last_part, leave, move, new_token, now_due
from liandong.simulation.queueing import call, dispatch, join_queue
from liandong.simulation.room import (
    ARRIVE,
    ARRIVED,
    CALLED,
    CASE,
    CASES,
    DAY,
    DONE,
    ENDED,
    EVENTS,
    FIRST,
    FREE,
    FREE_RECORD,
    FREE_SLOT,
    HELD_NOW,
    IS_OPENING,
    KIND,
    LAST,
    LIVE,
    LIVELOCK,
    MOVE,
    NEXT_SLOT,
    NODE,
    NOW,
    OPEN,
    OPEN_TOKENS,
    QUEUE,
    R_END,
    R_NEXT,
    R_NODE,
    R_READY,
    R_SERVER,
    R_START,
    READY,
    RECORDS,
    ROOM_FULL,
    SERVER,
    SHIFT,
    SLOT,
    STARTED,
    STREAM,
    T_NODE,
    TAKE,
    TAKEN,
    TIME,
    TIME_UP,
    TOKENS,
    WAITING_TO_LEAVE,
)

N_KIND, N_ROLE, N_INSTANCES, N_BEFORE_HOURS, N_JOIN, N_HOURS, N_SIZE, N_LIMIT = (
    int(column) for column in NodeColumn
)
S_FIRST, S_COUNT, S_CALENDAR, S_ROLE = (int(column) for column in ShiftColumn)


@bare
def run(plan, room, taken, sums, limits, burst):  # noqa: PLR0912 one switch over what events do
    """Runs until something stops it, and says what."""
    counters = room.counters
    while True:
        if not take(room, taken):
            return TAKE
        if counters[EVENTS] == 0:
            return ENDED
        if room.heap[0, TIME] > limits.until:
            return TIME_UP
        if not has_room(plan, room, burst):
            return ROOM_FULL
        time, what, who = pop(room)
        counters[NOW], counters[CALLED] = time, 0
        token = -1
        if what == DONE:
            token = done(plan, room, limits, who)
        elif what == ARRIVE:
            token = arrive(plan, room, sums, limits)
        elif what == MOVE:
            token = who
        elif what == QUEUE:
            join_queue(plan, room, sums, who)
        elif what == OPEN:
            room.shifts[who, IS_OPENING] = 0
            call(room, plan.shifts[who, S_ROLE])
        elif room.batches[who, HELD_NOW] and now_due(plan, room, who):
            leave(plan, room, sums, who)
        if token >= 0 and not move(plan, room, sums, token):
            return LIVELOCK
        for place in range(counters[CALLED]):
            dispatch(plan, room, sums, room.called[place])


@part
def has_room(plan, room, burst):
    """Whether the next event surely fits: as many tokens and events as one event can make, one case, one record."""
    counters = room.counters
    return (
        counters[TOKENS] + burst < len(room.tokens)
        and counters[EVENTS] + burst < len(room.heap)
        and counters[FREE_SLOT] >= 0
        and counters[FREE_RECORD] >= 0
    )


@part
def arrive(plan, room, sums, limits):
    """The token of a case that arrives now; the arrival after it is set. Cases of the warm-up carry no number."""
    counters = room.counters
    now, case = counters[NOW], counters[CASES]
    counters[CASES] += 1
    next_arrival(plan, room, limits)
    slot = counters[FREE_SLOT]
    counters[FREE_SLOT] = room.slots[slot, NEXT_SLOT]
    room.slots[slot, CASE] = case if now >= limits.warm else -1
    stream = chance.stream_of(limits.seed, limits.replication, case)
    room.slots[slot, STREAM], room.slots[slot, ARRIVED] = np.int64(stream), now
    u, kind = chance.uniform(stream, chance.CLASS, 0), 0
    while kind < len(plan.class_reached) - 1 and plan.class_reached[kind] < u:
        kind += 1
    room.slots[slot, KIND] = kind
    room.slots[slot, OPEN_TOKENS], room.slots[slot, RECORDS] = 0, 0
    room.slots[slot, FIRST], room.slots[slot, LAST] = -1, -1
    for node in range(room.visits.shape[1]):
        room.visits[slot, node] = 0
    for join in range(room.came.shape[1]):
        room.came[slot, join, 0] = 0
    counters[LIVE] += 1
    day = min(now // DAY, len(sums.backlog) - 1)
    sums.backlog[day, 0] += 1
    sums.backlog[day, 2] = max(sums.backlog[day, 2], counters[LIVE])
    return new_token(room, slot, plan.entry)


@bare
def next_arrival(plan, room, limits):
    """Puts the next arrival on the heap, if it is still one of the run's."""
    case = room.counters[CASES]
    if case >= limits.cases:
        return
    u = chance.uniform(chance.stream_of(limits.seed, limits.replication, case), chance.ARRIVAL, 0)
    if plan.gap >= 0:
        time = room.counters[NOW] + np.int64(drawn(plan, plan.gap, u) / plan.load)
    else:
        room.expected[0] += drawn(plan, plan.apart, u) / SECOND * (1.0 if case else plan.first)
        time = time_of(plan.expected, plan.coming, room.expected[0])
    if time <= limits.last_arrival:
        push(room, time, ARRIVE, 0)


@bare
def time_of(expected, coming, wanted):
    """When so many arrivals are expected: the inverse of the expectation, linear within the part of each hour."""
    if wanted >= expected[-1]:
        return NEVER
    hour, high = 0, len(expected) - 2
    while hour < high:
        middle = (hour + high + 1) >> 1
        if expected[middle] <= wanted:
            hour = middle
        else:
            high = middle - 1
    part = (wanted - expected[hour]) / (expected[hour + 1] - expected[hour])
    return np.int64((hour + coming[hour, 0] + part * coming[hour, 1]) * HOUR)


@part
def done(plan, room, limits, token):
    """The token of a server that has finished, if it moves on (-1: others do); the event is kept."""
    node, slot, shift = room.tokens[token, NODE], room.tokens[token, SLOT], room.tokens[token, SHIFT]
    if limits.keeps_events:
        keep(room, token)
    room.servers[plan.shifts[shift, S_FIRST] + room.shifts[shift, FREE]] = room.tokens[token, SERVER]
    room.shifts[shift, FREE] += 1
    call(room, plan.nodes[node, N_ROLE])
    if plan.nodes[node, N_INSTANCES] > 1 and not last_part(plan, room, slot, node):
        end_token(room, token)
        return -1
    room.tokens[token, NODE] = plan.target[plan.flow_first[node]]
    return token


@part
def keep(room, token):
    """Writes a finished task into the records of its case."""
    slot, record = room.tokens[token, SLOT], room.counters[FREE_RECORD]
    room.counters[FREE_RECORD] = room.records[record, R_NEXT]
    room.records[record, R_NODE], room.records[record, R_SERVER] = (
        room.tokens[token, NODE],
        room.tokens[token, SERVER],
    )
    room.records[record, R_READY], room.records[record, R_START] = (
        room.tokens[token, READY],
        room.tokens[token, STARTED],
    )
    room.records[record, R_END] = room.counters[NOW]
    room.records[record, R_NEXT] = -1
    if room.slots[slot, FIRST] < 0:
        room.slots[slot, FIRST] = record
    else:
        room.records[room.slots[slot, LAST], R_NEXT] = record
    room.slots[slot, LAST] = record
    room.slots[slot, RECORDS] += 1


@part
def take(room, taken):
    """Writes the events of ended cases out and frees their slots; False when there is no room to write."""
    counters = room.counters
    while counters[WAITING_TO_LEAVE] >= 0:
        slot = counters[WAITING_TO_LEAVE]
        if counters[TAKEN] + room.slots[slot, RECORDS] > len(taken):
            return False
        counters[WAITING_TO_LEAVE] = room.slots[slot, NEXT_SLOT]
        record = room.slots[slot, FIRST]
        while record >= 0:
            if room.slots[slot, CASE] >= 0:
                at = counters[TAKEN]
                for column in range(T_NODE):
                    taken[at, column] = room.slots[slot, column]
                for column in range(R_NEXT):
                    taken[at, T_NODE + column] = room.records[record, column]
                counters[TAKEN] += 1
            following = room.records[record, R_NEXT]
            room.records[record, R_NEXT] = counters[FREE_RECORD]
            counters[FREE_RECORD] = record
            record = following
        room.slots[slot, NEXT_SLOT] = counters[FREE_SLOT]
        counters[FREE_SLOT] = slot
    return True
