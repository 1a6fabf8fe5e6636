"""Counting in dense tables: what makes asking again quick. For logs that fit them; others are counted as any log is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from liandong.profile.buckets import COUNT
from liandong.profile.coding import Coder, shifts
from liandong.profile.periods import ORIGIN, coarser, starts_of_days
from liandong.profile.store import kernel
from liandong.profile.store.pages import Pages, sums_of
from liandong.profile.store.segment import Segment
from liandong.profile.store.variants import Variants

Chosen = Sequence[tuple[Segment, np.ndarray]]

#: Logs with more steps, or longer cases, or more different edges are counted otherwise.
MOST_STEPS, LONGEST, MOST_THINGS, MOST_CELLS = 1 << 10, 2_000, 1 << 15, 1 << 25
#: Events decoded at a time, so that they stay in the cache.
_BLOCK = 1 << 16
_DAY = 86_400_000_000
#: Seconds of longer spans have squares of more than 64 bits.
_MOST_SPAN = 1_000_000 << 32
#: The tables that each kind of count is for.
_SUMS, _SHAPES = {"follows", "work", "handover"}, {"follows_shape", "work_shape"}
_CASES = {"follows", "case", "case_shape", "arrival", "daily"}


class TooWideError(Exception):
    """The log has more steps, edges or periods than dense tables hold."""


class Counter:
    """The tables, and where in time they begin."""

    def __init__(self, chosen: Chosen, coder: Coder, tables: set[str]) -> None:
        self.timezone, self.steps, self.workers = coder.timezone, len(coder.steps), len(coder.workers)
        wanted = (_SUMS, _SHAPES, {"daily"}, {"presence"})
        self.wanted = np.array([not tables or bool(tables & each) for each in wanted])
        self.counts_cases = not tables or bool(tables & _CASES)
        self.counts_variants = not tables or "variant" in tables
        span = _span(chosen)
        self._shift = shifts(span, self.timezone)
        # A day more on either side, for whatever the zone's clock shows.
        self.first_day, last_day = ((span + ORIGIN) // _DAY + (-1, 1)).tolist()
        days = slice(self.first_day, last_day + 1)
        self.day_count = last_day - self.first_day + 1
        weeks, months = (starts_of_days(coarser(unit, coder.period))[days] for unit in ("week", "month"))
        self.week_starts, self.weeks = _numbered(weeks)
        self.month_starts, self.months = _numbered(months)
        is_wide = (
            coder.calendar or self.steps > MOST_STEPS or any(_longest(*each) > LONGEST for each in chosen)
        )
        if is_wide or span[1] - span[0] >= _MOST_SPAN:
            raise TooWideError
        self.numbers = np.full(4 * self.steps * (self.steps + 1), -1, dtype=np.int32)
        self.things, self.thing_count = np.zeros(1 << 13, dtype=np.int64), np.zeros(1, dtype=np.int64)
        self.sums = Pages(things=len(self.things), width=5, room=1 << 15, dtype=np.uint64)
        self.shapes = Pages(things=len(self.things), width=COUNT, room=1 << 14)
        self.days = Pages(things=self.steps + 2, width=1 << kernel.DAYS_BITS, room=1 << 13)
        self.hours = Pages(things=self.workers + 1, width=168, room=1 << 13)
        self._unfolded = [_room(size) for size in (kernel.DURATIONS, kernel.EVENTS)]
        self._begin()

    @property
    def pages(self) -> dict[str, tuple[Pages, int]]:
        """The tables, with the number of periods each has."""
        weeks, months = len(self.week_starts), len(self.month_starts)
        periods = (weeks, months, (self.day_count >> kernel.DAYS_BITS) + 1, months)
        tables = (self.sums, self.shapes, self.days, self.hours)
        return dict(zip(("sums", "shapes", "days", "hours"), zip(tables, periods, strict=True), strict=True))

    def _begin(self) -> None:
        for pages, periods in self.pages.values():
            if periods * pages.things > MOST_CELLS:
                raise TooWideError
            pages.begin(periods)

    def add(self, segment: Segment, mask: np.ndarray) -> None:
        """Counts the chosen cases of a segment, group by group."""
        if not mask.any():
            return
        groups = segment["group"]
        edges = [0, *(np.flatnonzero(groups[1:] != groups[:-1]) + 1).tolist(), len(groups)]
        for first, last in pairwise(edges):
            if mask[first:last].any():
                if self.wanted.any():
                    for start, stop in _blocks(segment, mask, first, last):
                        self._count_events(segment, mask, start, stop, int(groups[first]))
                if self.counts_cases:
                    self._count_cases(segment, mask, first, last, int(groups[first]))
                self._take_out(int(groups[first]))

    def _count_events(self, segment: Segment, mask: np.ndarray, first: int, last: int, group: int) -> None:
        offsets, starts = segment.offset[first : last + 1], segment["start"][first:last]
        rows = slice(int(offsets[0]), int(offsets[-1]))
        kinds = {"step": np.int32, "passed": np.int64, "span": np.int64, "worker": np.int32}
        columns = tuple(_as(_part(segment[name], rows), kind) for name, kind in kinds.items())
        shift = self._shift
        if len(shift) > 1:
            shift = shifts(np.repeat(starts, np.diff(offsets)) + columns[1] * segment.unit, self.timezone)
        where = mask[first:last], offsets, starts, shift, columns, segment.unit
        case = 0
        while case < last - first:
            case = kernel.count_events(case, last - first, *where, *self._state, self.wanted)
            if case < last - first:
                self._take_out(group)

    def _count_cases(self, segment: Segment, mask: np.ndarray, first: int, last: int, group: int) -> None:
        part = slice(first, last)
        starts, leads = segment["start"][part], segment["lead"][part]
        moments = (shifts(starts, self.timezone), shifts(starts + leads, self.timezone))
        steps = (segment.first_step[part], segment.last_step[part])
        case = 0
        while case < last - first:
            case = kernel.count_cases(
                case, last - first, mask[part], starts, leads, *moments, *steps, *self._state
            )
            if case < last - first:
                self._take_out(group)

    @property
    def _state(self) -> tuple[object, ...]:
        """What both kernels work on: time, sizes, numbers of things, tables, and room to unfold in."""
        time, sizes = (24 * self.first_day, self.weeks, self.months), (self.steps, self.workers)
        tables = tuple(each.arrays for each, _ in self.pages.values())
        return time, sizes, self.numbers, self.things, self.thing_count, tables, *self._unfolded

    def _take_out(self, group: int) -> None:
        """Makes all pages free, and room for more things where it becomes short."""
        for pages, _ in self.pages.values():
            pages.take_out(group)
        if len(self.things) - self.thing_count[0] < kernel.DURATIONS:
            if len(self.things) == MOST_THINGS:
                raise TooWideError
            self.things = np.concatenate([self.things, np.zeros_like(self.things)])
            self.sums.grow(len(self.things))
            self.shapes.grow(len(self.things))
            self._begin()

    def variants(self, chosen: Chosen, variants: Variants) -> tuple[np.ndarray, np.ndarray]:
        """Rows (group, month, code of the variant) and rows (n, sums)."""
        latest = np.full(len(variants.hashes), -1, dtype=np.int32)
        parts = [(np.empty((0, 3), dtype=np.int32), sums_of(np.empty((0, 5), dtype=np.uint64)))]
        for segment, mask in chosen:
            size, starts = int(mask.sum()), segment["start"]
            keys, sums = np.empty((size, 3), dtype=np.int32), np.empty((size, 5), dtype=np.uint64)
            codes, groups = variants.codes(segment).astype(np.uint32), segment["group"].astype(np.int32)
            where = (mask, groups, starts, segment["lead"], shifts(starts, self.timezone))
            rows = kernel.count_variants(*where, self.first_day, self.months, codes, latest, keys, sums)
            latest[:] = -1
            parts.append((keys[:rows], sums_of(sums[:rows])))
        keys, sums = (np.concatenate(part) for part in zip(*parts, strict=True))
        return keys, sums


def _span(chosen: Chosen) -> np.ndarray:
    """The first and the last instant of the chosen cases."""
    parts = [(part["start"][mask], part["lead"][mask]) for part, mask in chosen if mask.any()]
    first = min(starts.min() for starts, _ in parts)
    return np.array([first, max((starts + leads).max() for starts, leads in parts)])


def _numbered(periods: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The distinct periods, and the place of each day's among them."""
    starts, places = np.unique(periods, return_inverse=True)
    return starts, places.astype(np.int32)


def _room(size: int) -> tuple[np.ndarray, ...]:
    """Room for so many durations (what, day, microseconds) or events (step, worker, hour)."""
    last = np.int64 if size == kernel.DURATIONS else np.int32
    return np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, last)


def _longest(segment: Segment, mask: np.ndarray) -> int:
    return int(np.diff(segment.offset)[mask].max(initial=0))


def _as(array: np.ndarray, kind: type) -> np.ndarray:
    """The numbers in a type that the kernels are compiled for; without a copy where only the sign's meaning differs."""
    return array.view(kind) if array.itemsize == np.dtype(kind).itemsize else array.astype(kind)


def _part(array: np.ndarray, rows: slice) -> np.ndarray:
    return array if len(array) == 1 else array[rows]


def _blocks(segment: Segment, mask: np.ndarray, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The cases from ``first`` to ``last`` in blocks of so many events, without blocks that hold no chosen case."""
    offsets = segment.offset[first : last + 1]
    marks = np.arange(offsets[0] + _BLOCK, offsets[-1], _BLOCK)
    cuts = [first, *(first + np.unique(np.searchsorted(offsets, marks))).tolist(), last]
    for start, stop in pairwise(cuts):
        if start < stop and mask[start:stop].any():
            yield start, stop
