"""Sharing: how close a shared profile stays to the raw one, on three municipalities of BPIC 2015 joined.

uv run python bench/sharing.py [DATA]

DATA is the folder with ``logs/bpic15_1.xes.gz`` to ``_3`` (default ``../shared/data``). For k = 5, 10 and 20 it prints

* named edges: the share of steps that still stand under their own two activities;
* footprint: of all pairs of activities, how many stand in another relation (a → b, b ← a, both, none) than in the raw
  profile, over the pairs that are related in either (van der Aalst, Process Mining, 2016, ch. 6);
* footprint of the 80 %: the same for the commonest edges that make up 80 % of all steps;
* top 10: how many of the ten foremost bottlenecks (zone, activity) are among the ten of the raw profile, and Spearman's
  rank correlation of the case-days of those that both lists name at all;
* median: the relative error of the median lead time; time: the share of the time of edges that was cut.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date
from functools import reduce
from operator import add
from pathlib import Path

import numpy as np
import polars as pl

import liandong as ld
from liandong.profile.sharing import Approval, share, verify
from liandong.profile.tables import OTHER
from liandong.profile.value import real_edges

APPROVAL = Approval("bench", "—", "bench", date(2026, 1, 1))
Pair = tuple[str, str]


def edges(profile: ld.Profile) -> dict[Pair, int]:
    """How often one activity follows another, by name."""
    counts = (
        real_edges(profile.follows)
        .group_by(pl.col("source", "target").cast(pl.String))
        .agg(pl.col("n").sum())
    )
    return {(source, target): n for source, target, n in counts.rows() if OTHER not in (source, target)}


def commonest(counts: dict[Pair, int], share_of: float) -> set[Pair]:
    """The edges that make up that share of all steps, the commonest first."""
    wanted, chosen = share_of * sum(counts.values()), set()
    for edge, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if wanted <= 0:
            break
        chosen.add(edge)
        wanted -= n
    return chosen


def footprint_difference(raw: set[Pair], shared: set[Pair]) -> float:
    """The share of related pairs that stand in another relation."""
    pairs = {(min(edge), max(edge)) for edge in raw | shared}
    other = sum(((a, b) in raw, (b, a) in raw) != ((a, b) in shared, (b, a) in shared) for a, b in pairs)
    return other / len(pairs)


def ranked(profile: ld.Profile) -> dict[Pair, float]:
    """Case-days a month that each step of a zone could save, the most first."""
    return {(one.zone, one.activity): one.case_days_per_month for one in ld.bottlenecks(profile)}


def spearman(one: dict[Pair, float], two: dict[Pair, float]) -> tuple[float, int]:
    """The rank correlation over what both name, and over how many that is."""
    both = sorted(one.keys() & two.keys())
    places = [np.argsort(np.argsort([of[key] for key in both])) for of in (one, two)]
    return float(np.corrcoef(*places)[0, 1]), len(both)


def timed(work: Callable[[], object]) -> tuple[object, float]:
    """What the work gives, and its CPU seconds."""
    before = time.process_time()
    return work(), time.process_time() - before


def compared(raw: ld.Profile, k: int) -> dict[str, str]:
    """The figures of one threshold."""
    shared, spent = timed(lambda: share(raw, APPROVAL, k=k))
    assert isinstance(shared, ld.Profile)
    assert verify(shared) == ()
    before, after, first, second = edges(raw), edges(shared), ranked(raw), ranked(shared)
    medians = [one.quantile("case", 0.5) for one in (raw, shared)]
    correlation, both = spearman(first, second)
    most = commonest(before, 0.8)
    return {
        "named edges": f"{sum(after.values()) / sum(before.values()):.1%}",
        "footprint": f"{footprint_difference(set(before), set(after)):.1%}",
        "footprint of the 80 %": f"{footprint_difference(most, most & set(after)):.1%}",
        "top 10": f"{len(set(list(first)[:10]) & set(list(second)[:10]))} of 10",
        "rank correlation": f"{correlation:.2f} over {both}",
        "median lead time": f"{abs(medians[1] / medians[0] - 1):.2%}",  # type: ignore[operator]
        "time cut": f"{float(shared.sheet.releases[0].clipped):.1%}",
        "CPU s": f"{spent:.1f}",
    }


def main(data: Path) -> None:
    parts = [
        ld.profile(ld.read_log(data / "logs" / f"bpic15_{number}.xes.gz", zone=f"{number}"))
        for number in (1, 2, 3)
    ]
    raw = reduce(add, parts)
    print(
        f"BPIC 2015, municipalities 1 to 3: {raw.case['n'].sum():,} cases, {sum(edges(raw).values()):,} steps, ",
        end="",
    )
    print(f"{len(edges(raw)):,} edges")
    columns = {k: compared(raw, k) for k in (5, 10, 20)}
    print("\n| | " + " | ".join(f"k = {k}" for k in columns) + " |\n|---|" + "--:|" * len(columns))
    for name in columns[10]:
        print(f"| {name} | " + " | ".join(figures[name] for figures in columns.values()) + " |")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "shared" / "data")
