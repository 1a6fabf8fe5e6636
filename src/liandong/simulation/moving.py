# mypy: disable-error-code="no-untyped-def, untyped-decorator, no-any-return"
"""Tokens on their way: from node to node until a server, a delay, a batch, a join or the end takes them."""

from __future__ import annotations

from liandong.profile.kernels import bare, part
from liandong.profile.walk import bucket_of
from liandong.simulation import chance
from liandong.simulation.clock import finish
from liandong.simulation.compiling import NEVER, Kind, NodeColumn
from liandong.simulation.drawing import drawn
from liandong.simulation.heap import push
from liandong.simulation.queueing import join_queue
from liandong.simulation.room import (
    ARRIVED,
    CASE,
    DAY,
    FREE_TOKEN,
    HELD,
    HELD_NOW,
    KIND,
    LEAVE,
    LIVE,
    MOST_HOPS,
    MOST_VISITS,
    MOVE,
    NEXT,
    NEXT_SLOT,
    NODE,
    NOW,
    OPEN_TOKENS,
    PART,
    Q_FIRST,
    Q_LAST,
    QUEUE,
    READY,
    SLOT,
    STREAM,
    TOKENS,
    VISITS,
    WAITING_TO_LEAVE,
)

TASK, CHOICE, FORK, INCLUSIVE, JOIN, DELAY, BATCH, END = (int(kind) for kind in Kind)
N_KIND, N_ROLE, N_INSTANCES, N_BEFORE_HOURS, N_JOIN, N_HOURS, N_SIZE, N_LIMIT = (
    int(column) for column in NodeColumn
)


@bare
def new_token(room, slot, node):
    """A token of the case at the node."""
    token = room.counters[FREE_TOKEN]
    room.counters[FREE_TOKEN] = room.tokens[token, NEXT]
    room.counters[TOKENS] += 1
    room.tokens[token, SLOT], room.tokens[token, NODE], room.tokens[token, PART] = slot, node, 0
    room.slots[slot, OPEN_TOKENS] += 1
    return token


@bare
def end_token(room, token):
    """Takes a token away; True where it was the last of its case."""
    slot = room.tokens[token, SLOT]
    room.tokens[token, NEXT] = room.counters[FREE_TOKEN]
    room.counters[FREE_TOKEN] = token
    room.counters[TOKENS] -= 1
    room.slots[slot, OPEN_TOKENS] -= 1
    return room.slots[slot, OPEN_TOKENS] == 0


@part
def chosen(plan, room, slot, node):
    """The flow that a case takes out of a choice."""
    first, last = plan.flow_first[node], plan.flow_first[node + 1] - 1
    if first == last:
        return first
    u = chance.uniform(room.slots[slot, STREAM], plan.element[node] ^ chance.ROUTE, room.visits[slot, node])
    kind, visit = room.slots[slot, KIND], min(room.visits[slot, node], plan.reached.shape[1]) - 1
    while first < last and plan.reached[kind, visit, first] < u:
        first += 1
    return first


@part
def move(plan, room, sums, token):  # noqa: PLR0912, PLR0915 one switch over the kinds of node
    """Moves a token on from node to node until time has to pass; False where it goes round in a circle."""
    now, top = room.counters[NOW], 1
    room.stack[0] = token
    hops = 0
    while top > 0:
        top -= 1
        token = room.stack[top]
        while True:
            hops += 1
            if hops > MOST_HOPS:
                return False
            node, slot = room.tokens[token, NODE], room.tokens[token, SLOT]
            kind = plan.nodes[node, N_KIND]
            first, last = plan.flow_first[node], plan.flow_first[node + 1]
            if kind == TASK:
                visit = room.visits[slot, node] + 1
                if visit > MOST_VISITS:
                    return False
                room.visits[slot, node] = visit
                for instance in range(plan.nodes[node, N_INSTANCES]):
                    one = token if instance == 0 else new_token(room, slot, node)
                    room.tokens[one, PART] = instance
                    ready_soon(plan, room, sums, one)
                break
            if kind == CHOICE:
                room.visits[slot, node] += 1
                if room.slots[slot, CASE] >= 0:
                    sums.node[node, VISITS] += 1
                room.tokens[token, NODE] = plan.target[chosen(plan, room, slot, node)]
            elif kind == FORK:
                for flow in range(first + 1, last):
                    room.stack[top] = new_token(room, slot, plan.target[flow])
                    top += 1
                room.tokens[token, NODE] = plan.target[first]
            elif kind == INCLUSIVE:
                room.visits[slot, node] += 1
                taken = 0
                own = room.slots[slot, KIND]
                visit = min(room.visits[slot, node], plan.reached.shape[1]) - 1
                for flow in range(first, last):
                    u = chance.uniform(
                        room.slots[slot, STREAM],
                        plan.flow_element[flow] ^ chance.ROUTE,
                        room.visits[slot, node],
                    )
                    if u < plan.reached[own, visit, flow]:
                        if taken == 0:
                            room.tokens[token, NODE] = plan.target[flow]
                        else:
                            room.stack[top] = new_token(room, slot, plan.target[flow])
                            top += 1
                        taken += 1
                if taken == 0:
                    likely = first
                    for flow in range(first + 1, last):
                        if plan.reached[own, visit, flow] > plan.reached[own, visit, likely]:
                            likely = flow
                    room.tokens[token, NODE], taken = plan.target[likely], 1
                room.came[slot, plan.nodes[node, N_JOIN], 1] = taken
            elif kind == JOIN:
                join = plan.nodes[node, N_JOIN]
                room.came[slot, join, 0] += 1
                needed = plan.needed[join] if plan.needed[join] else room.came[slot, join, 1]
                if room.came[slot, join, 0] < needed:
                    end_token(room, token)
                    break
                room.came[slot, join, 0] = 0
                room.tokens[token, NODE] = plan.target[first]
            elif kind == DELAY:
                room.visits[slot, node] += 1
                if room.visits[slot, node] > MOST_VISITS:
                    return False
                u = chance.uniform(
                    room.slots[slot, STREAM], plan.element[node] ^ chance.WORK, room.visits[slot, node]
                )
                time = drawn(plan, plan.work[room.slots[slot, KIND], node], u)
                end = finish(plan, room, plan.nodes[node, N_HOURS], now, time) if time else now
                if room.slots[slot, CASE] >= 0:
                    sums.node[node, VISITS] += 1
                    sums.node[node, HELD] += end - now if end < NEVER else 0
                room.tokens[token, NODE] = plan.target[first]
                push(room, end, MOVE, token)
                break
            elif kind == BATCH:
                hold(plan, room, sums, token)
                break
            else:
                if end_token(room, token):
                    close(room, sums, slot)
                break
    return True


