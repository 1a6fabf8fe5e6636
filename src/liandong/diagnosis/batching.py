"""Batching: steps done on a few days only, so that cases wait for the next such day.

If the n executions of a step fell at random on the D days its zone works, they would keep
``D * (1 - (1 - 1/D)**n)`` days busy. Far fewer busy days mean that the step is done in batches.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from liandong.diagnosis.reading import Reading
from liandong.diagnosis.words import choose, count, number, percent, zone_name
from liandong.profile.tables import END, START

FORMULA = (
    "集中度 = 实际办理天数 ÷ 随机分布时的期望办理天数，期望 = D×(1−(1−1/D)^n)，D "
    "为该环节存续期内本区有办理的天数",
    "ratio = days with executions ÷ days expected at random, D × (1 − (1 − 1/D)^n), where D are the days "
    "the zone works while the step is in use",
)
#: A step counts as done in batches when it keeps fewer than this part of the days busy, beyond chance.
BATCHED = 0.6
_BEYOND_CHANCE = 3.0


@dataclass(frozen=True)
class Batching:
    """Steps by how much they concentrate on few days.

    ``frame``: zone, activity, n, days (the zone works), busy_days, expected_days, ratio, per_busy_day,
    is_batched; the most concentrated first.
    """

    frame: pl.DataFrame = field(repr=False, compare=False)
    minimum: int

    @property
    def batched(self) -> pl.DataFrame:
        """The steps done in batches."""
        return self.frame.filter("is_batched")

    def sentence(self, lang: str = "zh") -> str:
        """How many steps are done in batches, and the most concentrated one."""
        found = self.batched
        if not found.height:
            return choose(lang, "没有明显集中在少数日子办理的环节。", "No step is clearly done in batches.")
        top = found.row(0, named=True)
        zone, steps = zone_name(top["zone"], lang), count(found.height, lang, "个环节", "step")
        expected, each = number(top["expected_days"]), number(top["per_busy_day"])
        return choose(
            lang,
            f"{steps}集中在少数日子批量办理；最集中的是{zone}的“{top['activity']}”：{top['n']:,} "
            f"次办理集中在 {top['busy_days']} 天（随机分布约需 {expected} 天，为其 "
            f"{percent(top['ratio'])}），每个办理日平均 {each} 次。",
            f"{steps} {'is' if found.height == 1 else 'are'} done in batches; the most concentrated is "
            f"“{top['activity']}” in {zone}: {top['n']:,} executions on {top['busy_days']} days where "
            f"chance would give {expected} ({percent(top['ratio'])}), {each} on each such day.",
        )

    def formula(self, lang: str = "zh") -> str:
        """How concentration is measured."""
        return choose(lang, *FORMULA)


def batching(reading: Reading, minimum: int) -> Batching:
    """The batching of all steps with at least ``minimum`` executions."""
    daily = reading.daily.filter(~pl.col("activity").is_in([START, END]))
    daily = daily.group_by("zone", "activity", "day").agg(pl.col("n").sum())
    steps = daily.group_by("zone", "activity").agg(
        pl.col("n").sum(),
        busy_days=pl.len().cast(pl.Int64),
        first=pl.col("day").min(),
        last=pl.col("day").max(),
    )
    steps = _with_days(steps.filter(pl.col("n") >= minimum), daily)
    steps = _against_chance(steps).sort("ratio", "zone", "activity")
    fewer = pl.col("busy_days") < pl.col("expected_days") - _BEYOND_CHANCE * pl.col("spread")
    is_batched = (pl.col("ratio") < BATCHED) & fewer
    return Batching(
        steps.select(
            "zone", "activity", "n", "days", "busy_days", "expected_days", "ratio",
            per_busy_day=pl.col("n") / pl.col("busy_days"), is_batched=is_batched,
        ),
        minimum,
    )  # fmt: skip


def _with_days(steps: pl.DataFrame, daily: pl.DataFrame) -> pl.DataFrame:
    """How many days each step's zone worked between the step's first and last day."""
    worked = daily.select("zone", "day").unique().sort("zone", "day")
    worked = worked.with_columns(place=pl.int_range(pl.len()).over("zone"))
    for side in ("first", "last"):
        places = worked.rename({"day": side, "place": f"{side}_place"})
        steps = steps.join(places, on=["zone", side])
    return steps.with_columns(days=pl.col("last_place") - pl.col("first_place") + 1)


def _against_chance(steps: pl.DataFrame) -> pl.DataFrame:
    """Mean and spread of the number of occupied cells when n balls fall into D cells at random."""
    n, days = pl.col("n").cast(pl.Float64), pl.col("days").cast(pl.Float64)
    empty, both_empty = (1 - 1 / days) ** n, pl.max_horizontal(1 - 2 / days, 0.0) ** n
    expected = days * (1 - empty)
    variance = (days * empty + days * (days - 1) * both_empty - (days * empty) ** 2).clip(0)
    return steps.with_columns(
        expected_days=expected, ratio=pl.col("busy_days") / expected, spread=variance.sqrt()
    )
