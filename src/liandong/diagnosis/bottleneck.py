"""Bottlenecks: the steps where a zone takes longer than the best example, ranked by the case-days that would save.

Case-days are what every case together spends; 300 case-days a month mean that ten more cases lie open on any day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from liandong.diagnosis import examples
from liandong.diagnosis.reading import Reading, mean, total
from liandong.diagnosis.words import Clock, choose, count, number, percent, period, zone_name
from liandong.errors import SettingError
from liandong.profile import Profile

DAYS_A_YEAR = 365
#: Steps that differ by less than this many seconds an execution are equal.
_EQUAL = 1e-6
#: How many of the incoming edges a bottleneck lists.
_EDGES = 5

FORMULA = (
    "可节约 = Σ 各来路 本区件数 ×（本区平均用时 − 对照平均用时）÷ 月数；对照取节约最多者，95% 区间已按对照个数放宽，"
    "方差取逐件与逐周两种算法中较大者",
    "avoidable = Σ over predecessors: executions here × (mean here − mean of the example) ÷ months; the example is the one "
    "that saves most, the 95% interval allows for that choice, the variance is the larger of that by case and by week",
)


@dataclass(frozen=True)
class Bottleneck:
    """One step of one zone, with what would be saved if it were run like the example."""

    rank: int
    zone: str
    activity: str
    #: The zone, or the first day of the own period, it is compared with.
    example: str
    #: ``zone``, or the unit of an own period: quarter, month, year.
    against: str
    #: Executions, and the share of them that could be compared.
    n: int
    coverage: float
    #: Of the comparable executions; the example's mean is for the same mix of predecessors.
    mean_seconds: float
    example_mean_seconds: float
    case_days_per_month: float
    low: float
    high: float
    #: The part of the case-days that is work; the rest is waiting, or cannot be told apart.
    working_case_days_per_month: float
    #: Share of the avoidable time that lies within statutory limits.
    statutory_share: float
    #: Share of the zone's total lead time that this step takes.
    share: float
    #: The party that holds the case most of this time, and its share of it.
    party: str
    party_share: float
    compared: int
    months: float
    clock: Clock
    money_per_month: Decimal | None = None
    #: The incoming edges that matter most: source, n, mean_seconds, example_mean_seconds, case_days_per_month.
    frame: pl.DataFrame = field(default_factory=pl.DataFrame, repr=False, compare=False)

    @property
    def is_certain(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0

    @property
    def difference_seconds(self) -> float:
        """How much longer one execution takes than the example's."""
        return self.mean_seconds - self.example_mean_seconds

    def example_name(self, lang: str) -> str:
        """The example in words: ``市3`` or ``本区2014年二季度``."""
        if self.against == "zone":
            return zone_name(self.example, lang)
        when = period(date.fromisoformat(self.example), self.against, lang)
        return choose(lang, f"自身{when}", f"itself in {when}")

    def sentence(self, lang: str = "zh") -> str:
        """The finding in words."""
        return self._said_zh() if choose(lang, "zh", "en") == "zh" else self._said_en()

    def _said_zh(self) -> str:
        say, other = self.clock.say, self.example_name("zh")
        low, high, unit = (
            number(self.low),
            number(self.high),
            "件·工作日" if self.clock.is_working else "件·天",
        )
        text = (
            f"{zone_name(self.zone, 'zh')}在“{self.activity}”环节平均用时 {say(self.mean_seconds, 'zh')}，"
            f"比{other}多 {say(self.difference_seconds, 'zh')}；照{other}的做法办，"
            f"每月可少占用 {number(self.case_days_per_month)} {unit}（95% 区间 {low} 至 {high}），"
            f"其中法定时限占 {percent(self.statutory_share)}"
        )
        if self.money_per_month is not None:
            text += f"，折合资金占用成本每月 {self.money_per_month:,} 元"
        return text + ("。" if self.is_certain else "；区间包含零，尚不能确定。")

    def _said_en(self) -> str:
        say, other = self.clock.say, self.example_name("en")
        unit = "working case-days" if self.clock.is_working else "case-days"
        text = (
            f"{zone_name(self.zone, 'en')} takes {say(self.mean_seconds, 'en')} on average for “{self.activity}”, "
            f"{say(self.difference_seconds, 'en')} more than {other}; run as there, it would save "
            f"{number(self.case_days_per_month)} {unit} a month (95% interval {number(self.low)} to {number(self.high)}), "
            f"{percent(self.statutory_share)} of it statutory time"
        )
        if self.money_per_month is not None:
            text += f"; the capital tied up costs {self.money_per_month:,} a month"
        return text + ("." if self.is_certain else "; the interval includes zero, so this is not certain.")

    def basis(self, lang: str = "zh") -> str:
        """What the finding rests on: executions, how many of them could be compared, and with whom."""
        cover, times = percent(self.coverage), count(self.n, lang, "次办理", "execution")
        return choose(
            lang,
            f"依据 {times}，其中 {cover} 与对照有相同来路；从 {self.compared} 个对照中选取。",
            f"From {times}, {cover} of them after a predecessor that the example has too; best of {self.compared} compared.",
        )

    def formula(self, lang: str = "zh") -> str:
        """How the case-days are computed."""
        return choose(lang, *FORMULA)

    def __str__(self) -> str:
        return self.sentence("zh")


