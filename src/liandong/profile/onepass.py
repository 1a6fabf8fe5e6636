"""The numba engine: one pass over the events, whatever the order of cases, and no sort.

It needs the events of *each case* in order (end, start, row), which holds for logs written as things happen and for
logs grouped by case. Where it does not hold, the pass stops and the events are sorted once and walked again.
Each case keeps one line of state, its segment; every event adds to a handful of hash tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields

import numpy as np
import polars as pl
import pyarrow as pa

from liandong.profile import walk as w
from liandong.profile.coding import NO_TIME, Batch, Coder
from liandong.profile.hashing import EMPTY, element_hashes, empty_slots, rehash
from liandong.profile.periods import coarser, starts_of_days
from liandong.profile.raw import SUMS, WORKING_SUMS, RawCounts
from liandong.profile.tally import Tally, run_starts

#: Events walked between two looks at how full the tables are.
STRIDE = 1 << 16


class TooWideError(Exception):
    """The log has more groups, pairs or workers than the packed keys can tell apart: the other engine must count."""


def count(read: Callable[[], Iterable[Batch]], coder: Coder) -> RawCounts:
    """The raw counts of the batches.

    ``read`` gives the batches coded by ``coder``, once more if they have to be sorted.
    """
    counter = Counter(coder)
    if not all(counter.add(batch, counter.intern(batch)) for batch in read()):
        counter = Counter(coder)
        counter.add(*_in_order([(batch, counter.intern(batch)) for batch in read()]))
    return counter.result()


class Counter:
    """The state of one pass: open cases, tables, and the codes of events seen (to tell sequences at the end)."""

    def __init__(self, coder: Coder) -> None:
        self.coder = coder
        self.working = coder.calendar is not None
        self.starts = [starts_of_days(coarser(unit, coder.period)) for unit in ("week", "month")]
        self.elements = np.empty(0, dtype=np.uint64)
        self.case_table = np.full((1 << 16, 2), EMPTY)
        self.states = np.zeros((1 << 15, w.STATE_WIDTH), dtype=np.int64)
        self.cases = 0
        widths = w.WIDTHS_WORKING if self.working else w.WIDTHS
        self.slots = [empty_slots(4 * STRIDE) for _ in widths]
        self.cells = [np.zeros((len(self.slots[0]), width), dtype=np.int64) for width in widths]
        self.filled = np.zeros(len(widths), dtype=np.int64)
        self.tallies = [Tally() for _ in range(6)]
        self.seen: list[tuple[np.ndarray, np.ndarray]] = []

    def resume(self, states: np.ndarray) -> None:
        """Begins with these cases, whose events up to here are counted elsewhere."""
        self.states, self.cases = states, len(states)

    def intern(self, batch: Batch) -> np.ndarray:
        """The number of each event's case, in order of first appearance."""
        numbers = np.empty(len(batch), dtype=np.int32)
        keys = np.empty(len(batch), dtype=np.uint64)
        w.hash_cases(batch.case_data, batch.case_offsets, batch.group, keys)
        row = 0
        while row < len(batch):
            row, self.cases = w.intern_cases(keys, row, self.cases, self.case_table, numbers)
            if row < len(batch):
                larger = np.full((2 * len(self.case_table), 2), EMPTY)
                w.rehash_cases(self.case_table, larger)
                self.case_table = larger
        if self.cases > len(self.states):
            room = np.zeros((2 * self.cases, w.STATE_WIDTH), dtype=np.int64)
            room[: len(self.states)] = self.states
            self.states = room
        return numbers

    def add(self, batch: Batch, cases: np.ndarray) -> bool:
        """Counts the batch; False when an event lies before one of its case counted already."""
        self._learn_steps()
        self._check_width(batch)
        written = self._paper(batch)
        row = 0
        while row < len(batch):
            stop = min(len(batch), row + self._make_room())
            case_data = (self.states, self.elements)
            tables = (tuple(self.slots), tuple(self.cells), self.filled, written)
            row = w.walk(batch.arrays, cases, row, stop, *case_data, *tables, *self.starts, self.working)
            if row < 0:
                return False
        for tally, keys in zip(self.tallies, written, strict=True):
            tally.add(keys)
        self.seen.append(
            (cases, batch.step if len(batch.step) == len(batch) else np.broadcast_to(batch.step, len(batch)))
        )
        return True

    def _paper(self, batch: Batch) -> tuple[np.ndarray, ...]:
        """Room for the keys that the walk writes down; none where it has nothing to write."""
        timed = bool((batch.start != NO_TIME).any())
        needed = (True, self.working, timed, timed and self.working, True, True)
        return tuple(np.full(len(batch) if is_needed else 0, EMPTY) for is_needed in needed)

    def _learn_steps(self) -> None:
        new = self.coder.activities[len(self.elements) :]
        self.elements = np.concatenate([self.elements, element_hashes(new)])

    def _check_width(self, batch: Batch) -> None:
        widest = (
            (batch.group.max(), w.MOST_GROUPS),
            (len(self.elements), w.MOST_STEPS),
            (batch.worker.max(), w.MOST_WORKERS),
        )
        if self.filled[w.PAIRS] >= w.MOST_PAIRS - len(batch) or any(code >= most for code, most in widest):
            raise TooWideError

    def _make_room(self) -> int:
        """Grows tables that are nearly half full; the number of events that surely fit."""
        for k, slots in enumerate(self.slots):
            if len(slots) // 2 - self.filled[k] < STRIDE:
                self.slots[k], self.cells[k] = _doubled(slots, self.cells[k])
        return min(
            len(slots) // 2 - int(filled) for slots, filled in zip(self.slots, self.filled, strict=True)
        )

    def result(self, sequences: pl.DataFrame | None = None) -> RawCounts:
        """The counts as frames; ``sequences`` where not all events of the cases were walked."""
        pairs = self._pairs()
        edges, edge_shape = self._frame(w.EDGES, w.EDGE_KEY), self._shape(w.EDGE_SHAPE, w.SHAPE_KEY)
        cases = self._case_frame()
        return RawCounts(
            edges=edges.drop("pair").hstack(pairs[edges["pair"]]),
            edge_shape=edge_shape.drop("pair").hstack(pairs[edge_shape["pair"]].drop("same")),
            work=self._frame(w.WORK, w.WORK_KEY),
            work_shape=self._shape(w.WORK_SHAPE, w.WORK_SHAPE_KEY),
            presence=self._tally(w.PRESENCE, w.PRESENCE_KEY),
            daily=self._tally(w.DAILY, w.DAILY_KEY),
            cases=cases,
            sequences=self._sequences(cases) if sequences is None else sequences,
        )

    def _pairs(self) -> pl.DataFrame:
        """The pairs of steps, by their number."""
        used = self.slots[w.PAIRS] != EMPTY
        order = np.argsort(self.cells[w.PAIRS][used, 0])
        return pl.DataFrame(w.unpack(self.slots[w.PAIRS][used][order], w.PAIR_KEY))

    def _frame(self, table: int, key: w.Key) -> pl.DataFrame:
        used = self.slots[table] != EMPTY
        cells = self.cells[table][used]
        names = ("n", *SUMS, *WORKING_SUMS)[: cells.shape[1]]
        return pl.DataFrame(
            w.unpack(self.slots[table][used], key) | {name: cells[:, k] for k, name in enumerate(names)}
        )

    def _tally(self, table: int, key: w.Key) -> pl.DataFrame:
        keys, counts = self.tallies[table].result()
        return pl.DataFrame(w.unpack(keys, key) | {"n": counts})

    def _shape(self, table: int, key: w.Key) -> pl.DataFrame:
        """One row a key, with its buckets and their counts as lists; both clocks."""
        tallies = [tally.result() for tally in self.tallies[table : table + 2]]
        keys, counts = (np.concatenate(part) for part in zip(*tallies, strict=True))
        heads = keys >> np.uint64(w.BUCKET_BITS)
        begins = run_starts(heads)
        offsets = np.append(begins, len(keys))
        buckets = (keys & np.uint64((1 << w.BUCKET_BITS) - 1)).astype(np.int16)
        lists = {"buckets": _lists(buckets, offsets), "counts": _lists(counts, offsets)}
        return pl.DataFrame(w.unpack(heads[begins], key) | lists)

    def _case_frame(self) -> pl.DataFrame:
        state = self.states[: self.cases]
        state = state[state[:, w.LENGTH] > 0]
        return pl.DataFrame(
            {
                "group": state[:, w.GROUP],
                "start": state[:, w.FIRST_START],
                "end": state[:, w.LAST_END],
                "working": state[:, w.WORK_LAST] - state[:, w.WORK_FIRST],
                "first_step": state[:, w.FIRST_STEP],
                "last_step": state[:, w.LAST_STEP],
                "variant": state[:, w.HASH].view(np.uint64),
                "length": state[:, w.LENGTH],
            }
        )

    def _sequences(self, cases: pl.DataFrame) -> pl.DataFrame:
        """The steps of one case of each variant, read from the codes of the events seen."""
        variants, chosen = np.unique(cases["variant"].to_numpy(), return_index=True)
        lengths = cases["length"].to_numpy()[chosen]
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        place = np.full(self.cases, -1, dtype=np.int64)
        place[chosen] = offsets[:-1]
        steps = np.empty(offsets[-1], dtype=np.int32)
        for numbers, codes in self.seen:
            w.collect(numbers, codes, place, steps)
        return pl.DataFrame({"variant": variants, "steps": _lists(steps, offsets)})


