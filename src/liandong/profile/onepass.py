"""The numba engine: one pass over the events, whatever the order of cases, and no sort.

It needs the events of *each case* in order (end, start, row), which holds for logs written as things happen and for
logs grouped by case. Where it does not hold, the pass stops and the events are sorted once and walked again.
Each case keeps one line of state, its segment. A batch is brought in order of cases and walked (``walk``); what the walk
writes down is counted loop by loop (``durations``, ``tally``). Nothing of an event is kept but its step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import starmap

import numpy as np
import polars as pl

from liandong.profile import walk as w
from liandong.profile.ahead import ahead
from liandong.profile.coding import NO_TIME, Batch, Coder, distinct
from liandong.profile.durations import FEW, Durations, Shapes, Sums, doubled
from liandong.profile.hashing import EMPTY, element_hashes, empty_slots
from liandong.profile.periods import coarser, starts_of_days
from liandong.profile.raw import RawCounts, TooWideError, lists, offsets_of
from liandong.profile.tally import Tally

_CASE_COLUMNS = {
    "group": w.GROUP,
    "start": w.FIRST_START,
    "end": w.LAST_END,
    "first_step": w.FIRST_STEP,
    "last_step": w.LAST_STEP,
    "length": w.LENGTH,
}
#: Events walked together, at least.
POOL = 1 << 19


def count(read: Callable[[], Iterable[Batch]], coder: Coder) -> RawCounts:
    """The raw counts of the batches.

    ``read`` gives the batches coded by ``coder``, once more if they have to be sorted.
    """
    counter = Counter(coder)
    with closing(ahead(_pooled((batch, counter.intern(batch)) for batch in read()))) as parts:
        is_in_order = all(starmap(counter.add, parts))
    if not is_in_order:
        counter = Counter(coder)
        counter.add(*_in_order([(batch.taken(), counter.intern(batch)) for batch in read()]))
    return counter.result()


class Counter:
    """The state of one pass: where each case stands, what is counted, and the steps seen (to tell sequences at the end)."""

    def __init__(self, coder: Coder) -> None:
        self.coder = coder
        self.working = coder.calendar is not None
        self.weeks, self.months = (starts_of_days(coarser(unit, coder.period)) for unit in ("week", "month"))
        self.elements = np.empty(0, dtype=np.uint64)
        self.case_table = np.full((1 << 16, 2), EMPTY)
        width = w.STATE_WIDTH if self.working else w.WORK_FIRST
        self.states = np.zeros((1 << 15, width), dtype=np.int64)
        self.cases = 0
        self._counts = np.zeros(len(self.states), dtype=np.int32)
        self._pairs = empty_slots(FEW), np.zeros(len(empty_slots(FEW)), dtype=np.int64)
        self._pair_count = np.zeros(1, dtype=np.int64)
        self._edges, self._work = Sums(working=self.working), Sums(working=self.working)
        self._edge_shape, self._work_shape = Shapes(), Shapes()
        self._presence, self._daily = Tally(), Tally()
        self._seen: list[_Runs] = []
        self._learn_steps()

    def resume(self, states: np.ndarray) -> None:
        """Begins with these cases, whose events up to here are counted elsewhere."""
        self.states, self.cases = states, len(states)
        self._counts = np.zeros(len(states), dtype=np.int32)

    def intern(self, batch: Batch) -> np.ndarray:
        """The number of each event's case, in order of first appearance."""
        self._learn_steps()
        numbers = np.empty(len(batch), dtype=np.int32)
        keys = np.empty(len(batch), dtype=np.uint64)
        if len(batch.case_offsets):
            w.hash_cases(batch.case_data, batch.case_offsets, batch.group, keys)
        else:
            w.key_cases(batch.case_data, batch.group, keys)
        row = 0
        while row < len(batch):
            row, self.cases = w.intern_cases(keys, row, self.cases, self.case_table, numbers)
            if row < len(batch):
                larger = np.full((2 * len(self.case_table), 2), EMPTY)
                w.rehash_cases(self.case_table, larger)
                self.case_table = larger
        return numbers

    def add(self, batch: Batch, cases: np.ndarray) -> bool:
        """Counts the batch; False when an event lies before one of its case counted already."""
        self._check_width(batch)
        self._make_room()
        # By value: a batch of one event has one start, whether or not that is one for all.
        has_start = bool((batch.start != NO_TIME).any())
        runs, events = self._runs(batch, cases, has_start=has_start)
        moves, works = self._room(len(batch)), self._room(len(batch) if has_start else 0)
        # The states of these cases side by side: each lies alone in memory, and the walk would wait for one after the other.
        states = np.empty((len(runs.case), self.states.shape[1]), dtype=np.int64)
        w.bring(self.states, runs.case, states)
        steps = np.empty(len(batch), dtype=np.int32)
        moved, worked = w.walk(
            events, batch.shift[0], runs.stop, states, self.elements, self.working, moves, works, steps
        )
        if moved < 0:
            return False
        w.put_back(self.states, runs.case, states)
        self._seen.append(replace(runs, step=_narrow(steps, len(self.elements))))
        self._count(moves.first(moved), works.first(worked))
        presence, daily = (np.empty(len(batch), dtype=np.uint64) for _ in range(2))
        w.write_events(batch.arrays, self.months, presence, daily)
        self._presence.add(presence)
        self._daily.add(daily)
        return True

    def _make_room(self) -> None:
        """A line of state for every case so far."""
        if self.cases > len(self.states):
            room = np.zeros((2 * self.cases, self.states.shape[1]), dtype=np.int64)
            room[: len(self.states)] = self.states
            self.states = room
            self._counts = np.zeros(len(room), dtype=np.int32)

    def _runs(self, batch: Batch, cases: np.ndarray, *, has_start: bool) -> tuple[_Runs, np.ndarray]:
        """The cases of the batch, and its events as records, case by case."""
        touched = np.empty(len(cases), dtype=np.int32)
        # In order of their numbers: so their states are read on, not here and there.
        touched = np.sort(touched[: w.count_events(cases, self._counts, touched)])
        stops = np.empty(len(touched), dtype=np.int32)
        is_bare = not has_start and len(batch.shift) == 1 and not self.working
        events = np.empty((len(cases), w.BARE_EVENT_WIDTH if is_bare else w.EVENT_WIDTH), dtype=np.int64)
        w.bring_together(batch.arrays, cases, self._counts, touched, stops, events)
        return _Runs(touched, stops, np.empty(0, dtype=np.int32)), events

    def _room(self, size: int) -> Durations:
        """Room for so many durations."""
        head, what, micros = (np.empty(size, dtype=kind) for kind in (np.int64, np.uint64, np.int64))
        return Durations(head, what, micros, np.empty(size if self.working else 0, dtype=np.int64))

    def _count(self, moves: Durations, works: Durations) -> None:
        """Counts what the walk wrote down."""
        row = 0
        while row < len(moves.what):
            row = w.number_pairs(moves.what, row, *self._pairs, self._pair_count)
            if row < len(moves.what):
                self._pairs = doubled(*self._pairs)
        for durations, sums, shapes in (
            (moves, self._edges, self._edge_shape),
            (works, self._work, self._work_shape),
        ):
            sums.add(durations, self.weeks)
            shapes.add(durations, self.months)

    def _learn_steps(self) -> None:
        new = self.coder.activities[len(self.elements) :]
        self.elements = np.concatenate([self.elements, element_hashes(new)])

    def _check_width(self, batch: Batch) -> None:
        widest = (
            (batch.group.max(), w.MOST_GROUPS),
            (len(self.elements), w.MOST_STEPS),
            (batch.worker.max(), w.MOST_WORKERS),
        )
        if self._pair_count[0] >= w.MOST_PAIRS - len(batch) or any(code >= most for code, most in widest):
            raise TooWideError

    def result(self, sequences: pl.DataFrame | None = None) -> RawCounts:
        """The counts as frames; ``sequences`` where not all events of the cases were walked."""
        pairs = self._pair_frame()
        edges, edge_shape = self._edges.frame("pair"), self._edge_shape.frame("pair")
        cases = self._case_frame()
        return RawCounts(
            edges=edges.drop("pair").hstack(pairs[edges["pair"]]),
            edge_shape=edge_shape.drop("pair").hstack(pairs[edge_shape["pair"]].drop("same")),
            work=self._work.frame("step"),
            work_shape=self._work_shape.frame("step"),
            presence=self._presence.frame(w.PRESENCE_KEY),
            daily=self._daily.frame(w.DAILY_KEY),
            cases=cases,
            sequences=self._sequences(cases) if sequences is None else sequences,
        )

    def _pair_frame(self) -> pl.DataFrame:
        """The pairs of steps, by their number."""
        slots, numbers = self._pairs
        is_used = slots != EMPTY
        return pl.DataFrame(w.unpack(slots[is_used][np.argsort(numbers[is_used])], w.PAIR_KEY))

    def _case_frame(self) -> pl.DataFrame:
        states = self.states[: self.cases]
        met = np.flatnonzero(states[:, w.LENGTH])
        columns = {name: states[met, column] for name, column in _CASE_COLUMNS.items()}
        worked = states[met, w.WORK_LAST] - states[met, w.WORK_FIRST] if self.working else None
        narrow = (pl.col(name).cast(pl.Int32) for name in ("group", "first_step", "last_step", "length"))
        variant = pl.Series(states[met, w.HASH].view(np.uint64))
        return pl.DataFrame(columns).with_columns(*narrow, working=worked, variant=variant)

    def _sequences(self, cases: pl.DataFrame) -> pl.DataFrame:
        """The steps of one case of each variant, read from the steps seen."""
        variants, places = distinct(cases["variant"].to_numpy().view(np.int64))
        chosen = np.empty(len(variants), dtype=np.int64)
        chosen[places] = np.arange(len(places))
        order = np.argsort(variants)
        variants, chosen = variants[order], chosen[order]
        lengths = cases["length"].to_numpy()[chosen]
        offsets = offsets_of(lengths)
        place = np.full(self.cases, -1, dtype=np.int64)
        place[chosen] = offsets[:-1]
        steps = np.empty(offsets[-1], dtype=np.int32)
        for runs in self._seen:
            w.collect(runs.case, runs.stop, runs.step.astype(np.int32, copy=False), place, steps)
        return pl.DataFrame({"variant": variants.view(np.uint64), "steps": lists(steps, offsets)})


