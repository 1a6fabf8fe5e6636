"""The process map: what follows what, how often, how long, and what share of the lead time that is."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from liandong.diagnosis.reading import Reading, mean, takes_time, total
from liandong.diagnosis.words import Clock, choose, count, percent, zone_name
from liandong.profile.tables import END, START

FORMULA = (
    "占全程比重 = 该处用时合计 ÷ 全部办件全程用时合计；环节用时 = 进入该环节前的时间 + 办理时间",
    "share = time spent there ÷ lead time of all cases; time of a step = time into it + work on it",
)


@dataclass(frozen=True)
class ProcessMap:
    """Nodes and edges of one zone, or of all together (zone ``""``).

    ``nodes``: activity, n, cases_share, kind, median_seconds, p90_seconds, mean_seconds, share, work_share.
    The seconds are work where the log has start times (kind ``working``), else the time from the step before
    (``elapsed``). ``share`` is that of the whole step: the time into it and the work on it.

    ``edges``: source, target, n, median_seconds, p90_seconds, mean_seconds, share, kind, crosses_party. The
    shares of all edges and the ``work_share`` of all nodes add up to 1, unless steps overlap.
    """

    zone: str
    nodes: pl.DataFrame = field(repr=False, compare=False)
    edges: pl.DataFrame = field(repr=False, compare=False)
    clock: Clock = field(default_factory=Clock)

    @property
    def frame(self) -> pl.DataFrame:
        """The edges."""
        return self.edges

    def sentence(self, lang: str = "zh") -> str:
        """Where most of the time goes."""
        top = (
            self.edges.sort(["share", "source", "target"], descending=[True, False, False]).head(1).to_dicts()
        )
        if not top or not top[0]["share"]:
            return choose(lang, "流程图上没有可计时的环节。", "No step on the map takes any time.")
        edge, say = top[0], self.clock.say
        zone = zone_name(self.zone, lang) if self.zone else choose(lang, "合计", "All together")
        median, times = say(edge["median_seconds"], lang), count(edge["n"], lang, "次", "time")
        return choose(
            lang,
            f"{zone}：用时最多的是“{edge['source']}”到“{edge['target']}”，占全程用时的 "
            f"{percent(edge['share'])}（{times}，中位数 {median}，平均 {say(edge['mean_seconds'], lang)}）。",
            f"{zone}: most time goes from “{edge['source']}” to “{edge['target']}”, "
            f"{percent(edge['share'])} of the lead time ({times}, median {median}, mean "
            f"{say(edge['mean_seconds'], lang)}).",
        )

    def formula(self, lang: str = "zh") -> str:
        """How the shares are computed."""
        return choose(lang, *FORMULA)


def process_maps(reading: Reading) -> dict[str, ProcessMap]:
    """The map of all zones together under ``""``, then one for each zone."""
    nodes, edges = (_by_zone(frame) for frame in (_nodes(reading), _edges(reading)))
    return {
        zone: ProcessMap(
            zone, nodes.get((zone,), pl.DataFrame()), edges.get((zone,), pl.DataFrame()), reading.clock
        )
        for zone in sorted({"", *reading.zones})
    }


def type_maps(reading: Reading) -> dict[str, ProcessMap]:
    """The map of each type of object, all zones together; empty where there is only one type."""
    types = reading.case["object_type"].unique().sort().to_list()
    if len(types) < 2:
        return {}
    parts = {name: Reading(reading.profile.select(object_type=name), reading.clock) for name in types}
    return {name: process_maps(part)[""] for name, part in parts.items()}


def _by_zone(frame: pl.DataFrame) -> dict[tuple[object, ...], pl.DataFrame]:
    empty = {("",): frame.clear().drop("zone")}
    return empty | frame.partition_by("zone", as_dict=True, include_key=False, maintain_order=True)


def _edges(reading: Reading) -> pl.DataFrame:
    by = ["zone", "source", "target"]
    rows = reading.by_zone_and_all(reading.follows)
    sums = total(rows, by).join(_usual(rows, by), on=by)
    times = reading.quantiles(reading.by_zone_and_all(reading.shape("follows")), by)
    is_real = takes_time() & (pl.col("target") != END)
    frame = _with_share(reading, sums.join(times, on=by, how="left")).sort(
        ["zone", "n", "source", "target"], descending=[False, True, False, False]
    )
    return frame.select(
        *by, "n", "median_seconds", "p90_seconds",
        mean_seconds=pl.when(is_real).then(mean()),
        share="share", kind="kind", crosses_party="crosses_party",
    )  # fmt: skip


def _usual(rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """The most frequent kind of each edge, and whether it mostly leads from one party to another."""
    crosses = (
        (pl.col("party_from") != pl.col("party_to"))
        & (pl.col("party_from") != "")
        & (pl.col("party_to") != "")
    )
    counts = (
        rows.with_columns(crosses=crosses)
        .group_by(*by, "kind")
        .agg(pl.col("n").sum(), crossing=pl.col("n").filter(pl.col("crosses")).sum())
    )
    ordered = counts.sort([*by, "n", "kind"], descending=[False] * len(by) + [True, False])
    return ordered.group_by(by, maintain_order=True).agg(
        pl.col("kind").first(), crosses_party=pl.col("crossing").sum() * 2 > pl.col("n").sum()
    )


def _nodes(reading: Reading) -> pl.DataFrame:
    by = ["zone", "activity"]
    flow = total(reading.by_zone_and_all(_steps(reading.follows)), by)
    into = total(reading.by_zone_and_all(reading.edges.rename({"target": "activity"})), by)
    flow = flow.join(into.select(*by, into_mean=mean()), on=by, how="left")
    work = total(reading.by_zone_and_all(reading.work), by).select(
        *by, worked_n="n", worked="seconds", worked_mean=mean()
    )
    frame = flow.join(work, on=by, how="left").join(_times(reading, by), on=by, how="left")
    frame = frame.join(cases_with(reading), on=by, how="left").join(_lead(reading), on="zone")
    worked = pl.col("worked").fill_null(0)
    return frame.sort(["zone", "n", "activity"], descending=[False, True, False]).select(
        *by, "n", "cases_share",
        kind=pl.when(pl.col("worked_n").is_not_null()).then(pl.lit("working")).otherwise(pl.lit("elapsed")),
        median_seconds="median_seconds", p90_seconds="p90_seconds",
        mean_seconds=pl.coalesce("worked_mean", "into_mean"),
        share=_share(pl.col("seconds") + worked), work_share=_share(worked),
    )  # fmt: skip


def _steps(follows: pl.DataFrame) -> pl.DataFrame:
    """The executions of each activity, case starts as ▶ and case ends as ■, which take no time."""
    starts = follows.filter(pl.col("source") == START).with_columns(activity=pl.col("source"))
    starts = starts.with_columns(pl.col("seconds", "squares") * 0)
    return pl.concat([follows.with_columns(activity=pl.col("target")), starts])


def _times(reading: Reading, by: list[str]) -> pl.DataFrame:
    """Quantiles of the work on each activity where it is known, else of the time into it."""
    work = reading.quantiles(reading.by_zone_and_all(reading.shape("work")), by)
    into = reading.shape("follows").rename({"target": "activity"})
    flow = reading.quantiles(reading.by_zone_and_all(into), by).join(work, on=by, how="anti")
    return pl.concat([work, flow])


def cases_with(reading: Reading) -> pl.DataFrame:
    """The share of cases that an activity occurs in, by zone and in all: column ``cases_share``."""
    sequences = reading.profile.sequence.select("variant", activity=pl.col("activities").list.unique())
    steps = sequences.explode("activity").with_columns(pl.col("activity").cast(pl.String))
    variants = reading.by_zone_and_all(reading.variant)
    cases = variants.group_by("zone").agg(cases=pl.col("n").sum())
    having = variants.join(steps, on="variant").group_by("zone", "activity").agg(pl.col("n").sum())
    return having.join(cases, on="zone").select("zone", "activity", cases_share=pl.col("n") / pl.col("cases"))


def _with_share(reading: Reading, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.join(_lead(reading), on="zone").with_columns(share=_share(pl.col("seconds")))


def _lead(reading: Reading) -> pl.DataFrame:
    return total(reading.by_zone_and_all(reading.case), ["zone"]).select("zone", lead="seconds")


def _share(seconds: pl.Expr) -> pl.Expr:
    return pl.when(pl.col("lead") > 0).then(seconds / pl.col("lead")).otherwise(0.0)
