"""XES (IEEE 1849-2023), plain or gzipped: traces of events with typed attributes.

The file is read in pieces of whole traces by the fast scanner; if any piece is out of the ordinary the
file is read again by a full XML parser. Both give the same columns: event attributes under their key,
trace attributes under ``case:`` and the key, as in every other tool.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

import polars as pl

from liandong.errors import FileEmpty
from liandong.eventlog._xes_scan import Piece, scan
from liandong.eventlog._xml import declared_encoding, parse_xml
from liandong.eventlog.problems import finding, gather
from liandong.eventlog.sheet import ROW, Sheet
from liandong.eventlog.source import Source
from liandong.eventlog.times import read_times

_BLOCK = 32 << 20
_TRACE, _END_TRACE = b"<trace>", b"</trace>"

#: Number of the event or trace, key, type, value.
Cell = tuple[int, str, str, str]

#: Meaning -> XES key, by the standard extensions (and ``start_timestamp``, which pm4py made usual).
PRESET = {
    "case": "case:concept:name",
    "activity": "concept:name",
    "end": "time:timestamp",
    "start": "start_timestamp",
    "resource": "org:resource",
    "role": "org:role",
    "party": "org:group",
    "zone": "case:zone",
    "object_type": "case:object_type",
    "lifecycle": "lifecycle:transition",
    "instance": "concept:instance",
}


def read_xes(source: Source) -> Sheet:
    """The log's events as a sheet; row numbers count events."""
    pieces = _scanned(source)
    is_fast = pieces is not None
    frame, empty, types = _join(pieces if pieces is not None else [_parsed(source)])
    if frame.is_empty():
        raise FileEmpty(path=source.path)
    notes = [finding(source.name, "empty_trace", value=name or "") for name in empty]
    unnamed = frame.filter("#unnamed").unique("#trace", maintain_order=True)
    notes += [
        finding(source.name, "case_name_missing", row=row, value=name)
        for row, name in unnamed.select(ROW, PRESET["case"]).iter_rows()
    ]
    typed = frame.drop("#trace", "#unnamed").with_columns(
        _typed(frame[key], kinds) for key, kinds in types.items() if key not in PRESET.values()
    )
    return Sheet(typed, gather(notes), {"parser": "scanner" if is_fast else "expat"}, PRESET)


def _scanned(source: Source) -> list[Piece] | None:
    """All pieces by the fast scanner; None as soon as one is out of the ordinary."""
    if declared_encoding(source.head) not in ("utf-8", "utf8"):
        return None
    pieces = []
    with source.open() as stream:
        blocks = iter(lambda: stream.read(_BLOCK), b"")
        tail = _after_header(blocks)
        if not tail:
            return None
        for block in chain([b""], blocks):
            tail += block
            cut = tail.rfind(_END_TRACE) + len(_END_TRACE)
            if cut >= len(_END_TRACE):
                piece = scan(tail[:cut])
                if piece is None:
                    return None
                pieces.append(piece)
                tail = tail[cut:]
    return pieces if re.fullmatch(rb"\s*</log>\s*", tail) else None


def _after_header(blocks: Iterator[bytes]) -> bytes:
    """What has been read from the first trace on; nothing if the header is not plain."""
    text = next(blocks, b"")
    while _TRACE not in text and (block := next(blocks, b"")):
        text += block
    start = text.find(_TRACE)
    header = re.sub(rb"<!--.*?-->", b"", text[:start], flags=re.DOTALL)
    is_plain = start >= 0 and b"<!" not in header and b"<log" in header
    return text[start:] if is_plain else b""


def _parsed(source: Source) -> Piece:
    """The whole log by the XML parser."""
    reading = _Reading()
    parse_xml(source, reading.begin, reading.end)
    return reading.piece()


class _Reading:
    """What the XML parser has met so far: only attributes directly of a trace or an event are kept."""

    def __init__(self) -> None:
        self.depth = 0
        self.is_trace = self.is_event = False
        self.trace_count = 0
        self.event_trace: list[int] = []
        self.of_event: list[Cell] = []
        self.of_trace: list[Cell] = []

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """One level down: log 1, trace 2, event or a trace's attribute 3, an event's attribute 4."""
        self.depth += 1
        if self.depth == 2:
            self.is_trace = tag == "trace"
            self.trace_count += self.is_trace
        elif self.depth == 3 and self.is_trace:
            self.is_event = tag == "event"
            if self.is_event:
                self.event_trace.append(self.trace_count - 1)
            else:
                _keep(self.of_trace, self.trace_count, tag, attributes)
        elif self.depth == 4 and self.is_trace and self.is_event:
            _keep(self.of_event, len(self.event_trace), tag, attributes)

    def end(self, _: str) -> None:
        """One level up."""
        self.depth -= 1

    def piece(self) -> Piece:
        """The events and traces as frames."""
        events, event_types = _spread(self.of_event, len(self.event_trace))
        traces, trace_types = _spread(self.of_trace, self.trace_count)
        numbered = events.insert_column(0, pl.Series("#trace", self.event_trace, dtype=pl.Int64))
        return Piece(numbered, traces, event_types, trace_types)


