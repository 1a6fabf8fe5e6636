# mypy: disable-error-code="no-untyped-def, untyped-decorator"
"""The kernels that count the events of ended cases into pages.

Some hundred events at a time are unfolded into *durations* (of what, on which day, how long) and *moments* (which step,
by whom, at which hour), and these are counted table by table. Each loop is so short that the processor works on ten
events at once while it waits for the cache: one loop that does it all takes three times as long.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import uint64

from liandong.profile.buckets import BOUNDS
from liandong.profile.cells import MARKED_BITS
from liandong.profile.hashing import append
from liandong.profile.kernels import bare, kernel, part
from liandong.profile.walk import GUESS, GUESS_SHIFT, HOUR, HOUR_SHIFT
from liandong.simulation.room import T_ARRIVED, T_CASE, T_END, T_NODE, T_SERVER, T_START

#: What is measured: an edge has a number from (source, target, same); the rest one from its step.
WORK, OUTCOME, BEGIN, CLOSE = range(4)
#: Days of a page of days.
DAYS_BITS = 5
#: Events unfolded at a time. Each makes work and an edge or, the first of a case, its begin; the last of a case an outcome.
EVENTS = 1 << 7
#: Where the closes of cases are written, which have no length, and where their ends, which nobody attends.
BARE, ENDS = 3 * EVENTS, 2 * EVENTS
DURATIONS, MOMENTS = BARE + EVENTS, ENDS + EVENTS
#: What is known of a case whose events are not all unfolded: the hour when it came, the hash of its steps.
BEGUN, HASHED = range(2)


class Codes(NamedTuple):
    """What the numbers of a plan stand for among the coder's, and its times."""

    step: np.ndarray  # by node; only tasks make events
    worker: np.ndarray  # by server
    element: np.ndarray  # by step: the hash of its activity
    first_hour: int  # from which days and hours are counted, in hours since ``periods.FIRST_DAY``
    since: np.ndarray  # from when, in microseconds of the run, local time is ahead of the run's clock …
    shift: np.ndarray  # … by so many microseconds, counted from ``periods.FIRST_DAY``
    week: np.ndarray  # by day: the number of its week
    month: np.ndarray


class Cases(NamedTuple):
    """Ended cases, one place each."""

    begin: np.ndarray  # row of the first event
    variant: np.ndarray
    month: np.ndarray
    lead: np.ndarray


# In the loops below every index is unsigned: numba would look at each signed one whether it counts from the end.


@part
def place(places, keys, filled, key):
    """The place of the key, a free one if it has none yet."""
    found = places[key]
    if found == 0:
        keys[filled[0]] = key
        filled[0] += 1
        found = filled[0]
        places[key] = found
    return found - 1


