"""``check``: what would be guessed about a file, and what would be rejected, without making use of it.

This is the data behind ``liandong log check``: an officer sees how an export was understood, corrects it, and
keeps the corrected mapping for the next export.
"""

from __future__ import annotations

from collections.abc import Mapping as Table
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from liandong.eventlog.log import EventLog
from liandong.eventlog.mapping import Mapping
from liandong.eventlog.read import DEFAULT_TIMEZONE, OBJECT_FORMATS, Words, read_ocel, read_sheet
from liandong.eventlog.source import MAX_BYTES, Source, open_source
from liandong.eventlog.table import Options, build
from liandong.eventlog.times import STYLES, check_zone, read_times

_SAMPLES = 3


@dataclass(frozen=True)
class Column:
    """A heading, what it was taken for (None: kept as an attribute), and some of its values."""

    heading: str
    meaning: str | None
    #: How its times are written; None for other columns.
    time_style: str | None
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Check:
    """How a file was understood."""

    path: str
    format: str
    #: Encoding, separator, sheet, parser: what the format has of these.
    facts: dict[str, str]
    columns: tuple[Column, ...]
    #: The log as it would be read, with its problems and assumptions.
    log: EventLog
    #: What to save, so that the same file is read the same way again.
    mapping: Mapping


def check(
    path: str | Path,
    *,
    zone: str | None = None,
    timezone: str | None = None,
    mapping: Mapping | Table[str, str] | str | Path | None = None,
    dayfirst: bool | None = None,
    max_bytes: int = MAX_BYTES,
    vocabulary: Words = None,
    names: str | None = None,
) -> Check:
    """What is guessed about a file and what is rejected."""
    source, given = open_source(path, max_bytes=max_bytes), Mapping.of(mapping)
    name = check_zone(timezone or given.timezone or DEFAULT_TIMEZONE)
    order = given.dayfirst if dayfirst is None else dayfirst
    if source.format in OBJECT_FORMATS:
        return _check_objects(source, zone, name, order, vocabulary, names)
    sheet = read_sheet(source, given)
    log = build(sheet, source, given, Options(zone, name, order))
    columns = tuple(_column(sheet.frame[heading], log, name, order) for heading in sheet.headings)
    facts = {**sheet.facts, "gzip": "yes"} if source.is_gzip else sheet.facts
    encoding, separator = (given.encoding or facts.get("encoding"), given.separator or facts.get("separator"))
    kept = Mapping(log.mapping, name, order, encoding, separator and separator.replace("\\t", "\t"))
    return Check(str(source.path), source.format, facts, columns, log, kept)


def _check_objects(
    source: Source,
    zone: str | None,
    timezone: str,
    dayfirst: bool | None,
    vocabulary: Words,
    names: str | None,
) -> Check:
    objects = read_ocel(
        source.path,
        zone=zone,
        timezone=timezone,
        dayfirst=dayfirst,
        max_bytes=source.max_bytes,
        vocabulary=vocabulary,
        names=names,
    )
    log = objects.flatten_all()
    columns = tuple(
        _column(objects.events[heading], log, timezone, dayfirst) for heading in objects.events.columns
    )
    facts = {"objects": str(objects.objects.height), "object types": ", ".join(objects.object_types)}
    return Check(
        str(source.path), source.format, facts, columns, log, Mapping(timezone=timezone, dayfirst=dayfirst)
    )


def _column(cells: pl.Series, log: EventLog, timezone: str, dayfirst: bool | None) -> Column:
    meanings = {heading: meaning for meaning, heading in log.mapping.items()}
    meaning = meanings.get(cells.name)
    style = _style(cells.head(1000), timezone, dayfirst) if meaning in ("start", "end") else None
    samples = cells.drop_nulls().head(1000).unique(maintain_order=True).head(_SAMPLES)
    return Column(cells.name, meaning, style, tuple(str(value) for value in samples))


def _style(cells: pl.Series, timezone: str, dayfirst: bool | None) -> str | None:
    """How the times are written; None where none of them can be read."""
    times = read_times(cells, timezone=timezone, dayfirst=dayfirst)
    return STYLES[times.style] if times.instants.count() else None
