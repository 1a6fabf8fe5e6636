"""Claimed beside computed: what is published about the innovation, held against the figure that an officer names for it.

A published figure never changes and never becomes a computed one; which computed figure it belongs beside is a choice,
kept with the effect, since sources name what they count in their own words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from liandong.hub.core.language import in_words, page_language
from liandong.hub.effects.domain import results
from liandong.hub.effects.enums import Compared
from liandong.hub.effects.models import Effect
from liandong.hub.innovations.enums import Phase
from liandong.hub.innovations.models import Claim

if TYPE_CHECKING:
    from liandong.diagnosis.words import Clock
    from liandong.effect import Estimate
    from liandong.report.office.measured import Measured

#: Seconds in a published unit.
_SECONDS = (
    (re.compile("小时|hour"), 3600.0),
    (re.compile("分钟|minute"), 60.0),
    (re.compile("天|日|day"), 86_400.0),
)
WORKING = re.compile("工作日|working")
_VERDICTS = {
    "within": ("在测算区间内", "within the computed interval"),
    "larger": ("大于测算", "larger than computed"),
    "smaller": ("小于测算", "smaller than computed"),
    "opposite": ("方向与测算相反", "opposite in sign to what is computed"),
    "unknown": ("没有可比的测算值", "nothing comparable was computed"),
}


@dataclass(frozen=True)
class Beside:
    """A claim, and what was computed of the same thing, in words; empty where nothing was."""

    claim: Claim
    what: Any
    computed: str = ""
    verdict: str = ""


def beside(effect: Effect, found: Measured | None, claims: list[Claim]) -> list[Beside]:
    """Each claim beside the figure it is compared with; ``found`` is None before the effect was measured."""
    return [_beside(effect, found, claim) for claim in claims]


def chosen(effect: Effect, claim: Claim, measures: list[str]) -> tuple[str, str]:
    """With what a claim is compared, and of which measure: as chosen, else as its own words suggest."""
    if str(claim.pk) in effect.compared:
        what, measure = effect.compared[str(claim.pk)]
        return what, measure
    measure = "median" if "median" in measures else next(iter(measures), "")
    is_time = _seconds(claim) is not None
    guess = {Phase.BEFORE: Compared.BEFORE, Phase.AFTER: Compared.AFTER}.get(Phase(claim.phase))
    return (guess if guess and is_time else Compared.NOTHING), measure


def choose(effect: Effect, pairs: dict[str, tuple[str, str]]) -> None:
    """Keep with what each claim is compared: claim -> (what, measure)."""
    effect.compared = {key: list(pair) for key, pair in pairs.items()}
    effect.save()


def _beside(effect: Effect, found: Measured | None, claim: Claim) -> Beside:
    what, measure = chosen(effect, claim, measures_of(found))
    one = found.find(measure) if found and what else None
    if found is None or one is None or claim.value is None:
        return Beside(claim, Compared.NOTHING.label)
    label = f"{Compared(what).label} · {one.measure.title(page_language(), found.clock)}"
    if what in (Compared.BEFORE, Compared.AFTER):
        return Beside(claim, label, one.measure.say(getattr(one, what), page_language(), found.clock))
    return _change(claim, label, what, one, found)


def _change(claim: Claim, label: str, what: str, one: Estimate, found: Measured) -> Beside:
    """A published change beside the computed one, with the library's own judgement."""
    from liandong.effect import Claim as Claimed
    from liandong.report.office.tables import interval, signed

    seconds, is_relative = _seconds(claim, found.clock), "%" in claim.unit or "％" in claim.unit
    if seconds is None and not is_relative:
        return Beside(claim, label, verdict=in_words(_VERDICTS["unknown"]))
    sign = -1 if what == Compared.LESS else 1
    value = sign * float(claim.value or 0) * (0.01 if is_relative else seconds or 0.0)
    checked = found.check(Claimed(claim.label, value, is_relative, one.measure))
    lang = page_language()
    told = signed(one, one.value, lang, found.clock)
    share = "" if one.share is None else _("，%(share)s") % {"share": f"{100 * one.share:+.0f}%"}
    limits = interval(one, found, lang)
    return Beside(claim, label, f"{told}{share} ({limits})", in_words(_VERDICTS[checked.verdict]))


def measures_of(found: Measured | None) -> list[str]:
    """The measures there are for all adopters."""
    return [str(one.measure) for one in found.estimates if not one.zone] if found else []


def _seconds(claim: Claim, clock: Clock | None = None) -> float | None:
    """Seconds in the claim's unit; None where it is no time, or working days whose length is not known."""
    if WORKING.search(claim.unit):
        return float(clock.day_seconds) if clock and clock.is_working and results.knows_days(clock) else None
    return next((size for words, size in _SECONDS if words.search(claim.unit)), None)
