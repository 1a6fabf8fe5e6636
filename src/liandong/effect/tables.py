"""The tables of an effect: estimates, each adopter's own, event study, group-time effects, placebos, the cells themselves, what was cut."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from liandong.effect.measures import Measure

if TYPE_CHECKING:
    from liandong.effect.measuring import Effect

_LIMITS = {"value": pl.Float64, "low": pl.Float64, "high": pl.Float64}


def tables(effect: Effect) -> dict[str, pl.DataFrame]:
    """Every table by a stable name; durations in seconds, shares from 0 to 1."""
    found = {
        "effect": _estimates(effect),
        "effect_adopters": _adopters(effect),
        "effect_events": _events(effect),
        "effect_groups": _groups(effect),
        "effect_placebos": _placebos(effect),
        "effect_claims": _claims(effect),
        "effect_cells": _cells(effect),
        "effect_cut": _cut(effect),
    }
    return {name: frame for name, frame in found.items() if name == "effect" or frame.height}


def _estimates(effect: Effect) -> pl.DataFrame:
    schema = {
        "measure": pl.String, "zone": pl.String, "before": pl.Float64, "after": pl.Float64, "without": pl.Float64,
        **_LIMITS, "relative": pl.Float64, "level": pl.Float64, "p": pl.Float64, "n_treated": pl.Int64,
        "n_comparison": pl.Int64, "method": pl.String, "comparison": pl.String, "strength": pl.String, "verdict": pl.String,
    }  # fmt: skip
    rows = [one.to_dict() | {"comparison": "、".join(one.comparison)} for one in effect.estimates]
    return _frame(rows, schema)


def _adopters(effect: Effect) -> pl.DataFrame:
    """Each adopter's own effect, where there are several or anybody to compare with."""
    rows = [
        {
            "measure": str(one.estimate.measure), "zone": zone, "adopted": effect.adopted[zone],
            "value": row.value, "low": row.low, "high": row.high,
            "method": one.estimate.method, "strength": one.estimate.strength,
        }
        for one in effect.findings
        if len(one.adopters) > 1 or one.estimate.comparison
        for zone, row in one.adopters.items()
    ]  # fmt: skip
    schema = {"measure": pl.String, "zone": pl.String, "adopted": pl.Date, **_LIMITS}
    return _frame(rows, schema | {"method": pl.String, "strength": pl.String})


def _events(effect: Effect) -> pl.DataFrame:
    rows = [
        {
            "measure": str(one.estimate.measure),
            "event": at,
            "value": row.value,
            "low": row.low,
            "high": row.high,
        }
        for one in effect.findings
        for at, row in one.events.items()
    ]
    return _frame(rows, {"measure": pl.String, "event": pl.Int64, **_LIMITS})


def _groups(effect: Effect) -> pl.DataFrame:
    periods = effect.panel.periods if effect.panel else ()
    rows = [
        {
            "measure": str(one.estimate.measure), "group": periods[group], "period": periods[time],
            "value": row.value, "low": row.low, "high": row.high,
        }
        for one in effect.findings
        for (group, time), row in one.groups.items()
    ]  # fmt: skip
    return _frame(rows, {"measure": pl.String, "group": pl.Date, "period": pl.Date, **_LIMITS})


def _placebos(effect: Effect) -> pl.DataFrame:
    rows = [
        {
            "measure": str(one.estimate.measure), "placebo": "zone" if zone else "dates", "zone": zone,
            "value": row.value, "low": row.low, "high": row.high,
        }
        for one in effect.findings
        for zone, row in one.placebos.items()
    ]  # fmt: skip
    return _frame(rows, {"measure": pl.String, "placebo": pl.String, "zone": pl.String, **_LIMITS})


def _claims(effect: Effect) -> pl.DataFrame:
    rows = []
    for one in effect.claims:
        value, low, high = one.computed or (None, None, None)
        rows.append({
            "name": one.claim.name, "measure": str(one.claim.measure), "qualifier": one.claim.qualifier,
            "claimed": one.claim.value, "value": value, "low": low, "high": high,
            "unit": "share" if one.claim.is_relative else "seconds", "verdict": one.verdict, "stated_in": one.claim.source,
        })  # fmt: skip
    schema = {
        "name": pl.String, "measure": pl.String, "qualifier": pl.String, "claimed": pl.Float64, **_LIMITS,
        "unit": pl.String, "verdict": pl.String, "stated_in": pl.String,
    }  # fmt: skip
    return _frame(rows, schema)


def _cells(effect: Effect) -> pl.DataFrame:
    """Zones by periods, as counted: with nothing cut but what ``least`` leaves out."""
    panel = effect.panel
    if panel is None:
        return pl.DataFrame()
    at = [(zone, period) for zone, period in zip(*np.nonzero(panel.n > 0), strict=True)]
    measures = list(dict.fromkeys(one.measure for one in effect.estimates))
    values = {str(measure): panel.values(measure) for measure in measures}
    ends = {
        (zone, day)
        for zone, first, last in effect.follow_up.cut
        for day in panel.periods
        if first <= day <= last
    }
    rows = [
        {"zone": panel.zones[z], "period": panel.periods[t], "n": int(panel.n[z, t])}
        | {_column(measure): float(values[str(measure)][z, t]) for measure in measures}
        | {"is_cut": (panel.zones[z], panel.periods[t]) in ends}
        for z, t in at
    ]
    schema: dict[str, Any] = {"zone": pl.String, "period": pl.Date, "n": pl.Int64}
    return _frame(rows, schema | {_column(one): pl.Float64 for one in measures} | {"is_cut": pl.Boolean})


def _column(measure: Measure) -> str:
    return str(measure) if measure.is_share else f"{measure}_seconds"


def _cut(effect: Effect) -> pl.DataFrame:
    rows = [{"zone": zone, "first": first, "last": last} for zone, first, last in effect.follow_up.cut]
    return _frame(rows, {"zone": pl.String, "first": pl.Date, "last": pl.Date})


def _frame(rows: list[dict[str, Any]], schema: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema) if rows else pl.DataFrame(schema=schema)
