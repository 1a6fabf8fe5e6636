"""XES (IEEE 1849-2023), plain or gzipped: traces of events with typed attributes.

The file is read in pieces of whole traces by the fast scanner; if any piece is out of the ordinary the
file is read again by a full XML parser (``_xes_parse``). Both give the same columns: event attributes under their key,
trace attributes under ``case:`` and the key, as in every other tool.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

import polars as pl

from liandong.eventlog._xes_parse import parse
from liandong.eventlog._xes_scan import Piece, scan
from liandong.eventlog._xml import declared_encoding
from liandong.eventlog.problems import finding, gather, without_events
from liandong.eventlog.sheet import ROW, Sheet
from liandong.eventlog.source import Source
from liandong.eventlog.times import read_times

_BLOCK = 32 << 20
_TRACE, _END_TRACE = b"<trace>", b"</trace>"
#: An event before the first trace, in no case: the parser lists it.
_EVENT = re.compile(rb"<(?:[^\s<>/]*:)?event[\s/>]")

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
    pieces = pieces if pieces is not None else [parse(source)]
    frame, empty, types = _join(pieces)
    problems = gather(
        _notes(source.name, frame, empty, [event for piece in pieces for event in piece.outside])
    )
    if frame.is_empty():
        raise without_events(source.path, problems)
    typed = frame.drop("#trace", "#unnamed").with_columns(
        _typed(frame[key], kinds) for key, kinds in types.items() if key not in PRESET.values()
    )
    return Sheet(typed, problems, {"parser": "scanner" if is_fast else "expat"}, PRESET)


def _notes(
    name: str, frame: pl.DataFrame, empty: list[str | None], outside: list[tuple[int, str]]
) -> Iterator[pl.DataFrame]:
    """The findings on traces, and on events that stand outside them."""
    for case in empty:
        yield finding(name, "empty_trace", value=case or "")
    for row, activity in outside:
        yield finding(name, "event_outside_trace", row=row, value=activity, rejected=True)
    key = [
        column
        for column in (PRESET["case"], PRESET["zone"], PRESET["object_type"])
        if column in frame.columns
    ]
    traces = frame.filter(frame["#trace"] != frame["#trace"].shift(fill_value=-1)).select(
        ROW, "#unnamed", *key
    )
    repeated = traces.filter(~pl.struct(key).is_first_distinct())
    for reason, found in (("case_name_missing", traces.filter("#unnamed")), ("trace_repeated", repeated)):
        for row, case in found.select(ROW, PRESET["case"]).iter_rows():
            yield finding(name, reason, row=row, value=case)


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
    is_plain = start >= 0 and b"<!" not in header and b"<log" in header and not _EVENT.search(header)
    return text[start:] if is_plain else b""


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
        pl.concat(frames, how="diagonal")
        if frames
        else pl.DataFrame(schema={"#trace": pl.Int64, "#unnamed": pl.Boolean, PRESET["case"]: pl.String})
    )
    return frame.with_columns(_numbers(frame.height, pieces)), empty, types


def _numbers(count: int, pieces: list[Piece]) -> pl.Series:
    """The events' numbers in the file, where events outside of traces count too."""
    outside = [row for piece in pieces for row, _ in piece.outside]
    numbers = pl.Series(ROW, range(1, count + len(outside) + 1), dtype=pl.Int64)
    return numbers.filter(~numbers.is_in(outside)) if outside else numbers


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
