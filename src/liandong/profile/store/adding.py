"""Adding up the entries of chosen cases: what of a ledger a question needs, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from liandong.profile.buckets import COUNT
from liandong.profile.raw import TooWideError
from liandong.profile.store import kernel
from liandong.profile.store.ledger import ENTRY, Ledger
from liandong.profile.store.posting import BEGIN, CLOSE, EDGE, FIRST, OUTCOME, WORK

#: For each kind of count: the tables that are made of it, by kind of entry.
SUMS = {
    EDGE: {"follows", "handover"},
    WORK: {"work"},
    OUTCOME: {"case"},
    BEGIN: {"follows"},
    CLOSE: {"follows"},
}
SHAPES = {EDGE: {"follows_shape"}, WORK: {"work_shape"}, OUTCOME: {"case_shape"}}
DAYS = {EDGE: {"daily"}, FIRST: {"daily"}, OUTCOME: {"daily"}, CLOSE: {"daily"}}
HOURS = {EDGE: {"presence"}, FIRST: {"presence"}, OUTCOME: {"arrival"}}
#: Pages have no more cells together.
_MOST_CELLS = 1 << 25
#: Cells listed at a time.
_ROOM = 1 << 20


@dataclass(frozen=True)
class Listed:
    """Cells that hold something: the account they were last counted under, of which thing, which cell, how much."""

    account: np.ndarray
    thing: np.ndarray
    at: np.ndarray
    n: np.ndarray


@dataclass(frozen=True)
class Added:
    """The accounts that were counted, what their durations come to (``raw.SUMS``), and cells of buckets, days, hours."""

    accounts: np.ndarray
    sums: np.ndarray
    buckets: Listed
    days: Listed
    hours: Listed


@dataclass(frozen=True)
class Adding:
    """What is wanted: tables (none: all) of a log with so many steps and workers."""

    tables: frozenset[str]
    steps: int
    workers: int

    def __post_init__(self) -> None:
        if max(self.steps * kernel.DAYS, self.workers * kernel.HOURS) > _MOST_CELLS:
            raise TooWideError

    def of(self, ledger: Ledger, mask: np.ndarray) -> Added:
        """The entries of the cases in the mask, added up."""
        plan = self._plan(ledger)
        met = np.logical_or.reduceat(mask, ledger.cases[:-1].astype(np.int64))
        is_wanted = plan[0] | plan[1] | (plan[2] != kernel.NONE) | (plan[3] != kernel.NONE)
        chosen = np.flatnonzero(is_wanted & met[ledger.chunk])
        accounts = tuple(each[chosen] for each in ledger.runs)
        sums = np.zeros((len(chosen), 5), dtype=np.int64)
        parts = self._counted(accounts, tuple(each[chosen] for each in plan), mask, ledger, sums)
        return Added(chosen, sums, *(_joined(each, chosen) for each in parts))

    def _plan(self, ledger: Ledger) -> tuple[np.ndarray, ...]:
        """What to count of each account; see ``kernel.count``."""
        kind, source, target = (ledger.parts[name] for name in ("kind", "source", "target"))
        adds, shaped, daily, hourly = (self._wanted(each)[kind] for each in (SUMS, SHAPES, DAYS, HOURS))
        things = np.choose(kind, [target, 0, self.steps, 0, self.steps + 1, source])
        by_whom = kernel.EACH if len(ledger.entries["worker"]) > 1 else int(ledger.entries["worker"][0])
        whom = np.where(kind == OUTCOME, self.workers, by_whom)
        days, hours = (
            np.where(is_wanted, each, kernel.NONE).astype(np.int32)
            for is_wanted, each in ((daily, things), (hourly, whom))
        )
        return adds, shaped, days, hours

    def _wanted(self, made: dict[int, set[str]]) -> np.ndarray:
        """Whether entries of each kind count for a table that is wanted."""
        kinds = (made.get(kind, set()) for kind in range(FIRST + 1))
        return np.array([bool(each) and (not self.tables or bool(each & self.tables)) for each in kinds])

    def _counted(
        self,
        accounts: tuple[np.ndarray, ...],
        plan: tuple[np.ndarray, ...],
        mask: np.ndarray,
        ledger: Ledger,
        sums: np.ndarray,
    ) -> list[list[Listed]]:
        buckets = np.zeros((1, COUNT), dtype=np.uint32), np.zeros(1, dtype=np.uint64)
        days, hours = _pages(self.steps + 2, kernel.DAYS), _pages(self.workers + 1, kernel.HOURS)
        lists = [_list(cells.size) for cells in (buckets[0], days[0], hours[0])]
        entries = tuple(ledger.entries[name] for name in ENTRY)
        picks = np.empty(kernel.PICKED + 1, dtype=np.int64), np.empty(kernel.PICKED, dtype=np.uint8)
        parts: list[list[Listed]] = [[], [], []]
        account = 0
        while account < len(sums):
            work = sums, (buckets, days, hours), tuple(lists), picks
            account = kernel.count(account, accounts, plan, mask, entries, *work)
            for part, (size, *columns) in zip(parts, lists, strict=True):
                part.append(Listed(*(column[: size[0]].copy() for column in columns)))
                size[0] = 0
        return parts


def _pages(things: int, width: int) -> tuple[np.ndarray, ...]:
    """A page of cells for each thing; those in use, whether each is, and how many are."""
    cells = np.zeros((things, width), dtype=np.uint32)
    return (
        cells,
        np.zeros(things, dtype=np.int32),
        np.zeros(things, dtype=np.bool_),
        np.zeros(1, dtype=np.int64),
    )


def _list(cells: int) -> tuple[np.ndarray, ...]:
    """Room for a list, of so many cells at least: how many it has, and its columns."""
    room = cells + _ROOM
    return np.zeros(1, dtype=np.int64), *(
        np.empty(room, kind) for kind in (np.int64, np.int32, np.int16, np.int64)
    )


def _joined(parts: Iterable[Listed], chosen: np.ndarray) -> Listed:
    """The lists as one, under the numbers that their accounts have in the ledger."""
    none = Listed(*(np.empty(0, kind) for kind in (np.int64, np.int32, np.int16, np.int64)))
    columns = zip(*(vars(part).values() for part in (none, *parts)), strict=True)
    account, *rest = map(np.concatenate, columns)
    return Listed(chosen[account], *rest)