@dataclass(frozen=True)
class _Runs:
    """The steps of a batch, case by case."""

    case: np.ndarray
    stop: np.ndarray  # where the steps of each case end
    step: np.ndarray


def _pooled(parts: Iterable[tuple[Batch, np.ndarray]]) -> Iterator[tuple[Batch, np.ndarray]]:
    """The parts put together until they are large: the more events of a case come at once, the cheaper they are."""
    waiting: list[tuple[Batch, np.ndarray]] = []
    for batch, cases in parts:
        waiting.append((batch.taken(), cases))
        if sum(len(part) for part, _ in waiting) >= POOL:
            yield _joined(waiting)
            waiting = []
    if waiting:
        yield _joined(waiting)


def _joined(parts: list[tuple[Batch, np.ndarray]]) -> tuple[Batch, np.ndarray]:
    """The parts as one, without case ids."""
    if len(parts) == 1:
        return parts[0]
    columns = zip(*(batch.arrays for batch, _ in parts), strict=True)
    sizes = [len(batch) for batch, _ in parts]
    nothing = np.empty(0, dtype=np.uint8), np.empty(0, dtype=np.int64)
    cases = np.concatenate([numbers for _, numbers in parts])
    return Batch(*nothing, *(_concatenated(arrays, sizes) for arrays in columns)), cases


def _concatenated(arrays: tuple[np.ndarray, ...], sizes: list[int]) -> np.ndarray:
    """A column of several batches; a single entry where one holds for all."""
    if all(len(array) == 1 and array[0] == arrays[0][0] for array in arrays):
        return arrays[0]
    return np.concatenate([_spread(array, size) for array, size in zip(arrays, sizes, strict=True)])


def _in_order(parts: list[tuple[Batch, np.ndarray]]) -> tuple[Batch, np.ndarray]:
    """All events as one batch, each case's together, by end, start and row."""
    whole, cases = _joined(parts)
    start = np.where(whole.start == NO_TIME, whole.end, whole.start)
    order = np.lexsort((start, whole.end, cases))
    return whole.taken(order), cases[order]


def _narrow(codes: np.ndarray, size: int) -> np.ndarray:
    """The codes, all below ``size``, in the narrowest type: they are kept to the end."""
    return codes.astype(np.min_scalar_type(size))


def _spread(array: np.ndarray, length: int) -> np.ndarray:
    return np.broadcast_to(array, length) if len(array) == 1 else array