def bottlenecks(
    profile: Profile,
    *,
    goods_value: Decimal | None = None,
    annual_rate: Decimal | None = None,
    clock: str = "clock",
    minimum: int = 30,
) -> tuple[Bottleneck, ...]:
    """The bottlenecks of all zones, the most avoidable case-days per month first.

    Parameters
    ----------
    goods_value, annual_rate : the value of the goods of one case and the yearly rate of interest on it; together they
        turn case-days into money.
    clock : ``clock``, or ``working`` where the profile has a calendar.
    minimum : how many executions both sides need.
    """
    return find(Reading.of(profile, clock), day_cost(goods_value, annual_rate, clock), minimum)


def day_cost(goods_value: Decimal | None, annual_rate: Decimal | None, clock: str) -> Decimal | None:
    """What one case-day costs, or None when it was not asked for. Raises SettingError."""
    if goods_value is None and annual_rate is None:
        return None
    if goods_value is None or annual_rate is None:
        raise SettingError(
            setting="goods_value",
            value=goods_value,
            reason="give a value of goods and a yearly rate together",
        )
    for name, given in (("goods_value", goods_value), ("annual_rate", annual_rate)):
        if not Decimal(given).is_finite() or given < 0:
            raise SettingError(setting=name, value=given, reason="use a number that is not negative")
    if clock != "clock":
        raise SettingError(
            setting="clock", value=clock, reason="capital is tied up day and night; use clock for money"
        )
    return Decimal(goods_value) * Decimal(annual_rate) / DAYS_A_YEAR


def find(reading: Reading, cost: Decimal | None, minimum: int) -> tuple[Bottleneck, ...]:
    """The bottlenecks of a reading, each case-day at that cost."""
    found, strata = _compared(reading, minimum)
    rows = _figures(reading, found).rows(named=True)
    edges = _top_edges(reading, strata)
    return tuple(
        _bottleneck(reading.clock, rank, row, edges[row["zone"], row["activity"]], cost)
        for rank, row in enumerate(rows, 1)
    )


