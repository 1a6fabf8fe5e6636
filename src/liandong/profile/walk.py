# mypy: disable-error-code="no-untyped-def, untyped-decorator, no-any-return"
"""The kernels of the numba engine: packed keys, case states, and the walk over events.

A batch is walked case by case: its events are brought together by case first, each as one record, so that the state of
a case is read and written once a batch, not once an event. What the walk finds it writes down as durations, which other
loops count (``durations``): each loop is so short that the processor works on ten events at once while it waits for the
cache.
"""

from __future__ import annotations

import numpy as np
from numba import uint64

from liandong.profile.buckets import BOUNDS
from liandong.profile.coding import NO_TIME
from liandong.profile.hashing import EMPTY, _jit, append, find, hash_text, mix
from liandong.profile.kernels import bare
from liandong.profile.periods import FIRST_DAY, ORIGIN

# One line of state a case: the segment of its events so far.
STATE_WIDTH = 12
LAST_END, LAST_START, FIRST_START, FIRST_STEP, LAST_STEP, LAST_WORKER, HASH, LENGTH, GROUP = range(9)
WORK_FIRST, WORK_LAST = 9, 10  # with a calendar; states without one may be that much narrower

#: A packed key: names of its parts with their bits, highest first.
Key = tuple[tuple[str, int], ...]
PAIR_KEY: Key = (("source", 31), ("target", 31), ("waits", 1), ("same", 1))
PRESENCE_KEY: Key = (("group", 10), ("period", 18), ("worker", 28), ("hour_of_week", 8))
DAILY_KEY: Key = (("group", 18), ("day", 18), ("step", 28))
#: What durations are counted by (``durations``) begins with their group and local day.
DAY_BITS = 18
#: An event as one record: who did what, in one number, and when it ended; the rest only where it is not the same for all.
EVENT_KEY: Key = (("group", 10), ("step", 24), ("worker", 28))
EVENT_WIDTH, BARE_EVENT_WIDTH = 6, 2
WHAT, END, START, SHIFT, WORKING_START, WORKING_END = range(6)
_GROUP, _STEP = uint64(52), uint64(28)
_STEPS, _WORKERS = uint64((1 << 24) - 1), uint64((1 << 28) - 1)
#: Codes below these fit every key.
MOST_GROUPS, MOST_PAIRS, MOST_STEPS, MOST_WORKERS = 1 << 10, 1 << 24, 1 << 24, 1 << 28

DAY, HOUR = uint64(86_400_000_000), uint64(3_600_000_000)
#: Hours from Monday midnight to FIRST_DAY (a Wednesday).
HOUR_SHIFT = uint64(24 * FIRST_DAY.weekday())


def _first_guess() -> np.ndarray:
    """For the top bits of a duration as a float: the first bucket that any such duration may lie in."""
    floats = (np.arange(2048 << GUESS_BITS, dtype=np.int64) << (52 - GUESS_BITS)).view(np.float64)
    top = np.searchsorted(BOUNDS, np.nan_to_num(floats, posinf=1e300), side="left")
    return np.minimum(top, len(BOUNDS) - 1).astype(np.int16)


GUESS_BITS = 7
GUESS_SHIFT = 52 - GUESS_BITS
GUESS = _first_guess()


@_jit
def bucket_of(micros: int) -> int:
    """The bucket of a duration: a table look-up by the leading bits, then one step up or none, without a jump."""
    guess = int(GUESS[np.float64(micros).view(np.int64) >> GUESS_SHIFT])
    return guess + int(BOUNDS[guess] < micros)


def unpack(keys: np.ndarray, layout: Key) -> dict[str, np.ndarray]:
    """The parts of packed keys as int64 columns."""
    columns = {}
    for name, bits in reversed(layout):
        columns[name] = (keys & np.uint64((1 << bits) - 1)).astype(np.int64)
        keys = keys >> np.uint64(bits)
    return dict(reversed(columns.items()))


@bare
def hash_cases(data, offsets, group, out):
    """The key of each event's case, from its id and group."""
    per_group = uint64(len(group) > 1)
    for row in range(len(out)):
        i = uint64(row)
        key = hash_text(data, offsets[i], offsets[i + uint64(1)], uint64(group[i * per_group]))
        out[i] = uint64(0) if key == EMPTY else key


@bare
def key_cases(ids, group, out):
    """The key of each event's case, from the number that is its id and its group."""
    per_group = uint64(len(group) > 1)
    for row in range(len(out)):
        i = uint64(row)
        key = mix(ids[i] + uint64(group[i * per_group]) * uint64(0x9E37_79B9_7F4A_7C15))
        out[i] = uint64(0) if key == EMPTY else key


