"""One measure of adopters held against those yet to adopt, or against their own past: value, interval, tests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from liandong.effect.design import Design, interrupted, series_terms, staggered
from liandong.effect.estimate import Estimate, Method, Strength
from liandong.effect.inference import Noise, exchanged, noise, two_way_terms
from liandong.effect.measures import Measure
from liandong.effect.panel import Array, Panel
from liandong.profile.periods import Unit

#: Periods in a year, for the season; none is looked for in quarters and years.
SEASON: dict[Unit, int] = {"week": 52, "month": 12, "quarter": 4}
_DAYS: dict[Unit, float] = {"week": 7.0, "month": 30.44, "quarter": 91.3, "year": 365.25, "all": 1e9}
#: Comparison zones and exchanges of dates from which evidence counts as strong.
_STRONG = (3, 20)


@dataclass(frozen=True)
class Row:
    """A labelled number with its limits: an event time, a group-time effect, a placebo."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Study:
    """Who is compared with whom, and when: the same for every measure."""

    panel: Panel
    #: The first treated period of each zone, as ``first_treated`` gives it.
    first: Array
    #: Cells that belong to neither side: adoption falls into them.
    excluded: Array
    minimum: int
    level: float

    @cached_property
    def early(self) -> int:
        """How many periods before adoption held cases that were still open when it began."""
        if not self.panel.all_n:
            return 0
        p90 = float(self.panel.pooled(Measure("p90"), np.ones((1, *self.panel.n.shape)))[0])
        periods = round(p90 / self.panel.clock.day_seconds / _DAYS[self.panel.unit])
        started = [at for at in self.first if 0 < at < len(self.panel.periods)]
        return max(0, min(periods, min(started, default=1) - 1))

    @cached_property
    def known(self) -> Array:
        """The cells with enough cases that are clearly before or after."""
        at, first = np.arange(len(self.panel.periods))[None, :], self.first[:, None]
        adopts = first < len(self.panel.periods)
        is_open = adopts & (at >= first - self.early) & (at < first)
        return (self.panel.n >= self.minimum) & ~self.excluded & ~is_open

    @cached_property
    def design(self) -> Design:
        """Against those yet to adopt where there are any, else against the own past."""
        found = staggered(self.first, self.known, early=self.early)
        if not found.is_empty:
            return found
        return interrupted(self.first, self.known, season=SEASON.get(self.panel.unit, 0), early=self.early)

    @property
    def method(self) -> Method:
        """How the design compares."""
        return "staggered" if self.design.events else "interrupted"

    @cached_property
    def terms(self) -> tuple[Array, int]:
        """What is taken out of the cells to see their noise, and how many of these terms all zones share."""
        if self.method == "staggered":
            return two_way_terms(self.known, self.design.treated), len(self.panel.periods) - 1
        season = SEASON.get(self.panel.unit, 0)
        zones, periods = self.known.shape
        at = np.arange(periods)
        columns = []
        for zone in range(zones):
            own = series_terms(at, self.design.treated[zone], season)
            for column in own.T:
                whole = np.zeros((zones, periods))
                whole[zone] = column
                columns.append(whole.ravel())
        return np.array(columns).T, 0

    @cached_property
    def adopters(self) -> Array:
        """The zones whose effect is counted."""
        return np.asarray((self.design.simple * self.design.treated).any(1))

    @cached_property
    def comparison(self) -> Array:
        """The zones they are compared with."""
        return np.asarray((self.design.simple * ~self.design.treated).any(1) & ~self._only_own)

    @property
    def _only_own(self) -> Array:
        """Zones that stand only for themselves before their adoption."""
        if self.method == "interrupted":
            return np.ones(len(self.panel.zones), dtype=bool)
        against = (
            self.design.simple * ~self.design.treated * (self.first[:, None] > np.arange(self.known.shape[1]))
        )
        after = np.arange(self.known.shape[1]) >= self.first.min()
        return ~(against * after).any(1)

    def named(self, mask: Array) -> tuple[str, ...]:
        """The names of zones."""
        return tuple(zone for zone, wanted in zip(self.panel.zones, mask, strict=True) if wanted)

    def masked(self, measure: Measure) -> Array:
        """The measure of the cells that are compared."""
        return np.where(self.known, self.panel.values(measure), np.nan)


@dataclass(frozen=True, eq=False)
class Finding:
    """Everything about one measure."""

    estimate: Estimate
    #: Event time -> effect.
    events: dict[int, Row]
    #: (first treated period, period) -> ATT(g,t).
    groups: dict[tuple[int, int], Row]
    #: Name (a zone, or ``""`` for fake dates) -> what is found where nothing was done.
    placebos: dict[str, Row]
    #: The p value of no difference before adoption; None where there is nothing to test.
    pre_trend: float | None


