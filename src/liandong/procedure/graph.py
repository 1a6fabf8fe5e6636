"""The directly-follows graph: which activity comes right after which, how often, in the part of a log under a block."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from liandong.profile import Profile
from liandong.profile.sequences import parts
from liandong.profile.tables import END, START

Edge = tuple[str, str]


@dataclass(frozen=True)
class Graph:
    """Counts of steps between activities, of starts and ends; ``skips`` counts runs without any activity."""

    activities: tuple[str, ...]
    edges: Mapping[Edge, int] = field(default_factory=dict)
    starts: Mapping[str, int] = field(default_factory=dict)
    ends: Mapping[str, int] = field(default_factory=dict)
    skips: int = 0

    @classmethod
    def of(cls, counts: Mapping[Edge, int]) -> Graph:
        """The graph of counts where ▶ and ■ stand for the start and end of a case.

        >>> Graph.of({("▶", "a"): 3, ("a", "b"): 2, ("a", "■"): 1, ("b", "■"): 2}).activities
        ('a', 'b')
        """
        names = sorted({name for edge in counts for name in edge} - {START, END})
        inner = {edge: n for edge, n in sorted(counts.items()) if edge[0] != START and edge[1] != END}
        starts = {
            target: n for (source, target), n in sorted(counts.items()) if source == START and target != END
        }
        ends = {
            source: n for (source, target), n in sorted(counts.items()) if target == END and source != START
        }
        return cls(tuple(names), inner, starts, ends, counts.get((START, END), 0))

    @cached_property
    def counts(self) -> dict[str, int]:
        """How often each activity was done."""
        total = dict.fromkeys(self.activities, 0) | dict(self.starts)
        for (_, target), n in self.edges.items():
            total[target] += n
        return total

    @property
    def runs(self) -> int:
        """How often the part was gone through, without those that skipped it."""
        return sum(self.starts.values())

    def within(self, part: Iterable[str], skips: int = 0) -> Graph:
        """The part on these activities; what comes in from outside starts it, what leaves ends it."""
        inside = frozenset(part)
        edges: dict[Edge, int] = {}
        starts = {name: n for name, n in self.starts.items() if name in inside}
        ends = {name: n for name, n in self.ends.items() if name in inside}
        for (source, target), n in self.edges.items():
            if source in inside and target in inside:
                edges[source, target] = n
            elif target in inside:
                starts[target] = starts.get(target, 0) + n
            elif source in inside:
                ends[source] = ends.get(source, 0) + n
        return Graph(tuple(it for it in self.activities if it in inside), edges, starts, ends, skips)

    def alone(self, part: Iterable[str], skips: int = 0) -> Graph:
        """The part on these activities where others run beside it: steps from and to those tell nothing."""
        inside = frozenset(part)
        edges = {edge: n for edge, n in self.edges.items() if edge[0] in inside and edge[1] in inside}
        starts = {name: n for name, n in self.starts.items() if name in inside}
        ends = {name: n for name, n in self.ends.items() if name in inside}
        return Graph(tuple(it for it in self.activities if it in inside), edges, starts, ends, skips)

    def without_noise(self, noise: float) -> Graph:
        """The graph without steps rarer than ``noise`` times the most frequent one from the same activity.

        Source: Leemans, Fahland, van der Aalst, "Discovering block-structured process models from event logs
        containing infrequent behaviour" (2014), applied to the graph as in IMfD (2015).
        """
        most = dict(self.ends)
        for (source, _), n in self.edges.items():
            most[source] = max(most.get(source, 0), n)
        often = max(self.starts.values(), default=0)
        edges = {edge: n for edge, n in self.edges.items() if n >= noise * most[edge[0]]}
        starts = {name: n for name, n in self.starts.items() if n >= noise * often}
        ends = {name: n for name, n in self.ends.items() if n >= noise * most[name]}
        return Graph(self.activities, edges, starts, ends, self.skips)


def counts_of(profile: Profile) -> dict[Edge, int]:
    """How often each activity follows each in the whole profile; ▶ and ■ are start and end."""
    names = [pl.col(name).cast(pl.String) for name in ("source", "target")]
    rows = profile.follows.group_by(names).agg(pl.col("n").sum()).sort("source", "target")
    return {(source, target): n for source, target, n in rows.iter_rows()}


def frequent(counts: Mapping[Edge, int], share: float) -> list[str]:
    """The most frequent activities that together make up that share of all events, in order of frequency."""
    totals: dict[str, int] = {}
    for (_, target), n in counts.items():
        if target != END:
            totals[target] = totals.get(target, 0) + n
    ordered = sorted(totals, key=lambda name: (-totals[name], name))
    wanted, reached = share * sum(totals.values()), 0
    kept: list[str] = []
    for name in ordered:
        if kept and reached >= wanted:
            break
        kept.append(name)
        reached += totals[name]
    return kept


def variants_of(profile: Profile) -> list[tuple[tuple[str, ...], int]]:
    """The sequences of activities with the number of cases that took each; empty where the profile tells none."""
    cases = profile.variant.group_by("variant").agg(pl.col("n").sum()).sort("variant")
    known = profile.sequence.join(cases, on="variant").sort("variant")
    flat, offsets = parts(known["activities"])
    names = flat.cast(pl.String).to_list()
    return [
        (tuple(names[begin:end]), n)
        for begin, end, n in zip(
            offsets[:-1].tolist(), offsets[1:].tolist(), known["n"].to_list(), strict=True
        )
    ]


def projected(profile: Profile, kept: Iterable[str]) -> dict[Edge, int]:
    """The counts as if no other activity had been recorded.

    Exact where the profile has the sequences of all cases. Where they were left out for privacy an activity is bridged:
    each step into it goes on as the steps out of it do, on average.
    """
    wanted = frozenset(kept)
    variants = variants_of(profile)
    if sum(n for _, n in variants) < int(profile.case["n"].sum()):
        return bridged(counts_of(profile), wanted)
    counts: dict[Edge, int] = {}
    for sequence, n in variants:
        last = START
        for name in sequence:
            if name in wanted:
                counts[last, name] = counts.get((last, name), 0) + n
                last = name
        counts[last, END] = counts.get((last, END), 0) + n
    return dict(sorted(counts.items()))


def bridged(counts: Mapping[Edge, int], kept: Iterable[str]) -> dict[Edge, int]:
    """The counts with all other activities led round, one after the other; whole numbers, rounded down.

    >>> bridged({("▶", "a"): 4, ("a", "b"): 4, ("b", "c"): 3, ("b", "■"): 1, ("c", "■"): 3}, ["a", "c"])
    {('a', 'c'): 3, ('a', '■'): 1, ('c', '■'): 3, ('▶', 'a'): 4}
    """
    left = {edge: float(n) for edge, n in counts.items()}
    wanted = {*kept, START, END}
    for name in sorted({name for edge in counts for name in edge} - wanted):
        into = {source: n for (source, target), n in left.items() if target == name and source != name}
        out = {target: n for (source, target), n in left.items() if source == name and target != name}
        left = {edge: n for edge, n in left.items() if name not in edge}
        total = sum(out.values())
        for source, n in into.items():
            for target, m in out.items():
                left[source, target] = left.get((source, target), 0.0) + n * m / total
    return {edge: int(n + 1e-9) for edge, n in sorted(left.items()) if n + 1e-9 >= 1}
