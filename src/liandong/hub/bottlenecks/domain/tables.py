"""The tables of a diagnosis as they were kept: their columns, and cells as officers read them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from liandong.diagnosis.words import Clock
from liandong.hub.bottlenecks.models import Analysis, Part, Row
from liandong.hub.core.language import in_words
from liandong.hub.core.tables import Column
from liandong.report.figures import count, duration, percent, plain

_NUMBERS = {"count": count, "share": percent, "number": plain}


@dataclass(frozen=True)
class Table:
    """A table of an analysis: its title, its columns, and how long it is."""

    name: str
    title: str
    columns: tuple[Column, ...]
    height: int


def tables(analysis: Analysis) -> dict[str, Table]:
    """The tables of an analysis by name, in their order."""
    part = Part.objects.filter(analysis=analysis, name="tables").values_list("html", flat=True).first()
    kept = json.loads(part or '{"clock": ["clock", 86400], "tables": {}}')
    clock = Clock(*kept["clock"])
    return {name: _table(name, it, clock) for name, it in kept["tables"].items()}


def table(analysis: Analysis, name: str) -> Table:
    """The table of that name; raises Http404."""
    try:
        return tables(analysis)[name]
    except KeyError:
        raise Http404 from None


def rows(analysis: Analysis, name: str, *, log_zone: str = "", activity: str = "") -> Any:
    """The rows of a table, perhaps those of one zone or one activity."""
    found = Row.objects.filter(analysis=analysis, table=name).order_by("position")
    found = found.filter(activity=activity) if activity else found
    return found.filter(log_zone=log_zone) if log_zone else found


def exact(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns with values as they were counted, for files."""
    return tuple(
        Column(each.name, each.label, value=lambda row, place=place: row.cells[place])  # type: ignore[misc]
        for place, each in enumerate(columns)
    )


def _table(name: str, kept: dict[str, Any], clock: Clock) -> Table:
    columns = tuple(_column(place, each, clock) for place, each in enumerate(kept["columns"]))
    return Table(name, in_words(kept["title"]), columns, kept["height"])


def _column(place: int, kept: dict[str, Any], clock: Clock) -> Column:
    kind, words = kept["kind"], kept.get("words", {})

    def value(row: Row) -> Any:
        cell = row.cells[place]
        return in_words(words[cell]) if cell in words else written(cell, kind, clock)

    return Column(
        kept["name"], in_words(kept["heading"]), kind="figure" if _is_number(kind) else "text", value=value
    )


def _is_number(kind: str) -> bool:
    return kind in _NUMBERS or kind == "duration"


def written(value: Any, kind: str, clock: Clock) -> str:
    """A cell in the language of the page."""
    if value is None:
        return "—"
    if kind == "duration":
        return in_words(duration(value, clock))
    if kind == "truth":
        return in_words(("是", "yes") if value else ("否", "no"))
    return _NUMBERS[kind](value) if kind in _NUMBERS else str(value)
