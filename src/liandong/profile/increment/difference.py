"""What a profile lacks of the state: counts to add and, as negative ones, counts to take out.

A case that went on keeps its edges: from its entry of then the walk counts on, the joining edge first. Only what is told
of whole cases (outcome, lead time, variant, ▶ and ■) is taken out as it was and added as it is; a repaired case is taken
out and added with all its edges.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
import polars.selectors as cs

from liandong.profile import radix
from liandong.profile.assemble import assemble
from liandong.profile.coding import BATCH, NO_TIME, Batch, Coder, shifts
from liandong.profile.increment.records import WHOLE, begun, picked, words
from liandong.profile.increment.runs import Run, find, gather, located
from liandong.profile.onepass import Counter
from liandong.profile.raw import SUMS, WORKING_SUMS, CaseCounts, RawCounts, lists, offsets_of
from liandong.profile.tally import run_starts
from liandong.profile.value import Profile, Settings
from liandong.profile.walk import (
    FIRST_START,
    FIRST_STEP,
    GROUP,
    HASH,
    LAST_END,
    LAST_START,
    LAST_STEP,
    LAST_WORKER,
    LENGTH,
    STATE_WIDTH,
    WORK_FIRST,
    WORK_LAST,
)
from liandong.profile.wholes import counted

_STATE = {
    "last_end": LAST_END,
    "last_start": LAST_START,
    "first_start": FIRST_START,
    "first_step": FIRST_STEP,
    "last_step": LAST_STEP,
    "last_worker": LAST_WORKER,
    "hash": HASH,
    "length": LENGTH,
    "group": GROUP,
}


#: All that is counted, in whatever frame.
_NEGATIVE = cs.by_name("n", "counts", *SUMS, *WORKING_SUMS, require_all=False) * -1


@dataclass(frozen=True)
class Cases:
    """Cases with where they stand, and events that go on from there; ``counts`` are events a case."""

    entries: np.ndarray
    events: np.ndarray
    counts: np.ndarray


def difference(before: list[Run], since: list[Run], coder: Coder, settings: Settings) -> Profile:
    """What changes a profile that holds the runs ``before`` and not those ``since``; its counts may be negative."""
    keys, then, now, is_again = _touched(before, since)
    if not len(keys):
        return Profile(settings)
    plus = _raw(Cases(_afresh(then, is_again, now), *gather(since, keys)), coder)
    events, counts = gather(before, keys[is_again])
    of_all = np.zeros(len(keys), dtype=np.int64)
    of_all[is_again] = counts
    minus = _raw(Cases(_afresh(then, is_again, then), events, of_all), coder)
    sequences = _sequences(before + since, keys, now)
    raw = _less(plus.result(sequences), minus.result(sequences.clear()), coder)
    return Profile(settings, *assemble(raw, coder)).mark(settings.statutory)


def _touched(before: list[Run], since: list[Run]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The keys of the cases that ``since`` changed, their entries then and now, and whether they are walked again."""
    keys = radix.sort(np.concatenate([np.empty(0, dtype=np.uint64), *(run.keys for run in since)]))
    keys = keys[run_starts(keys)]
    then, now = find(before, keys), find(since, keys)
    is_again = _held_whole(since, keys) & (then["length"] > 0)
    is_changed = is_again | (then["length"] != now["length"])
    return keys[is_changed], picked(then, is_changed), picked(now, is_changed), is_again[is_changed]


def _afresh(entries: np.ndarray, is_again: np.ndarray, now: np.ndarray) -> np.ndarray:
    """The entries, those of cases that are walked again as of cases without events."""
    begin = entries.copy()
    words(begin)[is_again] = 0
    begin["group"] = now["group"]
    return begin


def _held_whole(runs: list[Run], keys: np.ndarray) -> np.ndarray:
    """Whether one of the runs holds the case whole."""
    found = np.zeros(len(keys), dtype=bool)
    for run in runs:
        at, is_here = located(run, keys)
        found |= is_here & (run.entries["flags"][at] & WHOLE > 0)
    return found


def _raw(cases: Cases, coder: Coder) -> Counter:
    """The events walked, each case going on from where it stands."""
    counter = Counter(coder)
    counter.resume(_states(cases.entries, coder))
    numbers = np.repeat(np.arange(len(cases.entries), dtype=np.int32), cases.counts)
    groups = cases.entries["group"][numbers]
    for begin in range(0, len(numbers), BATCH):
        part = slice(begin, begin + BATCH)
        is_in_order = counter.add(_batch(cases.events[part], groups[part], coder), numbers[part])
        assert is_in_order, "the events of a case in the state are in order"
    return counter


def _states(entries: np.ndarray, coder: Coder) -> np.ndarray:
    """The entries as the lines of state that the walk goes on from."""
    states = np.zeros((len(entries), STATE_WIDTH), dtype=np.int64)
    for name, column in _STATE.items():
        states[:, column] = entries[name].view(np.int64) if name == "hash" else entries[name]
    if coder.calendar is not None:
        is_there = entries["length"] > 0
        for column, name in ((WORK_FIRST, "first_start"), (WORK_LAST, "last_end")):
            states[is_there, column] = coder.calendar.working_micros(
                np.ascontiguousarray(entries[name][is_there])
            )
    return states


def _batch(events: np.ndarray, groups: np.ndarray, coder: Coder) -> Batch:
    """The events as engines take them."""
    columns = {name: np.ascontiguousarray(events[name]) for name in ("end", "start", "step", "worker")}
    if (columns["start"] == NO_TIME).all():
        columns["start"] = np.full(1, NO_TIME)
    nothing = np.empty(0, dtype=np.int64)
    calendar = coder.calendar
    return Batch(
        case_data=np.empty(0, dtype=np.uint8),
        case_offsets=nothing,
        group=np.ascontiguousarray(groups),
        shift=shifts(columns["end"], coder.timezone),
        working_start=calendar.working_micros(begun(events)) if calendar else nothing,
        working_end=calendar.working_micros(columns["end"]) if calendar else nothing.copy(),
        **columns,
    )


def _sequences(runs: list[Run], keys: np.ndarray, entries: np.ndarray) -> pl.DataFrame:
    """The steps of each variant that the cases have, in the order of variants, read from one case of each."""
    is_there = entries["length"] > 0
    keys, variants = keys[is_there], entries["hash"][is_there]
    order = radix.argsort(variants)
    chosen = order[run_starts(variants[order])]
    steps, counts = gather(runs, keys[chosen], "step")
    return pl.DataFrame({"variant": variants[chosen], "steps": lists(steps, offsets_of(counts))})


def _less(plus: RawCounts, minus: RawCounts, coder: Coder) -> RawCounts:
    """The counts of the one, and of the other as negative ones."""
    cases = _joined(*(vars(counted(raw.cases, coder)) for raw in (plus, minus)))
    names = ("edges", "edge_shape", "work", "work_shape", "presence", "daily")
    events = _joined(*({name: getattr(raw, name) for name in names} for raw in (plus, minus)))
    return RawCounts(
        cases=plus.cases, sequences=plus.sequences, case_counts=CaseCounts(**cases), span=None, **events
    )


def _joined(plus: dict[str, pl.DataFrame], minus: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The rows of both, those of ``minus`` counted negative."""
    return {name: pl.concat([frame, minus[name].with_columns(_NEGATIVE)]) for name, frame in plus.items()}
