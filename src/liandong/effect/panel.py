"""Cases by zone and period of their start, as arrays: how many, how long together, and how many in each bucket.

Every figure of an effect is a function of these counts, so an effect needs no events.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl

from liandong.diagnosis.reading import Reading, period_of
from liandong.diagnosis.strata import STATUTORY, executions, strata
from liandong.diagnosis.words import Clock
from liandong.effect.measures import Measure
from liandong.profile import buckets
from liandong.profile.periods import Unit

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Panel:
    """Zones by periods. ``seconds`` are sums; ``statutory`` is prescribed time for each case, ``shape`` is by bucket."""

    zones: tuple[str, ...]
    periods: tuple[date, ...]
    unit: Unit
    clock: Clock
    n: Array
    seconds: Array
    statutory: Array
    shape: Array
    #: Lower limit, representative and upper limit of each bucket in seconds.
    edges: tuple[Array, Array, Array]
    #: The last day of each zone's log: until when it was observed.
    observed: tuple[date, ...]
    #: Where not None, only cases that ended within so many seconds are counted.
    within: float | None = None

    @classmethod
    def of(cls, reading: Reading, unit: Unit, like: Reading | None = None) -> Panel:
        """The panel of a profile, with the zones, periods and buckets of another that holds it."""
        axes = like or reading
        case = reading.case.with_columns(period_of(unit))
        zones = tuple(axes.zones)
        periods = every_period(axes.case.select(period_of(unit))["period"], unit)
        place = _Place(zones, periods)
        sums = case.group_by("zone", "period").agg(
            pl.col("n").sum(), pl.col("seconds").sum().cast(pl.Float64)
        )
        cells = reading.shape("case").with_columns(period_of(unit))
        used = axes.shape("case")["bucket"].unique().sort().to_numpy()
        low, high = buckets.edges(used, reading.width)
        last = dict(reading.daily.group_by("zone").agg(pl.col("day").max()).iter_rows())
        return cls(
            zones=zones,
            periods=periods,
            unit=unit,
            clock=reading.clock,
            n=place.filled(sums, "n"),
            seconds=place.filled(sums, "seconds"),
            statutory=_statutory(reading, unit, place),
            shape=place.shaped(cells, used),
            edges=(low, buckets.value(used, reading.width), high),
            observed=tuple(last.get(zone, date.min) for zone in zones),
        )

    @property
    def all_n(self) -> int:
        """How many cases there are."""
        return int(self.n.sum())

    def __add__(self, other: Panel) -> Panel:
        """Both together; the axes are the same."""
        n = self.n + other.n
        some = np.where(n > 0, n, 1)
        statutory = (self.statutory * self.n + other.statutory * other.n) / some
        return replace(
            self,
            n=n,
            seconds=self.seconds + other.seconds,
            statutory=statutory,
            shape=self.shape + other.shape,
        )

    def kept(self, mask: Array) -> Panel:
        """The panel with the cases of the other cells left out."""
        n, seconds = np.where(mask, self.n, 0), np.where(mask, self.seconds, 0.0)
        return replace(self, n=n, seconds=seconds, shape=self.shape * mask[:, :, None])

    def ended_within(self, seconds: float) -> Panel:
        """The panel of the cases that took no longer; sums are then those of the buckets, within 1 %."""
        _, values, high = self.edges
        shape = self.shape[:, :, high <= seconds * (1 + 1e-9)]
        edges = tuple(part[high <= seconds * (1 + 1e-9)] for part in self.edges)
        sums = shape @ values[high <= seconds * (1 + 1e-9)]
        return replace(
            self,
            n=shape.sum(2),
            seconds=sums,
            shape=shape,
            edges=(edges[0], edges[1], edges[2]),
            within=seconds,
        )

    def values(self, measure: Measure) -> Array:
        """The measure of each cell, NaN where it has no case: zones by periods."""
        return self.measured(measure, self.n, self.seconds, self.shape, self.statutory)

    def pooled(self, measure: Measure, weights: Array) -> Array:
        """The measure of cells taken together, for each row of ``weights`` (draws by zones by periods)."""
        flat = weights.reshape(len(weights), -1)
        n, seconds = flat @ self.n.ravel(), flat @ self.seconds.ravel()
        shape = flat @ self.shape.reshape(self.n.size, self.shape.shape[-1])
        statutory = (flat @ (self.statutory * self.n).ravel()) / np.where(n > 0, n, 1)
        return self.measured(measure, n, seconds, shape, statutory)

    def measured(self, measure: Measure, n: Array, seconds: Array, shape: Array, statutory: Array) -> Array:
        """The measure of groups of cases with these sums and counts in the panel's buckets."""
        if not shape.shape[-1]:
            return np.full(n.shape, np.nan)
        some = np.where(n > 0, n, np.nan)
        if measure.is_share:
            low, _, high = self.edges
            part = np.clip((measure.target_seconds - low) / (high - low), 0, 1)
            return np.asarray((shape @ part) / some)
        if measure.q is None:
            return np.asarray(seconds / some - (statutory if measure.is_net else 0))
        return np.where(n > 0, self._quantile(shape, n, measure.q), np.nan)

    def _quantile(self, shape: Array, n: Array, q: float) -> Array:
        """The quantile of each group, interpolated between neighbouring cases as ``Profile.quantile`` does."""
        reached = shape.cumsum(-1)
        place = np.maximum(n - 1, 0) * q
        low, high = np.floor(place + 1e-9), np.ceil(place - 1e-9)
        most = len(self.edges[1]) - 1
        below, above = (
            self.edges[1][np.minimum((reached <= rank[..., None] + 1e-9).sum(-1), most)]
            for rank in (low, high)
        )
        return np.asarray(below + (above - below) * np.clip(place - low, 0, None))


