# mypy: disable-error-code="no-untyped-def, untyped-decorator, no-any-return"
"""The heap of events. An event is (time, order, what, who); equal times keep the order they were made in."""

from __future__ import annotations

from liandong.profile.kernels import bare
from liandong.simulation.room import EVENTS, NUMBER, ORDER, TIME, WHAT, WHO


@bare
def push(room, time, what, who):
    """An event on the heap (with four children a place: fewer lines of the cache on the way down)."""
    heap, counters = room.heap, room.counters
    number, at = counters[NUMBER], counters[EVENTS]
    counters[NUMBER] += 1
    counters[EVENTS] += 1
    while at > 0:
        above = (at - 1) >> 2
        if heap[above, TIME] <= time:  # of equal times the earlier made comes first
            break
        put(heap, at, above)
        at = above
    heap[at, TIME], heap[at, ORDER], heap[at, WHAT], heap[at, WHO] = time, number, what, who


@bare
def pop(room):
    """Takes the first event off the heap: its time, what and who."""
    heap, counters = room.heap, room.counters
    time, what, who = heap[0, TIME], heap[0, WHAT], heap[0, WHO]
    counters[EVENTS] -= 1
    last = counters[EVENTS]
    at = 0
    while True:
        least = 4 * at + 1
        if least >= last:
            break
        for child in range(least + 1, min(4 * at + 5, last)):
            if is_before(heap, child, least):
                least = child
        if is_before(heap, last, least):
            break
        put(heap, at, least)
        at = least
    put(heap, at, last)
    return time, what, who


@bare
def put(heap, at, other):
    """Copies an event to another place of the heap."""
    heap[at, TIME], heap[at, ORDER] = heap[other, TIME], heap[other, ORDER]
    heap[at, WHAT], heap[at, WHO] = heap[other, WHAT], heap[other, WHO]


@bare
def is_before(heap, one, other):
    """Whether an event of the heap comes before another."""
    return heap[one, TIME] < heap[other, TIME] or (
        heap[one, TIME] == heap[other, TIME] and heap[one, ORDER] < heap[other, ORDER]
    )
