# mypy: disable-error-code="no-untyped-def, untyped-decorator"
"""The kernels that count case-grouped events into pages."""

from __future__ import annotations

import numpy as np
from numba import uint64

from liandong.profile.hashing import _jit
from liandong.profile.periods import ORIGIN
from liandong.profile.store.pages import page
from liandong.profile.walk import DAY, HOUR, HOUR_SHIFT, add_duration, bucket_of

#: What is measured: an edge has a number from (source, target, waits, same); the rest one from its step.
WORK, OUTCOME, BEGIN, CLOSE = range(4)
#: Days of a page of days.
DAYS_BITS = 5


@_jit
def thing_of(numbers, things, filled, key):
    """The number of a thing, a new one if it is new."""
    number = numbers[key]
    if number < 0:
        number = filled[0]
        numbers[key] = number
        things[number] = key
        filled[0] += 1
    return number


@_jit
def free_pages(things, filled, sums, shapes, days, hours):
    """How many pages of every kind, and numbers for things, are free for sure."""
    room = min(len(sums[1]) - sums[3][0], len(shapes[1]) - shapes[3][0], len(things) - filled[0])
    return min(room, len(days[1]) - days[3][0], len(hours[1]) - hours[3][0])


@_jit
def count_events(  # noqa: PLR0912, PLR0915
    case, stop, chosen, offsets, starts, shift, steps, passed, spans, workers, unit,
    first_day, weeks, months, step_count, thing_count, worker_count, numbers, things, filled,
    sums, shapes, days, hours, wanted,
):  # fmt: skip
    """Counts the events of the chosen cases from ``case`` on; returns the case to go on with.

    It stops before a case that may need more pages than are free. One long function on purpose, as ``walk`` is: each
    call that hands an array on costs sixty nanoseconds an event, three times all the rest.
    """
    want_sums, want_shapes, want_days, want_hours = wanted[0], wanted[1], wanted[2], wanted[3]
    per_shift, per_span, per_worker = len(shift) > 1, len(spans) > 1, len(workers) > 1
    first_row = offsets[0]
    # Taken apart here, once: in the loop every part taken out of a tuple would be counted as a reference.
    sum_pages, sum_keys, sum_cells, sum_filled = sums
    shape_pages, shape_keys, shape_cells, shape_filled = shapes
    day_pages, day_keys, day_cells, day_filled = days
    hour_pages, hour_keys, hour_cells, hour_filled = hours
    room = 0
    while case < stop:
        if not chosen[case]:
            case += 1
            continue
        begin, end_row = offsets[case] - first_row, offsets[case + 1] - first_row
        # Each event needs at most two pages of a kind: one for the edge, one for the work.
        room -= 2 * (end_row - begin)
        if room < 0:
            room = free_pages(things, filled, sums, shapes, days, hours) - 2 * (end_row - begin)
            if room < 0:
                return case
        base = starts[case]
        last_end, last_step, last_worker = np.int64(0), np.int64(0), np.int64(0)
        for i in range(begin, end_row):
            end = base + np.int64(passed[i]) * unit
            step = np.int64(steps[i])
            worker = np.int64(workers[i if per_worker else 0])
            span = np.int64(spans[i if per_span else 0])
            waits = span > 0
            local = uint64(end + shift[i if per_shift else 0] + ORIGIN)
            day = np.int64(local // DAY) - first_day
            week, month = weeks[day], months[day]
            for measured in range(2):
                if measured == 0:
                    if i == begin:
                        continue
                    same = np.int64(worker == last_worker)
                    key = ((last_step * step_count + step) * 2 + np.int64(waits)) * 2 + same
                    micros = end - last_end
                    if waits:
                        micros = max(micros - (span - 1) * unit, 0)
                else:
                    if not waits:
                        continue
                    key = 4 * step_count * step_count + WORK * step_count + step
                    micros = (span - 1) * unit
                thing = numbers[key]
                if thing < 0:
                    thing = filled[0]
                    numbers[key] = thing
                    things[thing] = key
                    filled[0] += 1
                if want_sums:
                    at = week * thing_count + thing
                    row = sum_pages[at]
                    if row < 0:
                        row = sum_filled[0]
                        sum_pages[at] = row
                        sum_keys[row] = at
                        sum_filled[0] += 1
                    sum_cells[row, 0] += 1
                    add_duration(sum_cells, row, 1, micros)
                if want_shapes:
                    at = month * thing_count + thing
                    row = shape_pages[at]
                    if row < 0:
                        row = shape_filled[0]
                        shape_pages[at] = row
                        shape_keys[row] = at
                        shape_filled[0] += 1
                    shape_cells[row, bucket_of(micros)] += 1
            if want_days:
                at = (day >> DAYS_BITS) * (step_count + 2) + step
                row = day_pages[at]
                if row < 0:
                    row = day_filled[0]
                    day_pages[at] = row
                    day_keys[row] = at
                    day_filled[0] += 1
                day_cells[row, day & 31] += 1
            if want_hours:
                at = month * (worker_count + 1) + worker
                row = hour_pages[at]
                if row < 0:
                    row = hour_filled[0]
                    hour_pages[at] = row
                    hour_keys[row] = at
                    hour_filled[0] += 1
                hour_cells[row, (local // HOUR + HOUR_SHIFT) % uint64(168)] += 1
            last_end, last_step, last_worker = end, step, worker
        case += 1
    return case


@_jit
def count_cases(
    case, stop, chosen, starts, leads, shift, end_shift, first_steps, last_steps,
    first_day, weeks, months, step_count, thing_count, worker_count, numbers, things, filled,
    sums, shapes, days, hours,
):  # fmt: skip
    """Counts whole cases as ``count_events`` counts events: outcomes, first and last steps, starts by hour and day."""
    per_shift, per_end_shift = len(shift) > 1, len(end_shift) > 1
    # Taken apart here, once: in the loop every part taken out of a tuple would be counted as a reference.
    sum_pages, sum_keys, sum_cells, sum_filled = sums
    shape_pages, shape_keys, shape_cells, shape_filled = shapes
    day_pages, day_keys, day_cells, day_filled = days
    hour_pages, hour_keys, hour_cells, hour_filled = hours
    room = 0
    others = 4 * step_count * step_count
    while case < stop:
        if not chosen[case]:
            case += 1
            continue
        room -= 3
        if room < 0:
            room = free_pages(things, filled, sums, shapes, days, hours) - 3
            if room < 0:
                return case
        start, lead = starts[case], leads[case]
        local = uint64(start + shift[case if per_shift else 0] + ORIGIN)
        day = np.int64(local // DAY) - first_day
        local_end = uint64(start + lead + end_shift[case if per_end_shift else 0] + ORIGIN)
        end_day = np.int64(local_end // DAY) - first_day
        week, month, end_week = weeks[day], months[day], weeks[end_day]

        thing = thing_of(numbers, things, filled, others + OUTCOME * step_count + last_steps[case])
        row = page(sum_pages, sum_keys, sum_filled, week * thing_count + thing)
        sum_cells[row, 0] += 1
        add_duration(sum_cells, row, 1, lead)
        row = page(shape_pages, shape_keys, shape_filled, month * thing_count + thing)
        shape_cells[row, bucket_of(lead)] += 1

        thing = thing_of(numbers, things, filled, others + BEGIN * step_count + first_steps[case])
        row = page(sum_pages, sum_keys, sum_filled, week * thing_count + thing)
        sum_cells[row, 0] += 1
        thing = thing_of(numbers, things, filled, others + CLOSE * step_count + last_steps[case])
        row = page(sum_pages, sum_keys, sum_filled, end_week * thing_count + thing)
        sum_cells[row, 0] += 1

        row = page(hour_pages, hour_keys, hour_filled, month * (worker_count + 1) + worker_count)
        hour_cells[row, (local // HOUR + HOUR_SHIFT) % uint64(168)] += 1
        row = page(day_pages, day_keys, day_filled, (day >> DAYS_BITS) * (step_count + 2) + step_count)
        day_cells[row, day & 31] += 1
        row = page(
            day_pages, day_keys, day_filled, (end_day >> DAYS_BITS) * (step_count + 2) + step_count + 1
        )
        day_cells[row, end_day & 31] += 1
        case += 1
    return case


@_jit
def count_variants(chosen, groups, starts, leads, shift, first_day, months, codes, latest, keys, sums):
    """Counts the chosen cases by group, month and variant into rows; returns how many rows there are.

    ``latest`` has the latest row of each variant. As cases come in order of group and start, a row is final when the
    next month begins.
    """
    per_shift, rows = len(shift) > 1, 0
    for case in range(len(chosen)):
        if not chosen[case]:
            continue
        local = uint64(starts[case] + shift[case if per_shift else 0] + ORIGIN)
        month = months[np.int64(local // DAY) - first_day]
        group, code = np.int64(groups[case]), np.int64(codes[case])
        row = latest[code]
        if row < 0 or keys[row, 0] != group or keys[row, 1] != month:
            row = rows
            rows += 1
            latest[code] = row
            keys[row, 0], keys[row, 1], keys[row, 2] = group, month, code
            sums[row] = 0
        sums[row, 0] += 1
        add_duration(sums, row, 1, leads[case])
    return rows
