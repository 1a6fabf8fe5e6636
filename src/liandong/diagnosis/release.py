"""The Time Release Study: the figures that the WCO guide (version 4) and article 7.6 of the WTO TFA ask for.

Scope, sample and exclusions; each segment with n, mean, median, mode, P90 and range, with and without
outliers; the share within target; breakdowns; which party held the case; and the period before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from liandong.diagnosis.drift import change_sentence
from liandong.diagnosis.segments import FENCE, MODE_BUCKETS
from liandong.diagnosis.words import Clock, choose, count, day, listed, percent, zone_name
from liandong.profile.buckets import GAMMA

STATISTICS = [
    "n", "mean_seconds", "median_seconds", "mode_low_seconds", "mode_high_seconds", "mode_share",
    "p90_seconds", "min_seconds", "max_seconds", "outliers", "fence_seconds", "mean_without_seconds",
    "median_without_seconds", "target_seconds", "within_target",
]  # fmt: skip


@dataclass(frozen=True)
class TimeReleaseStudy:
    """A Time Release Study.

    ``frame`` are the segments: clock, source, target, and the statistics. ``cases`` are whole cases: clock,
    and the same. ``breakdowns``: clock, by (zone, object_type, outcome, period), value, and the same.
    ``parties``: party, n (steps into it), seconds (that it held cases), work_seconds (of these, where start
    times exist), mean_seconds, share (of the lead time); party ``""`` is not known. ``changes``: the last complete
    quarter against the one before, for the whole case (source and target ``""``) and each segment.
    """

    frame: pl.DataFrame = field(repr=False, compare=False)
    cases: pl.DataFrame = field(repr=False, compare=False)
    breakdowns: pl.DataFrame = field(repr=False, compare=False)
    parties: pl.DataFrame = field(repr=False, compare=False)
    changes: pl.DataFrame = field(repr=False, compare=False)
    zones: tuple[str, ...]
    object_types: tuple[str, ...]
    first: date | None
    last: date | None
    n: int
    rejected_rows: int
    #: Segments left out because they were seen fewer than ``minimum`` times, and the steps on them.
    minimum: int
    rare_segments: int
    rare_steps: int
    clock: Clock

    @property
    def whole(self) -> dict[str, float | None]:
        """The statistics of whole cases on the study's clock."""
        rows = self.cases.filter(pl.col("clock") == self.clock.name).select(STATISTICS).to_dicts()
        return rows[0] if rows else dict.fromkeys(STATISTICS)

    def scope(self, lang: str = "zh") -> str:
        """Where, when, what and by which clock was measured."""
        zones = listed([zone_name(zone, lang) for zone in self.zones], lang)
        return choose(
            lang,
            f"范围：{zones}；{day(self.first, lang)}至{day(self.last, lang)}；对象："
            f"{listed(self.object_types, lang)}；计时：{self.clock.title(lang)}。",
            f"Scope: {zones}; {day(self.first, lang)} to {day(self.last, lang)}; objects: "
            f"{listed(self.object_types, lang)}; time: {self.clock.title(lang)}.",
        )

    def exclusions(self, lang: str = "zh") -> str:
        """How many cases there are, and what was left out."""
        return choose(
            lang,
            f"样本：{self.n:,} 件，全部计入；读入时剔除 {self.rejected_rows:,} 行；{self.rare_segments:,} "
            f"个不足 {self.minimum} 次的段落（共 {self.rare_steps:,} 次）不单列。",
            f"Sample: all {count(self.n, lang, '', 'case')}; {self.rejected_rows:,} rows rejected on "
            f"reading; {self.rare_segments:,} segments seen fewer than {self.minimum} times "
            f"({self.rare_steps:,} steps) not listed.",
        )

    def outlier_rule(self, lang: str = "zh") -> str:
        """When a duration counts as an outlier, and what is done with it."""
        return choose(
            lang,
            f"离群值：用时取对数后超过上四分位数加 {FENCE} 倍四分位距者；主表含离群值，"
            "另列不含离群值的平均数和中位数。",
            f"Outliers: durations whose logarithm exceeds the upper quartile by {FENCE} times the "
            "interquartile range; main figures include them, mean and median are also given without.",
        )

    def sentence(self, lang: str = "zh") -> str:
        """The release time of whole cases."""
        whole, say = self.whole, self.clock.say
        if not self.n:
            return choose(lang, "没有办件。", "There are no cases.")
        median, p90, plain = whole["median_seconds"], whole["p90_seconds"], whole["mean_without_seconds"]
        outliers = int(whole["outliers"] or 0)
        text = choose(
            lang,
            f"放行时间研究：{self.n:,} 件，平均 {say(whole['mean_seconds'], lang)}，中位数 "
            f"{say(median, lang)}，P90 {say(p90, lang)}；离群 {outliers:,} 件，剔除后平均 {say(plain, lang)}",
            f"Time Release Study: {count(self.n, lang, '', 'case')}, mean "
            f"{say(whole['mean_seconds'], lang)}, median {say(median, lang)}, P90 {say(p90, lang)}; "
            f"{count(outliers, lang, '', 'outlier')}, mean without them {say(plain, lang)}",
        )
        return text + self._target(whole, lang) + choose(lang, "。", ".")

    def _target(self, whole: dict[str, float | None], lang: str) -> str:
        if whole["target_seconds"] is None:
            return ""
        target, share = self.clock.say(whole["target_seconds"], lang), percent(whole["within_target"])
        return choose(
            lang, f"；{target}目标内办结 {share}", f"; {share} are done within the target of {target}"
        )

    def against_before(self, lang: str = "zh") -> str:
        """The last complete period against the one before."""
        rows = self.changes.filter((pl.col("source") == "") & (pl.col("target") == "")).to_dicts()
        if not rows:
            return choose(lang, "没有可比的上一期。", "There is no earlier period to compare with.")
        return change_sentence(rows[0], self.clock, lang)

    def formula(self, lang: str = "zh") -> str:
        """What a segment, the mode and a party's time are."""
        wide = percent(GAMMA**MODE_BUCKETS - 1)
        return choose(
            lang,
            "段落用时 = 前一环节结束至后一环节开始（只有结束时间的日志：至后一环节结束，即等待加办理）；"
            f"众数为宽约 {wide} 的用时分组中件数最多的一组；两环节之间的时间归后一环节的部门，"
            "办理时间归办理该环节的部门；日志未写明部门、或一个环节由几个部门办理的，列为未注明",
            "time of a segment = from the end of one step to the start of the next (with end times only: "
            f"to its end, so elapsed = waiting + work); the mode is the fullest of classes about {wide} "
            "wide; time between two steps counts for the party of the later one, work for the party that does "
            "the step; where the log names none, or several do a step, the party is not known",
        )
