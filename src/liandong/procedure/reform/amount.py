"""Numbers of a reform, which a zone may set for itself: ``0.4``, ``"20 d"``, ``"$notice"``, ``"$late * (1 - $urgent)"``.

A formula is a product of numbers, parameters and what a parameter leaves of one, so that it is read at a glance and
worked out without running anything. An amount keeps its formula beside its value: whoever takes the reform over gives
other parameters and works the values out again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

#: Units of time in seconds. ``wd`` is a working day: a day of the calendar's working days, whatever its hours.
SECONDS = {"s": 1, "min": 60, "h": 3_600, "d": 86_400, "wd": 86_400}
_ALIASES = {
    "秒": "s",
    "分钟": "min",
    "分": "min",
    "小时": "h",
    "天": "d",
    "日": "d",
    "自然日": "d",
    "工作日": "wd",
}
_NUMBER = r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?"
_QUANTITY = re.compile(rf"\s*({_NUMBER})\s*([^\d\s$*×()+-][^\s$*×()]*)?\s*")
_FACTOR = re.compile(rf"\s*(?:({_NUMBER})|\$(\w+)|\(?\s*1\s*-\s*\$(\w+)\s*\)?)\s*")


@dataclass(frozen=True)
class Amount:
    """A value with its unit and, where it depends on parameters, how.

    Examples
    --------
    >>> Amount.parse("20 天")
    Amount(value=20.0, unit='d', formula='')
    >>> notice = Amount.parse("$notice", {"notice": Amount(30, "d")})
    >>> notice.seconds, notice.formula
    (2592000.0, '$notice')
    >>> round(Amount.parse("$late * (1 - $urgent)", {"late": Amount(0.4), "urgent": Amount(25, "%")}).value, 3)
    0.3
    """

    value: float
    unit: str = ""
    formula: str = ""

    @classmethod
    def parse(cls, text: str | float, names: Mapping[str, Amount] | None = None) -> Amount:
        """The amount that the text stands for. Raises ValueError with a pair (Chinese, English) where it is none."""
        if not isinstance(text, str):
            return cls(float(text))
        if found := _QUANTITY.fullmatch(text):
            unit = found[2] or ""
            return cls(float(found[1]), _ALIASES.get(unit, unit))
        factors = [_factor(part, names or {}) for part in re.split(r"[*×]", text)]
        value = 1.0
        for it in factors:
            value *= it.value
        units = [it.unit for it in factors if it.unit]
        if len(units) > 1:
            raise ValueError((f"“{text}”里有两个单位", f"“{text}” has two units"))
        return cls(value, "".join(units), " ".join(text.split()))

    @property
    def seconds(self) -> float:
        """The length in seconds; of ``wd`` those of so many whole days."""
        return self.value * SECONDS[self.unit]

    @property
    def is_time(self) -> bool:
        """Whether its unit is one of time."""
        return self.unit in SECONDS

    def resolved(self, names: Mapping[str, Amount]) -> Amount:
        """The same with the values of these parameters; it stays as it is where it depends on none."""
        return Amount.parse(self.formula, names) if self.formula else self

    def as_text(self) -> str:
        """As it is written in a file: ``20 d``."""
        return f"{number(self.value)} {self.unit}".strip()

    def as_duration(self) -> str:
        """As ISO 8601 writes a length of time; BPMN's timers know no working days, so those are told as days."""
        mark = {"s": "PT{}S", "min": "PT{}M", "h": "PT{}H", "d": "P{}D", "wd": "P{}D"}[self.unit]
        return mark.format(number(self.value))


def number(value: float) -> str:
    """The shortest text that is read as the same number."""
    return repr(float(value)).removesuffix(".0")


def _factor(part: str, names: Mapping[str, Amount]) -> Amount:
    found = _FACTOR.fullmatch(part)
    if not found:
        zh, en = f"看不懂“{part.strip()}”", f"“{part.strip()}” is no number, $parameter or (1 - $parameter)"
        raise ValueError((zh, en))
    if found[1]:
        return Amount(float(found[1]))
    name = found[2] or found[3]
    if name not in names:
        known = "、".join(names), ", ".join(names)
        raise ValueError(
            (
                f"没有参数“{name}”；现有参数：{known[0] or '无'}",
                f"there is no parameter “{name}”; known: {known[1] or 'none'}",
            )
        )
    given = names[name]
    if given.unit == "%":
        given = Amount(given.value / 100)
    if found[3]:
        if given.unit:
            raise ValueError(
                (f"“{name}”带单位，不能用 1 减", f"“{name}” has a unit: one less it means nothing")
            )
        return Amount(1 - given.value)
    return replace(given, formula="")