def _keep(cells: list[Cell], owners: int, tag: str, attributes: dict[str, str]) -> None:
    """Add an attribute of the last owner; lists and containers have no value of their own."""
    if "key" in attributes and "value" in attributes:
        cells.append((owners - 1, attributes["key"], tag, attributes["value"]))


def _spread(cells: list[Cell], owners: int) -> tuple[pl.DataFrame, dict[str, frozenset[str]]]:
    """One column a key, one row an owner; of a repeated key the last value counts."""
    schema = {"#": pl.Int64, "key": pl.String, "type": pl.String, "value": pl.String}
    # Column by column: four times faster than row by row.
    columns = zip(*cells, strict=True) if cells else ((),) * 4
    tall = pl.DataFrame(dict(zip(schema, columns, strict=True)), schema=schema)
    rows = pl.DataFrame({"#": pl.Series(range(owners), dtype=pl.Int64)})
    types = {}
    for (key,), group in tall.group_by("key", maintain_order=True):
        types[str(key)] = frozenset(group["type"].unique())
        column = group.unique("#", keep="last").select("#", pl.col("value").alias(str(key)))
        rows = rows.join(column, on="#", how="left", maintain_order="left")
    return rows.drop("#"), types


def _join(pieces: list[Piece]) -> tuple[pl.DataFrame, list[str | None], dict[str, frozenset[str]]]:
    """All events with their traces' attributes, the names of empty traces, and each column's XES types."""
    frames, before = [], 0
    empty: list[str | None] = []
    types: dict[str, frozenset[str]] = {}
    for piece in pieces:
        named = _named(piece.traces, before)
        traces = named.rename({key: f"case:{key}" for key in named.columns if key != "#unnamed"})
        frames.append(
            pl.concat([piece.events, traces[piece.events["#trace"]]], how="horizontal").with_columns(
                pl.col("#trace") + before
            )
        )
        has_events = pl.Series(range(traces.height), dtype=pl.Int64).is_in(
            piece.events["#trace"].unique().implode()
        )
        empty += traces.filter(~has_events)[PRESET["case"]].to_list()
        before += piece.traces.height
        keyed = {**piece.event_types, **{f"case:{key}": kinds for key, kinds in piece.trace_types.items()}}
        types.update({key: types.get(key, frozenset()) | kinds for key, kinds in keyed.items()})
    frame = (
        pl.concat(frames, how="diagonal") if frames else pl.DataFrame({"#unnamed": [], PRESET["case"]: []})
    )
    return frame.with_columns(pl.int_range(1, frame.height + 1, dtype=pl.Int64).alias(ROW)), empty, types


def _named(traces: pl.DataFrame, before: int) -> pl.DataFrame:
    """The traces, those without a name called by their number in the file."""
    names = traces.get_column(
        "concept:name", default=pl.Series([None], dtype=pl.String).new_from_index(0, traces.height)
    )
    number = pl.format("#{}", pl.int_range(before + 1, before + 1 + traces.height))
    return traces.with_columns(
        pl.coalesce(names, number).alias("concept:name"), names.is_null().alias("#unnamed")
    )


def _typed(values: pl.Series, kinds: frozenset[str]) -> pl.Series:
    """The column in its XES type; as text where types are mixed or a value does not fit."""
    if kinds == {"date"}:
        times = read_times(values)
        return times.instants.alias(values.name) if times.zoned.sum() == values.count() else values
    if kinds == {"boolean"}:
        lower = values.str.to_lowercase()
        return (
            (lower == "true").alias(values.name)
            if lower.drop_nulls().is_in(["true", "false"]).all()
            else values
        )
    wanted = (
        pl.Int64 if kinds == {"int"} else pl.Float64 if kinds in ({"float"}, {"int", "float"}) else pl.String
    )
    cast = values.cast(wanted, strict=False)
    return cast if cast.null_count() == values.null_count() else values
