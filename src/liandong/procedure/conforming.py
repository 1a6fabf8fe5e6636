"""Conformance: how well a procedure and a profile agree, from counts alone, so that the size of the log is no matter.

fitness     the share of cases whose whole sequence of activities the procedure allows
coverage    the share of all steps taken, case starts and ends included, that the procedure allows
precision   the share of the steps which the procedure allows that were ever taken
footprint   the share of pairs of activities that stand in the same relation in both: one before the other, either
            way, or never next to each other (van der Aalst, "Process Mining", 2nd ed., section 8.4)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from liandong.errors import NotInBlocks
from liandong.procedure.graph import Edge, counts_of, projected, variants_of
from liandong.procedure.procedure import Procedure
from liandong.procedure.replay import Replay
from liandong.procedure.tree import Tree
from liandong.profile import Profile
from liandong.profile.tables import END, START


@dataclass(frozen=True)
class Conformance:
    """The four shares, and what they leave out. Shares are None where there is nothing to compare."""

    #: Cases whose sequence is known, and those of them that the procedure allows.
    cases: int
    fitting: int
    coverage: float | None
    precision: float | None
    footprint: float | None
    #: The share of events whose activity the procedure has; the others are left out of all four.
    events_known: float
    #: Activities of the profile that the procedure lacks, and the other way round, sorted.
    unknown: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()

    @property
    def fitness(self) -> float | None:
        """The share of cases that fit."""
        return self.fitting / self.cases if self.cases else None


def conformance(profile: Profile, procedure: Procedure) -> Conformance:
    """How well the procedure describes the profile; tasks and activities are matched by name (``naming``).

    Raises NotInBlocks where the procedure is not built of blocks, so that cases cannot be replayed on it.
    """
    counts = counts_of(profile)
    events = _events(counts)
    tree = procedure.as_logged(events).tree
    if tree is None:
        reason = (
            "存在交叉的分支、边界事件或非正常结束",
            "it has crossing branches, boundary events or abrupt ends",
        )
        raise NotInBlocks(procedure=procedure.name, reason=reason)
    unknown = sorted(set(events) - tree.activities)
    seen = projected(profile, tree.activities) if unknown else counts
    possible = steps_of(tree)
    taken = {edge for edge, n in seen.items() if n}
    total = sum(seen.values())
    cases, fitting = _fitting(profile, tree)
    return Conformance(
        cases=cases,
        fitting=fitting,
        coverage=sum(n for edge, n in seen.items() if edge in possible) / total if total else None,
        precision=len(taken & possible) / len(possible) if possible else None,
        footprint=_footprint(tree.activities & events.keys(), taken, possible),
        events_known=sum(n for name, n in events.items() if name in tree.activities)
        / max(1, sum(events.values())),
        unknown=tuple(unknown),
        unseen=tuple(sorted(tree.activities - events.keys())),
    )


def steps_of(tree: Tree) -> frozenset[Edge]:
    """The steps that a tree allows; ▶ and ■ are start and end.

    >>> sorted(steps_of(Tree.parse("→(a, ×(b, τ))")))
    [('a', 'b'), ('a', '■'), ('b', '■'), ('▶', 'a')]
    """
    ends = {(START, name) for name in tree.first} | {(name, END) for name in tree.last}
    return tree.follows | ends | ({(START, END)} if tree.may_be_empty else frozenset())


def _events(counts: dict[Edge, int]) -> dict[str, int]:
    events: dict[str, int] = {}
    for (_, target), n in counts.items():
        if target != END:
            events[target] = events.get(target, 0) + n
    return events


def _fitting(profile: Profile, tree: Tree) -> tuple[int, int]:
    """Cases whose sequence is known, and those the tree can do, activities it does not have left out."""
    replay, known = Replay(tree), tree.activities
    cases = fitting = 0
    for sequence, n in variants_of(profile):
        cases += n
        if replay.fits(tuple(name for name in sequence if name in known)):
            fitting += n
    return cases, fitting


def _footprint(names: Iterable[str], taken: set[Edge], possible: frozenset[Edge]) -> float | None:
    known = frozenset(names)
    pairs = len(known) * (len(known) + 1) // 2
    # Only a step that is taken or possible and not the other makes a pair differ.
    differing = {frozenset(edge) for edge in taken ^ possible if known.issuperset(edge)}
    return (pairs - len(differing)) / pairs if pairs else None