@_jit
def intern_cases(keys, row, count, table, out):
    """Numbers the cases of events from ``row`` on, until done or the table is half full: (next row, cases so far).

    Key and number stand side by side in ``table``, and keys are hashed before: the loop is so short that the
    processor waits for many misses of the cache at once.
    """
    mask = uint64(len(table) - 1)
    while row < len(out) and 2 * count < len(table):
        key = keys[row]
        at = key & mask
        while table[at, 0] != key and table[at, 0] != EMPTY:
            at = (at + uint64(1)) & mask
        if table[at, 0] == EMPTY:
            table[at, 0] = key
            table[at, 1] = count
            count += 1
        out[row] = table[at, 1]
        row += 1
    return row, count


@_jit
def rehash_cases(table, larger):
    """Moves the rows of a case table into a larger one."""
    mask = uint64(len(larger) - 1)
    for i in range(len(table)):
        if table[i, 0] != EMPTY:
            at = table[i, 0] & mask
            while larger[at, 0] != EMPTY:
                at = (at + uint64(1)) & mask
            larger[at] = table[i]


@bare
def count_events(cases, counts, touched):
    """Adds up the events of each case, in ``counts``; returns how many cases there are, and writes which."""
    size = uint64(0)
    for row in range(len(cases)):
        case = uint64(cases[uint64(row)])
        touched[size] = case
        size += uint64(counts[case] == 0)
        counts[case] += np.int32(1)
    return np.int64(size)


@bare
def bring_together(batch, cases, counts, touched, stops, events):
    """Puts the events in order of the cases ``touched``, each case's as they were, and writes where each one's end.

    ``counts`` has how many each case has, and zeros afterwards.
    """
    groups, steps, workers, starts, ends, shifts, working_starts, working_ends = batch
    # A column with one entry has it for all.
    per_group, per_step, per_worker = (
        uint64(len(groups) > 1),
        uint64(len(steps) > 1),
        uint64(len(workers) > 1),
    )
    per_start, per_shift = uint64(len(starts) > 1), uint64(len(shifts) > 1)
    is_whole, is_working = events.shape[1] > BARE_EVENT_WIDTH, len(working_ends) > 0
    total = np.int32(0)
    for k in range(len(touched)):
        case = uint64(touched[uint64(k)])
        here = counts[case]
        counts[case] = total
        total += here
    for row in range(len(cases)):
        i = uint64(row)
        case = uint64(cases[i])
        at = uint64(counts[case])
        counts[case] = at + uint64(1)
        group, step = uint64(groups[i * per_group]), uint64(steps[i * per_step])
        events[at, WHAT] = group << _GROUP | step << _STEP | uint64(workers[i * per_worker])
        events[at, END] = ends[i]
        if is_whole:
            events[at, START] = starts[i * per_start]
            events[at, SHIFT] = shifts[i * per_shift]
            if is_working:
                events[at, WORKING_START] = working_starts[i]
                events[at, WORKING_END] = working_ends[i]
    for k in range(len(touched)):
        case = uint64(touched[uint64(k)])
        stops[uint64(k)] = counts[case]
        counts[case] = np.int32(0)


@bare
def bring(states, cases, here):
    """Copies the states of these cases side by side."""
    for k in range(len(cases)):
        case = uint64(cases[uint64(k)])
        for column in range(states.shape[1]):
            here[uint64(k), uint64(column)] = states[case, uint64(column)]


@bare
def put_back(states, cases, here):
    """Copies them back."""
    for k in range(len(cases)):
        case = uint64(cases[uint64(k)])
        for column in range(states.shape[1]):
            states[case, uint64(column)] = here[uint64(k), uint64(column)]


