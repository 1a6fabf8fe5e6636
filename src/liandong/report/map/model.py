"""What a map shows: activities and steps with their measures, and the colour classes these fall into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

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
class Map:
    """The nodes and steps of a process with what is known of them, in the order of their names."""

    nodes: dict[str, Measures]
    steps: dict[Step, Measures]
    clock: Clock

    @classmethod
    def from_frames(cls, nodes: pl.DataFrame, edges: pl.DataFrame, clock: Clock) -> Map:
        """The map of a diagnosis."""
        nodes, edges = nodes.sort("activity"), edges.sort(["source", "target", "n"])
        return cls(
            {row["activity"]: _measures(row) for row in nodes.iter_rows(named=True)},
            {(row["source"], row["target"]): _measures(row) for row in edges.iter_rows(named=True)},
            clock,
        )

    @cached_property
    def most(self) -> int:
        """How often the most frequent step was taken."""
        return max((it.n for it in self.steps.values()), default=1)

    def scales(self, level: Level) -> Scales:
        """Colour classes that spread over what this level shows."""
        steps = {step: self.steps[step] for step in level.steps}
        every = [*(self.nodes[name] for name in level.activities), *steps.values()]
        inner = [it for (source, target), it in steps.items() if source != START and target != END]
        return Scales(
            heat.of_counts([it.n for it in every]),
            heat.of_durations([it.median for it in inner if it.median is not None], self.clock),
            heat.of_shares([it.share for it in every if it.share]),
        )

    def levels(self) -> list[Level]:
        """What is shown at each level of detail."""
        activities = {name: it.n for name, it in self.nodes.items()}
        return levels(activities, {step: it.n for step, it in self.steps.items()}, start=START, end=END)


def _measures(row: Mapping[str, object]) -> Measures:
    names = ("n", "median_seconds", "p90_seconds", "mean_seconds", "share")
    n, median, p90, mean, share = (row.get(name) for name in names)
    return Measures(n, median, p90, mean, share, row.get("kind") or "", bool(row.get("crosses_party")))  # type: ignore[arg-type]
