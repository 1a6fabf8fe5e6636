"""Bottlenecks: steps where a zone takes longer than the best example, by the case-days it would save.

Case-days are the days of all cases together: 300 a month mean that ten more cases lie open on any day.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import polars as pl

from liandong.diagnosis.words import Clock, choose, count, number, percent, period, zone_name

FORMULA = (
    "可节约 = Σ 各来路 本区件数 ×（本区平均用时 − 对照平均用时）÷ 月数；对照取节约最多者，95% "
    "区间已按对照个数放宽，方差取逐件与逐周两种算法中较大者",
    "avoidable = Σ over predecessors: executions here × (mean here − mean of the example) ÷ months; the "
    "example is the one that saves most, the 95% interval allows for that choice, the variance is the "
    "larger of that by case and by week",
)
#: A smaller share of comparable executions is told in the sentence.
_NEARLY_ALL = 0.8


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
    #: The incoming edges that cost most: source, kind, n, the two means, case_days_per_month; and the work.
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
        """The example in words: ``市3`` or ``自身2014年二季度``."""
        if self.against == "zone":
            return zone_name(self.example, lang)
        when = period(date.fromisoformat(self.example), self.against, lang)
        return choose(lang, f"自身{when}", f"itself in {when}")

    def sentence(self, lang: str = "zh") -> str:
        """The finding in words."""
        return self._said_zh() if choose(lang, "zh", "en") == "zh" else self._said_en()

    def _said_zh(self) -> str:
        say, other = self.clock.say, self.example_name("zh")
        low, high = number(self.low), number(self.high)
        unit = "件·工作日" if self.clock.is_working else "件·天"
        text = (
            f"{zone_name(self.zone, 'zh')}在“{self.activity}”环节平均用时 {say(self.mean_seconds, 'zh')}，"
            f"比{other}多 {say(self.difference_seconds, 'zh')}{self._partly('zh')}；照{other}的做法办，"
            f"每月可少占用 {number(self.case_days_per_month)} {unit}（95% 区间 {low} 至 {high}），"
            f"其中法定时限占 {percent(self.statutory_share)}"
        )
        if self.money_per_month is not None:
            text += f"，折合资金占用成本每月 {self.money_per_month:,} 元"
        return text + ("。" if self.is_certain else "；区间包含零，尚不能确定。")

    def _said_en(self) -> str:
        say, other = self.clock.say, self.example_name("en")
        low, high = number(self.low), number(self.high)
        unit = "working case-days" if self.clock.is_working else "case-days"
        more = f"{say(self.difference_seconds, 'en')} more than {other}{self._partly('en')}"
        text = (
            f"{zone_name(self.zone, 'en')} takes {say(self.mean_seconds, 'en')} on average for "
            f"“{self.activity}”, {more}; run as there, it would save {number(self.case_days_per_month)} {unit} "
            f"a month (95% interval {low} to {high}), {percent(self.statutory_share)} of it statutory time"
        )
        if self.money_per_month is not None:
            text += f"; the capital tied up costs {self.money_per_month:,} a month"
        return text + ("." if self.is_certain else "; the interval includes zero, so this is not certain.")

    def _partly(self, lang: str) -> str:
        """How much could be compared, where that is not nearly all."""
        if self.coverage >= _NEARLY_ALL:
            return ""
        share = percent(self.coverage)
        return choose(lang, f"（可比办理占 {share}）", f" ({share} comparable)")

    def basis(self, lang: str = "zh") -> str:
        """What the finding rests on: executions, how many of them could be compared, and with whom."""
        cover, times = percent(self.coverage), count(self.n, lang, "次办理", "execution")
        return choose(
            lang,
            f"依据 {times}，其中 {cover} 与对照有相同来路；从 {self.compared} 个对照中选取。",
            f"From {times}, {cover} of them after a predecessor that the example has too; best of "
            f"{self.compared} compared.",
        )

    def formula(self, lang: str = "zh") -> str:
        """How the case-days are computed."""
        return choose(lang, *FORMULA)

    def __str__(self) -> str:
        return self.sentence("zh")


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
#: The columns of ``Bottleneck.frame``.
EDGE_COLUMNS: dict[str, type[pl.DataType]] = {
    "source": pl.String,
    "kind": pl.String,
    "n": pl.Int64,
    "mean_seconds": pl.Float64,
    "example_mean_seconds": pl.Float64,
    "case_days_per_month": pl.Float64,
}
_EDGE_KEYS: dict[str, type[pl.DataType]] = {"rank": pl.Int64, "zone": pl.String, "activity": pl.String}


def as_frame(found: tuple[Bottleneck, ...]) -> pl.DataFrame:
    """The bottlenecks as a table."""
    names = {name: kind for name, kind in _COLUMNS.items() if name != "is_certain"}
    rows = [{name: getattr(one, name) for name in names} | {"is_certain": one.is_certain} for one in found]
    for row in rows:
        row["money_per_month"] = None if row["money_per_month"] is None else float(row["money_per_month"])
    return pl.DataFrame(rows, schema=_COLUMNS)


def edges_frame(found: tuple[Bottleneck, ...]) -> pl.DataFrame:
    """The incoming edges of all bottlenecks as one table."""
    frames = [
        one.frame.select(
            *(pl.lit(getattr(one, name), kind).alias(name) for name, kind in _EDGE_KEYS.items()), pl.all()
        )
        for one in found
    ]
    return pl.concat([pl.DataFrame(schema=_EDGE_KEYS | EDGE_COLUMNS), *frames])
