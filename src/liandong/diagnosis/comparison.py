"""Zones held against each other: whole cases, step by step, and how alike their ways of working are."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from liandong.diagnosis.process_map import ProcessMap
from liandong.diagnosis.reading import Reading, total
from liandong.diagnosis.words import Clock, choose, number, percent, zone_name

FORMULA = (
    "倍数 = 本区该环节平均用时 ÷ 最短片区该环节平均用时；只比较每区不少于最低件数的环节，"
    "未按来路校正（堵点已校正）",
    "ratio = mean time of the step here ÷ that of the quickest zone; only steps with enough executions in "
    "each zone, not adjusted for predecessors (bottlenecks are)",
)


@dataclass(frozen=True)
class Comparison:
    """Two zones or more, side by side.

    ``frame``: activity, zone, n, mean_seconds (time into the step and work), median_seconds, p90_seconds,
    share, best_zone, ratio. ``zones`` are the whole cases of each. ``overlap``: zone, other, how many
    activities, edges and variants both have, and the share of the zone's cases and steps that the other
    knows too.
    """

    frame: pl.DataFrame = field(repr=False, compare=False)
    zones: pl.DataFrame = field(repr=False, compare=False)
    overlap: pl.DataFrame = field(repr=False, compare=False)
    clock: Clock
    minimum: int

    def sentence(self, lang: str = "zh") -> str:
        """Which zone is quickest and which slowest, by the median case."""
        ordered = self.zones.sort(["median_seconds", "zone"]).to_dicts()
        best, worst, say = ordered[0], ordered[-1], self.clock.say
        quick, slow = zone_name(best["zone"], lang), zone_name(worst["zone"], lang)
        short, long = say(best["median_seconds"], lang), say(worst["median_seconds"], lang)
        if short == long:
            text = choose(
                lang, f"各区全程用时中位数都是 {short}", f"The median case takes {short} in every zone"
            )
        else:
            text = choose(
                lang,
                f"全程用时中位数最短的是{quick}（{short}），最长的是{slow}（{long}）",
                f"The median case is shortest in {quick} ({short}) and longest in {slow} ({long})",
            )
        times = _times(worst["median_seconds"], best["median_seconds"], lang)
        return text + times + choose(lang, "。", ".") + self._alike(lang)

    def _alike(self, lang: str) -> str:
        same = self.overlap["cases_share"].max()
        steps = self.overlap["steps_share"].min()
        return choose(
            lang,
            f"各区办理顺序完全相同的办件至多占 {percent(_number(same))}，相同的前后步骤至少占 "
            f"{percent(_number(steps))}。",
            f" At most {percent(_number(same))} of a zone's cases take a path that another zone has too; at "
            f"least {percent(_number(steps))} of its steps are known there.",
        )

    def formula(self, lang: str = "zh") -> str:
        """How the ratios are computed."""
        return choose(lang, *FORMULA)


def _times(slow: float, quick: float, lang: str) -> str:
    """How many times as long; nothing where that rounds to once."""
    ratio = number(slow / quick, 2) if quick else "1"
    return "" if ratio == "1" else choose(lang, f"，后者是前者的 {ratio} 倍", f", {ratio} times as long")


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None


def comparison(
    reading: Reading, maps: dict[str, ProcessMap], zones: pl.DataFrame, minimum: int
) -> Comparison | None:
    """The comparison of all zones; None where there is only one. ``zones`` is the overview's frame."""
    if len(reading.zones) < 2:
        return None
    return Comparison(_step_by_step(reading, maps, minimum), zones, _overlap(reading), reading.clock, minimum)


def _step_by_step(reading: Reading, maps: dict[str, ProcessMap], minimum: int) -> pl.DataFrame:
    nodes = [maps[zone].nodes.with_columns(zone=pl.lit(zone)) for zone in reading.zones]
    figures = pl.concat(nodes).select(
        "zone", "activity", "median_seconds", "p90_seconds", "share", kind="kind"
    )
    means = _means(reading).join(figures, on=["zone", "activity"], how="left")
    counted = means.filter((pl.col("n") >= minimum) & pl.col("mean_seconds").is_not_null())
    best = (
        counted.sort("activity", "mean_seconds", "zone")
        .group_by("activity", maintain_order=True)
        .agg(best_zone=pl.col("zone").first(), best_seconds=pl.col("mean_seconds").first(), compared=pl.len())
    )
    best = best.filter(pl.col("compared") > 1).drop("compared")
    ratio = pl.when((pl.col("n") >= minimum) & (pl.col("best_seconds") > 0)).then(
        pl.col("mean_seconds") / pl.col("best_seconds")
    )
    frame = means.join(best, on="activity", how="left").with_columns(ratio=ratio).sort("activity", "zone")
    return frame.select(
        "activity",
        "zone",
        "n",
        "mean_seconds",
        "median_seconds",
        "p90_seconds",
        "share",
        "kind",
        "best_zone",
        "ratio",
    )


def _means(reading: Reading) -> pl.DataFrame:
    """Mean time of each step: into it from another activity, and the work on it."""
    by = ["zone", "activity"]
    steps = total(reading.flow.rename({"target": "activity"}), by).select(*by, "n", "seconds")
    timed = reading.edges.group_by("zone", pl.col("target").alias("activity")).agg(arrivals=pl.col("n").sum())
    work = total(reading.work, by).select(*by, work=pl.col("seconds") / pl.col("n"))
    frame = steps.join(timed, on=by, how="left").join(work, on=by, how="left")
    into = pl.col("seconds") / pl.col("arrivals")
    has_time = pl.col("arrivals").is_not_null() | pl.col("work").is_not_null()
    both = into.fill_null(0) + pl.col("work").fill_null(0)
    return frame.select(*by, "n", mean_seconds=pl.when(has_time).then(both))


def _overlap(reading: Reading) -> pl.DataFrame:
    """How much of each zone is found in each other: a table of pairs."""
    edges = reading.edges.group_by("zone", "source", "target").agg(pl.col("n").sum())
    activities = reading.flow.group_by("zone", "target").agg(pl.col("n").sum())
    parts = {"activities": (activities, ["target"]), "edges": (edges, ["source", "target"])}
    pairs = _shared(reading.variant, ["variant"], "variants").rename({"share": "cases_share"})
    for name, (frame, keys) in parts.items():
        shared = _shared(frame, keys, name)
        shared = shared.rename({"share": "steps_share"}) if name == "edges" else shared.drop("share")
        pairs = pairs.join(shared, on=["zone", "other"], how="left")
    return pairs.sort("zone", "other").select(
        "zone", "other", "activities", "edges", "variants", "cases_share", "steps_share"
    )


def _shared(frame: pl.DataFrame, keys: list[str], name: str) -> pl.DataFrame:
    """For each pair of zones how many keys both have, and the share of the zone's n on them."""
    zones = frame.group_by("zone").agg(whole=pl.col("n").sum())
    other = frame.select(pl.col("zone").alias("other"), *keys)
    both = frame.join(other, on=keys).filter(pl.col("zone") != pl.col("other"))
    common = both.group_by("zone", "other").agg(pl.len().cast(pl.Int64).alias(name), pl.col("n").sum())
    pairs = zones.join(zones.select(other="zone"), how="cross").filter(pl.col("zone") != pl.col("other"))
    frame = pairs.join(common, on=["zone", "other"], how="left").with_columns(pl.col(name, "n").fill_null(0))
    share = pl.when(pl.col("whole") > 0).then(pl.col("n") / pl.col("whole"))
    return frame.select("zone", "other", name, share=share)
