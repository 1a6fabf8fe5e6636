"""The effect of a reform: what it changed, how sure that is, and what could not be said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from operator import add
from typing import Any

import numpy as np
import polars as pl

from liandong.diagnosis.reading import Reading
from liandong.diagnosis.words import Clock, choose, listed, number, zone_name
from liandong.diagnosis.words import period as period_name
from liandong.effect.adoption import adoption_days, first_treated, partly_treated
from liandong.effect.claim import Checked, Claim
from liandong.effect.dividing import apart, cut_in_two
from liandong.effect.estimate import Estimate, Text
from liandong.effect.estimating import Finding, Study
from liandong.effect.following import FollowUp, follow_up
from liandong.effect.measures import USUAL, Measure
from liandong.effect.panel import Panel
from liandong.effect.pooling import before_after
from liandong.effect.tables import tables
from liandong.errors import ProfilesDiffer, SettingError
from liandong.profile import Profile
from liandong.profile.periods import Unit, coarser

_UNITS: tuple[Unit, ...] = ("month", "quarter")
#: The share of cells that must hold enough cases, else longer periods are taken.
_ENOUGH = 0.8


@dataclass(frozen=True)
class Effect:
    """What a reform did, by measure; prints itself in words."""

    estimates: tuple[Estimate, ...]
    claims: tuple[Checked, ...]
    #: When each zone adopted; empty where nobody was named.
    adopted: Mapping[str, date]
    follow_up: FollowUp
    #: What else must be known to read the numbers: pairs (Chinese, English).
    notes: tuple[Text, ...]
    clock: Clock
    unit: Unit
    simulated: bool
    #: Fingerprints of the profiles before and after.
    inputs: Mapping[str, str]
    findings: tuple[Finding, ...] = field(repr=False, compare=False, default=())
    #: All that is compared, before anything was cut.
    panel: Panel | None = field(repr=False, compare=False, default=None)
    #: What rests on fewer cases is left out; 0 where all is told.
    least: int = 0

    def __str__(self) -> str:
        return "\n".join(self.sentences())

    def __getitem__(self, measure: str | Measure) -> Estimate:
        """The estimate of a measure for all adopters. Raises SettingError where it was not estimated."""
        wanted = Measure.from_string(measure) if isinstance(measure, str) else measure
        for one in self.estimates:
            if one.measure == wanted and not one.zone:
                return one
        known = ", ".join(sorted({str(one.measure) for one in self.estimates}))
        raise SettingError(
            setting="measure", value=str(wanted), reason=(f"有的是 {known}", f"there are {known}")
        )

    @property
    def pre_trend(self) -> float | None:
        """The smallest p value of no difference before adoption over all measures, for as many tests as there are."""
        found = [one.pre_trend for one in self.findings if one.pre_trend is not None]
        return min(1.0, min(found) * len(found)) if found else None

    def sentences(self, lang: str = "zh") -> list[str]:
        """What was found, the estimates first, then claims, then what limits them."""
        told = (
            [choose(lang, "模拟数据，不反映真实办件。", "Simulated data, not real cases.")]
            if self.simulated
            else []
        )
        told += [self._said(one, lang) for one in self.estimates]
        told += [one.sentence(lang) for one in self.claims]
        if self.pre_trend is not None:
            told.append(self._before(lang))
        told.append(self.follow_up.sentence(lang))
        return told + [choose(lang, *note) for note in self.notes]

    def warnings(self, lang: str = "zh") -> list[str]:
        """What keeps the numbers from proving more: no comparison, one period, zones that went different ways before."""
        differs = self.pre_trend is not None and self.pre_trend < 0.05
        return [self._before(lang)] * differs + [choose(lang, *note) for note in self.notes]

    def _said(self, one: Estimate, lang: str) -> str:
        zone = (
            choose(lang, f"{zone_name(one.zone, lang)}：", f"{zone_name(one.zone, lang)}: ")
            if one.zone
            else ""
        )
        return zone + one.sentence(lang, self.clock)

    def _before(self, lang: str) -> str:
        p = self.pre_trend or 0.0
        if p < 0.05:
            return choose(
                lang,
                f"实施前各片区走势已有差异（检验 p={number(p, 2)}），估计可能有偏。",
                f"Zones already went different ways before adoption (p={number(p, 2)}), so estimates may be biased.",
            )
        return choose(
            lang,
            f"实施前各片区走势没有明显差异（检验 p={number(p, 2)}）。",
            f"Before adoption zones went the same way (p={number(p, 2)}).",
        )

    def without_cells_below(self, least: int) -> Effect:
        """The effect to be shown to others: without what rests on fewer cases of a zone or a period, and saying so."""
        panel = self.panel
        estimates = tuple(one.told_from(least) for one in self.estimates)
        return replace(
            self,
            estimates=estimates,
            claims=tuple(_checked(one.claim, estimates) for one in self.claims),
            notes=(*self.notes, *_small_notes(self, estimates, least)),
            findings=tuple(replace(one, least=least) for one in self.findings),
            panel=None if panel is None else panel.kept(panel.n >= least),
            least=least,
        )

    def tables(self) -> dict[str, pl.DataFrame]:
        """Every table by a stable name, in plain columns."""
        return tables(self)

    def to_dict(self) -> dict[str, Any]:
        """The effect as JSON values; ``score`` reads them."""
        days = pl.selectors.date().dt.to_string()
        return {
            "format": "liandong.effect/1",
            "simulated": self.simulated,
            "clock": self.clock.name,
            "period": self.unit,
            "inputs": dict(self.inputs),
            "adopted": {zone: day.isoformat() for zone, day in self.adopted.items()},
            "sentences": {lang: self.sentences(lang) for lang in ("zh", "en")},
            "estimates": [one.to_dict() for one in self.estimates],
            "tables": {name: frame.with_columns(days).to_dicts() for name, frame in self.tables().items()},
        } | ({"least": self.least} if self.least else {})


def measured(
    before: Profile,
    after: Profile | None,
    *,
    adopted: Mapping[str, str | date],
    measures: Sequence[Measure | str],
    target_days: Sequence[float],
    clock: str,
    period: Unit | None,
    follow_up_days: float | None,
    claims: Iterable[Claim | str],
    minimum: int,
    level: float,
) -> Effect:
    """The effect, as ``effect`` says."""
    sides = {"before": before} if after is None else {"before": before, "after": after}
    _check(list(sides.values()), adopted, minimum, level, follow_up_days)
    whole = Reading.of(reduce(add, sides.values()), clock)
    days = adoption_days(adopted, tuple(whole.zones))
    unit = whole.unit(period) if period else _unit(whole, minimum)
    read = [Reading.of(one, clock) for one in sides.values()]
    panels = [Panel.of(one, unit, whole) for one in read]
    asked = None if follow_up_days is None else follow_up_days * 86_400
    # Added up, both sides hold every case of a period; held against each other they must not share one.
    compared, divided = (panels, []) if days else apart(panels)
    kept, followed = follow_up(compared, asked)
    wanted = _measures(measures, target_days, whole)
    found: tuple[Finding, ...] = ()
    if days:
        study = _study(kept, days, minimum, level)
        found = tuple(Finding(study, measure) for measure in wanted)
        estimates = tuple(one.estimate for one in found)
        notes = _study_notes(study, days)
    else:
        zones = _shared(panels) if len(_shared(panels)) > 1 else ()
        estimates = tuple(
            before_after(kept[0], kept[1], measure, level, zone=zone)
            for zone in ("", *zones)
            for measure in wanted
        )
        notes = _pair_notes(kept, panels, estimates)
    return Effect(
        estimates=estimates,
        claims=tuple(_checked(claim, estimates) for claim in claims),
        adopted=days,
        follow_up=followed,
        notes=(
            *notes,
            *_follow_notes(followed),
            *divided,
            *_overlap(panels),
            *(cut_in_two(read) if after else []),
        ),
        clock=whole.clock,
        unit=unit,
        simulated=any(one.sheet.simulated for one in sides.values()),
        inputs={name: one.sha256 for name, one in sides.items()},
        findings=found,
        panel=reduce(add, panels),
    )


def _check(
    sides: Sequence[Profile],
    adopted: Mapping[str, str | date],
    minimum: int,
    level: float,
    follow_up_days: float | None,
) -> None:
    """Refuses what cannot be compared at all."""
    if len(sides) == 1 and not adopted:
        reason = (
            "只有一个画像时，须写明哪些片区何时实施，否则分不出前后",
            "with one profile, say who adopted when: else nothing tells before from after",
        )
        raise SettingError(setting="adopted", value="—", reason=reason)
    left, right = (one.settings.timezone for one in (sides[0], sides[-1]))
    if left != right:
        raise ProfilesDiffer(setting="timezone", left=left, right=right)
    for name, value, is_fine in (
        ("minimum", minimum, minimum >= 1),
        ("level", level, 0 < level < 1),
        ("follow_up_days", follow_up_days, follow_up_days is None or follow_up_days > 0),
    ):
        if not is_fine:
            raise SettingError(setting=name, value=value, reason=("超出范围", "it is out of range"))


def _unit(reading: Reading, minimum: int) -> Unit:
    """The shortest periods in which most zones have enough cases."""
    for wanted in _UNITS:
        unit = coarser(wanted, reading.profile.settings.period)
        n = Panel.of(reading, unit).n
        if (n > 0).any() and (n >= minimum).sum() >= _ENOUGH * (n > 0).sum():
            return unit
    return reading.unit("month")


def _measures(
    measures: Sequence[Measure | str], target_days: Sequence[float], reading: Reading
) -> list[Measure]:
    """What is measured: what was asked for, or the usual; and without statutory time where steps are marked."""
    named = [Measure.from_string(one) if isinstance(one, str) else one for one in measures] or list(USUAL)
    if reading.profile.settings.statutory and not measures:
        named.append(Measure("mean", is_net=True))
    named += [Measure("within", days * reading.clock.day_seconds) for days in target_days]
    return list(dict.fromkeys(named))


def _study(kept: list[Panel], days: Mapping[str, date], minimum: int, level: float) -> Study:
    panel = reduce(add, kept)
    return Study(panel, first_treated(days, panel), partly_treated(days, panel), minimum, level)


def _shared(panels: list[Panel]) -> tuple[str, ...]:
    """The zones that both sides have."""
    first, second = (panel.n.sum(1) > 0 for panel in panels)
    return tuple(zone for zone, wanted in zip(panels[0].zones, first & second, strict=True) if wanted)


def _checked(claim: Claim | str, estimates: Sequence[Estimate]) -> Checked:
    claim = Claim.from_string(claim) if isinstance(claim, str) else claim
    return Checked(
        claim, next((one for one in estimates if one.measure == claim.measure and not one.zone), None)
    )


def _study_notes(study: Study, days: Mapping[str, date]) -> list[Text]:
    """What was left out of the comparison, and why it is weak where it is."""
    notes: list[Text] = []
    counted = study.named(study.adopters)
    missing = [zone for zone in days if zone not in counted]
    if missing:
        zh, en = listed(missing, "zh"), listed(missing, "en")
        notes.append(
            (
                f"{zh}实施前或实施后没有可比的时段，未计入。",
                f"{en}: no periods to compare before or after adoption, not counted.",
            )
        )
    if study.method == "interrupted" and counted:
        notes.append((
            "没有尚未实施的片区可比，只能与自身此前的走势（趋势与季节）比：同期的其他变化会被算作成效，证据较弱。",
            "No zone yet to adopt: compared only with the zones' own course (trend and season). Whatever else changed then counts as "
            "effect; the evidence is weaker.",
        ))  # fmt: skip
    if study.early:
        notes.append((
            f"实施前 {study.early} 个时段内收的件，实施时多有未办结，不作基准。",
            f"Cases begun within {study.early} period{'' if study.early == 1 else 's'} before adoption were often open then; they are no base.",
        ))  # fmt: skip
    if study.design.without_comparison:
        cells = study.design.without_comparison
        notes.append((
            f"有 {cells} 个片区时段找不到尚未实施的片区可比，未计入。",
            f"{cells} zone-period{'' if cells == 1 else 's'} without a zone yet to adopt are not counted.",
        ))  # fmt: skip
    return notes


def _pair_notes(kept: list[Panel], panels: list[Panel], estimates: Sequence[Estimate]) -> list[Text]:
    """That nothing stands for what would have happened anyhow; and the change as counted, with nothing cut."""
    notes: list[Text] = [(
        "没有写明哪些片区何时实施（--adopted），只作前后对比：同期的其他变化也会被算作成效，证据较弱。",
        "Nobody was named as adopter (--adopted), so this is before against after: whatever else changed counts too; the evidence is "
        "weaker.",
    )]  # fmt: skip
    raw = [float(panel.pooled(Measure("median"), np.ones((1, *panel.n.shape)))[0]) for panel in panels]
    if all(np.isfinite(raw)) and any(one.all_n != two.all_n for one, two in zip(kept, panels, strict=True)):
        say = panels[0].clock.say
        change = raw[1] - raw[0]
        sign = "−" if change < 0 else "+"
        told = [f"{sign}{say(abs(change), lang)}" for lang in ("zh", "en")]
        notes.append((
            f"不作剔除时，用时中位数 {say(raw[0], 'zh')} → {say(raw[1], 'zh')}（{told[0]}）。",
            f"With nothing left out the median is {say(raw[0], 'en')} → {say(raw[1], 'en')} ({told[1]}).",
        ))  # fmt: skip
    if any(one.strength == "none" and one.value is not None for one in estimates):
        notes.append((
            "有一侧只有一个时段：无法知道各时段本来有多大波动，区间只含抽样误差，不足以判断成效。",
            "One side has a single period: how much periods differ anyhow is unknown, the interval holds only the chance of which cases "
            "came, and no effect can be judged.",
        ))  # fmt: skip
    return notes


def _small_notes(found: Effect, estimates: Sequence[Estimate], least: int) -> list[Text]:
    """Whose numbers are not told, as few cases would give them away, and mean little."""
    notes: list[Text] = []
    of_zones = found.findings[:1] if any(one.value is not None for one in estimates) else ()
    few = [zone for one in of_zones for zone in one.adopters if one.adopter_cases(zone) < least]
    if few:
        zh, en = listed(few, "zh"), listed(few, "en")
        notes.append((
            f"{zh}实施后可比的办件不足 {least} 件，不单列其变化。",
            f"{en}: fewer than {least} cases since adoption can be compared, so the zone's own change is not told.",
        ))  # fmt: skip
    if any(
        now.value is None and one.value is not None
        for now, one in zip(estimates, found.estimates, strict=True)
    ):
        notes.append((
            f"只依据不足 {least} 件办件的变化不给出数字。",
            f"A change that rests on fewer than {least} cases is given no number.",
        ))  # fmt: skip
    return notes


def _follow_notes(followed: FollowUp) -> list[Text]:
    if followed.possible_from is None:
        return []
    day = followed.possible_from
    return [(
        f"跟踪时间太短，现在还不能下结论；日志延续到 {day.isoformat()} 之后即可比较。",
        f"Cases were followed too short a time to say anything yet; once the log reaches {day.isoformat()} they can be compared.",
    )]  # fmt: skip


def _overlap(panels: list[Panel]) -> list[Text]:
    """A warning where the two profiles may have counted the same cases."""
    if len(panels) < 2:
        return []
    twice = (
        (panels[0].n > 0) & (panels[0].n == panels[1].n) & np.isclose(panels[0].seconds, panels[1].seconds)
    )
    if not twice.any():
        return []
    first = period_name(panels[0].periods[int(np.flatnonzero(twice.any(0))[0])], panels[0].unit, "zh")
    return [(
        f"两个画像有 {int(twice.sum())} 个片区时段完全相同（如{first}），可能把同样的办件计了两次。",
        f"The profiles agree exactly in {int(twice.sum())} zone-periods; the same cases may have been counted twice.",
    )]  # fmt: skip
