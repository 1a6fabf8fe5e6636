"""What is asked of a procedure under stress, fixed before it is tried: one measure and its limit."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from liandong.diagnosis.words import Clock, choose, number
from liandong.effect.measures import Measure
from liandong.errors import SettingError
from liandong.procedure.reform.amount import Amount
from liandong.procedure.reform.keys import key

Outcome = Literal["passed", "failed", "undecided"]

#: Measures of a run that are no lead times: name -> what they are called.
OTHERS: Mapping[str, tuple[str, str]] = {
    "backlog": ("在办件峰值", "most cases open at once"),
    "open": ("到期仍未办结的件数", "cases never finished"),
    "workdays": ("每百件用工（人日）", "person-days per hundred cases"),
    "cost": ("每件成本", "cost per case"),
    "utilisation": ("最忙岗位的占用率", "utilisation of the busiest role"),
}
#: What may be asked, as it is written.
MEASURES = ("mean", "median", "p90", "within-10d", *OTHERS)


@dataclass(frozen=True)
class Criterion:
    """A limit on one measure: ``mean``, ``median``, ``p90``, ``within-10d``, or one of ``OTHERS``.

    Durations are given with their unit and compared in seconds; shares lie between 0 and 1. Without ``scenarios`` it
    holds in all of them.
    """

    measure: str = key("text", "指标：" + "、".join(MEASURES), "measure: " + ", ".join(MEASURES))
    at_most: Amount | None = key("number", "不超过", "at most", None)
    at_least: Amount | None = key("number", "不低于", "at least", None)
    scenarios: tuple[str, ...] = key("names", "只适用于这些情景", "only in these scenarios", ())

    def __post_init__(self) -> None:
        if (self.at_most is None) == (self.at_least is None):
            both = ", ".join(it.as_text() for it in (self.at_most, self.at_least) if it) or "—"
            reason = ("at_most 与 at_least 须写且只写一个", "give one of at_most and at_least")
            raise SettingError(setting="at_most", value=both, reason=reason)
        self._check_measure()
        if self.is_time != self.limit.is_time:
            reason = (
                (
                    f"{self.measure} 是时长，时长须带单位，如 15 d",
                    f"{self.measure} is a duration and needs a unit, such as 15 d",
                )
                if self.is_time
                else (
                    f"{self.measure} 不是时长，不带时间单位",
                    f"{self.measure} is no duration and has no unit of time",
                )
            )
            raise SettingError(setting=self._how, value=self.limit.as_text(), reason=reason)
        self._check_limit()

    def _check_measure(self) -> None:
        if self.measure in OTHERS:
            return
        try:
            is_net = Measure.from_string(self.measure).is_net
        except SettingError:
            known = (f"可用：{'、'.join(MEASURES)}", f"known: {', '.join(MEASURES)}")
            raise SettingError(setting="measure", value=self.measure, reason=known) from None
        if is_net:
            reason = (
                "压力测试不分法定时限，请用 mean",
                "a stress test does not tell statutory time apart: use mean",
            )
            raise SettingError(setting="measure", value=self.measure, reason=reason)

    def _check_limit(self) -> None:
        unit, most = self.limit.unit, 1.0 if self.is_share else float("inf")
        if unit == "wd":
            reason = ("用时按自然日计算，请换算成 d", "lead times are of calendar days: give the limit in d")
        elif not self.is_time and unit not in ("", "%" if self.is_share else ""):
            reason = ("单位不对", "its unit is wrong")
        elif not (0 <= self.bound <= most and math.isfinite(self.bound)):
            reason = ("份额写 0.8 或 80%，其余不能为负", "a share is 0.8 or 80 %, and nothing is negative")
        else:
            return
        raise SettingError(setting=self._how, value=self.limit.as_text(), reason=reason)

    @property
    def _how(self) -> str:
        """The key its limit is under."""
        return "at_most" if self.at_most is not None else "at_least"

    @property
    def is_time(self) -> bool:
        """Whether the measure is a duration."""
        return is_time(self.measure)

    @property
    def limit(self) -> Amount:
        """The limit as it was written."""
        amount = self.at_most or self.at_least
        assert amount is not None
        return amount

    @property
    def bound(self) -> float:
        """The limit in seconds, or as a plain number; per cent are hundredths."""
        limit = self.limit
        return limit.seconds if limit.is_time else limit.value / (100 if limit.unit == "%" else 1)

    def judge(self, low: float, high: float) -> Outcome:
        """Passed where the whole interval keeps the limit, failed where none of it does, else undecided."""
        if math.isnan(low):
            return "undecided"
        keeps = [value <= self.bound if self.at_most else value >= self.bound for value in (low, high)]
        return "passed" if all(keeps) else "undecided" if any(keeps) else "failed"

    def title(self, lang: str) -> str:
        """The criterion in words: ``P90 of the lead time at most 15 d``."""
        limit = f"{number(100 * self.bound)}%" if self.is_share else self.limit.as_text()
        how = choose(lang, "不超过", "at most") if self.at_most else choose(lang, "不低于", "at least")
        return f"{name_of(self.measure, lang)}{choose(lang, '', ' ')}{how} {limit}"

    @property
    def is_share(self) -> bool:
        """Whether values are shares."""
        return is_share(self.measure)


def is_share(measure: str) -> bool:
    """Whether the measure is a share."""
    return measure == "utilisation" or measure.startswith("within-")


def is_time(measure: str) -> bool:
    """Whether the measure is a duration."""
    return measure not in OTHERS and not is_share(measure)


def name_of(measure: str, lang: str) -> str:
    """What the measure is called."""
    if measure in OTHERS:
        return choose(lang, *OTHERS[measure])
    return Measure.from_string(measure).title(lang)


def say(measure: str, value: float, lang: str) -> str:
    """A value of the measure in words; a duration without end where cases were never finished."""
    if math.isnan(value):
        return choose(lang, "没有可比的办件", "nothing to compare")
    if math.isinf(value):
        return choose(lang, "办不完", "never done")
    if is_share(measure):
        return f"{number(100 * value)}%"
    return number(value) if measure in OTHERS else Clock().say(value, lang)
