"""What the columns of result tables are called and how their values are written, on the page and in the workbook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from liandong.diagnosis.words import Clock, zone_name
from liandong.profile.tables import END, START
from liandong.report.figures import NONE, count, duration, percent, plain
from liandong.report.markup import Text

Kind = Literal["text", "count", "number", "share", "duration", "date", "truth"]

HEADINGS: dict[str, Text] = {
    "activities": ("环节数", "Activities"),
    "activity": ("环节", "Activity"),
    "adopted": ("实施日期", "Adopted on"),
    "after": ("实施后", "After"),
    "against": ("对照方式", "Compared with"),
    "arrival_share": ("占收件", "Share of arrivals"),
    "arrivals": ("收件", "Cases begun"),
    "as_of": ("截至", "As of"),
    "assumption": ("假设", "Assumption"),
    "base": ("基准", "Base"),
    "before": ("前期", "Before"),
    "best_zone": ("最短片区", "Quickest zone"),
    "busy_days": ("有办理的天数", "Busy days"),
    "busy_share": ("占用率", "Utilisation"),
    "by": ("分组", "By"),
    "case_days_per_month": ("可节约（件·日/月）", "Avoidable (case-days a month)"),
    "cases": ("办件数", "Cases"),
    "cases_per_month": ("每月办件", "Cases a month"),
    "cases_share": ("占办件", "Share of cases"),
    "change": ("变化", "Change"),
    "change_seconds": ("变化", "Change"),
    "changed_share": ("换人比例", "Person changes"),
    "claimed": ("宣称", "Claimed"),
    "clock": ("计时", "Clock"),
    "compared": ("对照个数", "Examples compared"),
    "comparison": ("对照片区", "Comparison zones"),
    "coverage": ("可比比例", "Coverage"),
    "crosses_party": ("跨部门", "Crosses party"),
    "current": ("在办", "Open"),
    "day": ("日期", "Day"),
    "days": ("天数", "Days"),
    "difference_seconds": ("相差", "Difference"),
    "edges": ("路径数", "Paths"),
    "ended": ("办结", "Ended"),
    "event": ("距实施期数", "Periods since adoption"),
    "event_share": ("占办理", "Share of events"),
    "events": ("事件数", "Events"),
    "example": ("对照", "Example"),
    "example_mean_seconds": ("对照平均", "Example's mean"),
    "expected_days": ("随机应有天数", "Days expected at random"),
    "extra": ("多办次数", "Extra executions"),
    "extra_seconds": ("多办用时", "Time of extra executions"),
    "fence_seconds": ("离群界限", "Outlier limit"),
    "first": ("起", "First"),
    "group": ("实施时段", "Adopted"),
    "high": ("上限", "Upper limit"),
    "high_seconds": ("变化上限", "Change to"),
    "hour_of_week": ("周内小时", "Hour of the week"),
    "is_batched": ("批量办理", "Done in batches"),
    "is_certain": ("是否确定", "Certain"),
    "is_complete": ("是否完整", "Complete"),
    "is_cut": ("是否剔除", "Left out"),
    "kind": ("时间性质", "Kind of time"),
    "last": ("止", "Last"),
    "less": ("较低时", "When less"),
    "level": ("层级", "Level"),
    "level_share": ("置信水平", "Level"),
    "limit": ("标准", "Limit"),
    "low": ("下限", "Lower limit"),
    "low_seconds": ("变化下限", "Change from"),
    "max_seconds": ("最长", "Longest"),
    "mean": ("日均", "Mean"),
    "mean_before_seconds": ("前期平均", "Mean before"),
    "mean_seconds": ("平均", "Mean"),
    "mean_without_seconds": ("平均（不含离群）", "Mean without outliers"),
    "measure": ("指标", "Measure"),
    "median": ("中位数", "Median"),
    "median_seconds": ("中位数", "Median"),
    "median_without_seconds": ("中位数（不含离群）", "Median without outliers"),
    "method": ("方法", "Method"),
    "min_seconds": ("最短", "Shortest"),
    "mode_high_seconds": ("众数上限", "Mode to"),
    "mode_low_seconds": ("众数下限", "Mode from"),
    "mode_share": ("众数占比", "Share in the mode"),
    "money_per_month": ("资金成本（元/月）", "Cost of capital a month"),
    "months": ("月数", "Months"),
    "more": ("较高时", "When more"),
    "most": ("最多", "Most"),
    "n": ("次数", "Count"),
    "n_before": ("前期次数", "Count before"),
    "n_comparison": ("对照办件", "Cases compared with"),
    "n_treated": ("实施后办件", "Cases after adoption"),
    "name": ("名称", "Name"),
    "object_type": ("对象类型", "Type of object"),
    "one_share": ("恰好一个", "Exactly one"),
    "open": ("在办", "Open"),
    "ordinary": ("平常最多", "Ordinary most"),
    "other": ("另一片区", "Other zone"),
    "outliers": ("离群数", "Outliers"),
    "p": ("置换检验 p", "Permutation p"),
    "p90_seconds": ("P90", "P90"),
    "party": ("部门", "Party"),
    "party_share": ("部门占比", "Party's share"),
    "peak": ("最多", "Peak"),
    "peak_day": ("最多之日", "Day of the peak"),
    "per_busy_day": ("每个办理日次数", "Executions a busy day"),
    "period": ("时段", "Period"),
    "placebo": ("假设", "What is pretended"),
    "qualifier": ("限定词", "Qualifier"),
    "queue": ("排队（件）", "Queue (cases)"),
    "rank": ("序", "Rank"),
    "ratio": ("倍数", "Ratio"),
    "receiver": ("接收方", "To"),
    "related_type": ("另一类对象", "Other type"),
    "relation": ("关系", "Relation"),
    "relative_share": ("变化幅度", "Relative change"),
    "resources": ("人数", "People"),
    "scenario": ("情景", "Scenario"),
    "seconds": ("用时合计", "Total time"),
    "self_loop_seconds": ("原地重复用时", "Time of self-loops"),
    "self_loops": ("原地重复", "Self-loops"),
    "sender": ("移交方", "From"),
    "share": ("占全程", "Share of lead time"),
    "source": ("前一环节", "From"),
    "started": ("新收", "Started"),
    "stated_in": ("来源", "Stated in"),
    "statutory_share": ("法定时限占比", "Statutory share"),
    "steps_share": ("共有步骤", "Common steps"),
    "strength": ("证据强度", "Strength"),
    "target": ("后一环节", "To"),
    "target_seconds": ("目标", "Target"),
    "trend": ("近 90 天增减", "Change in 90 days"),
    "two_step_loops": ("两步往返", "Two-step loops"),
    "unit": ("单位", "Unit"),
    "value": ("组别", "Group"),
    "variants": ("办理顺序数", "Variants"),
    "verdict": ("判断", "Verdict"),
    "version": ("版本", "Version"),
    "within_target": ("达标率", "Within target"),
    "without": ("若未实施", "Without the reform"),
    "work_seconds": ("其中办理", "Of this, work"),
    "work_share": ("办理占全程", "Work's share"),
    "working_case_days_per_month": ("其中办理", "Of this, work"),
    "zone": ("片区", "Zone"),
}

VALUES: dict[str, Text] = {
    "": ("全部", "All"),
    START: ("▶ 开始", "▶ start"),
    END: ("■ 结束", "■ end"),
    "elapsed": ("等待与办理", "waiting and work"),
    "waiting": ("等待", "waiting"),
    "working": ("办理", "working"),
    "statutory": ("法定时限", "statutory"),
    "met": ("共同经历", "met"),
    "linked": ("登记关联", "linked"),
    "event": ("同一事件", "in one event"),
    "clock": ("自然时间", "clock time"),
    "zone": ("片区", "zone"),
    "object_type": ("办件类型", "object type"),
    "outcome": ("办结环节", "outcome"),
    "period": ("时段", "period"),
    "party": ("部门", "party"),
    "role": ("岗位", "role"),
    "day": ("日", "day"),
    "week": ("周", "week"),
    "quarter": ("季度", "quarter"),
    "month": ("月", "month"),
    "year": ("年", "year"),
}
#: Columns whose values are words of ours, not names from the log.
_OURS = frozenset({"kind", "level", "against", "unit", "clock", "by", "relation"})
_SHARES = frozenset({"coverage", "within_target"})
_STEPS = frozenset({"source", "target", "activity"})


@dataclass(frozen=True)
class Column:
    """A column with its heading and the kind of its values."""

    name: str
    kind: Kind

    @classmethod
    def of(cls, name: str, dtype: pl.DataType) -> Column:
        """The column of a frame: durations and shares are told by name, the rest by type."""
        if name.endswith("seconds"):
            return cls(name, "duration")
        if dtype.is_integer():
            return cls(name, "count")
        if dtype.is_float() or dtype.is_decimal():
            return cls(name, "share" if name.endswith("share") or name in _SHARES else "number")
        if dtype == pl.Boolean:
            return cls(name, "truth")
        return cls(name, "date" if dtype.is_temporal() else "text")

    @property
    def heading(self) -> Text:
        """What the column is called; a column of one zone bears its name."""
        zone = self.name.removesuffix(" seconds")
        if zone != self.name:
            return zone_name(zone, "zh"), zone_name(zone, "en")
        return HEADINGS.get(self.name, (self.name, self.name.replace("_", " ")))

    @property
    def is_number(self) -> bool:
        """Whether values stand to the right."""
        return self.kind in ("count", "number", "share", "duration")

    def write(self, value: object, clock: Clock) -> Text:
        """A value in both languages."""
        if value is None:
            return NONE, NONE
        if self.kind == "text":
            return self._words(str(value))
        if self.kind == "truth":
            return ("是", "yes") if value else ("否", "no")
        if isinstance(value, date):
            return value.isoformat()[:10], value.isoformat()[:10]
        return self._figure(float(str(value)), clock)

    def _words(self, value: str) -> Text:
        if self.name in ("zone", "best_zone", "other"):
            return (
                VALUES[""]
                if not value and self.name == "zone"
                else (zone_name(value, "zh"), zone_name(value, "en"))
            )
        if not value and self.name in ("party", "sender", "receiver"):
            return "未注明", "not known"
        known = self.name in _OURS or (self.name in _STEPS and value in (START, END))
        return VALUES.get(value, (value, value)) if known else (value, value)

    def _figure(self, value: float, clock: Clock) -> Text:
        if self.kind == "duration":
            return duration(value, clock)
        written = {"count": count, "share": percent}.get(self.kind, plain)(value)
        return written, written


def columns(frame: pl.DataFrame) -> list[Column]:
    """The columns of a frame, in order."""
    return [Column.of(name, dtype) for name, dtype in frame.schema.items()]