@part
def local_hour(codes, at, time):
    """The local hour of the time, looked for from period ``at`` of the clock on: that period, and the hour."""
    while at > 0 and codes.since[at] > time:
        at -= 1
    while at + 1 < len(codes.since) and codes.since[at + 1] <= time:
        at += 1
    return at, np.int64(uint64(time + codes.shift[at]) // HOUR) - codes.first_hour


@bare
def unfold(rows, at, stop, codes, numbers, things, filled, durations, moments, opened, cases, ended):
    """Writes down the events from ``at`` to ``stop``; a case begins when it comes, whoever it waits for then.

    Returns how many durations there are, how many moments, and how many cases have ended in all.
    """
    thing, day, micros = durations
    mark, worker, hour = moments
    steps, size, count, ends, clock = len(codes.element), 0, 0, 0, 0
    others = 2 * steps * steps
    for row in range(at, stop):
        i = uint64(row)
        start, end, step = rows[i, T_START], rows[i, T_END], np.int64(codes.step[rows[i, T_NODE]])
        who = codes.worker[rows[i, T_SERVER]]
        clock, when = local_hour(codes, clock, end)
        today = when // 24
        if row == 0 or rows[i, T_CASE] != rows[i - uint64(1), T_CASE]:
            clock, opened[BEGUN] = local_hour(codes, clock, rows[i, T_ARRIVED])
            opened[HASHED], cases.begin[ended] = 0, row
            thing[size] = place(numbers, things, filled, uint64(others + BEGIN * steps + step))
            day[size], micros[size] = opened[BEGUN] // 24, start - rows[i, T_ARRIVED]
        else:
            before = i - uint64(1)
            last = np.int64(codes.step[rows[before, T_NODE]])
            same = np.int64(who == codes.worker[rows[before, T_SERVER]])
            thing[size] = place(numbers, things, filled, uint64((last * steps + step) * 2 + same))
            day[size], micros[size] = today, max(start - rows[before, T_END], 0)
        size += 1
        thing[size] = place(numbers, things, filled, uint64(others + WORK * steps + step))
        day[size], micros[size] = today, end - start
        size += 1
        mark[count], worker[count], hour[count] = step, who, when
        count += 1
        opened[HASHED] = np.int64(append(uint64(opened[HASHED]), codes.element[step]))
        if row + 1 < len(rows) and rows[i, T_CASE] == rows[i + uint64(1), T_CASE]:
            continue
        lead, begun = end - rows[i, T_ARRIVED], opened[BEGUN]
        thing[size] = place(numbers, things, filled, uint64(others + OUTCOME * steps + step))
        day[size], micros[size] = begun // 24, lead
        size += 1
        thing[BARE + ends] = place(numbers, things, filled, uint64(others + CLOSE * steps + step))
        day[BARE + ends], micros[BARE + ends] = today, 0
        mark[count], worker[count], hour[count] = steps, len(codes.worker), begun
        count += 1
        mark[ENDS + ends], hour[ENDS + ends] = steps + 1, when
        ends += 1
        cases.variant[ended], cases.lead[ended] = opened[HASHED], lead
        cases.month[ended] = codes.month[begun // 24]
        ended += 1
    return size, count, ended


@bare
def count_durations(first, stop, durations, weeks, things, sums):
    """Adds these durations to their sums: n, microseconds and squared seconds, the latter two in 128 bits."""
    thing, day, micros = durations
    directory, keys, cells, filled, _ = sums
    for k in range(first, stop):
        i = uint64(k)
        at = uint64(weeks[uint64(day[i])]) * uint64(things) + uint64(thing[i])
        cell = uint64(place(directory, keys, filled, at))
        long = uint64(micros[i])
        seconds = long // uint64(1_000_000)
        square = seconds * seconds
        cells[cell, uint64(0)] += uint64(1)
        low = cells[cell, uint64(1)] + long
        cells[cell, uint64(1)] = low
        if low < long:
            cells[cell, uint64(2)] += uint64(1)
        low = cells[cell, uint64(3)] + square
        cells[cell, uint64(3)] = low
        if low < square:
            cells[cell, uint64(4)] += uint64(1)


@bare
def count_buckets(size, durations, months, things, shapes):
    """Counts so many durations by bucket."""
    thing, day, micros = durations
    directory, keys, cells, filled, marks = shapes
    for k in range(size):
        i = uint64(k)
        at = uint64(months[uint64(day[i])]) * uint64(things) + uint64(thing[i])
        row = uint64(place(directory, keys, filled, at))
        long = micros[i]
        # As ``walk.bucket_of``, without a jump: above the guess there is one bucket at most.
        guess = uint64(GUESS[np.float64(long).view(np.uint64) >> uint64(GUESS_SHIFT)])
        bucket = guess + uint64(BOUNDS[guess] < long)
        cells[row, bucket] += np.uint32(1)
        marks[row] |= uint64(1) << (bucket >> uint64(MARKED_BITS))


@bare
def count_days(first, stop, moments, marks, days):
    """Counts these moments by what happened and by day."""
    mark, _, hour = moments
    directory, keys, cells, filled, _ = days
    for k in range(first, stop):
        i = uint64(k)
        day = uint64(hour[i]) // uint64(24)
        at = (day >> uint64(DAYS_BITS)) * uint64(marks) + uint64(mark[i])
        row = uint64(place(directory, keys, filled, at))
        cells[row, day & uint64((1 << DAYS_BITS) - 1)] += np.uint32(1)


@bare
def count_hours(size, moments, codes, workers, hours):
    """Counts so many moments by who was there and by hour of the week."""
    _, worker, hour = moments
    directory, keys, cells, filled, _ = hours
    shift = uint64(codes.first_hour) + HOUR_SHIFT
    for k in range(size):
        i = uint64(k)
        at = uint64(codes.month[uint64(hour[i]) // uint64(24)]) * uint64(workers) + uint64(worker[i])
        row = uint64(place(directory, keys, filled, at))
        cells[row, (uint64(hour[i]) + shift) % uint64(168)] += np.uint32(1)


@kernel()
def count(rows, at, ended, codes, numbers, things, filled, tables, durations, moments, opened, cases):
    """Counts the events from ``at`` on; returns the event to go on with, and how many cases have ended.

    It stops where more pages or numbers may be needed than are free.
    """
    sums, shapes, days, hours = tables
    steps, workers = len(codes.element), len(codes.worker)
    while at < len(rows) and not lacks_numbers(filled, numbers, things) and has_pages(tables):
        stop = min(at + EVENTS, len(rows))
        before = ended
        size, moment, ended = unfold(
            rows, at, stop, codes, numbers, things, filled, durations, moments, opened, cases, ended
        )
        count_durations(0, size, durations, codes.week, len(things), sums)
        count_durations(BARE, BARE + ended - before, durations, codes.week, len(things), sums)
        count_buckets(size, durations, codes.month, len(things), shapes)
        count_days(0, moment, moments, steps + 2, days)
        count_days(ENDS, ENDS + ended - before, moments, steps + 2, days)
        count_hours(moment, moments, codes, workers + 1, hours)
        at = stop
    return at, ended


@kernel()
def lacks_numbers(filled, numbers, things):
    """Whether what is unfolded at a time may find no number for a thing; there is one for all that there can be."""
    return len(things) - filled[0] < DURATIONS and len(things) < len(numbers)


@kernel()
def has_pages(tables):
    """Whether what is unfolded at a time surely finds pages."""
    sums, shapes, days, hours = tables
    room = min(len(sums[1]) - sums[3][0], len(shapes[1]) - shapes[3][0])
    return room >= DURATIONS and min(len(days[1]) - days[3][0], len(hours[1]) - hours[3][0]) >= MOMENTS
