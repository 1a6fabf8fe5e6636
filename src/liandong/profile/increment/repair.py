"""Late, corrected and retracted events: a case put together again from all its events."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np

from liandong.profile.increment.coded import Cases
from liandong.profile.increment.records import begun, picked
from liandong.profile.increment.runs import Run, gather
from liandong.profile.raw import offsets_of

_VALUES = ("end", "start", "step", "worker")


def has_twins(runs: list[Run], cases: Cases) -> np.ndarray:
    """Whether an event of the case carries the id of another one, new or known."""
    known, counts = gather(runs, cases.keys)
    owners = np.concatenate([np.repeat(np.arange(len(counts)), counts), cases.owners])
    ids = np.concatenate([known["id"], cases.events["id"]])
    order = np.lexsort((ids, owners))
    owners, ids = owners[order], ids[order]
    is_twin = (ids[1:] == ids[:-1]) & (owners[1:] == owners[:-1]) & (ids[1:] != 0)
    found = np.zeros(len(cases.keys), dtype=bool)
    found[owners[1:][is_twin]] = True
    return found


def whole_again(
    runs: list[Run], cases: Cases, ranks: np.ndarray, number: int
) -> tuple[Cases, dict[str, np.ndarray]]:
    """The cases with all their events in order, and which of them each reason is to be told of.

    Of events with one id the one of the last batch stays, whichever came first.
    """
    known, counts = gather(runs, cases.keys)
    owners = np.concatenate([np.repeat(np.arange(len(counts)), counts), cases.owners])
    events = np.concatenate([known, cases.events])
    order = np.lexsort((ranks[events["batch"]], begun(events), events["end"], owners))
    owners, events = owners[order], picked(events, order)
    stays = _last_of_twins(owners, events, ranks)
    is_gone, is_new = stays != np.arange(len(events)), events["batch"] == number
    is_same = np.all([events[name] == events[name][stays] for name in _VALUES], axis=0)
    is_instead = np.isin(np.arange(len(events)), stays[is_gone])
    is_late = is_new & ~is_gone & ~is_instead & _is_followed(owners, ~is_new & ~is_gone)
    reasons = {
        "event_corrected": is_gone & ~is_same & ~is_new,
        "event_late": is_late,
        "event_repeated": is_gone & is_same,
        "event_superseded": is_gone & ~is_same & is_new,
    }
    told = {reason: np.unique(owners[which]) for reason, which in reasons.items() if which.any()}
    left = np.bincount(owners[~is_gone], minlength=len(cases.keys))
    return replace(cases, events=picked(events, ~is_gone), offsets=offsets_of(left)), told


def without(runs: list[Run], cases: Cases, *, by_id: bool) -> tuple[Cases, np.ndarray]:
    """The cases without these events, and which of the cases lack an event that was to go.

    An event is told by its id or, without ids, by all its values; of equal ones the last goes first.
    """
    names = ("id",) if by_id else _VALUES
    known, counts = gather(runs, cases.keys)
    owners = np.repeat(np.arange(len(counts)), counts)
    wanted = Counter(_told(cases.owners, cases.events, names))
    keep = np.ones(len(known), dtype=bool)
    for at, value in reversed(list(enumerate(_told(owners, known, names)))):
        if wanted[value]:
            wanted[value] -= 1
            keep[at] = False
    left = np.bincount(owners[keep], minlength=len(cases.keys))
    missing = np.array(sorted({value[0] for value, count in wanted.items() if count}), dtype=np.int64)
    return replace(cases, events=picked(known, keep), offsets=offsets_of(left)), missing


def _told(owners: np.ndarray, events: np.ndarray, names: tuple[str, ...]) -> list[tuple[int, ...]]:
    return list(zip(owners.tolist(), *(events[name].tolist() for name in names), strict=True))


def _last_of_twins(owners: np.ndarray, events: np.ndarray, ranks: np.ndarray) -> np.ndarray:
    """For each event the place of the one that stands for it: itself, or the last of those with its id."""
    places = np.arange(len(events))
    order = np.lexsort((places, ranks[events["batch"]], events["id"], owners))
    owner, own = owners[order], events["id"][order]
    is_last = np.ones(len(order), dtype=bool)
    is_last[:-1] = (owner[1:] != owner[:-1]) | (own[1:] != own[:-1]) | (own[1:] == 0)
    ends = np.flatnonzero(is_last)
    stands = np.empty_like(places)
    stands[order] = order[np.repeat(ends, np.diff(ends, prepend=-1))]
    return stands


def _is_followed(owners: np.ndarray, which: np.ndarray) -> np.ndarray:
    """Whether one of ``which`` comes later in the same case."""
    places = np.arange(len(owners))
    last = np.full(int(owners.max(initial=0)) + 1, -1)
    np.maximum.at(last, owners[which], places[which])
    is_followed: np.ndarray = places < last[owners]
    return is_followed
