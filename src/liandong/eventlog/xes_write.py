"""XES out: one element a line, attributes typed, traces in the order of their first event."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

import polars as pl

from liandong.eventlog.log import COLUMNS, EventLog
from liandong.eventlog.xes import PRESET

_EVENTS_AT_ONCE = 200_000
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2023" xes.features="" xmlns="http://www.xes-standard.org/">
	<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
	<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
	<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
	<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
	<classifier name="Activity" keys="concept:name"/>
"""
_TRACE_KEY = ["zone", "object_type", "case"]


def write_xes(log: EventLog, path: Path, target: Path) -> None:
    """Write XES, its texts fit for XML, to ``path``, gzipped if the final name ``target`` ends in .gz."""
    with path.open("wb") as file:
        if target.suffix.lower() == ".gz":
            # No name and no time in the header: the same log gives the same bytes.
            with gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0, compresslevel=6) as packed:
                _write(log, cast(BinaryIO, packed))
        else:
            _write(log, file)


def _write(log: EventLog, file: BinaryIO) -> None:
    file.write(_HEAD.encode())
    for text in _traces(log):
        file.write(text.encode("utf-8"))
    file.write(b"</log>\n")


def _traces(log: EventLog) -> Iterator[str]:
    """The traces as text, some hundred thousand events at a time."""
    first = log.events.with_row_index("#").select(pl.col("#").min().over(_TRACE_KEY)).to_series()
    ordered = log.events.with_columns(first.alias("#")).sort("#", maintain_order=True)
    batch = pl.Series(range(ordered.height)) // _EVENTS_AT_ONCE
    # A trace stays whole: it belongs to the batch of its first event.
    whole = ordered.with_columns(batch.alias("#batch")).with_columns(pl.col("#batch").min().over("#"))
    for _, part in whole.group_by("#batch", maintain_order=True):
        yield "".join(_batch(part.drop("#batch"), log.timezone))


def _batch(events: pl.DataFrame, timezone: str) -> list[str]:
    of_trace = {"concept:name": "case", "zone": "zone", "object_type": "object_type"}
    of_trace |= {name.removeprefix("case:"): name for name in events.columns if name.startswith("case:")}
    meaning = {name: key for name, key in PRESET.items() if not key.startswith("case:")}
    of_event = {key: name for name, key in meaning.items() if name in events.columns}
    used = {"#", *of_trace.values(), *of_event.values(), *COLUMNS}
    of_event |= {name.removeprefix("attr:"): name for name in events.columns if name not in used}
    trace, event = (
        _elements(events, of_trace, timezone, "\t\t"),
        _elements(events, of_event, timezone, "\t\t\t"),
    )
    lines = events.select(
        "#",
        head=pl.concat_str(pl.lit("\t<trace>\n"), *trace),
        event=pl.concat_str(pl.lit("\t\t<event>\n"), *event, pl.lit("\t\t</event>\n")),
    )
    texts = lines.group_by("#", maintain_order=True).agg(pl.col("head").first(), pl.col("event").str.join(""))
    return texts.select(pl.concat_str("head", "event", pl.lit("\t</trace>\n"))).to_series().to_list()


def _elements(events: pl.DataFrame, keys: dict[str, str], timezone: str, indent: str) -> list[pl.Expr]:
    return [_element(key, name, events.schema[name], timezone, indent) for key, name in sorted(keys.items())]


def _element(key: str, name: str, dtype: pl.DataType, timezone: str, indent: str) -> pl.Expr:
    """The line of one attribute; nothing where the cell is empty."""
    tag, value = _value(pl.col(name), dtype, timezone)
    shown = "".join(_ESCAPES.get(char, char) for char in key)
    line = pl.concat_str(pl.lit(f'{indent}<{tag} key="{shown}" value="'), value, pl.lit('"/>\n'))
    return line.fill_null("")


def _value(column: pl.Expr, dtype: pl.DataType, timezone: str) -> tuple[str, pl.Expr]:
    if isinstance(dtype, pl.Datetime):
        zoned = (
            column.dt.convert_time_zone(timezone)
            if dtype.time_zone
            else column.dt.replace_time_zone(timezone, ambiguous="earliest", non_existent="null")
        )
        return "date", zoned.dt.to_string("%Y-%m-%dT%H:%M:%S%.f%:z")
    if dtype.is_integer():
        return "int", column.cast(pl.String)
    if dtype.is_float():
        return "float", column.cast(pl.String)
    if dtype == pl.Boolean:
        return "boolean", column.cast(pl.String)
    return "string", column.cast(pl.String).str.replace_many(_ESCAPES)
