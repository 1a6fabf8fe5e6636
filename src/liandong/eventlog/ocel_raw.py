"""What every object-centric file holds, as plain lists or frames, and the one way from there to an ``ObjectLog``."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime

import polars as pl

from liandong.errors import MixedTimeZones
from liandong.eventlog.log import PROBLEMS, YEARS
from liandong.eventlog.ocel import (
    CHANGES,
    EVENTS,
    OBJECT_RELATIONS,
    OBJECTS,
    RELATIONS,
    TYPES,
    ObjectLog,
)
from liandong.eventlog.problems import finding, findings, gather, without_events
from liandong.eventlog.source import Source
from liandong.eventlog.times import read_times

Text = str | None
_VALUE_TYPES = {"integer": pl.Int64, "float": pl.Float64, "boolean": pl.Boolean}


@dataclass
class Raw:
    """The lists of an OCEL file, filled by one of the readers."""

    events: list[tuple[Text, Text, Text]] = field(default_factory=list)
    #: Number of the event (from 0), name, value.
    cells: list[tuple[int, str, object]] = field(default_factory=list)
    objects: list[tuple[Text, Text]] = field(default_factory=list)
    relations: list[tuple[Text, Text, Text]] = field(default_factory=list)
    object_relations: list[tuple[Text, Text, Text]] = field(default_factory=list)
    changes: list[tuple[Text, Text, Text, object]] = field(default_factory=list)
    #: event or object, type, attribute name (None for a type without attributes), value type.
    types: list[tuple[str, str, Text, Text]] = field(default_factory=list)

    def frames(self) -> Frames:
        """The lists as frames."""
        types = pl.DataFrame(self.types, schema=TYPES, orient="row").unique(maintain_order=True)
        # A row without an attribute only where a type has none.
        has_any = pl.col("name").is_not_null().any().over("of", "type")
        types = types.filter(pl.col("name").is_not_null() | ~has_any)
        return Frames(
            pl.DataFrame(self.events, schema={**EVENTS, "time": pl.String}, orient="row"),
            pl.Series(range(1, len(self.events) + 1), dtype=pl.Int64),
            _attributes(self.cells, types, len(self.events)),
            pl.DataFrame(self.objects, schema=OBJECTS, orient="row"),
            pl.DataFrame(self.relations, schema=RELATIONS, orient="row"),
            pl.DataFrame(self.object_relations, schema=OBJECT_RELATIONS, orient="row"),
            types=types,
            changes=self.changes,
        )


@dataclass(frozen=True)
class Frames:
    """What a file holds, as columns; times are text still, and references are not checked."""

    events: pl.DataFrame
    #: The number of each event in the file, from 1.
    rows: pl.Series
    attributes: pl.DataFrame
    objects: pl.DataFrame
    relations: pl.DataFrame
    object_relations: pl.DataFrame
    types: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=TYPES))
    changes: list[tuple[Text, Text, Text, object]] = field(default_factory=list)
    #: What the reader found wrong itself.
    problems: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PROBLEMS))


def assemble(
    raw: Raw | Frames, source: Source, *, timezone: str, dayfirst: bool | None, zone: str | None
) -> ObjectLog:
    """The object log, its times read and its references checked."""
    read = raw.frames() if isinstance(raw, Raw) else raw
    if read.events.is_empty():
        raise without_events(source.path, read.problems)
    events, found, assumed = _events(read, source, timezone, dayfirst)
    events = pl.concat([read.rows.alias("row").to_frame(), events, read.attributes], how="horizontal")
    kept = events.drop_nulls(["event", "activity", "time"])
    objects = read.objects.drop_nulls().unique("object", maintain_order=True)
    relations = read.relations.with_columns(pl.col("qualifier").fill_null(""))
    links = read.object_relations
    known_relations, known_links = (
        _known(relations, objects, "object"),
        _known(links, objects, "source", "target"),
    )
    found += [
        _unknown(relations, objects, source, "object"),
        _unknown(links, objects, source, "source", "target"),
    ]
    alone = kept.join(known_relations, on="event", how="anti", maintain_order="left")
    found.append(
        findings(
            source.name,
            "event_without_object",
            rows=alone["row"],
            column="",
            values=alone["event"],
            rejected=True,
        )
    )
    return ObjectLog(
        kept.join(known_relations, on="event", how="semi", maintain_order="left").drop("row"),
        objects,
        known_relations,
        known_links,
        _changes(read, timezone),
        read.types,
        gather(found),
        timezone,
        (str(source.path),),
        assumed,
        zone or source.stem,
        has_given_zone=zone is not None,
    )


def _known(links: pl.DataFrame, objects: pl.DataFrame, *ends: str) -> pl.DataFrame:
    """The relations whose objects are all listed."""
    return links.filter(pl.all_horizontal(pl.col(end).is_in(objects["object"].implode()) for end in ends))


def _unknown(links: pl.DataFrame, objects: pl.DataFrame, source: Source, *ends: str) -> pl.DataFrame:
    """One finding for all relations to objects that are not listed."""
    missing = pl.concat([links.select(pl.col(end).alias("object")) for end in ends]).join(
        objects, on="object", how="anti", maintain_order="left"
    )
    if missing.is_empty():
        return gather([])
    return finding(
        source.name, "object_unknown", column="object", value=f"{missing['object'][0]} × {missing.height}"
    )


def _events(
    read: Frames, source: Source, timezone: str, dayfirst: bool | None
) -> tuple[pl.DataFrame, list[pl.DataFrame], tuple[tuple[str, str], ...]]:
    texts, rows = read.events, read.rows
    times = read_times(texts["time"], timezone=timezone, dayfirst=dayfirst)
    if times.naive.any() and times.zoned.any():
        row = int(times.naive.arg_max() or 0)
        raise MixedTimeZones(path=source.path, column="time", row=rows[row], value=texts["time"][row])
    reasons = {
        "time_unreadable": ("time", times.instants.is_null() & texts["time"].is_not_null()),
        "time_impossible": ("time", ~times.instants.dt.year().is_between(*YEARS).fill_null(True)),
        "time_missing": ("time", texts["time"].is_null()),
        "activity_missing": ("activity", texts["activity"].is_null()),
        "case_missing": ("event", texts["event"].is_null()),
    }
    found = [read.problems]
    found += [
        findings(
            source.name,
            reason,
            rows=rows.filter(bad),
            column=name,
            values=texts[name].filter(bad),
            rejected=True,
        )
        for reason, (name, bad) in reasons.items()
    ]
    found += (
        [finding(source.name, "wrong_extension", value=source.format)] if source.has_misleading_name else []
    )
    said = (f"时间不带时区，按 {timezone} 读取", f"Times carry no zone; read in {timezone}")
    return texts.with_columns(times.instants.alias("time")), found, (said,) if times.naive.any() else ()


def _attributes(cells: list[tuple[int, str, object]], types: pl.DataFrame, height: int) -> pl.DataFrame:
    """One column an attribute of the events, typed as declared if all types agree and every value fits."""
    columns: defaultdict[str, list[Text]] = defaultdict(lambda: [None] * height)
    for number, name, value in cells:
        if value is not None:
            columns[name][number] = as_text(value)
    declared = dict(
        types.filter(pl.col("of") == "event")
        .drop_nulls("name")
        .group_by("name")
        .agg(pl.col("value_type").unique())
        .iter_rows()
    )
    safe = {f"attr:{name}" if name in EVENTS else name: (name, texts) for name, texts in columns.items()}
    series = [
        typed(pl.Series(column, texts, dtype=pl.String), declared.get(name, []))
        for column, (name, texts) in safe.items()
    ]
    return pl.DataFrame(series)


def as_text(value: object) -> str:
    """A value as OCEL writes it.

    >>> as_text(True), as_text(3.0), as_text("报关单")
    ('true', '3.0', '报关单')
    """
    return str(value).lower() if isinstance(value, bool) else str(value)


def typed(values: pl.Series, declared: list[str]) -> pl.Series:
    """The column in the one declared type, if every value fits it."""
    wanted = _VALUE_TYPES.get(declared[0]) if len(declared) == 1 else None
    if wanted is None:
        return values
    if wanted == pl.Boolean:
        # SQLite keeps truth as 1 and 0.
        is_truth = values.drop_nulls().is_in(["true", "false", "1", "0"]).all()
        return values.is_in(["true", "1"]) if is_truth else values
    # SQLite gives 3.0 for an integer kept in a REAL column: a whole number all the same.
    cast = values.cast(pl.Float64, strict=False)
    if wanted == pl.Int64 and cast.null_count() == values.null_count() and (cast == cast.floor()).all():
        return values.str.strip_suffix(".0").cast(pl.Int64, strict=False)
    return cast if wanted == pl.Float64 and cast.null_count() == values.null_count() else values


def _changes(read: Frames, timezone: str) -> pl.DataFrame:
    rows = [(*change[:3], None if change[3] is None else as_text(change[3])) for change in read.changes]
    texts = pl.DataFrame(rows, schema={**CHANGES, "time": pl.String}, orient="row")
    times = read_times(texts["time"], timezone=timezone).instants
    # A value without a time holds from the beginning, which OCEL writes as 1970.
    return texts.with_columns(times.fill_null(datetime(1970, 1, 1, tzinfo=UTC)).alias("time"))
