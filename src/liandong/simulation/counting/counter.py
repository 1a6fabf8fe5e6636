"""Counts events of ended cases into pages, and gives them as the frames that every engine gives."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import polars as pl

from liandong.profile.buckets import COUNT
from liandong.profile.coding import Coder, shifts, transitions
from liandong.profile.hashing import element_hashes
from liandong.profile.periods import ORIGIN, starts_of_days
from liandong.profile.raw import SUMS, CaseCounts, RawCounts
from liandong.simulation.counting import kernel
from liandong.simulation.counting.counted import Counted
from liandong.simulation.counting.kernel import Cases, Codes
from liandong.simulation.counting.pages import CountPages, SumPages
from liandong.simulation.counting.variants import Variants
from liandong.simulation.room import T_NODE
from liandong.worktime.clock import EPOCH

_DAY = 86_400_000_000
_MICRO = timedelta(microseconds=1)
#: Pages of counts that may be in use at once, and of sums to begin with.
ROOM = 1 << 10
#: What is measured, edges first; all but the last, which takes no time, have a shape.
_KINDS = -1, kernel.WORK, kernel.OUTCOME, kernel.BEGIN, kernel.CLOSE
Columns = dict[str, np.ndarray | pl.Series]


class Counter:
    """The tables of counts of runs that go from ``start`` on for so many days."""

    def __init__(
        self, coder: Coder, step: np.ndarray, worker: np.ndarray, start: datetime, days: int
    ) -> None:
        span = np.array([(start - EPOCH) // _MICRO, (start - EPOCH) // _MICRO + days * _DAY])
        # A day more on either side, for whatever the zone's clock shows.
        self.first_day, last_day = ((span + ORIGIN) // _DAY + (-1, 1)).tolist()
        held = slice(self.first_day, last_day + 1)
        self.weeks, week = _numbered(starts_of_days("week")[held])
        self.months, month = _numbered(starts_of_days("month")[held])
        clock = np.maximum(transitions(coder.timezone, span), span[0] - _DAY)
        shift = np.broadcast_to(shifts(clock, coder.timezone), len(clock)) + span[0] + ORIGIN
        elements = element_hashes(coder.activities)
        self.codes = Codes(step, worker, elements, 24 * self.first_day, clock - span[0], shift, week, month)
        self.steps, self.workers = len(elements), len(worker)
        self.numbers = np.zeros(2 * self.steps * (self.steps + 2), dtype=np.int32)
        self.things, self.known = np.zeros(min(len(self.numbers), 1 << 11), np.int64), np.zeros(1, np.int64)
        things, room = len(self.things), ROOM
        weeks, months = len(self.weeks), len(self.months)
        self.sums = SumPages(periods=weeks, things=things, room=room)
        self.shapes = CountPages(periods=months, things=things, width=COUNT, room=room)
        blocks = (last_day - self.first_day >> kernel.DAYS_BITS) + 1
        self.days = CountPages(periods=blocks, things=self.steps + 2, width=1 << kernel.DAYS_BITS, room=room)
        self.hours = CountPages(periods=months, things=self.workers + 1, width=168, room=room)
        self.variants = Variants()
        self._durations = _room(kernel.DURATIONS, np.int64)
        self._moments = _room(kernel.MOMENTS, np.int32)

    @property
    def pages(self) -> tuple[SumPages, CountPages, CountPages, CountPages]:
        """The four tables."""
        return self.sums, self.shapes, self.days, self.hours

    def add(self, rows: np.ndarray) -> None:
        """Counts the events of whole cases (columns ``room.T_…``), each case's together and by end."""
        cases = Cases(*(np.empty(len(rows), dtype=np.int64) for _ in Cases._fields))
        row, ended, opened = 0, 0, np.zeros(2, dtype=np.int64)
        while row < len(rows):
            tables = tuple(each.arrays for each in self.pages)
            known = self.numbers, self.things, self.known
            room = self._durations, self._moments, opened, cases
            row, ended = kernel.count(rows, row, ended, self.codes, *known, tables, *room)
            if row < len(rows):
                self._make_room()
        begin, variant, month, lead = (each[:ended] for each in cases)
        steps: np.ndarray = self.codes.step[rows[:, T_NODE].astype(np.intp, copy=False)]
        self.variants.add(begin, variant.view(np.uint64), self.months[month], lead, steps)

    def _make_room(self) -> None:
        """Room for more pages, and for more things where there may be too many."""
        self.sums.make_room(kernel.DURATIONS)
        for counts in (self.shapes, self.days, self.hours):
            counts.make_room()
        if kernel.lacks_numbers(self.known, self.numbers, self.things):
            self.things = np.concatenate([self.things, np.zeros_like(self.things)])
            for pages in (self.sums, self.shapes):
                pages.hold(len(self.things))

    def counts(self) -> RawCounts:
        """Everything counted, once: pages are let go of as soon as there is a table of what they held."""
        sums = self.sums.counted()
        del self.sums
        edges, work, outcomes, begins, closes = (self._sums(sums, kind) for kind in _KINDS)
        del sums
        shapes = self.shapes.counted()
        del self.shapes
        edge_shape, work_shape, outcome_shape, first_waits = (
            self._shape(shapes, kind) for kind in _KINDS[:-1]
        )
        del shapes
        days, hours = self.days.counted(), self.hours.counted()
        starts, ends = (self._daily(days[days.thing == self.steps + mark]).drop("step") for mark in range(2))
        variants, sequences = self.variants.frames()
        return RawCounts(
            edges=edges,
            edge_shape=edge_shape,
            work=work,
            work_shape=work_shape,
            presence=self._hourly(hours[hours.thing < self.workers]),
            daily=self._daily(days[days.thing < self.steps]),
            cases=pl.DataFrame(),
            sequences=sequences,
            first_waits=first_waits,
            case_counts=CaseCounts(
                begins=begins,
                closes=closes,
                outcomes=outcomes,
                outcome_shape=outcome_shape,
                variants=_of_group(variants),
                arrivals=self._hourly(hours[hours.thing == self.workers]).drop("worker"),
                start_days=starts,
                end_days=ends,
            ),
        )

    def _kind(self, counted: Counted, kind: int) -> tuple[Counted, np.ndarray]:
        """The pages of one kind of thing, -1 for edges, and the keys of their things."""
        keys = self.things[counted.thing]
        is_kind = np.maximum(keys // self.steps - 2 * self.steps, -1) == kind
        return counted[is_kind], keys[is_kind]

    def _things(self, keys: np.ndarray, kind: int) -> Columns:
        """The columns that a thing's key stands for; every event has a start, so every edge waits."""
        if kind >= 0:
            return {"step": keys % self.steps}
        source, target = np.divmod(keys >> 1, self.steps)
        return {"source": source, "target": target, "waits": np.ones_like(keys), "same": keys & 1}

    def _sums(self, sums: Counted, kind: int) -> pl.DataFrame:
        counted, keys = self._kind(sums, kind)
        measures = dict(zip(("n", *SUMS), counted.counts.T, strict=True))
        return _of_group(
            pl.DataFrame({"period": self.weeks[counted.period]} | self._things(keys, kind) | measures)
        )

    def _shape(self, shapes: Counted, kind: int) -> pl.DataFrame:
        counted, keys = self._kind(shapes, kind)
        things = self._things(keys, kind)
        things.pop("same", None)
        head = {"period": self.months[counted.period], "clock": np.zeros_like(keys)}
        return _of_group(pl.DataFrame(head | things | counted.lists()))

    def _daily(self, days: Counted) -> pl.DataFrame:
        first = (days.period << kernel.DAYS_BITS) + self.first_day
        spread = _spread(days, day=first, step=days.thing)
        return _of_group(pl.DataFrame(spread | {"day": spread["day"] + days.at, "n": days.counts}))

    def _hourly(self, hours: Counted) -> pl.DataFrame:
        spread = _spread(hours, period=self.months[hours.period], worker=hours.thing)
        return _of_group(pl.DataFrame(spread | {"hour_of_week": hours.at, "n": hours.counts}))


def _spread(counted: Counted, **keys: np.ndarray) -> Columns:
    """What holds for each page, once for each of its cells; days and codes fit 32 bits."""
    return {name: np.repeat(values.astype(np.int32), counted.sizes) for name, values in keys.items()}


def _of_group(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows under the only group there is."""
    return frame.with_columns(group=pl.lit(0, dtype=pl.Int8))


def _numbered(periods: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The distinct periods, and the place of each day's among them."""
    starts, places = np.unique(periods, return_inverse=True)
    return starts.astype(np.int64), places.astype(np.int64)


def _room(size: int, last: type) -> tuple[np.ndarray, ...]:
    """Room for durations (what, day, microseconds) or moments (mark, worker, hour)."""
    return np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, last)
