# mypy: disable-error-code="no-untyped-def, untyped-decorator"
"""The kernels that count a ledger: of each account the entries of chosen cases are picked, then added table by table.

Every loop is short and reads forward, so that the processor works on many entries at once; what is added to, a page of
cells for the shape, the days and the hours of one month, lies in its nearest cache. At the end of each the page is taken
out: its cells that hold anything are listed, and it is free again.
"""

from __future__ import annotations

import numpy as np
from numba import uint64

from liandong.profile.buckets import COUNT
from liandong.profile.kernels import bare, part
from liandong.profile.periods import ORIGIN
from liandong.profile.walk import DAY

#: Entries picked at a time.
PICKED = 1 << 11
#: Days of a page of days, and hours of one of hours.
DAYS, HOURS = 31, 168
#: Buckets to a mark: a bit says whether any of them holds something.
_MARKED = 32
_MARKS = (COUNT + _MARKED - 1) // _MARKED
#: Not counted; counted under the worker of each entry.
NONE, EACH = -1, -2

# In the loops below every index is unsigned: numba would look at each signed one whether it counts from the end.


@part
def _pick(cases, chosen, begin, stop, picked, is_picked):
    """Notes the entries of chosen cases, as a list and as a 1 or 0 for each; returns how many there are."""
    count = uint64(0)
    for i in range(begin, stop):
        is_chosen = chosen[uint64(cases[uint64(i)])]
        picked[count] = i
        is_picked[uint64(i - begin)] = is_chosen
        count += uint64(is_chosen)
    return count


@part
def _add_durations(is_picked, begin, size, count, seconds, rest, sums, account):
    """Adds to n, seconds, microseconds and the squares of seconds in two halves (``raw.SUMS``).

    It goes through all entries and adds nothing for those that are not picked: so the processor adds eight at a time.
    """
    row = uint64(account)
    whole, micros, high, low = uint64(0), uint64(0), uint64(0), uint64(0)
    for k in range(size):
        long = uint64(seconds[uint64(begin + k)]) * uint64(is_picked[uint64(k)])
        square = long * long
        whole += long
        high += square >> uint64(32)
        low += square & uint64(0xFFFF_FFFF)
    if len(rest) > 1:
        for k in range(size):
            micros += uint64(rest[uint64(begin + k)]) * uint64(is_picked[uint64(k)])
    sums[row, uint64(0)] += np.int64(count)
    sums[row, uint64(1)] += np.int64(whole)
    sums[row, uint64(2)] += np.int64(micros)
    sums[row, uint64(3)] += np.int64(high)
    sums[row, uint64(4)] += np.int64(low)


