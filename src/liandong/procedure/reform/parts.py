"""What a reform holds beside its steps: legal basis, local parameters, the effect that is claimed for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from liandong.procedure.reform.amount import Amount
from liandong.procedure.reform.keys import KeyRefused, key


@dataclass(frozen=True)
class Basis:
    """What allows the reform: a clause of a document, who authorises it, and for how long."""

    document: str = key("text", "文号", "number of the document")
    clause: str = key("text", "条款", "clause")
    authority: str = key("text", "授权机关", "who authorises it")
    valid_from: date = key("date", "生效日期", "in force from")
    valid_to: date | None = key("date", "失效日期", "in force until", None)
    title: str = key("text", "文件名称", "title of the document", "")

    def __post_init__(self) -> None:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise KeyRefused(
                "valid_to",
                (
                    f"失效日期 {self.valid_to} 早于生效日期 {self.valid_from}",
                    f"it ends on {self.valid_to}, before it begins on {self.valid_from}",
                ),
            )

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Parameter:
    """A number that a zone sets for itself, within a range."""

    name: str = key("text", "名称", "name")
    default: Amount = key("number", "默认值", "default")
    unit: str = key("text", "单位", "unit", "")
    min: Amount | None = key("number", "最小值", "smallest", None)
    max: Amount | None = key("number", "最大值", "largest", None)

    def __post_init__(self) -> None:
        if self.min and self.max and self.min.value > self.max.value:
            low, high = self.min.as_text(), self.max.as_text()
            raise KeyRefused(
                "min",
                (f"最小值 {low} 大于最大值 {high}", f"the smallest, {low}, is above the largest, {high}"),
            )

    def amount(self, value: float) -> Amount:
        """The value with the unit."""
        return Amount.parse(f"{value!r} {self.unit}") if self.unit else Amount(value)

    def allows(self, value: float) -> bool:
        """Whether the value lies in the range."""
        return (self.min is None or self.min.value <= value) and (self.max is None or value <= self.max.value)

    @property
    def range(self) -> str:
        """The range as text: ``10–45 d``."""
        low, high = (it.as_text() if it else "…" for it in (self.min, self.max))
        return f"{low}–{high} {self.unit}".strip()


@dataclass(frozen=True)
class Claim:
    """An effect as a document states it; what is computed stands elsewhere and is never mixed with it."""

    measure: str = key("text", "指标", "measure")
    value: Amount = key("number", "数值", "value")
    source: str = key("text", "出处", "source")
    was: Amount | None = key("number", "改革前数值", "value before", None)
    qualifier: str = key("text", "限定词，如 约、以上", "qualifier, such as about", "")
