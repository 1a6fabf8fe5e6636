"""``read_log`` and ``read_ocel``: any event log file as one value, by the format its content shows."""

from __future__ import annotations

from collections.abc import Mapping as Table
from dataclasses import replace
from pathlib import Path

from liandong.errors import FormatUnknown, SettingError
from liandong.eventlog.dcsa import read_dcsa
from liandong.eventlog.epcis import read_epcis
from liandong.eventlog.lifecycle import Lifecycle
from liandong.eventlog.log import COLUMNS, EventLog
from liandong.eventlog.mapping import Mapping
from liandong.eventlog.ocel import ObjectLog
from liandong.eventlog.ocel_json import read_json
from liandong.eventlog.ocel_raw import assemble
from liandong.eventlog.ocel_sqlite import read_sqlite
from liandong.eventlog.ocel_xml import read_xml
from liandong.eventlog.parquet import read_parquet
from liandong.eventlog.problems import without_events
from liandong.eventlog.sheet import Sheet
from liandong.eventlog.source import MAX_BYTES, Progress, Source, open_source
from liandong.eventlog.table import Options, build
from liandong.eventlog.text import read_text
from liandong.eventlog.times import check_zone
from liandong.eventlog.vocabulary import Vocabulary
from liandong.eventlog.workbook import read_workbook
from liandong.eventlog.xes import read_xes

DEFAULT_TIMEZONE = "Asia/Shanghai"
_MODES = ("pair", "complete", "all")
_SHEETS = {"parquet": read_parquet, "xes": read_xes, "xls": read_workbook, "xlsx": read_workbook}
_OBJECTS = {"ocel-json": read_json, "ocel-sqlite": read_sqlite, "ocel-xml": read_xml}
_SUPPLY = {"dcsa": read_dcsa, "epcis": read_epcis}
OBJECT_FORMATS = (*_OBJECTS, *_SUPPLY)
Words = Vocabulary | str | Path | None


def read_log(
    path: str | Path,
    *,
    zone: str | None = None,
    timezone: str | None = None,
    mapping: Mapping | Table[str, str] | str | Path | None = None,
    object_type: str | None = None,
    lifecycle: Lifecycle = "pair",
    dayfirst: bool | None = None,
    attributes: bool = True,
    max_bytes: int = MAX_BYTES,
    vocabulary: Words = None,
    names: str | None = None,
    progress: Progress | None = None,
) -> EventLog:
    """The event log in a file: XES, CSV, Excel, Parquet, OCEL, EPCIS or DCSA, told apart by content.

    Parameters
    ----------
    zone
        The zone of every event; else the file's own zone column, else the file's name.
    timezone
        Where times that carry no zone were written; Asia/Shanghai if neither this nor the mapping says.
    mapping
        Canonical column -> heading, as a ``Mapping``, a dictionary or a TOML file; the rest is guessed.
    object_type
        For objects (OCEL, EPCIS, DCSA) the one type whose objects are the cases; else every type, told apart by ``object_type``.
    lifecycle
        ``pair`` joins start and complete rows, ``complete`` keeps completes only, ``all`` keeps every row.
    dayfirst
        Whether 5/6/2023 is the 5th of June; else the column's other dates decide, else it is.
    attributes
        Whether columns without a canonical meaning are kept.
    max_bytes
        The largest size the file may unpack to.
    vocabulary
        For EPCIS and DCSA: what codes are called, a TOML file laid over the shipped one.
    names
        Which names of the vocabulary: ``zh`` (default) or ``en``.
    progress
        Called with (bytes read, bytes in all) while reading.
    """
    if lifecycle not in _MODES:
        modes = ", ".join(_MODES)
        reason = (f"可用的有 {modes}", f"known are {modes}")
        raise SettingError(setting="lifecycle", value=lifecycle, reason=reason)
    source, given = open_source(path, max_bytes=max_bytes, progress=progress), Mapping.of(mapping)
    timezone = check_zone(timezone or given.timezone or DEFAULT_TIMEZONE)
    order = given.dayfirst if dayfirst is None else dayfirst
    if source.format not in OBJECT_FORMATS:
        options = Options(zone, timezone, order, lifecycle, attributes)
        log = build(read_sheet(source, given), source, given, options)
    else:
        objects = _read_objects(source, zone, timezone, order, Vocabulary.of(vocabulary, names=names))
        log = objects.flatten_all() if object_type is None else objects.flatten(object_type)
    if log.events.is_empty():
        raise without_events(source.path, log.problems)
    return log if attributes else replace(log, events=log.events.select(*COLUMNS))


def read_ocel(
    path: str | Path,
    *,
    zone: str | None = None,
    timezone: str | None = None,
    dayfirst: bool | None = None,
    max_bytes: int = MAX_BYTES,
    vocabulary: Words = None,
    names: str | None = None,
    progress: Progress | None = None,
) -> ObjectLog:
    """The object-centric log in a file: OCEL 2.0 as JSON, XML or SQLite, OCEL 1.0 as JSON, EPCIS 2.0 as JSON-LD, or
    DCSA Track & Trace as JSON. Parameters are those of ``read_log``.
    """
    source = open_source(path, max_bytes=max_bytes, progress=progress)
    if source.format not in OBJECT_FORMATS:
        known = ".jsonocel .xmlocel .sqlite .jsonld .json"
        reason = (
            f"是 {source.format}，不是以对象为中心的日志",
            f"{source.format}, not an object-centric log",
        )
        raise FormatUnknown(path=source.path, reason=reason, known=known)
    words = Vocabulary.of(vocabulary, names=names)
    return _read_objects(source, zone, check_zone(timezone or DEFAULT_TIMEZONE), dayfirst, words)


def holds_objects(path: str | Path) -> bool:
    """Whether the file is an object-centric log, by its first bytes. Raises what ``read_log`` raises on opening."""
    return open_source(path).format in OBJECT_FORMATS


def read_sheet(source: Source, given: Mapping) -> Sheet:
    """The rows of a file of any tabular format."""
    if source.format == "csv":
        return read_text(source, encoding=given.encoding, separator=given.separator)
    return _SHEETS[source.format](source)


def _read_objects(
    source: Source, zone: str | None, timezone: str, dayfirst: bool | None, words: Vocabulary
) -> ObjectLog:
    supply = _SUPPLY.get(source.format)
    raw = supply(source, words) if supply else _OBJECTS[source.format](source)
    return assemble(raw, source, timezone=timezone, dayfirst=dayfirst, zone=zone)