@dataclass(frozen=True)
class _Place:
    """Where each zone and period stands in the arrays."""

    zones: tuple[str, ...]
    periods: tuple[date, ...]

    def rows(self, frame: pl.DataFrame) -> tuple[pl.DataFrame, Array, Array]:
        """The rows that have a place, with their places."""
        frame = frame.filter(pl.col("zone").is_in(self.zones) & pl.col("period").is_in(self.periods))
        zone = {name: at for at, name in enumerate(self.zones)}
        period = {day: at for at, day in enumerate(self.periods)}
        return (
            frame,
            np.array([zone[name] for name in frame["zone"]], dtype=int),
            np.array([period[day] for day in frame["period"]], dtype=int),
        )

    def filled(self, frame: pl.DataFrame, column: str) -> Array:
        """The column as an array, 0 where there is no row."""
        frame, zone, period = self.rows(frame)
        array = np.zeros((len(self.zones), len(self.periods)))
        np.add.at(array, (zone, period), frame[column].to_numpy())
        return array

    def shaped(self, cells: pl.DataFrame, used: Array) -> Array:
        """The counts by bucket."""
        cells, zone, period = self.rows(cells)
        array = np.zeros((len(self.zones), len(self.periods), len(used)))
        np.add.at(
            array, (zone, period, np.searchsorted(used, cells["bucket"].to_numpy())), cells["n"].to_numpy()
        )
        return array


def _statutory(reading: Reading, unit: Unit, place: _Place) -> Array:
    """Prescribed time of a case: of a prescribed step that ended in the period, times such steps for each case of the zone."""
    if not reading.profile.settings.statutory:
        return np.zeros((len(place.zones), len(place.periods)))
    steps = strata(reading, executions(reading), unit).filter(pl.col("kind") == STATUTORY)
    sums = steps.group_by("zone", "period").agg(
        pl.col("statutory").sum(), n=pl.col("n").filter(~pl.col("is_work")).sum()
    )
    spent, n = place.filled(sums, "statutory"), place.filled(sums, "n")
    cases = place.filled(reading.case.with_columns(period_of(unit)).select("zone", "period", "n"), "n").sum(1)
    found = np.zeros(n.shape)
    for zone in np.flatnonzero((n > 0).any(1)):
        at = np.flatnonzero(n[zone])
        # The first cases of a log have no such step behind them yet: the nearest period stands for them.
        each = np.interp(np.arange(n.shape[1]), at, spent[zone, at] / n[zone, at])
        found[zone] = each * n[zone].sum() / max(cases[zone], 1)
    return found


def every_period(days: pl.Series, unit: Unit) -> tuple[date, ...]:
    """The periods from the first to the last, none left out."""
    if not len(days):
        return ()
    first, last = days.min(), days.max()
    assert isinstance(first, date)
    assert isinstance(last, date)
    if unit == "all":
        return (first,)
    step = {"week": "1d", "month": "1mo", "quarter": "1q", "year": "1y"}[unit]
    span = pl.DataFrame({"period": pl.date_range(first, last, step, eager=True)})
    return tuple(span.select(period_of(unit))["period"].unique().sort().to_list())
