# mypy: disable-error-code="no-untyped-def, untyped-decorator, no-any-return"
"""Queues of roles: tokens wait, free servers on duty take the most urgent, first come, first served."""

from __future__ import annotations

import numpy as np

from liandong.profile.kernels import bare, part
from liandong.simulation import chance
from liandong.simulation.clock import OPENS, finish, interval_at, open_time
from liandong.simulation.compiling import NEVER, NodeColumn, ShiftColumn
from liandong.simulation.drawing import drawn
from liandong.simulation.heap import push
from liandong.simulation.room import (
    BUSY,
    CALLED,
    CASE,
    CLOSED,
    DAY,
    DONE,
    FREE,
    IS_OPENING,
    KIND,
    LASTED,
    LONGEST,
    NEXT,
    NODE,
    NOW,
    OPEN,
    PART,
    Q_FIRST,
    Q_LAST,
    QUEUED,
    READY,
    SERVER,
    SHIFT,
    SINCE,
    SIZE,
    SLOT,
    STARTED,
    STREAM,
    VISITS,
    WAITED,
    WORKED,
)

N_KIND, N_ROLE, N_INSTANCES, N_BEFORE_HOURS, N_JOIN, N_HOURS, N_SIZE, N_LIMIT = (
    int(column) for column in NodeColumn
)
S_FIRST, S_COUNT, S_CALENDAR, S_ROLE = (int(column) for column in ShiftColumn)


@part
def note_queue(room, sums, role, change):
    """Adds the time waited in a role's queue since it changed last to the days it falls on, then changes its length."""
    now, since, size = room.counters[NOW], room.roles[role, SINCE], room.roles[role, SIZE]
    days = sums.role.shape[1]
    while size and since < now:
        day = since // DAY
        until = min(now, (day + 1) * DAY)
        sums.role[role, min(day, days - 1), QUEUED] += np.float64((until - since) * size)
        since = until
    room.roles[role, SINCE] = now
    room.roles[role, SIZE] = size + change
    day = min(now // DAY, days - 1)
    sums.role[role, day, LONGEST] = max(sums.role[role, day, LONGEST], np.float64(size + change))


@bare
def call(room, role):
    """Has the role's servers look at their queue before time goes on."""
    room.called[room.counters[CALLED]] = role
    room.counters[CALLED] += 1


@part
def join_queue(plan, room, sums, token):
    """Puts a token at the end of its role's queue, and calls its servers."""
    role = plan.nodes[room.tokens[token, NODE], N_ROLE]
    rank = plan.priority[room.slots[room.tokens[token, SLOT], KIND]]
    room.tokens[token, READY] = room.counters[NOW]
    room.tokens[token, NEXT] = -1
    if room.queues[role, rank, Q_FIRST] < 0:
        room.queues[role, rank, Q_FIRST] = token
    else:
        room.tokens[room.queues[role, rank, Q_LAST], NEXT] = token
    room.queues[role, rank, Q_LAST] = token
    note_queue(room, sums, role, 1)
    call(room, role)


@part
def dispatch(plan, room, sums, role):
    """Gives waiting tokens to free servers on duty; where only off-duty ones are free, asks to be woken at the opening."""
    now = room.counters[NOW]
    for shift in range(plan.shift_first[role], plan.shift_first[role + 1]):
        if room.roles[role, SIZE] == 0:
            return
        if room.shifts[shift, FREE] == 0:
            continue
        calendar = plan.shifts[shift, S_CALENDAR]
        if calendar >= 0:
            at = interval_at(plan, room, calendar, now)
            if at == plan.open_first[calendar + 1]:
                continue
            if plan.intervals[at, OPENS] > now:
                if not room.shifts[shift, IS_OPENING]:
                    room.shifts[shift, IS_OPENING] = 1
                    push(room, plan.intervals[at, OPENS], OPEN, shift)
                continue
        while room.shifts[shift, FREE] > 0 and room.roles[role, SIZE] > 0:
            start(plan, room, sums, role, shift)


@part
def start(plan, room, sums, role, shift):
    """A free server of the shift takes the first token of the most urgent queue."""
    rank = 0
    while room.queues[role, rank, Q_FIRST] < 0:
        rank += 1
    token = room.queues[role, rank, Q_FIRST]
    room.queues[role, rank, Q_FIRST] = room.tokens[token, NEXT]
    note_queue(room, sums, role, -1)
    now, node, slot = room.counters[NOW], room.tokens[token, NODE], room.tokens[token, SLOT]
    room.shifts[shift, FREE] -= 1
    room.tokens[token, SERVER] = room.servers[plan.shifts[shift, S_FIRST] + room.shifts[shift, FREE]]
    room.tokens[token, SHIFT] = shift
    room.tokens[token, STARTED] = now
    visit = room.visits[slot, node] * 64 + room.tokens[token, PART]
    work = drawn(
        plan,
        plan.work[room.slots[slot, KIND], node],
        chance.uniform(room.slots[slot, STREAM], plan.element[node] ^ chance.WORK, visit),
    )
    calendar = plan.shifts[shift, S_CALENDAR]
    end = finish(plan, room, calendar, now, work)
    push(room, end, DONE, token)
    waited = now - room.tokens[token, READY]
    if waited and room.slots[slot, CASE] >= 0:
        sums.node[node, WAITED] += waited
        sums.node[node, CLOSED] += waited - open_time(plan, room, calendar, room.tokens[token, READY], now)
    if room.slots[slot, CASE] >= 0:
        sums.node[node, VISITS] += 1
        sums.node[node, WORKED] += work
        sums.node[node, LASTED] += end - now if end < NEVER else 0
    days = sums.role.shape[1]
    sums.role[role, min(now // DAY, days - 1), BUSY] += np.float64(work)
