"""The overview: how many cases, how long they take, and what that time consists of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from liandong.diagnosis.reading import Reading, mean, total
from liandong.diagnosis.words import Clock, choose, count, day, listed, percent, zone_name
from liandong.profile.tables import END

FORMULA = (
    "全程用时 = 办件最后一个事件的结束时间 − 第一个事件的开始时间；平均数精确，中位数和 P90 误差不超过 1%",
    "lead time = end of a case's last event − start of its first; the mean is exact, median and P90 within "
    "1%",
)


@dataclass(frozen=True)
class Overview:
    """Counts and lead times of all zones together."""

    cases: int
    events: int
    activities: int
    variants: int
    zones: tuple[str, ...]
    object_types: tuple[str, ...]
    first: date | None
    last: date | None
    median_seconds: float | None
    p90_seconds: float | None
    mean_seconds: float | None
    #: Share of the lead time that is waiting, elapsed, working, statutory; 1 in all unless steps overlap.
    kinds: dict[str, float]
    rejected_rows: int
    simulated: bool
    clock: Clock
    #: The same figures by zone.
    frame: pl.DataFrame = field(repr=False, compare=False)
    #: And by type of object: object_type, cases, events, activities, median_seconds, p90_seconds, mean_seconds.
    types: pl.DataFrame = field(repr=False, compare=False)

    @property
    def has_work(self) -> bool:
        """Whether start times exist, so that work is told from waiting."""
        return "working" in self.kinds

    @property
    def overlap(self) -> float:
        """How much of the lead time is counted more than once because steps run side by side."""
        return max(0.0, sum(self.kinds.values()) - 1)

    def sentence(self, lang: str = "zh") -> str:
        """The finding in words."""
        if not self.cases:
            return choose(lang, "没有办件。", "There are no cases.")
        say, zones = self.clock.say, [zone_name(zone, lang) for zone in self.zones]
        cases, events = count(self.cases, lang, "件办件", "case"), count(self.events, lang, "个事件", "event")
        p90 = say(self.p90_seconds, lang)
        text = choose(
            lang,
            f"{listed(zones, lang)}：{day(self.first, lang)}至{day(self.last, lang)}共 {cases}、{events}；"
            f"全程用时中位数 {say(self.median_seconds, lang)}，平均 {say(self.mean_seconds, lang)}，"
            f"九成办件在 {p90}以内办结。",
            f"{listed(zones, lang)}: {cases} with {events} from {day(self.first, lang)} to "
            f"{day(self.last, lang)}; the median case takes {say(self.median_seconds, lang)}, the mean is "
            f"{say(self.mean_seconds, lang)}, nine in ten are done within {p90}.",
        )
        return choose(lang, "（模拟数据）", "(Simulated data) ") + text if self.simulated else text

    def by_type(self, lang: str = "zh") -> str:
        """The types of object apart; together they are cases of several procedures. Empty where there is one type."""
        if self.types.height < 2:
            return ""
        told = [
            f"{row['object_type']} {count(row['cases'], lang, '件', 'object')}{choose(lang, '，中位数 ', ', median ')}"
            f"{self.clock.say(row['median_seconds'], lang)}"
            for row in self.types.iter_rows(named=True)
        ]
        head = choose(
            lang,
            "有几类对象，各有各的流程，上面的合计是各类之和：",
            "There are several types of object, each with its own process; the figures above add them all: ",
        )
        return head + choose(lang, "；", "; ").join(told) + choose(lang, "。", ".")

    def composition(self, lang: str = "zh") -> str:
        """What the lead time consists of, and what the log cannot tell."""
        names = {
            "waiting": ("等待", "waiting"),
            "working": ("办理", "work"),
            "elapsed": ("等待与办理（未区分）", "waiting and work together"),
            "statutory": ("法定时限事项", "statutory steps"),
        }
        if not self.kinds:
            return choose(lang, "各环节均不占时间。", "No step takes any time.")
        shares = [f"{choose(lang, *names[kind])} {percent(share)}" for kind, share in self.kinds.items()]
        text = choose(lang, "全程用时构成：", "Lead time consists of ") + choose(lang, "、", ", ").join(
            shares
        )
        if "elapsed" in self.kinds:
            text += choose(
                lang,
                "；日志只有结束时间的环节，用时含等待和办理，二者无法区分",
                "; where the log has end times only, elapsed time = waiting + work and cannot be split",
            )
        return text + choose(lang, "。", ".")

    def formula(self, lang: str = "zh") -> str:
        """How lead time is defined."""
        return choose(lang, *FORMULA)


def overview(reading: Reading) -> Overview:
    """The overview of a reading."""
    frame = _by_zone(reading)
    lead = reading.shape("case").with_columns(all=pl.lit(0))
    quantiles = reading.quantiles(lead, ["all"]).to_dicts()
    whole = quantiles[0] if quantiles else {}
    sheet = reading.profile.sheet
    return Overview(
        cases=reading.cases,
        events=int(reading.flow["n"].sum()),
        activities=reading.flow["target"].n_unique(),
        variants=reading.profile.variant["variant"].n_unique(),
        zones=tuple(reading.zones),
        object_types=tuple(reading.case["object_type"].unique().sort()),
        first=reading.first_day,
        last=reading.last_day,
        median_seconds=whole.get("median_seconds"),
        p90_seconds=whole.get("p90_seconds"),
        mean_seconds=reading.lead_seconds / reading.cases if reading.cases else None,
        kinds=_kinds(reading),
        rejected_rows=sheet.rejected_rows,
        simulated=sheet.simulated,
        clock=reading.clock,
        frame=frame,
        types=_by_type(reading),
    )


def _kinds(reading: Reading) -> dict[str, float]:
    """Share of the lead time by kind, the largest first; kinds that take no time are left out."""
    edges = reading.edges.select("kind", "seconds")
    spent = total(pl.concat([edges, reading.work.select("kind", "seconds")]), ["kind"])
    spent = spent.filter(pl.col("seconds") > 0).sort(["seconds", "kind"], descending=[True, False])
    lead = reading.lead_seconds
    return {kind: seconds / lead for kind, seconds in spent.select("kind", "seconds").iter_rows() if lead}


def _by_type(reading: Reading) -> pl.DataFrame:
    """The most frequent type first."""
    by = ["object_type"]
    cases = total(reading.case, by).with_columns(mean_seconds=mean())
    counts = reading.flow.group_by(by).agg(
        events=pl.col("n").sum(), activities=pl.col("target").n_unique().cast(pl.Int64)
    )
    frame = cases.join(counts, on=by).join(reading.quantiles(reading.shape("case"), by), on=by)
    return frame.sort(["n", "object_type"], descending=[True, False]).select(
        "object_type", pl.col("n").alias("cases"), "events", "activities", "median_seconds", "p90_seconds",
        "mean_seconds",
    )  # fmt: skip


def _by_zone(reading: Reading) -> pl.DataFrame:
    cases = total(reading.case, ["zone"]).with_columns(mean_seconds=mean())
    lead = reading.quantiles(reading.shape("case"), ["zone"])
    steps = reading.follows.filter(pl.col("target") != END).group_by("zone")
    counts = steps.agg(events=pl.col("n").sum(), activities=pl.col("target").n_unique().cast(pl.Int64))
    variants = reading.variant.group_by("zone").agg(variants=pl.len().cast(pl.Int64))
    frame = cases.join(counts, on="zone").join(variants, on="zone").join(lead, on="zone")
    frame = frame.join(reading.span, on="zone").sort("zone")
    per_month = pl.col("n") / pl.col("months")
    return frame.with_columns(cases_per_month=per_month).select(
        "zone", pl.col("n").alias("cases"), "events", "activities", "variants", "median_seconds",
        "p90_seconds", "mean_seconds", "first", "last", "months", "cases_per_month",
    )  # fmt: skip