def finding(study: Study, measure: Measure) -> Finding:
    """The measure's effect in a study."""
    values, design = study.masked(measure), study.design
    if design.is_empty or not np.isfinite(values).any():
        return Finding(nothing(study, measure), {}, {}, {}, None)
    terms, common = study.terms
    chance = noise(values, terms, common=common)
    events = {at: _row(weights, values, chance, study.level) for at, weights in design.events.items()}
    pre_trend = _pre_trend(design, values, chance)
    return Finding(
        _estimate(study, measure, values, chance, pre_trend),
        events,
        {key: _row(weights, values, chance, study.level) for key, weights in design.groups.items()},
        _placebos(study, values, chance),
        pre_trend,
    )


def nothing(study: Study, measure: Measure) -> Estimate:
    """The estimate that says that there is none."""
    return Estimate(
        measure, None, None, None, None, None, None, 0, 0, study.method, (), "none", level=study.level
    )


def _estimate(
    study: Study, measure: Measure, values: Array, chance: Noise, pre_trend: float | None
) -> Estimate:
    design, known = study.design, np.isfinite(values)
    value = weighed(design.simple, values)
    low, high = chance.interval(value, design.simple, study.level)
    p, exchanges = None, 0
    if study.method == "staggered":
        p, exchanges = exchanged(design.simple, np.where(known, values, np.nan), study.terms[0])
    used = (design.simple != 0) & known
    after, before = used & design.treated, used & ~design.treated & study.adopters[:, None]
    others = study.comparison
    if study.method == "staggered":
        level_after = weighed(np.where(after, design.simple, 0), values)
    else:
        level_after = float(values[after].mean())
    found = Estimate(
        measure, value, low, high,
        before=float(values[before].mean()) if before.any() else None,
        after=level_after,
        without=level_after - value,
        n_treated=int(study.panel.n[after].sum()),
        n_comparison=int(study.panel.n[used & others[:, None] & ~design.treated].sum()) if others.any() else 0,
        method=study.method,
        comparison=study.named(others),
        strength="weak",
        p=p,
        exchanges=exchanges,
        level=study.level,
    )  # fmt: skip
    return replace(found, strength=_strength(found, pre_trend))


def _strength(found: Estimate, pre_trend: float | None) -> Strength:
    """Strong with enough comparison zones and no trend of its own before; a lone series is always weak."""
    if found.method != "staggered":
        return "weak"
    zones, exchanges = _STRONG
    is_strong = len(found.comparison) >= zones and found.exchanges >= exchanges
    return "strong" if is_strong and pre_trend is not None and pre_trend >= 0.05 else "medium"


def weighed(weights: Array, values: Array) -> float:
    """The sum of weights times values; cells without weight may be unknown."""
    return float((weights * np.where(weights != 0, values, 0.0)).sum())


def _row(weights: Array, values: Array, chance: Noise, level: float) -> Row:
    value = weighed(weights, values)
    return Row(value, *chance.interval(value, weights, level))


def _pre_trend(design: Design, values: Array, chance: Noise) -> float | None:
    """How often chance alone makes so large a difference, in its own spread, in any period before adoption."""
    before = [weights for at, weights in design.events.items() if at < 0]
    if len(before) < 2:
        return None
    draws = np.array([chance.of(weights) for weights in before])
    spread = np.sqrt((draws**2).mean(1, keepdims=True))
    if not (spread > 0).all():
        return None
    own = np.array([[weighed(weights, values)] for weights in before]) / spread
    return float((np.abs(draws / spread).max(0) >= np.abs(own).max()).mean())


def _placebos(study: Study, values: Array, chance: Noise) -> dict[str, Row]:
    """Effects where there can be none: earlier dates for adopters, dates for zones that never adopted."""
    periods = len(study.panel.periods)
    first, known = study.first, study.known
    adopts = first < periods
    found: dict[str, Row] = {}
    shift = int(first[adopts].min()) // 2
    if shift >= 2:
        fake = np.where(adopts, first - shift, first)
        before = known & ~study.design.treated
        if study.method == "staggered":
            design = staggered(fake, before, early=0)
        else:
            design = interrupted(fake, before, season=SEASON.get(study.panel.unit, 0))
        if not design.is_empty:
            found[""] = _row(design.simple, values, chance, study.level)
    untouched = np.flatnonzero(~adopts)
    date = int(np.median(first[adopts]))
    for zone in untouched if len(untouched) >= 3 else ():
        fake = np.full(len(first), periods)
        fake[zone] = date
        design = staggered(fake, known & ~adopts[:, None])
        if not design.is_empty:
            found[study.panel.zones[zone]] = _row(design.simple, values, chance, study.level)
    return found
