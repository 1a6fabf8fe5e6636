"""Keeping a diagnosis: what its pages need, as text and rows, written in one transaction."""

from __future__ import annotations

import json
from itertools import islice
from math import isfinite
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from liandong.hub.bottlenecks.domain import drawing
from liandong.hub.bottlenecks.enums import AnalysisState, Section
from liandong.hub.bottlenecks.models import Analysis, Finding, Part, Row

if TYPE_CHECKING:
    import polars as pl

    from liandong.diagnosis import Bottleneck, Clock, Diagnosis
    from liandong.report import Fragments
    from liandong.report.columns import Column

#: Of a longer table the most frequent rows are kept; the workbook has every row.
MOST_ROWS = 10_000
_BATCH = 2000


@transaction.atomic
def keep(analysis: Analysis, found: Diagnosis, drawn: Fragments) -> None:
    """Put what the diagnosis found in the place of what was there before."""
    for old in (analysis.parts, analysis.rows, analysis.findings):
        old.all().delete()
    tables, markup = found.tables(), drawing.markup(drawn)
    shown = {name: html for name, html in markup.items() if name not in ("map", "findings")}
    kept = {**shown, "tables": json.dumps(_described(found, tables), ensure_ascii=False)}
    Part.objects.bulk_create(Part(analysis=analysis, name=name, html=html) for name, html in kept.items())
    Finding.objects.bulk_create((_finding(analysis, one) for one in found.bottlenecks), batch_size=_BATCH)
    rows = (row for name, frame in tables.items() for row in _rows(analysis, name, frame))
    while batch := list(islice(rows, _BATCH)):
        Row.objects.bulk_create(batch)
    _summarise(analysis, found, [Section.OVERVIEW, *(name for name in Section.values if name in kept)])


def _summarise(analysis: Analysis, found: Diagnosis, sections: list[str]) -> None:
    from liandong.profile import summary

    figures, sheet = summary(found.profile), found.profile.sheet
    analysis.state, analysis.done_at = AnalysisState.DONE, timezone.now()
    analysis.sha256, analysis.period = found.profile.sha256, found.profile.settings.period
    analysis.cases, analysis.events = figures["cases"], figures["events"]
    analysis.activities, analysis.median_seconds = figures["activities"], figures["median_lead_seconds"]
    analysis.first, analysis.last = sheet.first, sheet.last
    analysis.is_simulated = analysis.is_simulated or sheet.simulated
    analysis.log_zones = found.profile.zones[:50]
    analysis.sentences = {lang: found.sentences(lang) for lang in ("zh", "en")}
    analysis.sections = [str(name) for name in sections]
    analysis.save()


def _finding(analysis: Analysis, one: Bottleneck) -> Finding:
    return Finding(
        analysis=analysis,
        rank=one.rank,
        log_zone=one.zone[:200],
        activity=one.activity[:400],
        example=one.example_name("zh")[:200],
        example_en=one.example_name("en")[:200],
        n=one.n,
        coverage=one.coverage,
        mean_seconds=one.mean_seconds,
        example_seconds=one.example_mean_seconds,
        case_days=one.case_days_per_month,
        low=one.low,
        high=one.high,
        is_certain=one.is_certain,
        statutory_share=one.statutory_share,
        share=one.share,
        party=(one.party or "")[:200],
        sentence=one.sentence("zh"),
        sentence_en=one.sentence("en"),
        basis=one.basis("zh"),
        basis_en=one.basis("en"),
        formula=one.formula("zh"),
        formula_en=one.formula("en"),
    )


def _described(found: Diagnosis, tables: dict[str, pl.DataFrame]) -> dict[str, Any]:
    """Of each table: its title, its columns with heading and kind, its height; and the clock durations are told by."""
    from liandong.report.columns import columns
    from liandong.report.titles import title

    clock = found.overview.clock
    described = {
        name: {
            "title": title(name),
            "columns": [_column(each, frame, clock) for each in columns(frame)],
            "height": frame.height,
        }
        for name, frame in tables.items()
    }
    return {"clock": [clock.name, clock.day_seconds], "tables": described}


def _column(column: Column, frame: pl.DataFrame, clock: Clock) -> dict[str, Any]:
    """A column with its heading and kind, and with words for values that are ours and not of the log."""
    values = frame[column.name].drop_nulls().unique().to_list() if column.kind == "text" else []
    words = {str(value): column.write(value, clock) for value in values}
    ours = {value: pair for value, pair in words.items() if pair != (value, value)}
    return {"name": column.name, "heading": column.heading, "kind": column.kind, "words": ours}


def _rows(analysis: Analysis, name: str, frame: pl.DataFrame) -> Any:
    for position, row in enumerate(_most(frame).iter_rows(named=True)):
        activity = row.get("activity") or row.get("target") or ""
        yield Row(
            analysis=analysis,
            table=name,
            position=position,
            log_zone=str(row.get("zone") or "")[:200],
            activity=str(activity)[:400],
            cells=[_plain(value) for value in row.values()],
        )


def _most(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows that are kept, in the order of the table."""
    if frame.height <= MOST_ROWS or "n" not in frame.columns:
        return frame.head(MOST_ROWS)
    numbered = frame.with_row_index("position")
    return numbered.top_k(MOST_ROWS, by="n").sort("position").drop("position")


def _plain(value: Any) -> Any:
    """The value as JSON keeps it; what is no number is absent."""
    if isinstance(value, float):
        return value if isfinite(value) else None
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)
