"""Events as small integers: what every engine counts.

Texts are replaced by codes in order of first appearance, batch by batch, so that a log of any size passes through in
constant memory. A *group* is (zone, object type), a *step* is (activity, role, party), a *worker* is (role, resource).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pyarrow as pa

from liandong.errors import InputError
from liandong.eventlog.log import EventLog
from liandong.profile.hashing import EMPTY, _jit, empty_slots, find, rehash
from liandong.profile.periods import FIRST_DAY, LAST_DAY, Unit
from liandong.profile.tables import END, START
from liandong.worktime import Calendar
from liandong.worktime.clock import EPOCH

#: Stands for a missing start time.
NO_TIME = np.int64(np.iinfo(np.int64).min)
BATCH = 1 << 20
#: An activity that is called like the mark of a case's start or end is told apart from it.
MARKS = {mark: f"{mark} (activity)" for mark in (START, END)}
_LOG = ("日志", "the log")
_YEAR = 31_556_952_000_000  # microseconds in a mean year
TEXTS = ("activity", "resource", "role", "party", "zone", "object_type")


@dataclass(frozen=True)
class Batch:
    """Some events, in file order; times are microseconds since 1970, UTC.

    Each array has one entry an event, or a single entry that holds for all of them.
    """

    #: The UTF-8 of all case ids, uint8; where these are interned (``caseids``) the numbers, uint64.
    case_data: np.ndarray
    case_offsets: np.ndarray  # int64, one more than events; empty where ids are interned
    group: np.ndarray
    step: np.ndarray
    worker: np.ndarray
    start: np.ndarray  # NO_TIME where the event has one stamp
    end: np.ndarray
    shift: np.ndarray  # local time minus UTC; one number where it is the same for all
    working_start: np.ndarray  # cumulative working time at start and end; empty without a calendar
    working_end: np.ndarray

    def __post_init__(self) -> None:
        # Arrays from Arrow are read-only and others are not: made alike, the kernels compile once.
        for array in vars(self).values():
            array.flags.writeable = False

    def __len__(self) -> int:
        return len(self.end)

    def taken(self, rows: np.ndarray | None = None) -> Batch:
        """These events in this order, or all, without their case ids."""
        nothing = np.empty(0, dtype=np.uint8), np.empty(0, dtype=np.int64)
        if rows is None:
            return Batch(*nothing, *self.arrays)
        return Batch(*nothing, *(array[rows] if len(array) > 1 else array for array in self.arrays))

    @property
    def arrays(self) -> tuple[np.ndarray, ...]:
        """What the walk reads, in its order."""
        times = (self.start, self.end, self.shift, self.working_start, self.working_end)
        return (self.group, self.step, self.worker, *times)


class Names:
    """Distinct values in order of first appearance: value -> code and back."""

    def __init__(self) -> None:
        self.codes: dict[tuple[str, ...], int] = {}

    def code(self, value: tuple[str, ...]) -> int:
        """The code of the value, a new one if it is new."""
        return self.codes.setdefault(value, len(self.codes))

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        return iter(self.codes)


@dataclass
class Coder:
    """Turns Arrow record batches with canonical columns into coded batches, and remembers the codes."""

    timezone: str
    calendar: Calendar | None = None
    #: The finest period to count by; no table is finer than its own.
    period: Unit = "week"
    groups: Names = field(default_factory=Names)
    steps: Names = field(default_factory=Names)
    workers: Names = field(default_factory=Names)

    @property
    def activities(self) -> list[str]:
        """The activity of each step so far."""
        return [step[0] for step in self.steps]

    def encode(self, batch: pa.RecordBatch) -> Batch:
        """The batch in codes."""
        texts = {name: _encoded(batch, name) for name in TEXTS}
        data, offsets = _ids(batch.column("case"))
        end, start = _micros(batch, "end"), _micros(batch, "start")
        _check_times(end, start)
        working_start = self._working(np.where(start == NO_TIME, end, start))
        return Batch(
            case_data=data,
            case_offsets=offsets,
            group=_combined(self.groups, texts["zone"], texts["object_type"]),
            step=_combined(self.steps, texts["activity"], texts["role"], texts["party"]),
            worker=_combined(self.workers, texts["role"], texts["resource"]),
            start=start,
            end=end,
            shift=shifts(end, self.timezone),
            working_start=working_start,
            working_end=self._working(end),
        )

    def _working(self, instants: np.ndarray) -> np.ndarray:
        return self.calendar.working_micros(instants) if self.calendar else np.empty(0, dtype=np.int64)


def batches(log: EventLog) -> Iterator[pa.RecordBatch]:
    """The events of a log as Arrow batches."""
    for part in log.events.select("case", "start", "end", *TEXTS).iter_slices(BATCH):
        yield from part.to_arrow(compat_level=pl.CompatLevel.oldest()).combine_chunks().to_batches()


def shifts(instants: np.ndarray, timezone: str) -> np.ndarray:
    """Local time minus UTC in microseconds at each instant; a single number where it never changes."""
    if not len(instants):
        return np.zeros(1, dtype=np.int64)
    starts, values = _offsets(instants, timezone)
    if len(values) == 1:
        return values
    return values[np.searchsorted(starts, instants, side="right") - 1]


def transitions(timezone: str, instants: np.ndarray) -> np.ndarray:
    """The instants from which each offset of the zone holds, over the years of these instants; the first is -2^63."""
    return _offsets(instants, timezone)[0]


def _offsets(instants: np.ndarray, timezone: str) -> tuple[np.ndarray, np.ndarray]:
    first, last = (int(instant) // _YEAR for instant in (instants.min(), instants.max()))
    return _transitions(timezone, first, last + 1)


@cache
def _transitions(timezone: str, first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
    """The instants from which each offset holds, found by halving between days whose offsets differ.

    From and to whole years (counted from 1970), so that all batches of a log ask the same.
    """
    zone = ZoneInfo(timezone)

    def shift(second: int) -> int:
        local = (EPOCH + timedelta(seconds=second)).astimezone(zone)
        return (local.utcoffset() or timedelta()) // timedelta(microseconds=1)

    day, end = first * _YEAR // 1_000_000 - 86_400, last * _YEAR // 1_000_000 + 86_400
    starts, values = [np.iinfo(np.int64).min], [shift(day)]
    while day < end:
        following = min(day + 86_400, end)
        if shift(following) != values[-1]:
            low, high = day, following
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if shift(middle) == values[-1] else (low, middle)
            starts.append(high * 1_000_000)
            values.append(shift(high))
        day = following
    return np.array(starts, dtype=np.int64), np.array(values, dtype=np.int64)


def _encoded(batch: pa.RecordBatch, name: str) -> tuple[np.ndarray, list[str]] | None:
    """Codes and texts of a column; None where the batch has no such column or only nulls. A null is ''."""
    if name not in batch.schema.names:
        return None
    column = batch.column(name)
    if column.null_count == len(column):
        return None
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    texts = [MARKS.get(text, text) or "" for text in column.dictionary.to_pylist()]
    indices = column.indices
    if indices.null_count:
        indices, texts = indices.fill_null(len(texts)), [*texts, ""]
    return indices.to_numpy(zero_copy_only=False).astype(np.int64, copy=False), texts


def _combined(names: Names, *columns: tuple[np.ndarray, list[str]] | None) -> np.ndarray:
    """The code of each row's tuple of texts, one for all where it is the same; a column that is missing counts as ''."""
    value = [column[1][0] if column else "" for column in columns]
    varying = [(i, *column) for i, column in enumerate(columns) if column and len(column[1]) > 1]
    if not varying:
        return np.full(1, names.code(tuple(value)), dtype=np.int32)
    keys = varying[0][1]
    for _, codes, texts in varying[1:]:
        keys = keys * len(texts) + codes
    found, local = (np.arange(len(varying[0][2])), keys) if len(varying) == 1 else distinct(keys)
    lookup = np.zeros(len(found), dtype=np.int32)
    for at, key in enumerate(found.tolist()):
        for i, _, texts in reversed(varying):
            value[i] = texts[key % len(texts)]
            key //= len(texts)  # noqa: PLW2901 - the digits of a mixed-radix number, last first
        lookup[at] = names.code(tuple(value))
    coded: np.ndarray = lookup[local]
    return coded


