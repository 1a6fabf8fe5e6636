"""One measure of adopters held against those yet to adopt, or against their own past: value, interval, tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

import numpy as np

from liandong.effect.design import Design, interrupted, series_terms, staggered
from liandong.effect.estimate import Estimate, Method, Strength
from liandong.effect.inference import Noise, Terms, exchanged, noise, two_way
from liandong.effect.measures import Measure
from liandong.effect.panel import Array, Panel
from liandong.profile.periods import Unit

#: Periods in a year, for the season; none is looked for in quarters and years.
SEASON: dict[Unit, int] = {"week": 52, "month": 12, "quarter": 4}
_DAYS: dict[Unit, float] = {"week": 7.0, "month": 30.44, "quarter": 91.3, "year": 365.25, "all": 1e9}
#: Comparison zones and exchanges of dates from which evidence counts as strong.
_STRONG = (3, 20)


Key = TypeVar("Key")


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
    def since(self) -> Array:
        """Periods since adoption, of zones that adopt."""
        periods = np.arange(len(self.panel.periods), dtype=float)
        first = self.first[:, None]
        return np.where(first < len(periods), periods - first, np.nan)

    @cached_property
    def known(self) -> Array:
        """The cells with enough cases that are clearly before or after."""
        at, first = np.arange(len(self.panel.periods))[None, :], self.first[:, None]
        adopts = first < len(self.panel.periods)
        is_open = adopts & (at >= first - self.early) & (at < first)
        return np.asarray((self.panel.n >= self.minimum) & ~self.excluded & ~is_open)

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
    def terms(self) -> Terms:
        """What is taken out of the cells to see their noise."""
        if self.method == "staggered":
            return two_way(self.known, self.design.treated)
        zones, periods = self.known.shape
        season = SEASON.get(self.panel.unit, 0)
        columns = []
        for zone in range(zones):
            for own in series_terms(np.arange(periods), self.design.treated[zone], season).T:
                columns.append(np.zeros((zones, periods)))
                columns[-1][zone] = own
        return Terms(np.array(columns).reshape(len(columns), -1).T, self.known)

    @cached_property
    def adopters(self) -> Array:
        """The zones whose effect is counted."""
        return np.asarray((self.design.simple * self.design.treated).any(1))

    @cached_property
    def comparison(self) -> Array:
        """The zones they are compared with: those that count after the first adoption without having adopted."""
        start = int(self.first.min())
        counts = (self.design.simple * ~self.design.treated)[:, start:].any(1)
        return np.asarray(counts & (self.first > start) & (self.method == "staggered"))

    def named(self, mask: Array) -> tuple[str, ...]:
        """The names of zones."""
        return tuple(zone for zone, wanted in zip(self.panel.zones, mask, strict=True) if wanted)


@dataclass(frozen=True, eq=False)
class Finding:
    """Everything about one measure; pictures and placebos are worked out when they are asked for."""

    study: Study
    measure: Measure
    #: Rows that rest on fewer cases are left out; 0 where all are told.
    least: int = 0

    @cached_property
    def values(self) -> Array:
        """The measure of the cells that are compared."""
        return np.where(self.study.known, self.study.panel.values(self.measure), np.nan)

    @cached_property
    def _chance(self) -> Noise:
        return noise(self.values, self.study.terms)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to compare."""
        return self.study.design.is_empty or not np.isfinite(self.values).any()

    @cached_property
    def events(self) -> dict[int, Row]:
        """Event time -> effect."""
        return self._told(self.study.design.events, lambda at: self.study.since == at)

    @cached_property
    def groups(self) -> dict[tuple[int, int], Row]:
        """(first treated period, period) -> ATT(g,t)."""
        if self.study.method != "staggered":
            return {}
        first, periods = self.study.first[:, None], np.arange(len(self.study.panel.periods))
        return self._told(
            self.study.design.groups, lambda key: np.asarray((first == key[0]) & (periods == key[1]))
        )

    @cached_property
    def adopters(self) -> dict[str, Row]:
        """Zone -> its own effect; a zone that cannot be compared is not there."""
        found = self._told(self.study.design.adopters, self._after)
        return {self.study.panel.zones[zone]: row for zone, row in found.items()}

    def adopter_cases(self, zone: str) -> int:
        """How many cases of an adopter, after its adoption, its own effect rests on."""
        row = self.study.panel.zones.index(zone)
        weights = self.study.design.adopters.get(row)
        return 0 if weights is None else self._cases(weights, self._after(row))

    def _after(self, row: int) -> Array:
        """The cells of a zone after its adoption."""
        return np.asarray((np.arange(len(self.study.first)) == row)[:, None] & self.study.design.treated)

    def _cases(self, weights: Array, cells: Array) -> int:
        """How many cases of those cells count."""
        return int(self.study.panel.n[cells & self.study.known & (weights != 0)].sum())

    @cached_property
    def placebos(self) -> dict[str, Row]:
        """Name (a zone, or ``""`` for fake dates) -> what is found where nothing was done."""
        if self.is_empty:
            return {}
        zones = np.array(self.study.panel.zones)[:, None]
        return self._told(
            placebos(self.study), lambda name: np.asarray((zones == name) if name else (zones != name))
        )

    @cached_property
    def pre_trend(self) -> float | None:
        """How often chance alone makes so large a difference before adoption, in its own spread; None for too few."""
        before = [weights for at, weights in self.study.design.events.items() if at < 0]
        if self.is_empty or len(before) < 2:
            return None
        draws = self._chance.of(np.array(before))
        spread = np.sqrt((draws**2).mean(0))
        if not (spread > 0).all():
            return None
        own = np.array([weighed(weights, self.values) for weights in before]) / spread
        return float((np.abs(draws / spread).max(1) >= np.abs(own).max()).mean())

    def _told(self, designs: dict[Key, Array], cells: Callable[[Key], Array]) -> dict[Key, Row]:
        """The rows whose cells hold enough cases."""
        return self._rows({
            key: weights
            for key, weights in designs.items()
            if not self.least or self._cases(weights, cells(key)) >= self.least
        })  # fmt: skip

    def _rows(self, designs: dict[Key, Array]) -> dict[Key, Row]:
        """A value with its limits for each set of weights."""
        if self.is_empty or not designs:
            return {}
        reach = self._chance.reach(np.array(list(designs.values())), self.study.level)
        values = [weighed(weights, self.values) for weights in designs.values()]
        rows = (Row(value, value - r, value + r) for value, r in zip(values, reach.tolist(), strict=True))
        return dict(zip(designs, rows, strict=True))

    @cached_property
    def estimate(self) -> Estimate:
        """The effect on this measure."""
        study, design = self.study, self.study.design
        if self.is_empty:
            return Estimate(
                self.measure,
                None,
                None,
                None,
                None,
                None,
                None,
                0,
                0,
                study.method,
                (),
                "none",
                level=study.level,
            )
        whole = self._rows({"": design.simple})[""]
        used = (design.simple != 0) & study.known
        after, before = used & design.treated, used & ~design.treated & study.adopters[:, None]
        level_after = float(self.values[after].mean())
        p, exchanges = None, 0
        if study.method == "staggered":
            p, exchanges = exchanged(design.simple, self.values, study.terms)
        others = used & study.comparison[:, None] & ~design.treated
        found = Estimate(
            self.measure, whole.value, whole.low, whole.high,
            before=float(self.values[before].mean()) if before.any() else None,
            after=level_after,
            without=level_after - whole.value,
            n_treated=int(study.panel.n[after].sum()),
            n_comparison=int(study.panel.n[others].sum()),
            method=study.method,
            comparison=study.named(study.comparison),
            strength="weak",
            p=p,
            exchanges=exchanges,
            level=study.level,
        )  # fmt: skip
        return replace(found, strength=_strength(found, self.pre_trend))


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


def placebos(study: Study) -> dict[str, Array]:
    """Comparisons where there can be no effect: earlier dates for adopters, dates for zones that never adopted."""
    first, known = study.first, study.known
    periods = len(study.panel.periods)
    adopts = (first > 0) & (first < periods)
    if not adopts.any():
        return {}
    found: dict[str, Array] = {}
    shift = int(first[adopts].min()) // 2
    if shift >= 2:
        fake = np.where(adopts, first - shift, first)
        before = known & ~study.design.treated
        if study.method == "staggered":
            found[""] = staggered(fake, before).simple
        else:
            found[""] = interrupted(fake, before, season=SEASON.get(study.panel.unit, 0)).simple
    untouched = np.flatnonzero(first >= periods)
    for zone in untouched if len(untouched) >= 3 else ():
        fake = np.full(len(first), periods)
        fake[zone] = int(np.median(first[adopts]))
        found[study.panel.zones[zone]] = staggered(fake, known & (first >= periods)[:, None]).simple
    return {name: weights for name, weights in found.items() if weights.any()}
