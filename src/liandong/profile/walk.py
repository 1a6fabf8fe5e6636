# mypy: disable-error-code="no-untyped-def, untyped-decorator, no-any-return"
"""The kernels of the numba engine: packed keys, case states, and the walk over events."""

from __future__ import annotations

import numpy as np
from numba import uint64

from liandong.profile.buckets import BOUNDS
from liandong.profile.coding import NO_TIME
from liandong.profile.hashing import EMPTY, _jit, append, find, hash_text
from liandong.profile.periods import FIRST_DAY, ORIGIN

# One line of state a case: the segment of its events so far.
STATE_WIDTH = 12
LAST_END, LAST_START, FIRST_START, FIRST_STEP, LAST_STEP, LAST_WORKER, HASH, LENGTH, GROUP = range(9)
WORK_FIRST, WORK_LAST = 9, 10

# The hash tables, and how many numbers each keeps a key.
PAIRS, EDGES, WORK = range(3)
WIDTHS = (1, 5, 5)
WIDTHS_WORKING = (1, 9, 9)
# Where only events are counted, keys are written down, one an event, and sorted: cheaper than a miss of the cache.
EDGE_SHAPE, EDGE_SHAPE_WORKING, WORK_SHAPE, WORK_SHAPE_WORKING, PRESENCE, DAILY = range(6)

#: A packed key: names of its parts with their bits, highest first.
Key = tuple[tuple[str, int], ...]
PAIR_KEY: Key = (("source", 31), ("target", 31), ("waits", 1), ("same", 1))
EDGE_KEY: Key = (("group", 18), ("period", 18), ("pair", 28))
#: The shape keys without their bucket, which takes the lowest bits.
BUCKET_BITS = 11
SHAPE_KEY: Key = (("group", 10), ("period", 18), ("pair", 24), ("clock", 1))
WORK_KEY: Key = (("group", 18), ("period", 18), ("step", 28))
WORK_SHAPE_KEY: Key = (("group", 10), ("period", 18), ("step", 24), ("clock", 1))
PRESENCE_KEY: Key = (("group", 10), ("period", 18), ("worker", 28), ("hour_of_week", 8))
DAILY_KEY: Key = (("group", 18), ("day", 18), ("step", 28))
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


@_jit
def hash_cases(data, offsets, group, out):
    """The key of each event's case, from its id and group."""
    many = len(group) > 1
    for row in range(len(out)):
        key = hash_text(data, offsets[row], offsets[row + 1], uint64(group[row if many else 0]))
        out[row] = uint64(0) if key == EMPTY else key


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


@_jit
def place(slots, key, filled, table):
    """The row of a key in a table, made if it is new."""
    at = find(slots, key)
    if slots[at] == EMPTY:
        slots[at] = key
        filled[table] += 1
    return at


@_jit
def add_duration(cells, at, first, micros):
    """Adds a duration to the four sums of a cell that begin at ``first``; each fits 64 bits for 2^31 events of a century."""
    seconds = micros // 1_000_000
    high, low = seconds >> 16, seconds & 0xFFFF
    rest = (high * low << 17) + low * low
    cells[at, first] += seconds
    cells[at, first + 1] += micros - seconds * 1_000_000
    cells[at, first + 2] += high * high + (rest >> 32)
    cells[at, first + 3] += rest & 0xFFFFFFFF


