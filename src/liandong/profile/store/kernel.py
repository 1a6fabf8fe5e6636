# mypy: disable-error-code="no-untyped-def, untyped-decorator"
"""The kernels that count case-grouped events into pages.

A few hundred cases at a time are unfolded into *durations* (what, on which day, how long) and *events* (which step, by
whom, at which hour), and these are counted table by table. Each loop is so short that the processor works on ten
events at once while it waits for the cache: one loop that does it all takes three times as long.
"""

from __future__ import annotations

import numpy as np
from numba import uint64

from liandong.profile.buckets import BOUNDS
from liandong.profile.hashing import _jit
from liandong.profile.kernels import bare, part
from liandong.profile.periods import ORIGIN
from liandong.profile.store.pages import MARKED_BITS
from liandong.profile.walk import DAY, GUESS, GUESS_SHIFT, HOUR, HOUR_SHIFT

#: What is measured: an edge has a number from (source, target, waits, same); the rest one from its step.
WORK, OUTCOME, BEGIN, CLOSE = range(4)
#: Days of a page of days.
DAYS_BITS = 5
#: Events unfolded at a time, and durations: of an edge and of work.
EVENTS = 1 << 11
DURATIONS = 2 * EVENTS
#: Cases at a time: each has an outcome, a first and a last step, and its start and end stand for two events.
CASES = EVENTS // 2

# In the loops below every index is unsigned: numba would look at each signed one whether it counts from the end.


@part
def _place(places, keys, filled, key):
    """The place of the key, a free one if it has none yet."""
    place = places[key]
    if place < 0:
        place = filled[0]
        places[key] = place
        keys[place] = key
        filled[0] += 1
    return place


@bare
def count_durations(size, thing, day, micros, weeks, things, sums):
    """Adds so many durations to their sums: n, microseconds and squared seconds, the latter two in 128 bits."""
    directory, keys, cells, filled, _ = sums
    for k in range(size):
        i = uint64(k)
        at = uint64(weeks[uint64(day[i])]) * uint64(things) + uint64(thing[i])
        row = _place(directory, keys, filled, at)
        cell = uint64(row)
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
def count_buckets(size, thing, day, micros, months, things, shapes):
    """Counts so many durations by bucket."""
    directory, keys, cells, filled, marks = shapes
    for k in range(size):
        i = uint64(k)
        at = uint64(months[uint64(day[i])]) * uint64(things) + uint64(thing[i])
        row = _place(directory, keys, filled, at)
        long = micros[i]
        # As ``walk.bucket_of``, without a jump: above the guess there is one bucket at most.
        guess = uint64(GUESS[np.float64(long).view(np.uint64) >> uint64(GUESS_SHIFT)])
        bucket = guess + uint64(BOUNDS[guess] < long)
        cells[uint64(row), bucket] += np.uint32(1)
        marks[uint64(row)] |= uint64(1) << (bucket >> uint64(MARKED_BITS))


@bare
def count_days(size, step, hour, steps, days):
    """Counts so many events by step and day."""
    directory, keys, cells, filled, _ = days
    for k in range(size):
        i = uint64(k)
        day = uint64(hour[i]) // uint64(24)
        at = (day >> uint64(DAYS_BITS)) * uint64(steps) + uint64(step[i])
        row = _place(directory, keys, filled, at)
        cells[uint64(row), day & uint64((1 << DAYS_BITS) - 1)] += np.uint32(1)