@part
def ready_soon(plan, room, sums, token):
    """Puts a token in its role's queue, after the time that passes before."""
    node, slot = room.tokens[token, NODE], room.tokens[token, SLOT]
    before = plan.before[room.slots[slot, KIND], node]
    if before < 0:
        join_queue(plan, room, sums, token)
        return
    visit = room.visits[slot, node] * 64 + room.tokens[token, PART]
    u = chance.uniform(room.slots[slot, STREAM], plan.element[node] ^ chance.BEFORE, visit)
    now, time = room.counters[NOW], drawn(plan, before, u)
    ready = finish(plan, room, plan.nodes[node, N_BEFORE_HOURS], now, time) if time else now
    if room.slots[slot, CASE] >= 0 and ready < NEVER:
        sums.node[node, HELD] += ready - now
    push(room, ready, QUEUE, token)


@part
def hold(plan, room, sums, token):
    """Adds a token to its batch; a full one leaves, through the heap, so that room is there for all."""
    node, now = room.tokens[token, NODE], room.counters[NOW]
    room.tokens[token, READY] = now
    room.tokens[token, NEXT] = -1
    if room.batches[node, HELD_NOW] == 0:
        room.batches[node, Q_FIRST] = token
        if plan.nodes[node, N_LIMIT]:
            push(room, now + plan.nodes[node, N_LIMIT], LEAVE, node)
    else:
        room.tokens[room.batches[node, Q_LAST], NEXT] = token
    room.batches[node, Q_LAST] = token
    room.batches[node, HELD_NOW] += 1
    if room.batches[node, HELD_NOW] >= plan.nodes[node, N_SIZE]:
        leave(plan, room, sums, node)


@part
def leave(plan, room, sums, node):
    """All tokens of the batch move on now."""
    now, token = room.counters[NOW], room.batches[node, Q_FIRST]
    while token >= 0:
        following = room.tokens[token, NEXT]
        if room.slots[room.tokens[token, SLOT], CASE] >= 0:
            sums.node[node, VISITS] += 1
            sums.node[node, HELD] += now - room.tokens[token, READY]
        room.tokens[token, NODE] = plan.target[plan.flow_first[node]]
        push(room, now, MOVE, token)
        token = following
    room.batches[node, Q_FIRST], room.batches[node, HELD_NOW] = -1, 0


@bare
def now_due(plan, room, node):
    """Whether the batch's first case has waited as long as it may; an earlier batch's wake-up finds a younger one."""
    return room.counters[NOW] - room.tokens[room.batches[node, Q_FIRST], READY] >= plan.nodes[node, N_LIMIT]


@part
def close(room, sums, slot):
    """Counts a case that has ended, and hands its slot to those waiting to be taken."""
    now = room.counters[NOW]
    room.counters[LIVE] -= 1
    sums.backlog[min(now // DAY, len(sums.backlog) - 1), 1] += 1
    if room.slots[slot, CASE] >= 0:
        kind, micros = room.slots[slot, KIND], now - room.slots[slot, ARRIVED]
        seconds = micros / 1e6
        sums.cases[kind, 0] += 1
        sums.cases[kind, 1] += seconds
        sums.cases[kind, 2] += seconds * seconds
        sums.lead[kind, bucket_of(micros)] += 1
        for limit in range(len(sums.within)):
            if micros <= sums.within[limit, 0]:
                sums.within[limit, 1] += 1
    room.slots[slot, NEXT_SLOT] = room.counters[WAITING_TO_LEAVE]
    room.counters[WAITING_TO_LEAVE] = slot


@bare
def last_part(plan, room, slot, node):
    """Whether this was the last instance of a multi-instance task; they are counted where joins are."""
    join = plan.nodes[node, N_JOIN]
    room.came[slot, join, 0] += 1
    if room.came[slot, join, 0] < plan.nodes[node, N_INSTANCES]:
        return False
    room.came[slot, join, 0] = 0
    return True