@_jit
def walk(batch, cases, row, stop, states, elements, slots, cells, filled, written, weeks, months, working):  # noqa: PLR0912, PLR0915
    """Counts the events from ``row`` to ``stop``; returns ``stop``, or -1 at an event before its predecessor.

    One long function on purpose: split into functions that pass tables around, it takes half as long again.
    """
    groups, steps, workers, starts, ends, shifts, working_starts, working_ends = batch
    per_group, per_step, per_worker = len(groups) > 1, len(steps) > 1, len(workers) > 1
    per_start, per_shift = len(starts) > 1, len(shifts) > 1
    for i in range(row, stop):
        case = cases[i]
        end = ends[i]
        start = starts[i if per_start else 0]
        waits = start != NO_TIME
        if not waits:
            start = end
        group = uint64(groups[i if per_group else 0])
        step = uint64(steps[i if per_step else 0])
        worker = uint64(workers[i if per_worker else 0])
        local = uint64(end + shifts[i if per_shift else 0] + ORIGIN)
        day = local // DAY
        month = uint64(months[day])
        week = uint64(weeks[day])

        if states[case, LENGTH] == 0:
            states[case, FIRST_START] = start
            states[case, FIRST_STEP] = step
            states[case, GROUP] = group
            if working:
                states[case, WORK_FIRST] = working_starts[i]
        else:
            if end < states[case, LAST_END] or (
                end == states[case, LAST_END] and start < states[case, LAST_START]
            ):
                return -1
            same = uint64(worker == uint64(states[case, LAST_WORKER]))
            pair_key = (
                (uint64(states[case, LAST_STEP]) << uint64(33))
                | (step << uint64(2))
                | (uint64(waits) << uint64(1))
                | same
            )
            at = find(slots[PAIRS], pair_key)
            if slots[PAIRS][at] == EMPTY:
                slots[PAIRS][at] = pair_key
                cells[PAIRS][at, 0] = filled[PAIRS]
                filled[PAIRS] += 1
            pair = uint64(cells[PAIRS][at, 0])
            edge = place(slots[EDGES], (group << uint64(46)) | (week << uint64(28)) | pair, filled, EDGES)
            micros = max(start - states[case, LAST_END], 0) if waits else end - states[case, LAST_END]
            cells[EDGES][edge, 0] += 1
            add_duration(cells[EDGES], edge, 1, micros)
            shape_key = (group << uint64(54)) | (month << uint64(36)) | (pair << uint64(12))
            written[EDGE_SHAPE][i] = shape_key | uint64(bucket_of(micros))
            if working:
                micros = max((working_starts[i] if waits else working_ends[i]) - states[case, WORK_LAST], 0)
                add_duration(cells[EDGES], edge, 5, micros)
                written[EDGE_SHAPE_WORKING][i] = shape_key | uint64(2048) | uint64(bucket_of(micros))
            if start < states[case, FIRST_START]:
                states[case, FIRST_START] = start
                if working:
                    states[case, WORK_FIRST] = working_starts[i]

        if waits:
            spent = place(slots[WORK], (group << uint64(46)) | (week << uint64(28)) | step, filled, WORK)
            cells[WORK][spent, 0] += 1
            add_duration(cells[WORK], spent, 1, end - start)
            shape_key = (group << uint64(54)) | (month << uint64(36)) | (step << uint64(12))
            written[WORK_SHAPE][i] = shape_key | uint64(bucket_of(end - start))
            if working:
                micros = working_ends[i] - working_starts[i]
                add_duration(cells[WORK], spent, 5, micros)
                written[WORK_SHAPE_WORKING][i] = shape_key | uint64(2048) | uint64(bucket_of(micros))

        hour = (local // HOUR + HOUR_SHIFT) % uint64(168)
        written[PRESENCE][i] = (group << uint64(54)) | (month << uint64(36)) | (worker << uint64(8)) | hour
        written[DAILY][i] = (group << uint64(46)) | (day << uint64(28)) | step

        states[case, HASH] = append(uint64(states[case, HASH]), elements[step])
        states[case, LENGTH] += 1
        states[case, LAST_END] = end
        states[case, LAST_START] = start
        states[case, LAST_STEP] = step
        states[case, LAST_WORKER] = worker
        if working:
            states[case, WORK_LAST] = working_ends[i]
    return stop


@_jit
def collect(cases, codes, place_of_case, steps):
    """Writes the steps of the chosen cases (``place_of_case`` >= 0) to their places, moving each place on."""
    for i in range(len(cases)):
        at = place_of_case[cases[i]]
        if at >= 0:
            steps[at] = codes[i]
            place_of_case[cases[i]] = at + 1
