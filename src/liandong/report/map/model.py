"""What a map shows: activities and steps with their measures, and the colour classes these fall into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from liandong.diagnosis.words import Clock
from liandong.profile.tables import END, START
from liandong.report import heat
from liandong.report.heat import Heat
from liandong.report.map.detail import Level, Step, levels
from liandong.report.markup import Text

#: The names of the two marks that stand for the start and the end of a case.
MARKS: dict[str, Text] = {START: ("开始", "Start"), END: ("结束", "End")}


@dataclass(frozen=True)
class Measures:
    """What is known of a node or a step."""

    n: int
    median: float | None
    p90: float | None
    mean: float | None
    share: float | None
    kind: str = ""
    crosses_party: bool = False


@dataclass(frozen=True)
class Scales:
    """The colour classes of the three measures."""

    n: Heat
    median: Heat
    share: Heat

    def classes(self, it: Measures) -> str:
        """The classes of a node or step, by count, time and share."""
        return f"n{self.n.level(it.n)} t{self.median.level(it.median)} s{self.share.level(it.share)}"


@dataclass(frozen=True)
class Totals:
    """What the whole process has, drawn or not: how many activities and steps, and how often steps were taken."""

    activities: int
    steps: int
    taken: int
    #: How often the most frequent step was taken.
    most: int


@dataclass(frozen=True)
class Map:
    """The nodes and steps that some level shows, with what is known of them, in the order of their names."""

    nodes: dict[str, Measures]
    steps: dict[Step, Measures]
    levels: tuple[Level, ...]
    totals: Totals
    clock: Clock

    @classmethod
    def from_frames(cls, nodes: pl.DataFrame, edges: pl.DataFrame, clock: Clock) -> Map:
        """The map of a diagnosis; its last level is empty where no path is short enough to be drawn."""
        activities = dict(nodes.select("activity", "n").iter_rows())
        steps = {
            (source, target): n for source, target, n in edges.select("source", "target", "n").iter_rows()
        }
        found = levels(activities, steps, start=START, end=END)
        names, ways = list(found[-1].activities), set(found[-1].steps)
        nodes = nodes.filter(pl.col("activity").is_in(names)).sort("activity")
        edges = edges.filter(pl.col("source").is_in(names) & pl.col("target").is_in(names))
        pairs = {
            (row["source"], row["target"]): _measures(row)
            for row in edges.sort("source", "target").iter_rows(named=True)
        }
        return cls(
            {row["activity"]: _measures(row) for row in nodes.iter_rows(named=True)},
            {step: it for step, it in pairs.items() if step in ways},
            tuple(found),
            _totals(activities, steps),
            clock,
        )

    def scales(self) -> Scales:
        """Colour classes that spread over what the map shows."""
        every = [*self.nodes.values(), *self.steps.values()]
        inner = [it for (source, target), it in self.steps.items() if source != START and target != END]
        return Scales(
            heat.of_counts([it.n for it in every]),
            heat.of_durations([it.median for it in inner if it.median is not None], self.clock),
            heat.of_shares([it.share for it in every if it.share]),
        )


def _totals(activities: Mapping[str, int], steps: Mapping[Step, int]) -> Totals:
    inner = len(activities.keys() - {START, END})
    return Totals(inner, len(steps), sum(steps.values()), max(steps.values(), default=1))


def _measures(row: Mapping[str, object]) -> Measures:
    names = ("n", "median_seconds", "p90_seconds", "mean_seconds", "share")
    n, median, p90, mean, share = (row.get(name) for name in names)
    return Measures(n, median, p90, mean, share, row.get("kind") or "", bool(row.get("crosses_party")))  # type: ignore[arg-type]
