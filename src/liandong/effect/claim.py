"""A claim: what a document says a reform did. It stands beside what was computed and never takes its place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from liandong.diagnosis.words import choose, number, percent
from liandong.effect.estimate import Estimate
from liandong.effect.measures import USUAL, Measure
from liandong.errors import SettingError

_UNITS = {"%": 1.0, "h": 3600.0, "d": 86_400.0, "小时": 3600.0, "天": 86_400.0}
_FORM = re.compile(
    r"(?P<name>[^=\[]+)(?:\[(?P<measure>[^\]]+)\])?=(?P<about>[^\d+\-−]*)(?P<value>[+\-−]?\d+(?:\.\d+)?)"
    r"(?P<unit>%|h|d|小时|天)(?P<over>[^@]*)(?:@(?P<source>.+))?"
)


@dataclass(frozen=True)
class Claim:
    """A document's figure for a change: ``value`` is a share for ``%``, else seconds; negative is less."""

    name: str
    value: float
    is_relative: bool
    measure: Measure = USUAL[0]
    #: As the document writes it: 约, 余, 以上.
    qualifier: str = ""
    source: str = ""

    @classmethod
    def from_string(cls, text: str) -> Claim:
        """The claim written ``NAME=-50%``, with ``[median]`` after the name, a qualifier and ``@SOURCE`` if wanted.

        >>> claim = Claim.from_string("通关时间[median]=约-50%以上@大众日报 2024-05-06")
        >>> claim.name, claim.value, str(claim.measure), claim.qualifier, claim.source
        ('通关时间', -0.5, 'median', '约 以上', '大众日报 2024-05-06')

        Raises SettingError.
        """
        match = _FORM.fullmatch(text.strip())
        if match is None:
            reason = (
                "请写成 名称=-50%@来源 或 名称[median]=-2d@来源",
                "write NAME=-50%@SOURCE or NAME[median]=-2d@SOURCE",
            )
            raise SettingError(setting="claim", value=text, reason=reason)
        number_ = float(match["value"].replace("−", "-"))
        is_relative = match["unit"] == "%"
        words = (match["about"].strip(), match["over"].strip())
        return cls(
            name=match["name"].strip(),
            value=number_ / 100 if is_relative else number_ * _UNITS[match["unit"]],
            is_relative=is_relative,
            measure=Measure.from_string(match["measure"] or "mean"),
            qualifier=" ".join(word for word in words if word),
            source=(match["source"] or "").strip(),
        )

    def written(self, lang: str) -> str:
        """The claimed change as its document has it."""
        if self.is_relative:
            size = f"{number(100 * self.value)}%"
        else:
            size = choose(lang, f"{number(self.value / 86_400)} 天", f"{number(self.value / 86_400)} days")
        return f"{self.qualifier} {size}".strip()


@dataclass(frozen=True)
class Checked:
    """A claim beside the estimate of the same measure; None where that was not estimated."""

    claim: Claim
    estimate: Estimate | None

    @property
    def computed(self) -> tuple[float, float, float] | None:
        """The computed change and its limits, on the scale of the claim."""
        found = self.estimate
        if found is None or found.value is None or found.low is None or found.high is None:
            return None
        scale = 1.0
        if self.claim.is_relative and not found.measure.is_share:
            if not found.without:
                return None
            scale = abs(found.without)
        return found.value / scale, found.low / scale, found.high / scale

    @property
    def verdict(self) -> str:
        """``within`` the interval, ``larger`` or ``smaller`` than computed, ``opposite``, or ``unknown``."""
        if self.computed is None:
            return "unknown"
        value, low, high = self.computed
        if low <= self.claim.value <= high:
            return "within"
        if value * self.claim.value < 0:
            return "opposite"
        return "larger" if abs(self.claim.value) > abs(value) else "smaller"

    def sentence(self, lang: str = "zh") -> str:
        """Claimed and computed, side by side."""
        source = self.claim.source or choose(lang, "来源未注明", "no source given")
        told = choose(
            lang,
            f"宣称“{self.claim.name}”变化 {self.claim.written('zh')}（{source}）",
            f"Claimed for “{self.claim.name}”: {self.claim.written('en')} ({source})",
        )
        if self.computed is None:
            return told + choose(lang, "；没有可比的测算值。", "; nothing comparable was computed.")
        value, low, high = (self._written(one, lang) for one in self.computed)
        words = choose(lang, *_VERDICTS[self.verdict])
        return told + choose(
            lang,
            f"；测算 {value}（{low} 至 {high}）：{words}。",
            f"; computed {value} ({low} to {high}): {words}.",
        )

    def _written(self, value: float, lang: str) -> str:
        days = number(value / 86_400)
        return percent(value) if self.claim.is_relative else choose(lang, f"{days} 天", f"{days} days")


_VERDICTS = {
    "within": ("宣称值在测算区间内", "the claim lies within the computed interval"),
    "larger": ("宣称的变化大于测算", "the claim is larger than what is computed"),
    "smaller": ("宣称的变化小于测算", "the claim is smaller than what is computed"),
    "opposite": ("方向与测算相反", "the claim has the opposite sign"),
}