@part
def _count_buckets(picked, count, bucket, cells, marks):
    """Counts by bucket; returns the marks of the parts of the page that hold anything."""
    for k in range(count):
        at = uint64(bucket[uint64(picked[uint64(k)])])
        cells[uint64(0), at] += np.uint32(1)
        marks |= uint64(1) << (at // uint64(_MARKED))
    return marks


@part
def _touch(pages, thing):
    """Notes that the page of a thing is in use."""
    _, things, is_used, filled = pages
    if not is_used[uint64(thing)]:
        is_used[uint64(thing)] = True
        things[uint64(filled[0])] = thing
        filled[0] += 1


@part
def _count_cells(picked, count, at, pages, thing):
    """Counts by day or hour, all for one thing."""
    _touch(pages, thing)
    cells, row = pages[0], uint64(thing)
    for k in range(count):
        cells[row, uint64(at[uint64(picked[uint64(k)])])] += np.uint32(1)


@part
def _count_each(picked, count, at, pages, thing):
    """Counts by hour and the worker of each entry."""
    cells = pages[0]
    for k in range(count):
        i = uint64(picked[uint64(k)])
        _touch(pages, thing[i])
        cells[uint64(thing[i]), uint64(at[i])] += np.uint32(1)


@part
def _list_cells(cells, row, first, stop, listed, account):
    """Lists the cells of a page that are not zero: account, thing, cell, count; and makes them so."""
    size, accounts, things, at, counts = listed
    place = uint64(size[0])
    for k in range(first, stop):
        cell = cells[uint64(row), uint64(k)]
        accounts[place], things[place], at[place], counts[place] = account, row, k, cell
        cells[uint64(row), uint64(k)] = 0
        place += uint64(cell != 0)
    size[0] = place


@part
def _take_buckets(cells, marks, listed, account):
    """Lists the page of buckets, whose marks say where to look."""
    for mark in range(_MARKS):
        if marks >> uint64(mark) & uint64(1):
            _list_cells(cells, 0, mark * _MARKED, min((mark + 1) * _MARKED, COUNT), listed, account)


@part
def _take_pages(pages, listed, account):
    """Lists all pages in use, and makes them free."""
    cells, things, is_used, filled = pages
    for page in range(filled[0]):
        thing = things[uint64(page)]
        is_used[uint64(thing)] = False
        _list_cells(cells, thing, 0, cells.shape[1], listed, account)
    filled[0] = 0


@part
def _has_room(listed, cells):
    """Whether a whole page surely finds room, and a place more where the last write may go."""
    return listed[0][0] + cells.shape[0] * cells.shape[1] < len(listed[1])


@bare
def count(account, accounts, plan, chosen, entries, sums, pages, listed, picks):
    """Counts the accounts from ``account`` on; returns the one to go on with. It stops where a list might become full.

    ``accounts`` has where the entries of each begin and stop, of which shape and of which month it is part, and ``plan``
    what is wanted of it: whether durations are added, whether buckets are counted, under which thing days and hours are.
    """
    picked, is_picked = picks
    begins, stops, shapes, months = accounts
    adds, shaped, daily, hourly = plan
    cases, seconds, rest, bucket, day, hour, worker = entries
    (buckets, kept), days, hours = pages
    marks, size = kept[0], len(begins)
    while account < size and _has_room(listed[0], buckets):
        if not (_has_room(listed[1], days[0]) and _has_room(listed[2], hours[0])):
            break
        a = uint64(account)
        begin = begins[a]
        while begin < stops[a]:
            stop = min(begin + PICKED, stops[a])
            found = _pick(cases, chosen, begin, stop, picked, is_picked)
            if found and adds[a]:
                _add_durations(is_picked, begin, stop - begin, found, seconds, rest, sums, a)
            if shaped[a]:
                marks = _count_buckets(picked, found, bucket, buckets, marks)
            if found and daily[a] != NONE:
                _count_cells(picked, found, day, days, daily[a])
            if hourly[a] == EACH:
                _count_each(picked, found, hour, hours, worker)
            elif found and hourly[a] != NONE:
                _count_cells(picked, found, hour, hours, hourly[a])
            begin = stop
        account += 1
        if account == size or shapes[a] != shapes[uint64(account)]:
            _take_buckets(buckets, marks, listed[0], a)
            marks = uint64(0)
        if account == size or months[a] != months[uint64(account)]:
            _take_pages(days, listed[1], a)
            _take_pages(hours, listed[2], a)
    kept[0] = marks
    return account


@bare
def count_variants(chosen, groups, starts, leads, shift, months, codes, latest, keys, sums):
    """Counts the chosen cases by group, month and variant into rows; returns how many rows there are.

    ``latest`` has the latest row of each variant. As cases come in order of group and start, a row is final when the
    next month begins. Sums are as ``count`` adds them.
    """
    per_shift, rows = len(shift) > 1, 0
    for case in range(len(chosen)):
        if not chosen[case]:
            continue
        local = uint64(starts[case] + shift[case if per_shift else 0] + ORIGIN)
        month, group, code = months[local // DAY], groups[case], codes[case]
        row = uint64(latest[code])
        if latest[code] < 0 or keys[row, 0] != group or keys[row, 1] != month:
            row = uint64(rows)
            rows += 1
            latest[code] = row
            keys[row, 0], keys[row, 1], keys[row, 2] = group, month, code
            sums[row] = 0
        long = uint64(leads[case])
        seconds = long // uint64(1_000_000)
        square = seconds * seconds
        sums[row, uint64(0)] += 1
        sums[row, uint64(1)] += np.int64(seconds)
        sums[row, uint64(2)] += np.int64(long - seconds * uint64(1_000_000))
        sums[row, uint64(3)] += np.int64(square >> uint64(32))
        sums[row, uint64(4)] += np.int64(square & uint64(0xFFFF_FFFF))
    return rows
