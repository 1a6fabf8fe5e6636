"""The ledger of a segment: all that is counted of its cases, entered under accounts in the order it is counted in.

An *entry* is something that happened to a case: a step after another, work at a step, its start or its end. An *account*
is what entries are added up under: a month, a thing, a week of that month, and whether the same worker went on. Nothing
in it depends on the question, so it is worked out once, when events are taken in. A question then reads entries in order,
asks of each whether its case is chosen, and adds: whatever is added to lies in the processor's nearest cache.

Accounts are listed for so many cases at a time, so one may be listed more than once; counts of the same are added where
tables are named. A segment written before there were ledgers gets one when it is first asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

import numpy as np

from liandong.profile.coding import shifts
from liandong.profile.hashing import empty_slots
from liandong.profile.periods import starts_of_days
from liandong.profile.raw import TooWideError
from liandong.profile.store import posting
from liandong.profile.store.posting import ACCOUNT, MOST_STEPS
from liandong.profile.tally import run_starts
from liandong.profile.walk import unpack

#: The arrays of a ledger are kept in the segment's file under names with this head.
HEAD = "ledger:"
#: Events listed at a time: all they are entered under fits the processor's cache and address tables.
_CHUNK = 1 << 22
#: Seconds of longer durations have more than 32 bits.
_MOST_SPAN = 1_000_000 << 32
#: An entry: of which case, how long in seconds and microseconds, its bucket; the day of its month, the hour of its
#: week, by whom. A column with one entry has it for all.
ENTRY = {
    "case": np.uint32,
    "seconds": np.uint32,
    "rest": np.uint32,
    "bucket": np.uint16,
    "day": np.uint8,
    "hour": np.uint8,
    "worker": np.uint32,
}


@dataclass(frozen=True)
class Ledger:
    """Accounts, where the entries of each begin, and entries; ``chunk`` tells which cases an account was listed with."""

    account: np.ndarray
    chunk: np.ndarray
    begin: np.ndarray
    #: The first case of each chunk, and the end of the last.
    cases: np.ndarray
    entries: Mapping[str, np.ndarray]

    def __post_init__(self) -> None:
        # Arrays in a file are read-only: made alike, the kernels compile once.
        for array in self.entries.values():
            array.flags.writeable = False

    @cached_property
    def runs(self) -> tuple[np.ndarray, ...]:
        """Of each account where its entries begin and stop, and the number of the shape and of the month it is part of."""
        heads = [self.account >> np.uint64(posting.SHIFTS[name]) for name in ("waits", "month")]
        begin = self.begin.astype(np.int64)
        return begin[:-1], begin[1:], *(_numbered(head, self.chunk) for head in heads)

    @cached_property
    def parts(self) -> dict[str, np.ndarray]:
        """The parts of each account: month, kind, source, target, waits, week, same."""
        return unpack(self.account, ACCOUNT)

    @property
    def arrays(self) -> dict[str, np.ndarray]:
        """What is kept of it in a file."""
        mine = {name: getattr(self, name) for name in ("account", "chunk", "begin", "cases")}
        return {HEAD + name: array for name, array in (mine | dict(self.entries)).items()}

    @classmethod
    def kept(cls, arrays: Mapping[str, np.ndarray]) -> Ledger | None:
        """The ledger in a segment's file, if it has one."""
        if HEAD + "account" not in arrays:
            return None
        entries = {name: arrays[HEAD + name] for name in ENTRY}
        account, chunk, begin, cases = (
            arrays[HEAD + name] for name in ("account", "chunk", "begin", "cases")
        )
        return cls(account, chunk, begin, cases, entries)

    @classmethod
    def of(cls, arrays: Mapping[str, np.ndarray], unit: int, timezone: str) -> Ledger:
        """The ledger of the cases in these arrays. Raises TooWideError."""
        if int(arrays["step"].max(initial=0)) >= MOST_STEPS or arrays["lead"].max(initial=0) >= _MOST_SPAN:
            raise TooWideError
        size = len(arrays["step"]) + 3 * len(arrays["group"]) + int(np.count_nonzero(arrays["span"]))
        is_single = {"rest": unit % 1_000_000 == 0, "worker": len(arrays["worker"]) == 1}
        entries = {name: np.zeros(1 if is_single.get(name) else size, kind) for name, kind in ENTRY.items()}
        entries["worker"][0] = arrays["worker"][0] if is_single["worker"] and len(arrays["worker"]) else 0
        cuts = np.array([0, *(stop for _, stop in _chunks(arrays))], dtype=np.uint32)
        accounts, sizes, at = [], [], 0
        for first, stop in _chunks(arrays):
            listed = _listed(arrays, slice(first, stop), unit, timezone)
            keys, counts = _accounts(listed[0])
            _post(listed, keys, counts, at, entries)
            accounts.append(keys)
            sizes.append(counts)
            at += len(listed[0])
        account, counts = (
            np.concatenate([part[:0], *parts]) for part, parts in ((_KEYS, accounts), (_SIZES, sizes))
        )
        chunk = np.repeat(np.arange(len(accounts), dtype=np.uint32), [len(each) for each in accounts])
        return cls(account, chunk, np.concatenate([_SIZES[:1], np.cumsum(counts)]), cuts, entries)


