"""What is measured of the cases of one zone in one period: a mean, a quantile, or the share within a target."""

from __future__ import annotations

import re
from dataclasses import dataclass

from liandong.diagnosis.words import Clock, choose, number
from liandong.errors import SettingError

_SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86_400, "w": 604_800}
_FORM = re.compile(
    r"(?P<name>mean|median|p\d\d?)(?P<net>-net)?|within-(?P<target>\d+(?:\.\d+)?)(?P<unit>s|min|h|d|w)"
)


@dataclass(frozen=True, order=True)
class Measure:
    """One figure of a group of cases; lead times are in seconds, a share lies between 0 and 1.

    ``name`` is ``mean``, ``median``, ``p90`` (any ``pNN``) or ``within``, the share of cases that took no longer than
    ``target_seconds``. ``is_net`` leaves statutory time out; counts tell that of means only.
    """

    name: str
    target_seconds: float = 0.0
    is_net: bool = False

    @classmethod
    def from_string(cls, text: str) -> Measure:
        """The measure written so: ``mean``, ``mean-net``, ``median``, ``p90``, ``within-5d``.

        >>> Measure.from_string("within-5d")
        Measure(name='within', target_seconds=432000.0, is_net=False)

        Raises SettingError.
        """
        match = _FORM.fullmatch(text.strip())
        if match is None or (match["net"] and match["name"] != "mean"):
            known = "mean, mean-net, median, p90, within-5d"
            raise SettingError(setting="measure", value=text, reason=(f"请用 {known}", f"use {known}"))
        if match["target"]:
            return cls("within", float(match["target"]) * _SECONDS[match["unit"]])
        return cls(match["name"], is_net=bool(match["net"]))

    def __str__(self) -> str:
        """The measure as ``from_string`` reads it."""
        if not self.is_share:
            return f"{self.name}-net" if self.is_net else self.name
        unit = next(
            unit
            for unit in ("d", "h", "min", "s")
            if self.target_seconds % _SECONDS[unit] == 0 or unit == "s"
        )
        return f"within-{self.target_seconds / _SECONDS[unit]:g}{unit}"

    @property
    def is_share(self) -> bool:
        """Whether values are shares, of which more is better; of durations less is."""
        return self.name == "within"

    @property
    def q(self) -> float | None:
        """The quantile that is meant; None for a mean or a share."""
        if self.name == "median":
            return 0.5
        return int(self.name[1:]) / 100 if self.name.startswith("p") else None

    def title(self, lang: str, clock: Clock | None = None) -> str:
        """What the measure is called.

        >>> Measure.from_string("within-5d").title("en"), Measure("mean", is_net=True).title("zh")
        ('share within 5 days', '平均用时（不含法定时限）')
        """
        if self.is_share:
            target = (clock or Clock()).say(self.target_seconds, lang)
            return choose(lang, f"{target}内办结的比例", f"share within {target}")
        if self.q is not None and self.q != 0.5:
            share = number(100 * self.q)
            return choose(lang, f"{share}% 办件办结用时", f"P{share} of the lead time")
        if self.q is not None:
            return choose(lang, "用时中位数", "median lead time")
        net = choose(lang, "（不含法定时限）", " without statutory time") if self.is_net else ""
        return choose(lang, "平均用时", "mean lead time") + net

    def say(self, value: float | None, lang: str, clock: Clock) -> str:
        """A value of the measure in words: a duration, or percentage points for a share."""
        if value is None:
            return "—"
        if self.is_share:
            return f"{number(100 * value)}%"
        return clock.say(value, lang)


#: What is reported where nothing else is asked for.
USUAL = (Measure("mean"), Measure("median"), Measure("p90"))
