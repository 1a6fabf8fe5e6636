"""The numba engine: one pass over the events, whatever the order of cases, and no sort.

It needs the events of *each case* in order (end, start, row), which holds for logs written as things happen and for
logs grouped by case. Where it does not hold, the pass stops and the events are sorted once and walked again.
Each case keeps one line of state, its segment; every event adds to a handful of hash tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields

import numpy as np
import polars as pl

from liandong.profile import walk as w
from liandong.profile.coding import NO_TIME, Batch
from liandong.profile.hashing import EMPTY, element_hashes, empty_slots, rehash
from liandong.profile.raw import SUMS, WORKING_SUMS, RawCounts

#: Events walked between two looks at how full the tables are.
STRIDE = 1 << 16


class TooWideError(Exception):
    """The log has more groups, pairs or workers than the packed keys can tell apart: the other engine must count."""


def count(read: Callable[[], Iterable[Batch]], activities: Callable[[], list[str]], *, working: bool) -> RawCounts:
    """The raw counts of the batches.

    ``read`` gives the batches, once more if they have to be sorted; ``activities`` the activity of each step so far.
    """
    counter = _Counter(activities, working=working)
    if not all(counter.add(batch, counter.intern(batch)) for batch in read()):
        counter = _Counter(activities, working=working)
        counter.add(*_in_order([(batch, counter.intern(batch)) for batch in read()]))
    return counter.result()


class _Counter:
    """The state of one pass: open cases, tables, and the codes of events seen (to tell sequences at the end)."""

    def __init__(self, activities: Callable[[], list[str]], *, working: bool) -> None:
        self.activities, self.working = activities, working
        self.elements = np.empty(0, dtype=np.uint64)
        self.case_slots, self.case_ids = empty_slots(1 << 16), np.zeros(1 << 16, dtype=np.int64)
        self.states = np.zeros((1 << 15, w.STATE_WIDTH), dtype=np.int64)
        self.cases = 0
        widths = w.WIDTHS_WORKING if working else w.WIDTHS
        self.slots = [empty_slots(4 * STRIDE) for _ in widths]
        self.cells = [np.zeros((len(self.slots[0]), width), dtype=np.int64) for width in widths]
        self.filled = np.zeros(len(widths), dtype=np.int64)
        self.shapes = [Tally() for _ in range(4)]
        self.seen: list[tuple[np.ndarray, np.ndarray]] = []

    def intern(self, batch: Batch) -> np.ndarray:
        """The number of each event's case, in order of first appearance."""
        numbers = np.empty(len(batch), dtype=np.int32)
        row = 0
        while row < len(batch):
            row, self.cases = w.intern_cases(
                batch.case_data, batch.case_offsets, batch.group, row, self.cases, self.case_slots, self.case_ids, numbers
            )
            if row < len(batch):
                self.case_slots, self.case_ids = _doubled(self.case_slots, self.case_ids)
        if self.cases > len(self.states):
            room = np.zeros((2 * self.cases, w.STATE_WIDTH), dtype=np.int64)
            room[: len(self.states)] = self.states
            self.states = room
        return numbers

    def add(self, batch: Batch, cases: np.ndarray) -> bool:
        """Counts the batch; False when an event lies before one of its case counted already."""
        self._learn_steps()
        self._check_width(batch)
        shapes = tuple(np.full(len(batch), EMPTY) for _ in self.shapes)
        row = 0
        while row < len(batch):
            stop = min(len(batch), row + self._make_room())
            tables = (tuple(self.slots), tuple(self.cells), self.filled)
            row = w.walk(batch.arrays, cases, row, stop, self.states, self.elements, *tables, shapes, self.working)
            if row < 0:
                return False
        for tally, keys in zip(self.shapes, shapes, strict=True):
            tally.add(keys)
        self.seen.append((cases, batch.step if len(batch.step) == len(batch) else np.broadcast_to(batch.step, len(batch))))
        return True

    def _learn_steps(self) -> None:
        names = self.activities()
        if len(names) > len(self.elements):
            self.elements = np.concatenate([self.elements, element_hashes(names[len(self.elements) :])])

    def _check_width(self, batch: Batch) -> None:
        widest = (batch.group.max(), w.MOST_GROUPS), (len(self.elements), w.MOST_STEPS), (batch.worker.max(), w.MOST_WORKERS)
        if self.filled[w.PAIRS] >= w.MOST_PAIRS - len(batch) or any(code >= most for code, most in widest):
            raise TooWideError

    def _make_room(self) -> int:
        """Grows tables that are nearly half full; the number of events that surely fit."""
        for k, slots in enumerate(self.slots):
            if len(slots) // 2 - self.filled[k] < STRIDE:
                self.slots[k], self.cells[k] = _doubled(slots, self.cells[k])
        return min(len(slots) // 2 - int(filled) for slots, filled in zip(self.slots, self.filled, strict=True))

    def result(self) -> RawCounts:
        """The counts as frames."""
        pairs = self._pairs()
        edges = self._frame(w.EDGES, w.EDGE_KEY).join(pairs, on="pair").drop("pair")
        edge_shape = self._shape(w.EDGE_SHAPE, w.SHAPE_KEY).join(pairs, on="pair").drop("pair", "same")
        cases = self._case_frame()
        return RawCounts(
            edges=edges,
            edge_shape=edge_shape,
            work=self._frame(w.WORK, w.WORK_KEY),
            work_shape=self._shape(w.WORK_SHAPE, w.WORK_SHAPE_KEY),
            presence=self._frame(w.PRESENCE, w.PRESENCE_KEY),
            daily=self._frame(w.DAILY, w.DAILY_KEY),
            cases=cases,
            sequences=self._sequences(cases),
        )

    def _pairs(self) -> pl.DataFrame:
        used = self.slots[w.PAIRS] != EMPTY
        frame = pl.DataFrame(w.unpack(self.slots[w.PAIRS][used], w.PAIR_KEY))
        return frame.with_columns(pair=pl.Series(self.cells[w.PAIRS][used, 0]))

    def _frame(self, table: int, key: w.Key) -> pl.DataFrame:
        used = self.slots[table] != EMPTY
        columns = w.unpack(self.slots[table][used], key)
        names = ["n"] if self.cells[table].shape[1] == 1 else ["n", *SUMS, *WORKING_SUMS]
        cells = self.cells[table][used]
        return pl.DataFrame(columns | {name: cells[:, k] for k, name in enumerate(names[: cells.shape[1]])})

    def _shape(self, table: int, key: w.Key) -> pl.DataFrame:
        tallies = [tally.result() for tally in self.shapes[table : table + 2]]
        keys, counts = (np.concatenate(part) for part in zip(*tallies, strict=True))
        return pl.DataFrame(w.unpack(keys, key) | {"n": counts})

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


class Tally:
    """Counts of 64-bit keys, kept as sorted runs: sorting a batch is cheaper than missing the cache per event."""

    def __init__(self) -> None:
        self.keys, self.counts = np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.int64)
        self.waiting: list[tuple[np.ndarray, np.ndarray]] = []
        self.size = 0

    def add(self, keys: np.ndarray) -> None:
        """Adds one count for each key but EMPTY."""
        keys = np.sort(keys)
        keys = keys[: np.searchsorted(keys, EMPTY)]
        if len(keys):
            begins = np.concatenate([[0], np.flatnonzero(keys[1:] != keys[:-1]) + 1])
            self.waiting.append((keys[begins], np.diff(begins, append=len(keys))))
            self.size += len(begins)
        if self.size > max(len(self.keys), 1 << 22):
            self._merge()

    def _merge(self) -> None:
        parts = [(self.keys, self.counts), *self.waiting]
        keys, counts = (np.concatenate(part) for part in zip(*parts, strict=True))
        order = np.argsort(keys)
        keys = keys[order]
        begins = np.concatenate([[0], np.flatnonzero(keys[1:] != keys[:-1]) + 1]) if len(keys) else np.empty(0, np.int64)
        self.keys, self.counts = keys[begins], np.add.reduceat(counts[order], begins) if len(keys) else counts
        self.waiting, self.size = [], 0

    def result(self) -> tuple[np.ndarray, np.ndarray]:
        """The distinct keys in order, and their counts."""
        self._merge()
        return self.keys, self.counts


def _lists(values: np.ndarray, offsets: np.ndarray) -> pl.Series:
    import pyarrow as pa

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
