"""A batch meets the state: which cases simply go on, which need repair, which are closed.

A case goes on when all its new events come after those it has, in the order (end, start, id of the batch, row). Then its
entry moves on and nothing old is read. Any other case is *late*: its events are gathered, put in order and held whole
in the new run, in place of all runs before.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from liandong.eventlog import EventLog
from liandong.eventlog.log import PROBLEMS
from liandong.eventlog.problems import findings
from liandong.profile.increment.coded import Cases
from liandong.profile.increment.records import (
    CLOSED,
    ENTRY,
    WHOLE,
    advance,
    begun,
    picked,
    ranges,
)
from liandong.profile.increment.repair import has_twins, whole_again
from liandong.profile.increment.runs import Run, find
from liandong.profile.raw import offsets_of


@dataclass(frozen=True)
class Part:
    """Some cases of a run to be: their entries after it, and the events it brings."""

    keys: np.ndarray
    entries: np.ndarray
    events: np.ndarray
    counts: np.ndarray


@dataclass(frozen=True)
class Taken:
    """What became of a batch."""

    batch: str
    events: int = 0
    cases: int = 0
    new_cases: int = 0
    #: Cases whose events came late, were corrected or retracted: they were taken out and added anew.
    repaired_cases: int = 0
    #: Whether a batch of this id was in before, so that nothing changed; and whether its events were others.
    is_repeat: bool = False
    is_other: bool = False
    #: One row a case and reason, as ``EventLog.problems``; ``value`` is the case.
    problems: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PROBLEMS))


@dataclass(frozen=True)
class Taking:
    """What a batch meets: the runs before, the place of its operation in the book, ranks of batches, hashes of steps."""

    runs: list[Run]
    number: int
    ranks: np.ndarray
    elements: np.ndarray
    has_ids: bool

    def of(self, log: EventLog, batch: str, cases: Cases) -> tuple[Run | None, Taken]:
        """The run that the batch makes, if any event is left, and what to tell."""
        entries = find(self.runs, cases.keys)
        is_closed = entries["flags"] & CLOSED > 0
        told = [about(log, "case_closed", cases.rows[is_closed], batch, rejected=True)]
        if is_closed.any():
            cases, entries = cases.chosen(~is_closed), picked(entries, ~is_closed)
        is_late = self._late(cases, entries)
        late, going_on = cases.chosen(is_late), cases.chosen(~is_late)
        parts = [self._gone_on(going_on, picked(entries, ~is_late))]
        if len(late.keys):
            again, reasons = whole_again(self.runs, late, self.ranks, self.number)
            parts.append(self.whole(again))
            told += [about(log, reason, late.rows[which], batch) for reason, which in reasons.items()]
        is_known = entries["length"] > 0
        taken = Taken(
            batch,
            events=len(cases.events),
            cases=len(cases.keys),
            new_cases=int((~is_known).sum()),
            repaired_cases=int((is_late & is_known).sum()),
            problems=pl.concat(told),
        )
        return joined(self.number + 1, parts), taken

    def _late(self, cases: Cases, entries: np.ndarray) -> np.ndarray:
        """Whether a case has an event before its last one, or one that is there already."""
        first = picked(cases.events, cases.offsets[:-1])
        start, rank = begun(first), self.ranks[first["batch"]]
        last_rank = self.ranks[entries["last_batch"]]
        is_before = (start < entries["last_start"]) | ((start == entries["last_start"]) & (rank < last_rank))
        is_before = (first["end"] < entries["last_end"]) | ((first["end"] == entries["last_end"]) & is_before)
        is_before &= entries["length"] > 0
        is_late: np.ndarray = is_before | has_twins(self.runs, cases) if self.has_ids else is_before
        return is_late

    def _gone_on(self, cases: Cases, entries: np.ndarray) -> Part:
        """The cases that go on, their entries moved."""
        is_new = entries["length"] == 0
        entries["group"][is_new] = cases.groups[is_new]
        entries["flags"] = 0
        advance(entries, cases.events, cases.offsets, self.elements)
        return Part(cases.keys, entries, cases.events, cases.counts)

    def whole(self, cases: Cases) -> Part:
        """The cases told from their first event on, in place of all that was known of them."""
        entries = np.zeros(len(cases.keys), dtype=ENTRY)
        entries["group"], entries["flags"] = cases.groups, WHOLE
        advance(entries, cases.events, cases.offsets, self.elements)
        return Part(cases.keys, entries, cases.events, cases.counts)


def joined(number: int, parts: list[Part]) -> Run | None:
    """The run of all parts, by key; none where there is no case."""
    parts = [part for part in parts if len(part.keys)]
    if not parts:
        return None
    if len(parts) == 1:
        return Run.of(number, parts[0].keys, parts[0].entries, parts[0].events, parts[0].counts)
    keys, entries, events, counts = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("keys", "entries", "events", "counts")
    )
    order = np.argsort(keys)
    places = ranges(offsets_of(counts)[:-1][order], counts[order])
    return Run.of(number, keys[order], picked(entries, order), picked(events, places), counts[order])


def about(
    log: EventLog, reason: str, rows: np.ndarray, batch: str, *, rejected: bool = False
) -> pl.DataFrame:
    """One finding a case, in the order of the log."""
    cases = log.events["case"].gather(np.sort(rows))
    nowhere = pl.Series([None] * len(cases), dtype=pl.Int64)
    return findings(batch, reason, rows=nowhere, column="case", values=cases, rejected=rejected)