def arrays_of(arrays: Mapping[str, np.ndarray], unit: int, timezone: str) -> dict[str, np.ndarray]:
    """What to keep of the ledger of these cases; nothing where there is no room for one."""
    try:
        return Ledger.of(arrays, unit, timezone).arrays
    except TooWideError:
        return {}


_KEYS, _SIZES = np.zeros(1, dtype=np.uint64), np.zeros(1, dtype=np.int64)


@cache
def calendar() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each day from FIRST_DAY its month and week as they stand in an account; the first day of each month; of each
    week of each month."""
    starts = {unit: starts_of_days(unit) for unit in ("week", "month")}
    (weeks, week), (months, month) = (np.unique(each, return_inverse=True) for each in starts.values())
    first_week = week[months]
    place = week - first_week[month]
    days = month.astype(np.uint64) << np.uint64(posting.SHIFTS["month"]) | place.astype(
        np.uint64
    ) << np.uint64(posting.SHIFTS["week"])
    week_starts = weeks[np.minimum(first_week[:, None] + np.arange(8), len(weeks) - 1)]
    return days, months, week_starts


def _chunks(arrays: Mapping[str, np.ndarray]) -> Iterator[tuple[int, int]]:
    """The cases from which on and up to which: of one group, and of about so many events."""
    offsets = arrays["offset"].astype(np.int64)
    edges = [*run_starts(arrays["group"]).tolist(), len(arrays["group"])]
    for first, last in pairwise(edges):
        marks = np.arange(offsets[first] + _CHUNK, offsets[last] - _CHUNK // 2, _CHUNK)
        cuts = [first, *np.unique(np.searchsorted(offsets[first:last], marks) + first).tolist(), last]
        yield from ((start, stop) for start, stop in pairwise(cuts) if start < stop)


def _listed(
    arrays: Mapping[str, np.ndarray], cases: slice, unit: int, timezone: str
) -> tuple[np.ndarray, ...]:
    """The entries of the cases, as they come: account, case, microseconds, hour, worker."""
    offsets = arrays["offset"][cases.start : cases.stop + 1].astype(np.int64)
    starts, leads = np.array(arrays["start"][cases]), np.array(arrays["lead"][cases])
    rows = slice(int(offsets[0]), int(offsets[-1]))
    columns = {"step": np.int64, "passed": np.int64, "span": np.int64, "worker": np.int64}
    events = tuple(_part(arrays[name], rows).astype(kind) for name, kind in columns.items())
    shift = shifts(starts, timezone), shifts(starts + leads, timezone)
    each = shifts(np.array([starts.min(), (starts + leads).max()]), timezone)
    if len(each) > 1:
        each = shifts(np.repeat(starts, np.diff(offsets)) + events[1] * unit, timezone)
    spans = events[2]
    size = len(events[0]) + 3 * len(starts) + int(np.count_nonzero(spans))
    listed = tuple(np.empty(size, kind) for kind in (np.uint64, np.uint32, np.int64, np.uint32, np.uint32))
    posting.list_entries(
        offsets, (starts, leads), (*shift, each), events, unit, calendar()[0], listed, cases.start
    )
    return listed


def _numbered(*columns: np.ndarray) -> np.ndarray:
    """Which run of rows with equal columns each row belongs to."""
    is_new = np.zeros(len(columns[0]), dtype=bool)
    for column in columns:
        is_new[1:] |= column[1:] != column[:-1]
    return np.cumsum(is_new)


def _part(array: np.ndarray, rows: slice) -> np.ndarray:
    return array if len(array) == 1 else array[rows]


def _accounts(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The distinct accounts in order, and how many entries each has."""
    ordered = np.sort(keys)
    begins = run_starts(ordered)
    return ordered[begins], np.diff(begins, append=len(ordered))


def _post(
    listed: tuple[np.ndarray, ...],
    keys: np.ndarray,
    counts: np.ndarray,
    at: int,
    entries: dict[str, np.ndarray],
) -> None:
    """Enters what was listed under its accounts, which begin at ``at``."""
    slots = empty_slots(4 * len(keys))
    cursors = np.zeros(len(slots), dtype=np.int64)
    posting.open_accounts(keys, np.cumsum(counts) - counts + at, slots, cursors)
    months = calendar()[1]
    posting.post(listed, slots, cursors, months, tuple(entries.values()))
