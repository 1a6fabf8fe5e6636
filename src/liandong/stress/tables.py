"""The tables of a verdict: every figure of the report, to be saved and read elsewhere. Durations are in seconds."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan

import polars as pl

from liandong.stress.verdict import Row, Verdict

_FIGURES = {
    "scenario": pl.String,
    "version": pl.String,
    "measure": pl.String,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
}
_WEEKS = {"scenario": pl.String, "week": pl.Int64, "role": pl.String, "busy_share": pl.Float64}
_DAYS = {"scenario": pl.String, "day": pl.Int64, "role": pl.String, "queue": pl.Float64}


def tables(verdict: Verdict) -> dict[str, pl.DataFrame]:
    """The tables by name: criteria, figures, what gave way, utilisation, assumptions, days, weeks."""
    return {
        "stress_criteria": pl.DataFrame(
            [
                _figure(it.row) | {"limit": it.criterion.bound, "outcome": it.outcome}
                for it in verdict.judgements
            ],
            schema=_FIGURES | {"limit": pl.Float64, "outcome": pl.String},
        ),
        "stress_figures": pl.DataFrame([_figure(it) for it in verdict.rows], schema=_FIGURES),
        "stress_strains": pl.DataFrame(
            [vars(it) for it in verdict.strains],
            schema={
                "scenario": pl.String,
                "role": pl.String,
                "day": pl.Int64,
                "queue": pl.Float64,
                "ordinary": pl.Float64,
            },
        ),
        "stress_utilisation": pl.DataFrame(
            [
                {"scenario": scenario, "role": role, "busy_share": share}
                for scenario, roles in verdict.utilisation.items()
                for role, share in roles.items()
            ],
            schema={"scenario": pl.String, "role": pl.String, "busy_share": pl.Float64},
        ),
        "stress_assumptions": pl.DataFrame(
            [
                {
                    "assumption": it.assumption[0],
                    "measure": it.measure,
                    "less": it.less,
                    "base": it.base,
                    "more": it.more,
                }
                for it in verdict.bars
            ],
            schema={
                "assumption": pl.String,
                "measure": pl.String,
                "less": pl.Float64,
                "base": pl.Float64,
                "more": pl.Float64,
            },
        ),
        "stress_days": pl.DataFrame(list(_days(verdict)), schema=_DAYS),
        "stress_weeks": pl.DataFrame(list(_weeks(verdict)), schema=_WEEKS),
    }


def _figure(row: Row) -> dict[str, object]:
    return {name: getattr(row, name) for name in _FIGURES}


def _days(verdict: Verdict) -> Iterator[dict[str, object]]:
    """Cases open (role ``""``) and queues by role, for each day of each scenario."""
    for scenario, days in verdict.series.items():
        for role, queue in {"": days.open_cases, **days.queues}.items():
            for day, value in enumerate(queue, 1):
                yield {"scenario": scenario, "day": day, "role": role, "queue": value}


def _weeks(verdict: Verdict) -> Iterator[dict[str, object]]:
    """The share of its open hours that each role worked, for each week of each scenario in which it has any."""
    for scenario, course in verdict.series.items():
        for role, shares in course.busy.items():
            for week, share in enumerate(shares, 1):
                if not isnan(share):
                    yield {"scenario": scenario, "week": week, "role": role, "busy_share": share}