@bare
def count_hours(size, worker, hour, first_hour, months, workers, hours):
    """Counts so many events by worker and hour of the week."""
    directory, keys, cells, filled, _ = hours
    shift = uint64(first_hour) + HOUR_SHIFT
    for k in range(size):
        i = uint64(k)
        at = uint64(months[uint64(hour[i]) // uint64(24)]) * uint64(workers) + uint64(worker[i])
        row = _place(directory, keys, filled, at)
        cells[uint64(row), (uint64(hour[i]) + shift) % uint64(168)] += np.uint32(1)


@bare
def unfold(
    case, stop, chosen, offsets, starts, shift, columns, unit, first_hour, step_count, numbers, things, filled,
    durations, events,
):  # fmt: skip
    """Writes down the events of the chosen cases from ``case`` on, as many as there is room for.

    Returns the case to go on with, how many durations were written, and how many events.
    """
    steps, passed, spans, workers = columns
    thing, day, micros = durations
    event_step, event_worker, event_hour = events
    # A column with one entry has it for all: its step is none.
    per_shift, per_span, per_worker = uint64(len(shift) > 1), uint64(len(spans) > 1), uint64(len(workers) > 1)
    first_row, size, count = offsets[0], 0, 0
    while case < stop:
        if not chosen[case]:
            case += 1
            continue
        begin, end_row = offsets[case] - first_row, offsets[case + 1] - first_row
        if count + end_row - begin > EVENTS:
            break
        origin = starts[case] + ORIGIN
        last_end, last_step, last_worker = np.int64(0), np.int64(0), np.int64(0)
        for row in range(begin, end_row):
            i, at, event = uint64(row), uint64(size), uint64(count)
            end = np.int64(passed[i]) * unit
            step = np.int64(steps[i])
            worker = np.int64(workers[i * per_worker])
            span = np.int64(spans[i * per_span])
            hour = uint64(origin + end + shift[i * per_shift]) // HOUR - uint64(first_hour)
            if row > begin:
                same, waits = np.int64(worker == last_worker), np.int64(span > 0)
                key = uint64(((last_step * step_count + step) * 2 + waits) * 2 + same)
                thing[at] = _place(numbers, things, filled, key)
                day[at] = hour // uint64(24)
                micros[at] = max(end - last_end - (span - 1) * unit, 0) if waits else end - last_end
                size += 1
            if span > 0:
                at, key = uint64(size), uint64((4 * step_count + WORK) * step_count + step)
                thing[at] = _place(numbers, things, filled, key)
                day[at] = hour // uint64(24)
                micros[at] = (span - 1) * unit
                size += 1
            event_step[event] = step
            event_worker[event] = worker
            event_hour[event] = hour
            count += 1
            last_end, last_step, last_worker = end, step, worker
        case += 1
    return case, size, count


@_jit
def has_room(filled, things, tables):
    """Whether what is unfolded at a time surely finds numbers for things, and pages."""
    sums, shapes, days, hours = tables
    room = min(len(things) - filled[0], len(sums[1]) - sums[3][0], len(shapes[1]) - shapes[3][0])
    return room >= DURATIONS and min(len(days[1]) - days[3][0], len(hours[1]) - hours[3][0]) >= EVENTS


@_jit
def count_events(
    case, stop, chosen, offsets, starts, shift, columns, unit, time, counts, numbers, things, filled, tables,
    durations, events, wanted,
):  # fmt: skip
    """Counts the events of the chosen cases from ``case`` on; returns the case to go on with.

    It stops where more pages or numbers may be needed than are free.
    """
    first_hour, weeks, months = time
    step_count, worker_count = counts
    sums, shapes, days, hours = tables
    while case < stop and has_room(filled, things, tables):
        case, size, count = unfold(
            case, stop, chosen, offsets, starts, shift, columns, unit, first_hour, step_count,
            numbers, things, filled, durations, events,
        )  # fmt: skip
        if wanted[0]:
            count_durations(size, *durations, weeks, len(things), sums)
        if wanted[1]:
            count_buckets(size, *durations, months, len(things), shapes)
        if wanted[2]:
            count_days(count, events[0], events[2], step_count + 2, days)
        if wanted[3]:
            count_hours(count, events[1], events[2], first_hour, months, worker_count + 1, hours)
    return case


@bare
def unfold_cases(
    case, stop, chosen, starts, leads, shift, end_shift, first_steps, last_steps, first_hour, counts, numbers, things,
    filled, durations, events,
):  # fmt: skip
    """Writes down the chosen cases from ``case`` on: outcomes, first steps and last steps; starts and ends.

    Each kind begins ``CASES`` further on. Returns the case to go on with and how many cases were written.
    """
    thing, day, micros = durations
    mark, worker, hour = events
    step_count, worker_count = counts
    others, size = 4 * step_count * step_count, 0
    per_shift, per_end = uint64(len(shift) > 1), uint64(len(end_shift) > 1)
    while case < stop and size < CASES:
        if chosen[case]:
            i = uint64(case)
            start, lead = starts[i] + ORIGIN, leads[i]
            hour[size] = np.int64(uint64(start + shift[i * per_shift]) // HOUR) - first_hour
            hour[CASES + size] = np.int64(uint64(start + lead + end_shift[i * per_end]) // HOUR) - first_hour
            mark[size], mark[CASES + size] = step_count, step_count + 1
            worker[size] = worker_count
            first, last = first_steps[i], last_steps[i]
            for kind in range(3):
                step = first if kind == BEGIN - OUTCOME else last
                key = uint64(others + (OUTCOME + kind) * step_count + step)
                thing[kind * CASES + size] = _place(numbers, things, filled, key)
            day[size] = day[CASES + size] = hour[size] // 24
            day[2 * CASES + size] = hour[CASES + size] // 24
            micros[size], micros[CASES + size], micros[2 * CASES + size] = lead, 0, 0
            size += 1
        case += 1
    return case, size


@_jit
def count_cases(
    case, stop, chosen, starts, leads, shift, end_shift, first_steps, last_steps, time, counts, numbers, things, filled,
    tables, durations, events,
):  # fmt: skip
    """Counts the chosen cases from ``case`` on, as ``count_events`` counts their events."""
    first_hour, weeks, months = time
    sums, shapes, days, hours = tables
    thing, day, micros = durations
    mark, worker, hour = events
    while case < stop and has_room(filled, things, tables):
        case, size = unfold_cases(
            case, stop, chosen, starts, leads, shift, end_shift, first_steps, last_steps, first_hour, counts,
            numbers, things, filled, durations, events,
        )  # fmt: skip
        for kind in range(3):
            rows = slice(kind * CASES, kind * CASES + size)
            count_durations(size, thing[rows], day[rows], micros[rows], weeks, len(things), sums)
        count_buckets(size, thing, day, micros, months, len(things), shapes)
        for side in range(2):
            rows = slice(side * CASES, side * CASES + size)
            count_days(size, mark[rows], hour[rows], counts[0] + 2, days)
        count_hours(size, worker, hour, first_hour, months, counts[1] + 1, hours)
    return case


@_jit
def count_variants(chosen, groups, starts, leads, shift, first_day, months, codes, latest, keys, sums):
    """Counts the chosen cases by group, month and variant into rows; returns how many rows there are.

    ``latest`` has the latest row of each variant. As cases come in order of group and start, a row is final when the
    next month begins. Sums are as ``count_durations`` adds them.
    """
    per_shift, rows = len(shift) > 1, 0
    for case in range(len(chosen)):
        if not chosen[case]:
            continue
        local = uint64(starts[case] + shift[case if per_shift else 0] + ORIGIN)
        month, group, code = months[local // DAY - uint64(first_day)], groups[case], codes[case]
        row = uint64(latest[code])
        if latest[code] < 0 or keys[row, 0] != group or keys[row, 1] != month:
            row = uint64(rows)
            rows += 1
            latest[code] = row
            keys[row, 0], keys[row, 1], keys[row, 2] = group, month, code
            sums[row] = uint64(0)
        long = uint64(leads[case])
        seconds = long // uint64(1_000_000)
        square = seconds * seconds
        sums[row, uint64(0)] += uint64(1)
        sums[row, uint64(1)] += long
        sums[row, uint64(2)] += sums[row, uint64(1)] < long
        sums[row, uint64(3)] += square
        sums[row, uint64(4)] += sums[row, uint64(3)] < square
    return rows