def _compared(reading: Reading, minimum: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Each step against the other zones; steps that no other zone has, and lone zones, against themselves."""
    found, strata = examples.other_zones(reading).compared(minimum)
    steps = found.select("zone", "activity")
    own, own_strata = examples.own_periods(reading).of_steps(steps).compared(minimum)
    columns = strata.columns
    return pl.concat([found, own.select(found.columns)]), pl.concat([strata, own_strata.select(columns)])


def _figures(reading: Reading, found: pl.DataFrame) -> pl.DataFrame:
    """The avoidable ones in order of rank, with everything a bottleneck tells."""
    # Executions that open a case take no time before them; they are counted, but not in the mean time.
    before, at_work = pl.max_horizontal("n_timed", 1), pl.max_horizontal("n_work", 1)
    step = pl.col("timed") / before + pl.col("worked") / at_work
    more = (pl.col("saved") - pl.col("saved_at_work")) / before + pl.col("saved_at_work") / at_work
    rows = found.rename({"n": "n_common"}).with_columns(mean=step, example_mean=step - more)
    rows = rows.filter(pl.col("saved") / pl.col("n_common") > _EQUAL)
    per_month = [
        (pl.col(name) / reading.clock.day_seconds / pl.col("months"))
        for name in ("saved", "low", "high", "saved_at_work")
    ]
    rows = rows.join(reading.span.select("zone", "months"), on="zone").join(
        steps(reading), on=["zone", "activity"]
    )
    return rows.with_columns(
        per_month,
        coverage=pl.col("n_common") / pl.col("n"),
        by_law=(pl.col("saved_by_law") / pl.col("saved")).clip(0, 1),
    ).sort(["saved", "zone", "activity"], descending=[True, False, False])


def steps(reading: Reading) -> pl.DataFrame:
    """For each zone and step: n, share of the zone's lead time, and the party that holds the case longest.

    Between two steps the case is held by the party that has to act next.
    """
    by_party = total(reading.flow.rename({"target": "activity"}), ["zone", "activity", "party_to"])
    order = by_party.sort(["zone", "activity", "seconds", "party_to"], descending=[False, False, True, False])
    held = pl.col("seconds").first() / pl.col("seconds").sum()
    flow = order.group_by("zone", "activity", maintain_order=True).agg(
        pl.col("n", "seconds").sum(), party=pl.col("party_to").first(), party_share=held.fill_nan(0)
    )
    work = total(reading.work, ["zone", "activity"]).select("zone", "activity", worked="seconds")
    lead = total(reading.case, ["zone"]).select("zone", lead="seconds")
    both = flow.join(work, on=["zone", "activity"], how="left").join(lead, on="zone")
    share = mean("spent", "lead").fill_null(0)
    return both.with_columns(spent=pl.col("seconds") + pl.col("worked").fill_null(0)).select(
        "zone", "activity", "n", "party", "party_share", share=share
    )


def _top_edges(reading: Reading, strata: pl.DataFrame) -> dict[tuple[Any, ...], pl.DataFrame]:
    """For each zone and activity the strata that cost most; work has no source."""
    days = pl.col("saved") / reading.clock.day_seconds / pl.col("months")
    rows = strata.join(reading.span.select("zone", "months"), on="zone").sort(
        ["zone", "activity", "saved", "is_work", "source", "kind"],
        descending=[False, False, True, False, False, False],
    )
    top = rows.group_by("zone", "activity", maintain_order=True).head(_EDGES)
    table = top.select(
        "zone", "activity", "source", "kind", "n",
        mean_seconds="mean", example_mean_seconds="mean_example", case_days_per_month=days,
    )  # fmt: skip
    return table.partition_by("zone", "activity", as_dict=True, include_key=False, maintain_order=True)


def _bottleneck(
    clock: Clock, rank: int, row: Mapping[str, Any], edges: pl.DataFrame, cost: Decimal | None
) -> Bottleneck:
    return Bottleneck(
        rank=rank,
        zone=row["zone"],
        activity=row["activity"],
        example=row["example"],
        against=row["against"],
        n=row["n"],
        coverage=row["coverage"],
        mean_seconds=row["mean"],
        example_mean_seconds=row["example_mean"],
        case_days_per_month=row["saved"],
        low=row["low"],
        high=row["high"],
        working_case_days_per_month=row["saved_at_work"],
        statutory_share=row["by_law"],
        share=row["share"],
        party=row["party"],
        party_share=row["party_share"],
        compared=row["compared"],
        months=row["months"],
        clock=clock,
        money_per_month=None if cost is None else _money(row["saved"], cost),
        frame=edges,
    )


def _money(case_days: float, cost: Decimal) -> Decimal:
    return (Decimal(str(round(case_days, 6))) * cost).quantize(Decimal("0.01"))


def as_frame(found: tuple[Bottleneck, ...]) -> pl.DataFrame:
    """The bottlenecks as a table."""
    names = {name: kind for name, kind in _COLUMNS.items() if name != "is_certain"}
    rows = [{name: getattr(one, name) for name in names} | {"is_certain": one.is_certain} for one in found]
    for row in rows:
        row["money_per_month"] = None if row["money_per_month"] is None else float(row["money_per_month"])
    return pl.DataFrame(rows, schema=_COLUMNS)


_COLUMNS: dict[str, type[pl.DataType]] = {
    "rank": pl.Int64,
    "zone": pl.String,
    "activity": pl.String,
    "against": pl.String,
    "example": pl.String,
    "n": pl.Int64,
    "coverage": pl.Float64,
    "mean_seconds": pl.Float64,
    "example_mean_seconds": pl.Float64,
    "difference_seconds": pl.Float64,
    "case_days_per_month": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "working_case_days_per_month": pl.Float64,
    "is_certain": pl.Boolean,
    "statutory_share": pl.Float64,
    "share": pl.Float64,
    "party": pl.String,
    "party_share": pl.Float64,
    "compared": pl.Int64,
    "months": pl.Float64,
    "money_per_month": pl.Float64,
}