@bare
def walk(events, shift, stops, states, elements, working, moves, works, sequence):  # noqa: PLR0912, PLR0915
    """Walks the events of a batch case by case; returns how many moves and pieces of work it wrote down.

    Case ``k`` ends before row ``stops[k]`` and goes on from ``states[k]``. Moves are the durations from the event before
    to this one, works those of events with a start (``durations``); ``sequence`` is told the steps. ``shift`` holds where
    events have none of their own. Returns (-1, 0) at an event before its predecessor.
    """
    is_whole = events.shape[1] > BARE_EVENT_WIDTH
    worked_start, worked_end = np.int64(0), np.int64(0)
    move_head, move_pair, move_micros, move_worked = moves
    work_head, work_step, work_micros, work_worked = works
    moved, worked, at = uint64(0), uint64(0), uint64(0)
    for k in range(len(stops)):
        case, stop = uint64(k), uint64(stops[uint64(k)])
        length, sequence_hash = states[case, LENGTH], uint64(states[case, HASH])
        first_start, last_start, last_end = (
            states[case, FIRST_START],
            states[case, LAST_START],
            states[case, LAST_END],
        )
        last_step, last_worker = uint64(states[case, LAST_STEP]), uint64(states[case, LAST_WORKER])
        work_first, work_last = np.int64(0), np.int64(0)
        if working:
            work_first, work_last = states[case, WORK_FIRST], states[case, WORK_LAST]
        while at < stop:
            i = at
            what, end = uint64(events[i, WHAT]), events[i, END]
            start = NO_TIME
            if is_whole:
                start, shift = events[i, START], events[i, SHIFT]
                if working:
                    worked_start, worked_end = events[i, WORKING_START], events[i, WORKING_END]
            waits = start != NO_TIME
            if not waits:
                start = end
            group, step, worker = what >> _GROUP, what >> _STEP & _STEPS, what & _WORKERS
            sequence[i] = step
            head = group << uint64(DAY_BITS) | uint64(end + shift + ORIGIN) // DAY
            if length == 0:
                first_start = start
                states[case, FIRST_STEP] = step
                states[case, GROUP] = group
                if working:
                    work_first = worked_start
            else:
                if end < last_end or (end == last_end and start < last_start):
                    return np.int64(-1), np.int64(0)
                same = uint64(worker == last_worker)
                move_head[moved] = head
                move_pair[moved] = (
                    last_step << uint64(33) | step << uint64(2) | uint64(waits) << uint64(1) | same
                )
                move_micros[moved] = max(start - last_end, 0) if waits else end - last_end
                if working:
                    move_worked[moved] = max((worked_start if waits else worked_end) - work_last, 0)
                moved += uint64(1)
                if start < first_start:
                    first_start = start
                    if working:
                        work_first = worked_start
            if waits:
                work_head[worked] = head
                work_step[worked] = step
                work_micros[worked] = end - start
                if working:
                    work_worked[worked] = worked_end - worked_start
                worked += uint64(1)
            sequence_hash = append(sequence_hash, elements[step])
            length += 1
            last_end, last_start, last_step, last_worker = end, start, step, worker
            if working:
                work_last = worked_end
            at += uint64(1)
        states[case, LENGTH], states[case, HASH] = length, sequence_hash
        states[case, FIRST_START], states[case, LAST_START], states[case, LAST_END] = (
            first_start,
            last_start,
            last_end,
        )
        states[case, LAST_STEP], states[case, LAST_WORKER] = last_step, last_worker
        if working:
            states[case, WORK_FIRST], states[case, WORK_LAST] = work_first, work_last
    return np.int64(moved), np.int64(worked)


@bare
def number_pairs(pairs, row, slots, numbers, filled):
    """Puts its number in place of each pair from ``row`` on, until done or the table is half full; returns the next row."""
    count = filled[0]
    while row < len(pairs) and 2 * count < len(slots):
        key = pairs[uint64(row)]
        at = uint64(find(slots, key))
        if slots[at] == EMPTY:
            slots[at] = key
            numbers[at] = count
            count += 1
        pairs[uint64(row)] = numbers[at]
        row += 1
    filled[0] = count
    return row


@bare
def write_events(batch, months, presence, daily):
    """Writes down for each event who was at work in which hour of the week, and what was done on which day."""
    groups, steps, workers, _, ends, shifts, _, _ = batch
    per_group, per_step, per_worker = (
        uint64(len(groups) > 1),
        uint64(len(steps) > 1),
        uint64(len(workers) > 1),
    )
    per_shift = uint64(len(shifts) > 1)
    for row in range(len(ends)):
        i = uint64(row)
        hours = uint64(ends[i] + shifts[i * per_shift] + ORIGIN) // HOUR
        day = hours // uint64(24)
        hour = (hours + HOUR_SHIFT) % uint64(168)
        group, worker = uint64(groups[i * per_group]), uint64(workers[i * per_worker])
        presence[i] = group << uint64(54) | uint64(months[day]) << uint64(36) | worker << uint64(8) | hour
        daily[i] = group << uint64(46) | day << uint64(28) | uint64(steps[i * per_step])


@bare
def collect(touched, stops, sequence, place_of_case, steps):
    """Writes the steps of the chosen cases (``place_of_case`` >= 0) to their places, moving each place on."""
    row = uint64(0)
    for k in range(len(touched)):
        case, stop = uint64(touched[uint64(k)]), uint64(stops[uint64(k)])
        place = place_of_case[case]
        if place >= 0:
            while row < stop:
                steps[uint64(place)] = sequence[row]
                place += 1
                row += uint64(1)
            place_of_case[case] = place
        row = stop
