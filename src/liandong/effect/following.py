"""Equal follow-up: cases that started late are in a log only if they were quick, and must not fake a gain.

A period is compared only if every case that began in it could be followed for the same time. That time is the one asked
for, else P99 of the lead time, so that hardly any case is missing; where that leaves nothing to compare, P95 or P90, and
then longer cases are left out of all periods alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from liandong.diagnosis.reading import period_end
from liandong.diagnosis.words import Clock, choose, count, listed
from liandong.effect.measures import Measure
from liandong.effect.panel import Array, Panel
from liandong.profile.periods import Unit

_USUAL = (0.99, 0.95, 0.9)
_DAY = 86_400


@dataclass(frozen=True)
class FollowUp:
    """How long every case compared was followed, and what was cut for that."""

    seconds: float
    #: The share of cases that end within it; None where it was asked for.
    quantile: float | None
    #: Whether cases that took longer are left out of all periods.
    is_capped: bool
    cases_cut: int
    #: (zone, first and last period cut).
    cut: tuple[tuple[str, date, date], ...]
    #: When a comparison becomes possible; None where it is possible now.
    possible_from: date | None = None

    @property
    def days(self) -> float:
        """The follow-up in calendar days."""
        return self.seconds / _DAY

    def span(self, lang: str) -> str:
        """The follow-up in words: whole days, and what is shorter than two in its natural unit."""
        if self.seconds < 2 * _DAY:
            return Clock().say(self.seconds, lang)
        return choose(lang, f"{self.days:.0f} 天", f"{self.days:.0f} days")

    def sentence(self, lang: str = "zh") -> str:
        """What was cut."""
        span = self.span(lang)
        if not self.cut:
            return choose(
                lang,
                f"所有办件都可跟踪满 {span}，没有剔除。",
                f"Every case was followed for {span}; none is left out.",
            )
        cases = count(self.cases_cut, lang, "件办件", "case")
        every = sorted({(first, last) for _, first, last in self.cut})
        spans = listed((_span(first, last, lang) for first, last in every), lang)
        told = choose(
            lang,
            f"收件后不能跟踪满 {span}的时段不参与比较：剔除{spans}收的 {cases}，以免未办结的办件冒充缩短。",
            f"Periods whose cases cannot be followed for {span} are not compared: {cases} begun in {spans} left out, so that open "
            "cases do not fake a gain.",
        )
        if not self.is_capped:
            return told
        return told + choose(
            lang,
            f"所有时段都只计 {span}内办结的办件。",
            f" In all periods only cases that ended within {span} count.",
        )


def _span(first: date, last: date, lang: str) -> str:
    """The periods that begin between two days."""
    names = [choose(lang, f"{one.year}年{one.month}月", f"{one:%Y-%m}") for one in (first, last)]
    return names[0] if first == last else choose(lang, "至", " to ").join(names)


def follow_up(panels: list[Panel], asked: float | None) -> tuple[list[Panel], FollowUp]:
    """The panels of cases followed equally long; each panel is observed until its own end."""
    choices = [(asked, None)] if asked is not None else [(_quantile(panels, q), q) for q in _USUAL]
    for seconds, quantile in choices:  # noqa: B007 - the last one tried is used below
        masks = [followed(panel, seconds) for panel in panels]
        if all((panel.n * mask).any() for panel, mask in zip(panels, masks, strict=True)):
            break
    is_capped = quantile != _USUAL[0]
    kept = [panel.kept(mask) for panel, mask in zip(panels, masks, strict=True)]
    capped = [panel.ended_within(_on_clock(panel, seconds)) for panel in kept] if is_capped else kept
    cut = tuple(one for panel, mask in zip(panels, masks, strict=True) for one in _cut(panel, mask))
    lost = sum(int((panel.n * ~mask).sum()) for panel, mask in zip(panels, masks, strict=True))
    is_too_young = bool(panels[-1].all_n) and not kept[-1].all_n
    possible = _possible(panels[-1], seconds) if is_too_young else None
    return capped, FollowUp(seconds, quantile, is_capped, lost, cut, possible)


def followed(panel: Panel, seconds: float) -> Array:
    """Whether all cases of a cell could be followed so long (in clock time) before their zone's log ends."""
    last_starts = [end_of(period, panel.unit) for period in panel.periods]
    needed = timedelta(days=int(np.ceil(seconds / _DAY)))
    return np.array(
        [[end + needed <= seen for end in last_starts] for seen in panel.observed], dtype=bool
    ).reshape(panel.n.shape)


def end_of(period: date, unit: Unit) -> date:
    """The last day of a period."""
    return period if unit == "all" else period_end(period, unit)


def _quantile(panels: list[Panel], q: float) -> float:
    """A quantile of the lead times of all cases together, in clock time."""
    every = [panel for panel in panels if panel.all_n]
    longest = [
        float(panel.pooled(Measure(f"p{q * 100:.0f}"), np.ones((1, *panel.n.shape)))[0]) * _clock_share(panel)
        for panel in every
    ]
    return max(longest, default=0.0)


def _clock_share(panel: Panel) -> float:
    """Calendar seconds for one second of the panel's clock."""
    return _DAY / panel.clock.day_seconds * (7 / 5 if panel.clock.is_working else 1)


def _on_clock(panel: Panel, seconds: float) -> float:
    return seconds / _clock_share(panel)


def _cut(panel: Panel, mask: Array) -> list[tuple[str, date, date]]:
    """For each zone the first and the last period that was cut."""
    found = []
    for zone, row in zip(panel.zones, (panel.n > 0) & ~mask, strict=True):
        at = np.flatnonzero(row)
        if len(at):
            found.append((zone, panel.periods[at[0]], panel.periods[at[-1]]))
    return found


def _possible(panel: Panel, seconds: float) -> date:
    """The day from which the first period of a panel can be compared."""
    first = panel.periods[int(np.flatnonzero(panel.n.sum(0))[0])]
    return end_of(first, panel.unit) + timedelta(days=int(np.ceil(seconds / _DAY)))
