"""OCEL in JSON: version 2.0 read and written, version 1.0 read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from liandong.errors import FileDamaged, FormatUnknown
from liandong.eventlog.ocel import ObjectLog
from liandong.eventlog.ocel_raw import Raw, as_text
from liandong.eventlog.source import KNOWN, Source

Json = dict[str, Any]


def read_json(source: Source) -> Raw:
    """The lists of a JSON file of either version."""
    try:
        data = json.loads(source.read())
    except (ValueError, RecursionError) as error:
        raise FileDamaged(path=source.path, reason=str(error)) from None
    try:
        if "ocel:events" in data:
            return _version_1(data)
        if "events" in data and "objects" in data:
            return _version_2(data)
    except (KeyError, TypeError, AttributeError) as error:
        reason = (f"不合 OCEL 的规定：{error!r}", f"not as OCEL describes it: {error!r}")
        raise FileDamaged(path=source.path, reason=reason) from None
    raise FormatUnknown(path=source.path, reason=("是 JSON，但不是 OCEL", "JSON, but not OCEL"), known=KNOWN)


def _version_2(data: Json) -> Raw:
    raw = Raw()
    for of, key in (("event", "eventTypes"), ("object", "objectTypes")):
        for kind in data.get(key, []):
            attributes = kind.get("attributes") or [{"name": None, "type": None}]
            raw.types += [(of, kind["name"], item["name"], item.get("type")) for item in attributes]
    for number, event in enumerate(data["events"]):
        raw.events.append((event["id"], event.get("type"), event.get("time")))
        raw.cells += [(number, item["name"], item.get("value")) for item in event.get("attributes") or ()]
        raw.relations += [(event["id"], *_link(item)) for item in event.get("relationships") or ()]
    for thing in data["objects"]:
        raw.objects.append((thing["id"], thing.get("type")))
        raw.object_relations += [(thing["id"], *_link(item)) for item in thing.get("relationships") or ()]
        raw.changes += [
            (thing["id"], item["name"], item.get("time"), item.get("value"))
            for item in thing.get("attributes") or ()
        ]
    return raw


def _link(item: Json) -> tuple[str, str]:
    return item["objectId"], item.get("qualifier") or ""


def _version_1(data: Json) -> Raw:
    """Version 1.0 has no qualifiers, no links between objects, no changes: values hold from the start."""
    raw = Raw()
    for number, (name, event) in enumerate(data["ocel:events"].items()):
        raw.events.append((name, event.get("ocel:activity"), event.get("ocel:timestamp")))
        raw.cells += [(number, key, value) for key, value in (event.get("ocel:vmap") or {}).items()]
        raw.relations += [(name, member, "") for member in event.get("ocel:omap") or ()]
    for name, thing in data.get("ocel:objects", {}).items():
        values = thing.get("ocel:ovmap") or {}
        raw.objects.append((name, thing.get("ocel:type")))
        raw.changes += [(name, key, "1970-01-01T00:00:00Z", value) for key, value in values.items()]
    return raw


def write_json(log: ObjectLog, path: Path) -> None:
    """Write OCEL 2.0 JSON; values are strings, as the standard's schema wants."""
    parts = {
        "objectTypes": iter(_types(log, "object")),
        "eventTypes": iter(_types(log, "event")),
        "objects": _objects(log),
        "events": _events(log),
    }
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for number, (name, items) in enumerate(parts.items()):
            # One item a line: readable, and quick even for large logs.
            lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in items)
            file.write(f'{"," if number else "{"}"{name}":[\n{lines}\n]\n')
        file.write("}\n")


def _types(log: ObjectLog, of: str) -> list[Json]:
    return [
        {"name": name, "attributes": [{"name": key, "type": kind} for key, kind in attributes]}
        for name, attributes in type_attributes(log, of).items()
    ]


def _objects(log: ObjectLog) -> Iterator[Json]:
    changes = grouped(log.changes.with_columns(zulu("time")), "object")
    links = grouped(log.object_relations, "source")
    for name, kind in log.objects.iter_rows():
        values = [{"name": n, "time": t, "value": v or ""} for n, t, v in changes.get(name, ())]
        yield {"id": name, "type": kind, "attributes": values, "relationships": _links(links.get(name, ()))}


def _events(log: ObjectLog) -> Iterator[Json]:
    links = grouped(log.relations, "event")
    for name, activity, time, *values in log.events.with_columns(zulu("time")).iter_rows():
        cells = zip(log.attributes, values, strict=True)
        attributes = [{"name": key, "value": as_text(value)} for key, value in cells if value is not None]
        yield {
            "id": name,
            "type": activity,
            "time": time,
            "attributes": attributes,
            "relationships": _links(links.get(name, ())),
        }


def _links(pairs: Any) -> list[Json]:
    return [{"objectId": name, "qualifier": qualifier or ""} for name, qualifier in pairs]


def zulu(name: str) -> pl.Expr:
    """A time column as ISO text in UTC."""
    return pl.col(name).dt.to_string("%Y-%m-%dT%H:%M:%S%.fZ")


def grouped(frame: pl.DataFrame, key: str) -> dict[str, list[tuple[Any, ...]]]:
    """The other cells of each row, by the key's value, in row order."""
    groups: dict[str, list[tuple[Any, ...]]] = {}
    others = frame.select(pl.exclude(key))
    for value, row in zip(frame[key], others.iter_rows(), strict=True):
        groups.setdefault(value, []).append(row)
    return groups


def type_attributes(log: ObjectLog, of: str) -> dict[str, list[tuple[str, str]]]:
    """Type -> its attributes and their value types: as declared, and whatever else the data holds."""
    used = log.events["activity"] if of == "event" else log.objects["type"]
    result: dict[str, list[tuple[str, str]]] = {name: [] for name in used.unique(maintain_order=True)}
    for kind, name, value_type in (
        log.types.filter(pl.col("of") == of).select("type", "name", "value_type").iter_rows()
    ):
        result.setdefault(kind, [])
        if name is not None:
            result[kind].append((name, value_type or "string"))
    for kind, name in _held(log, of):
        if name not in dict(result[kind]):
            result[kind].append((name, "string"))
    return result


def _held(log: ObjectLog, of: str) -> list[tuple[str, str]]:
    """The attributes that events or objects of each type really have."""
    if of == "object":
        return (
            log.changes.join(log.objects, on="object", maintain_order="left")
            .select("type", "name")
            .unique(maintain_order=True)
            .rows()
        )
    filled = log.events.group_by("activity", maintain_order=True).agg(
        pl.col(log.attributes).is_not_null().any()
    )
    return [
        (row["activity"], name)
        for row in filled.iter_rows(named=True)
        for name in log.attributes
        if row[name]
    ]
