# mypy: disable-error-code="no-untyped-def, untyped-decorator"
"""The kernels that write a ledger: entries are listed case by case, then entered under their accounts."""

from __future__ import annotations

from itertools import accumulate

import numpy as np
from numba import uint64

from liandong.profile.hashing import find
from liandong.profile.kernels import bare, part
from liandong.profile.periods import ORIGIN
from liandong.profile.walk import HOUR, HOUR_SHIFT, Key, bucket_of

#: What is entered: a step after another; work at a step; whole cases by their last step, in the period they start in,
#: and by their first; cases that end; the first step, which follows nothing.
EDGE, WORK, OUTCOME, BEGIN, CLOSE, FIRST = range(6)
#: An account as one number, so that their order is that of the entries.
ACCOUNT: Key = (
    ("month", 13),
    ("kind", 3),
    ("source", 21),
    ("target", 21),
    ("waits", 1),
    ("week", 3),
    ("same", 1),
)
MOST_STEPS = 1 << 21
_ENDS = accumulate((bits for _, bits in reversed(ACCOUNT)), initial=0)
SHIFTS = dict(zip((name for name, _ in reversed(ACCOUNT)), _ENDS, strict=False))
_MONTH, _KIND, _SOURCE, _TARGET, _WAITS = (
    np.uint64(SHIFTS[name]) for name in ("month", "kind", "source", "target", "waits")
)


@part
def _enter(listed, place, account, case, micros, hour, worker):
    """Writes an entry down."""
    at = uint64(place)
    listed[0][at], listed[1][at], listed[2][at] = account, case, micros
    listed[3][at], listed[4][at] = hour, worker


@part
def _of_step(kind, step):
    """The part of an account that tells a kind and one step."""
    return uint64(kind) << _KIND | uint64(step) << _SOURCE


@bare
def list_entries(offsets, cases, shift, events, unit, days, listed, first_case):
    """Writes down the entries of cases: account, case, microseconds, hour since FIRST_DAY, worker."""
    starts, leads = cases
    start_shift, end_shift, event_shift = shift
    steps, passed, spans, workers = events
    per_start, per_end, per_event = len(start_shift) > 1, len(end_shift) > 1, len(event_shift) > 1
    per_span, per_worker = len(spans) > 1, len(workers) > 1
    size = 0
    for case in range(len(starts)):
        begin, stop = offsets[case] - offsets[0], offsets[case + 1] - offsets[0]
        number, origin = first_case + case, starts[case] + ORIGIN
        hour = uint64(origin + start_shift[case * per_start]) // HOUR
        date = days[hour // uint64(24)]
        _enter(listed, size, date | _of_step(OUTCOME, steps[stop - 1]), number, leads[case], hour, 0)
        _enter(listed, size + 1, date | _of_step(BEGIN, steps[begin]), number, 0, hour, 0)
        hour = uint64(origin + leads[case] + end_shift[case * per_end]) // HOUR
        account = days[hour // uint64(24)] | _of_step(CLOSE, steps[stop - 1])
        _enter(listed, size + 2, account, number, 0, hour, 0)
        size += 3
        last_end, last_step, last_worker = np.int64(0), np.int64(0), np.int64(0)
        for row in range(begin, stop):
            end, span = passed[row] * unit, spans[row * per_span]
            step, worker = steps[row], workers[row * per_worker]
            hour = uint64(origin + end + event_shift[row * per_event]) // HOUR
            date = days[hour // uint64(24)]
            waits, same = span > 0, worker == last_worker
            if row == begin:
                account, micros = date | _of_step(FIRST, step), np.int64(0)
            else:
                account = (
                    date | uint64(EDGE) << _KIND | uint64(last_step) << _SOURCE | uint64(step) << _TARGET
                )
                account |= uint64(waits) << _WAITS | uint64(same)
                micros = max(end - last_end - (span - 1) * unit, np.int64(0)) if waits else end - last_end
            _enter(listed, size, account, number, micros, hour, worker)
            size += 1
            if waits:
                _enter(listed, size, date | _of_step(WORK, step), number, (span - 1) * unit, hour, worker)
                size += 1
            last_end, last_step, last_worker = end, step, worker


@bare
def open_accounts(keys, begins, slots, cursors):
    """A table from accounts to where their next entry belongs."""
    for i in range(len(keys)):
        at = find(slots, keys[i])
        slots[at] = keys[i]
        cursors[at] = begins[i]


@bare
def post(listed, slots, cursors, months, entries):
    """Enters what was listed under its accounts, in the order it comes."""
    accounts, cases, micros, hours, workers = listed
    case, seconds, rest, bucket, day, hour, worker = entries
    has_rest, has_worker = len(rest) > 1, len(worker) > 1
    for i in range(len(accounts)):
        at = find(slots, accounts[i])
        place = uint64(cursors[at])
        cursors[at] += 1
        case[place] = cases[i]
        seconds[place] = micros[i] // 1_000_000
        if has_rest:
            rest[place] = micros[i] % 1_000_000
        if has_worker:
            worker[place] = workers[i]
        bucket[place] = bucket_of(micros[i])
        day[place] = uint64(hours[i]) // uint64(24) - uint64(months[accounts[i] >> _MONTH])
        hour[place] = (uint64(hours[i]) + HOUR_SHIFT) % uint64(168)
