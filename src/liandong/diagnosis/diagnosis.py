"""The diagnosis: every finding about a profile, in one value that a report can be made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import polars as pl

from liandong.diagnosis.backlog import Backlog, backlog
from liandong.diagnosis.batching import Batching, batching
from liandong.diagnosis.bottleneck import Bottleneck, as_frame, edges_frame
from liandong.diagnosis.companions import Companions, companions
from liandong.diagnosis.comparison import Comparison, comparison
from liandong.diagnosis.drift import Drift, drift
from liandong.diagnosis.handovers import Handovers, handovers
from liandong.diagnosis.overview import Overview, overview
from liandong.diagnosis.peaks import Peaks, peaks
from liandong.diagnosis.process_map import ProcessMap, process_maps, type_maps
from liandong.diagnosis.ranking import day_cost, find
from liandong.diagnosis.reading import Reading
from liandong.diagnosis.release import TimeReleaseStudy
from liandong.diagnosis.rework import Rework, rework
from liandong.diagnosis.segments import Targets
from liandong.diagnosis.study import time_release_study
from liandong.diagnosis.words import choose
from liandong.errors import SettingError
from liandong.profile import Profile

#: How many bottlenecks the summary tells: the first that are certain, or the first of all where none is.
_TOLD = 3


@dataclass(frozen=True)
class Diagnosis:
    """What a profile tells about a procedure."""

    profile: Profile = field(repr=False)
    overview: Overview
    #: The map of all zones together under ``""``, then one for each zone.
    maps: dict[str, ProcessMap] = field(repr=False)
    #: The map of each type of object, where there are several.
    type_maps: dict[str, ProcessMap] = field(repr=False)
    #: How many objects go together; None where the log is not object-centric.
    companions: Companions | None
    bottlenecks: tuple[Bottleneck, ...] = field(repr=False)
    #: None where there is only one zone.
    comparison: Comparison | None
    rework: Rework
    handovers: Handovers
    batching: Batching
    backlog: Backlog
    peaks: Peaks
    drift: Drift
    trs: TimeReleaseStudy
    clock: str

    def sentences(self, lang: str = "zh") -> list[str]:
        """The executive summary: one sentence a finding, the most important first."""
        if self.profile.is_empty:
            return [self.overview.sentence(lang)]
        certain = [one for one in self.bottlenecks if one.is_certain]
        found = [one.sentence(lang) for one in certain[:_TOLD] or self.bottlenecks[:1]]
        none = choose(
            lang, "没有件数足够、可以比较的堵点。", "No bottleneck: no step has enough executions to compare."
        )
        compared = [self.comparison.sentence(lang)] if self.comparison else []
        rest = (self.rework, self.handovers, self.batching, self.backlog, self.peaks, self.drift, self.trs)
        by_type = self.overview.by_type(lang)
        return [
            self.overview.sentence(lang),
            *([by_type] if by_type else []),
            *([self.companions.sentence(lang)] if self.companions else []),
            self.overview.composition(lang),
            *(found or [none]),
            *compared,
            self.maps[""].sentence(lang),
            *(part.sentence(lang) for part in rest),
        ]

    def tables(self) -> dict[str, pl.DataFrame]:
        """Every table by a stable name, in plain columns."""
        maps = [(zone, one) for zone, one in self.maps.items() if zone or len(self.maps) == 1]
        named = maps if len(maps) == 1 else list(self.maps.items())
        tables = {
            "zones": self.overview.frame,
            "steps": pl.concat([_with_zone(one.nodes, zone) for zone, one in named]),
            "edges": pl.concat([_with_zone(one.edges, zone) for zone, one in named]),
            "bottlenecks": as_frame(self.bottlenecks),
            "bottleneck_edges": edges_frame(self.bottlenecks),
            "rework": self.rework.frame,
            "handovers": self.handovers.frame,
            "batching": self.batching.frame,
            "backlog": self.backlog.zones,
            "backlog_days": self.backlog.frame,
            "peaks": self.peaks.frame,
            "drift": self.drift.frame,
            "drift_changes": self.drift.changes,
            "trs_cases": self.trs.cases,
            "trs_segments": self.trs.frame,
            "trs_breakdowns": self.trs.breakdowns,
            "trs_parties": self.trs.parties,
            "trs_changes": self.trs.changes,
        }
        if self.type_maps:
            tables["types"] = self.overview.types
        if self.companions:
            tables["companions"] = self.companions.frame
        if self.comparison:
            tables |= {"comparison": self.comparison.frame, "overlap": self.comparison.overlap}
        return tables

    def to_dict(self) -> dict[str, Any]:
        """The diagnosis as JSON values, for machines."""
        return {
            "profile": self.profile.sha256,
            "clock": self.clock,
            "sentences": {lang: self.sentences(lang) for lang in ("zh", "en")},
            "bottlenecks": [_told(one) for one in self.bottlenecks],
            "tables": {name: _rows(frame) for name, frame in self.tables().items()},
        }


def diagnose(
    profile: Profile,
    *,
    goods_value: Decimal | None = None,
    annual_rate: Decimal | None = None,
    target_seconds: float | Targets | None = None,
    clock: str = "clock",
    minimum: int = 30,
) -> Diagnosis:
    """Everything a profile tells about a procedure.

    Parameters
    ----------
    goods_value, annual_rate : value of the goods of one case and yearly rate of interest, to turn time into
    money. target_seconds : the target for a whole case; or a table with ``""`` for that and ``(source,
    target)`` or
        ``"source → target"`` for segments.
    clock : ``clock``, or ``working`` where the profile has a calendar.
    minimum : how many executions a step needs to be compared or listed.

    Raises SettingError for a value that cannot be used.
    """
    if minimum < 1:
        raise SettingError(
            setting="minimum", value=minimum, reason=("请用不小于 1 的整数", "use 1 or a larger whole number")
        )
    cost = day_cost(goods_value, annual_rate, clock)
    reading = Reading.of(profile, clock)
    whole, maps = overview(reading), process_maps(reading)
    return Diagnosis(
        profile=profile,
        overview=whole,
        maps=maps,
        type_maps=type_maps(reading),
        companions=companions(profile),
        bottlenecks=find(reading, cost, minimum),
        comparison=comparison(reading, maps, whole.frame, minimum),
        rework=rework(reading),
        handovers=handovers(reading),
        batching=batching(reading, minimum),
        backlog=backlog(reading),
        peaks=peaks(reading),
        drift=drift(reading),
        trs=time_release_study(reading, target_seconds, minimum),
        clock=clock,
    )


def _with_zone(frame: pl.DataFrame, zone: str) -> pl.DataFrame:
    return frame.select(pl.lit(zone).alias("zone"), pl.all())


def _told(one: Bottleneck) -> dict[str, Any]:
    money = None if one.money_per_month is None else str(one.money_per_month)
    said = {"sentence": {lang: one.sentence(lang) for lang in ("zh", "en")}, "edges": _rows(one.frame)}
    return as_frame((one,)).to_dicts()[0] | {"money_per_month": money} | said


def _rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """The rows with dates as text."""
    days = pl.selectors.date().dt.to_string()
    return frame.with_columns(days).to_dicts()
