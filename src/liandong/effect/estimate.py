"""One estimated number: how much, how sure, compared with what, and how strong that is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from liandong.diagnosis.words import Clock, choose, listed, number, percent
from liandong.effect.measures import Measure

Method = Literal["staggered", "interrupted", "before-after"]
Strength = Literal["strong", "medium", "weak", "none"]
Text = tuple[str, str]

METHODS: dict[str, Text] = {
    "staggered": ("分批双重差分", "staggered difference-in-differences"),
    "interrupted": ("中断时间序列", "interrupted time series"),
    "before-after": ("前后对比", "before and after"),
}
STRENGTHS: dict[str, Text] = {
    "strong": ("较强", "strong"),
    "medium": ("中等", "medium"),
    "weak": ("较弱", "weaker"),
    "none": ("不足以判断", "not enough to judge"),
}
#: What least squares leave of nothing, in seconds or as a share.
_NOUGHT = 1e-6
VERDICTS: dict[str, Text] = {
    "better": ("改善", "better"),
    "worse": ("变差", "worse"),
    "unclear": ("没有确定的变化", "no certain change"),
}


@dataclass(frozen=True)
class Estimate:
    """What the reform changed in one measure; seconds, or a share from -1 to 1."""

    measure: Measure
    value: float | None
    low: float | None
    high: float | None
    #: The adopters before; after; and what they would be after without the reform.
    before: float | None
    after: float | None
    without: float | None
    n_treated: int
    n_comparison: int
    method: Method
    comparison: tuple[str, ...]
    strength: Strength
    #: The permutation p value and how many different exchanges of dates there are.
    p: float | None = None
    exchanges: int = 0
    level: float = 0.95
    zone: str = ""

    @property
    def is_certain(self) -> bool:
        """Whether chance is ruled out: the interval leaves nothing out, and so do the permutations where there are enough."""
        if self.value is None or self.low is None or self.high is None:
            return False
        return (self.low > 0 or self.high < 0) and (self.p is None or self.p <= 1 - self.level + 1e-9)

    @property
    def verdict(self) -> Literal["better", "worse", "unclear"]:
        """Better or worse where it is certain; a shorter time and a larger share are better."""
        if not self.is_certain or self.value is None:
            return "unclear"
        return "better" if (self.value > 0) == self.measure.is_share else "worse"

    @property
    def share(self) -> float | None:
        """The change as a share of what would be without the reform."""
        if self.value is None or not self.without or self.measure.is_share:
            return None
        return self.value / self.without

    def told_from(self, least: int) -> Estimate:
        """The estimate where it rests on so many cases, else that there is none: counts and values are left out."""
        n = min(self.n_treated, self.n_comparison) if self.method == "before-after" else self.n_treated
        if n >= least:
            return self
        nothing: dict[str, Any] = dict.fromkeys(("value", "low", "high", "before", "after", "without", "p"))
        return replace(self, **nothing, n_treated=0, n_comparison=0, strength="none")

    def limits(self, lang: str, clock: Clock) -> str:
        """The interval in words."""
        if self.low is None or self.high is None:
            return choose(lang, "没有区间", "no interval")
        low, high = (self._signed(value, lang, clock) for value in (self.low, self.high))
        return choose(
            lang,
            f"{percent(self.level)} 区间 {low}至 {high}",
            f"{percent(self.level)} interval {low} to {high}",
        )

    def sentence(self, lang: str, clock: Clock) -> str:
        """The estimate in words; no change and a change for the worse are told as plainly as a gain."""
        title = self.measure.title(lang, clock)
        if self.value is None:
            return choose(
                lang, f"{title}：数据不足，无法估计。", f"The {title} cannot be estimated: not enough data."
            )
        size, told = self._size(lang, clock), self._basis(lang)
        if self.verdict == "unclear":
            signed = self._signed(self.value, lang, clock)
            return choose(
                lang,
                f"{title}看不出确定的变化：估计 {signed}（{self.limits(lang, clock)}）{told}",
                f"No certain change of the {title}: {signed} ({self.limits(lang, clock)}){told}",
            )
        up = self.value > 0
        verb = choose(lang, "提高", "rose by") if up else choose(lang, "下降", "fell by")
        if not self.measure.is_share:
            verb = choose(lang, "延长", "grew by") if up else choose(lang, "缩短", "fell by")
        return choose(
            lang,
            f"{title}{verb} {size}（{self.limits(lang, clock)}）{told}",
            f"The {title} {verb} {size} ({self.limits(lang, clock)}){told}",
        )

    def _size(self, lang: str, clock: Clock) -> str:
        share = self.share
        relative = (
            ""
            if share is None
            else choose(lang, f"，即 {percent(abs(share))}", f", or {percent(abs(share))},")
        )
        value = abs(self.value or 0.0)
        return self._written(value, lang, clock) + relative

    def _written(self, value: float, lang: str, clock: Clock) -> str:
        if self.measure.is_share:
            return choose(lang, f"{number(100 * value)} 个百分点", f"{number(100 * value)} percentage points")
        return clock.say(value, lang)

    def _signed(self, value: float, lang: str, clock: Clock) -> str:
        value = 0.0 if abs(value) < _NOUGHT else value
        sign = "−" if value < 0 else "+" if value > 0 else ""
        return sign + self._written(abs(value), lang, clock)

    def _basis(self, lang: str) -> str:
        """What it rests on."""
        method, strength = (
            choose(lang, *names) for names in (METHODS[self.method], STRENGTHS[self.strength])
        )
        n, m = self.n_treated, self.n_comparison
        against = (
            choose(lang, f"，对照 {m:,} 件", f", {m:,} to compare with") if self.method == "staggered" else ""
        )
        if self.method == "before-after":
            against = choose(lang, f"，此前 {m:,} 件", f", {m:,} before")
        p = (
            ""
            if self.p is None
            else choose(lang, f"，置换检验 p={number(self.p, 2)}", f", permutation p={number(self.p, 2)}")
        )
        return choose(
            lang,
            f"；{method}，证据{strength}，实施后 {n:,} 件{against}{p}。",
            f"; {method}, {strength} evidence, {n:,} cases after adoption{against}{p}.",
        )

    def to_dict(self) -> dict[str, Any]:
        """The estimate as JSON values."""
        return {
            "measure": str(self.measure),
            "zone": self.zone,
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "level": self.level,
            "before": self.before,
            "after": self.after,
            "without": self.without,
            "relative": self.share,
            "n_treated": self.n_treated,
            "n_comparison": self.n_comparison,
            "method": self.method,
            "comparison": list(self.comparison),
            "strength": self.strength,
            "p": self.p,
            "exchanges": self.exchanges,
            "verdict": self.verdict,
        }


def comparison_words(estimate: Estimate, lang: str) -> str:
    """Whom the adopters are compared with."""
    if estimate.method == "staggered":
        return choose(
            lang,
            f"尚未实施的片区：{listed(estimate.comparison, lang)}",
            f"zones yet to adopt: {listed(estimate.comparison, lang)}",
        )
    if estimate.method == "interrupted":
        return choose(
            lang, "没有对照片区，只与自身此前的走势比", "no comparison zone, only its own former course"
        )
    return choose(lang, "没有对照片区，只与此前比", "no comparison zone, only the time before")