def distinct(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distinct keys in order of first appearance, and the place of each row's key among them."""
    slots, values = empty_slots(1 << 12), np.zeros(1 << 12, dtype=np.int64)
    local, found = np.empty(len(keys), dtype=np.int64), np.empty(len(keys), dtype=np.int64)
    row, count = 0, 0
    while True:
        row, count = _intern(keys, row, count, slots, values, local, found)
        if row == len(keys):
            return found[:count], local
        slots, values, old = empty_slots(2 * len(slots)), np.zeros(2 * len(slots), np.int64), (slots, values)
        rehash(*old, slots, values)


@_jit
def _intern(keys, row, count, slots, values, local, distinct):  # type: ignore[no-untyped-def]
    while row < len(keys) and 2 * count < len(slots):
        key = np.uint64(keys[row])
        at = find(slots, key)
        if slots[at] == EMPTY:
            slots[at] = key
            values[at] = count
            distinct[count] = keys[row]
            count += 1
        local[row] = values[at]
        row += 1
    return row, count


def _ids(column: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Case ids as a batch holds them."""
    if pa.types.is_uint64(column.type):
        return column.to_numpy(), np.empty(0, dtype=np.int64)
    return _text_buffers(column)


def _text_buffers(column: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """The UTF-8 bytes of a text column and where each text begins."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if not pa.types.is_large_string(column.type):
        column = column.cast(pa.large_string())
    _, offsets, data = column.buffers()
    places = np.frombuffer(offsets, dtype=np.int64)[column.offset : column.offset + len(column) + 1]
    return np.frombuffer(data or b"", dtype=np.uint8), places


def _micros(batch: pa.RecordBatch, name: str) -> np.ndarray:
    """A time column as int64 microseconds, NO_TIME where null; one NO_TIME where there is no such column."""
    if name not in batch.schema.names or batch.column(name).null_count == len(batch):
        return np.full(1, NO_TIME)
    column = batch.column(name)
    column = column.cast(pa.timestamp("us", column.type.tz), safe=False).cast(pa.int64())
    if column.null_count:
        column = column.fill_null(int(NO_TIME))
    micros: np.ndarray = column.to_numpy()
    return micros


def _check_times(*columns: np.ndarray) -> None:
    """Refuses what the readers reject and list, so only hand-made logs get here: impossible years, ends before starts."""
    if (columns[0] < columns[1]).any():
        raise InputError(path=_LOG, reason=("有事件的结束早于开始", "an event ends before it starts"))
    low, high = ((_day(day) - EPOCH) // timedelta(microseconds=1) for day in (FIRST_DAY, LAST_DAY))
    for column in columns:
        known = column[column != NO_TIME] if column.min(initial=0) == NO_TIME else column
        if len(known) and (known.min() < low or known.max() > high):
            reason = (
                f"有时间不在 {FIRST_DAY} 至 {LAST_DAY} 之内",
                f"a time lies outside {FIRST_DAY} to {LAST_DAY}",
            )
            raise InputError(path=_LOG, reason=reason)


def _day(day: object) -> datetime:
    return datetime.fromisoformat(str(day)).replace(tzinfo=UTC)
