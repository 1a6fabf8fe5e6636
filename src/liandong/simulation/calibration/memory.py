"""How often a case has made a choice before, where it matters: the fifth call is followed by other things than the first.

Counted from the sequences of cases; a profile whose rare sequences were left out for privacy gives every visit the same
shares.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from liandong.procedure.graph import variants_of
from liandong.profile.tables import END, START
from liandong.simulation.calibration.counts import Counts
from liandong.simulation.calibration.routing import Shares
from liandong.simulation.calibration.skeleton import CHOICE, Skeleton

#: Visits that are told apart; the last stands for all that follow.
VISITS = 6
#: So many cases go as all visits together do: what a few cases did says little.
_PRIOR = 4.0

Later = dict[tuple[str, str], tuple[float, ...]]


@dataclass(frozen=True)
class Sequences:
    """The steps of all cases one after the other: activity, the next one, and which sequence it belongs to."""

    names: tuple[str, ...]
    now: np.ndarray
    then: np.ndarray
    sequence: np.ndarray
    n: np.ndarray

    @classmethod
    def of(cls, counts: Counts) -> Sequences | None:
        """The sequences of a profile as if only its activities had been recorded; None where some are left out."""
        variants = variants_of(counts.profile)
        if sum(n for _, n in variants) < counts.cases:
            return None
        names = (START, END, *sorted(counts.activities))
        code = {name: number for number, name in enumerate(names)}
        rows = [[0, *(code[name] for name in each if name in code), 1] for each, _ in variants]
        length = np.array([len(row) - 1 for row in rows])
        return cls(
            names,
            now=np.concatenate([row[:-1] for row in rows]),
            then=np.concatenate([row[1:] for row in rows]),
            sequence=np.repeat(np.arange(len(rows)), length),
            n=np.repeat(np.array([n for _, n in variants]), length),
        )

    @cached_property
    def code(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.names)}


def later_of(skeleton: Skeleton, shares: Shares, sequences: Sequences) -> Later:
    """The shares at each visit from the first on, of all ways out of choices that cases make again and again."""
    found: Later = {}
    for key, step in skeleton.steps.items():
        targets = skeleton.leaving[key]
        ways = [(key, target) for target in targets]
        last = skeleton.last(key)
        if (
            step.kind != CHOICE
            or len(targets) < 2
            or skeleton.beside[key]
            or not all(way in shares for way in ways)
        ):
            continue
        visits = _visits(skeleton, targets, last, sequences)
        if visits[1:].sum():
            prior = np.array([shares[way] for way in ways])
            table = (visits + _PRIOR * prior) / (visits.sum(axis=1, keepdims=True) + _PRIOR)
            found |= dict(zip(ways, map(tuple, table.T.tolist()), strict=True))
    return found


def _visits(skeleton: Skeleton, targets: list[str], last: frozenset[str], it: Sequences) -> np.ndarray:
    """How many cases went each way at each visit; what fits several ways is divided among them."""
    leads = np.zeros((len(it.names), len(targets)))
    for place, target in enumerate(targets):
        leads[[it.code[name] for name in skeleton.first(target) if name in it.code], place] = 1
    leads /= np.maximum(leads.sum(axis=1, keepdims=True), 1)
    is_last = np.zeros(len(it.names), dtype=bool)
    is_last[[it.code[name] for name in last if name in it.code]] = True
    rows = np.flatnonzero(is_last[it.now] & (leads.sum(axis=1) > 0)[it.then])
    sequence = it.sequence[rows]
    begins = np.concatenate([[True], sequence[1:] != sequence[:-1]]) if len(rows) else np.zeros(0, dtype=bool)
    begun = np.maximum.accumulate(np.where(begins, np.arange(len(rows)), 0))
    visit = np.minimum(np.arange(len(rows)) - begun, VISITS - 1)
    found = np.zeros((VISITS, len(targets)))
    np.add.at(found, visit, leads[it.then[rows]] * it.n[rows, None])
    return found
