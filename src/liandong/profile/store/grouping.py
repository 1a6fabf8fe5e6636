# mypy: disable-error-code="no-untyped-def, untyped-decorator"
"""From events in file order to the arrays of a segment: case by case, each case's events by end, start and row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from liandong.profile.coding import NO_TIME
from liandong.profile.hashing import _jit, hash_lists
from liandong.profile.store.events import Events
from liandong.profile.store.segment import BY_CASE, BY_EVENT

#: Units that times may be kept in, the largest first, in microseconds.
_UNITS = (86_400_000_000, 3_600_000_000, 60_000_000, 1_000_000, 1_000)


@dataclass(frozen=True)
class Cases:
    """The cases that events belong to, by number."""

    key: np.ndarray  # uint64, the hash of group and id
    group: np.ndarray
    ids: pa.Array

    def __len__(self) -> int:
        return len(self.key)


def arrays_of(events: Events, cases: Cases, elements: np.ndarray) -> tuple[dict[str, np.ndarray], int]:
    """The arrays of the segment that holds these events, and the unit of its times; ``elements`` hash the steps."""
    starts = np.broadcast_to(events.start, len(events))
    first = np.full(len(cases), np.iinfo(np.int64).max)
    _earliest(events.case, starts, events.end, first)
    order = np.lexsort((first, cases.group))
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    offset = np.zeros(len(cases) + 1, dtype=np.int64)
    np.cumsum(np.bincount(events.case, minlength=len(cases))[order], out=offset[1:])
    rows = np.empty(len(events), dtype=np.int64)
    _place(events.case, rank, offset[:-1].copy(), rows)
    _put_in_order(rows, starts, events.end, offset)
    first, step, end = first[order], events.step[rows], events.end[rows]
    variants, variant_case, variant = np.unique(
        hash_lists(step, offset, elements), return_index=True, return_inverse=True
    )
    ids = cases.ids.take(pa.array(order))
    _, id_offset, id_data = ids.buffers()
    arrays = {
        "group": narrow(cases.group[order]),
        "start": first,
        "lead": end[offset[1:] - 1] - first,
        "key": cases.key[order],
        "variant": narrow(variant),
        "offset": narrow(offset),
        "id_offset": np.frombuffer(id_offset, dtype=np.int64)[ids.offset : ids.offset + len(ids) + 1],
        "id_data": np.frombuffer(id_data or b"", dtype=np.uint8),
        "variants": variants,
        "variant_case": narrow(variant_case),
        "step": narrow(step),
        "worker": _narrow_or_one(events.worker, rows),
    }
    unit = _add_times(arrays, events, rows, first, end)
    return arrays | _attributes(events, rows, offset), unit


def _add_times(
    arrays: dict[str, np.ndarray], events: Events, rows: np.ndarray, first: np.ndarray, end: np.ndarray
) -> int:
    """Adds the times to the arrays, in the largest unit that all are whole multiples of; returns the unit."""
    passed = end - np.repeat(first, np.diff(arrays["offset"].astype(np.int64)).astype(np.int64))
    has_start = not (len(events.start) == 1 and events.start[0] == NO_TIME)
    start = np.broadcast_to(events.start, len(events))[rows] if has_start else events.start
    span = np.where(start == NO_TIME, -1, end - start) if has_start else np.full(1, -1)
    unit = next((unit for unit in _UNITS if _divides(unit, passed) and _divides(unit, span[span >= 0])), 1)
    arrays["passed"] = narrow(passed // unit)
    arrays["span"] = narrow(np.where(span < 0, 0, span // unit + 1))
    return unit


def _divides(unit: int, micros: np.ndarray) -> bool:
    """Whether all are whole multiples; a look at the first ones mostly says no."""
    return not (micros[:1000] % unit).any() and not (micros % unit).any()


def _attributes(events: Events, rows: np.ndarray, offset: np.ndarray) -> dict[str, np.ndarray]:
    """Each attribute once a case where it does not change within one, else once an event."""
    arrays = {}
    for name, codes in events.attributes.items():
        ordered = codes[rows]
        firsts = ordered[offset[:-1]]
        if (ordered == np.repeat(firsts, np.diff(offset))).all():
            arrays[BY_CASE + name] = narrow(firsts)
        else:
            arrays[BY_EVENT + name] = narrow(ordered)
    return arrays


def narrow(array: np.ndarray) -> np.ndarray:
    """The numbers, none negative, in the narrowest unsigned type that holds them."""
    return array.astype(np.min_scalar_type(int(array.max(initial=0))), copy=False)


def _narrow_or_one(array: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """One entry where all are equal."""
    if len(array) == 1 or (array == array[0]).all():
        return narrow(array[:1])
    return narrow(array[rows])


def _put_in_order(rows: np.ndarray, starts: np.ndarray, ends: np.ndarray, offset: np.ndarray) -> None:
    """Sorts the rows of the cases whose events are not in order yet."""
    is_disordered = np.zeros(len(offset) - 1, dtype=np.bool_)
    _find_disordered(rows, starts, ends, offset, is_disordered)
    if not is_disordered.any():
        return
    lengths = np.diff(offset)
    places = np.flatnonzero(np.repeat(is_disordered, lengths))
    case = np.repeat(np.arange(len(lengths)), lengths)[places]
    mine = rows[places]
    end = ends[mine]
    start = np.where(starts[mine] == NO_TIME, end, starts[mine])
    rows[places] = mine[np.lexsort((start, end, case))]


@_jit
def _earliest(case, start, end, first):
    for i in range(len(end)):
        moment = end[i] if start[i] == NO_TIME else start[i]
        first[case[i]] = min(first[case[i]], moment)


@_jit
def _place(case, rank, cursor, rows):
    for i in range(len(case)):
        at = rank[case[i]]
        rows[cursor[at]] = i
        cursor[at] += 1


@_jit
def _find_disordered(rows, start, end, offset, is_disordered):
    for case in range(len(is_disordered)):
        for k in range(offset[case] + 1, offset[case + 1]):
            last, this = rows[k - 1], rows[k]
            if end[this] < end[last]:
                is_disordered[case] = True
            elif end[this] == end[last]:
                before = end[last] if start[last] == NO_TIME else start[last]
                now = end[this] if start[this] == NO_TIME else start[this]
                if now < before:
                    is_disordered[case] = True