def _lists(values: np.ndarray, offsets: np.ndarray) -> pl.Series:
    return pl.Series(pl.from_arrow(pa.LargeListArray.from_arrays(offsets.astype(np.int64), values)))


def _doubled(slots: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    new_slots = empty_slots(2 * len(slots))
    new_values = np.zeros((len(new_slots), *values.shape[1:]), dtype=values.dtype)
    rehash(slots, values, new_slots, new_values)
    return new_slots, new_values


def _in_order(parts: list[tuple[Batch, np.ndarray]]) -> tuple[Batch, np.ndarray]:
    """All events as one batch, each case's together, by end, start and row."""
    cases = np.concatenate([numbers for _, numbers in parts])
    whole = {
        field.name: np.concatenate([_spread(getattr(batch, field.name), len(batch)) for batch, _ in parts])
        for field in fields(Batch)
        if not field.name.startswith("case_")
    }
    start = np.where(whole["start"] == NO_TIME, whole["end"], whole["start"])
    order = np.lexsort((start, whole["end"], cases))
    sorted_arrays = {name: array[order] if len(array) else array for name, array in whole.items()}
    nothing = np.empty(0, dtype=np.uint8), np.empty(0, dtype=np.int64)
    return Batch(*nothing, **sorted_arrays), cases[order]


def _spread(array: np.ndarray, length: int) -> np.ndarray:
    return np.broadcast_to(array, length) if len(array) == 1 else array
