"""``read_log``: any event log file as one value."""

from __future__ import annotations

from collections.abc import Mapping as Table
from pathlib import Path

from liandong.errors import SettingError
from liandong.eventlog.lifecycle import Lifecycle
from liandong.eventlog.log import EventLog
from liandong.eventlog.mapping import Mapping
from liandong.eventlog.parquet import read_parquet
from liandong.eventlog.sheet import Sheet
from liandong.eventlog.source import MAX_BYTES, Progress, Source, open_source
from liandong.eventlog.table import Options, build
from liandong.eventlog.text import read_text
from liandong.eventlog.times import check_zone
from liandong.eventlog.workbook import read_workbook
from liandong.eventlog.xes import read_xes

DEFAULT_ZONE = "Asia/Shanghai"
MODES = ("pair", "complete", "all")


def read_log(
    path: str | Path,
    *,
    zone: str | None = None,
    timezone: str | None = None,
    mapping: Mapping | Table[str, str] | str | Path | None = None,
    lifecycle: Lifecycle = "pair",
    dayfirst: bool | None = None,
    attributes: bool = True,
    max_bytes: int = MAX_BYTES,
    progress: Progress | None = None,
) -> EventLog:
    """The event log in a file."""
    source = open_source(path, max_bytes=max_bytes, progress=progress)
    given = Mapping.of(mapping)
    options = Options(zone, check_zone(timezone or given.timezone or DEFAULT_ZONE), dayfirst, lifecycle, attributes)
    return build(read_sheet(source, given), source, given, options)


def read_sheet(source: Source, given: Mapping) -> Sheet:
    """The rows of a file of any tabular format."""
    if source.format == "csv":
        return read_text(source, encoding=given.encoding, separator=given.separator)
    readers = {"xes": read_xes, "xlsx": read_workbook, "xls": read_workbook, "parquet": read_parquet}
    return readers[source.format](source)
