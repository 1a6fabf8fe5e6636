"""What the readers of supply-chain events fill: events with their objects, and what could not be taken, by event number.

Such events are corrected by sending more of them: one with the same id replaces another, one declares another wrong or takes
it back. So an event counts only when the file is at its end, and whatever it brought (objects, links) counts only with it.
Lists are turned into columns every so often: a million events then take hundreds of megabytes, not thousands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from liandong.eventlog.log import PROBLEMS
from liandong.eventlog.ocel import EVENTS, OBJECT_RELATIONS, OBJECTS, RELATIONS, Schema
from liandong.eventlog.ocel_raw import Frames

#: Events held as Python objects before they become columns.
_PART = 50_000
_NUMBER: Schema = {"#": pl.Int64}
_EVENTS: Schema = _NUMBER | EVENTS | {"time": pl.String}
_RELATIONS: Schema = _NUMBER | RELATIONS
_LINKS: Schema = _NUMBER | OBJECT_RELATIONS


class BadEventError(Exception):
    """An event that cannot be taken: the column, the value and the reason's code."""

    def __init__(self, column: str, value: object, reason: str = "event_damaged") -> None:
        super().__init__(column, value, reason)
        self.column, self.value, self.reason = column, value, reason


@dataclass
class Found:
    """One event as a reader found it."""

    event: str
    activity: str
    time: str | None
    #: When it was last changed; of two events with one id the later counts.
    changed: str = ""
    attributes: dict[str, str | None] = field(default_factory=dict)
    #: Object, its type, qualifier.
    objects: list[tuple[str, str, str]] = field(default_factory=list)
    #: Source object, target object, qualifier.
    links: list[tuple[str, str, str]] = field(default_factory=list)


class Collector:
    """Takes events one by one, numbered from 1; ``frames`` gives all that count."""

    def __init__(self, source: str, attributes: Iterable[str]) -> None:
        self._source = source
        self._attributes = list(attributes)
        self._parts: dict[str, list[pl.DataFrame]] = {name: [] for name in ("events", "relations", "links")}
        self._events: list[tuple[object, ...]] = []
        self._relations: list[tuple[object, ...]] = []
        self._links: list[tuple[object, ...]] = []
        self._types: dict[str, str] = {}
        #: Event id -> its number and when it was changed.
        self._numbers: dict[str, tuple[int, str]] = {}
        self._left_out: set[int] = set()
        #: Event id -> until when it is taken back ("" for ever), and by which event.
        self._withdrawn: dict[str, tuple[str, int]] = {}
        self._problems: list[dict[str, object]] = []

    def knows(self, thing: str) -> bool:
        """Whether the object has a type already."""
        return thing in self._types

    def reject(self, number: int, column: str, value: object, reason: str) -> None:
        """List an event that is left out."""
        self._note(number, column, value, reason, rejected=True)

    def remark(self, number: int, column: str, value: object, reason: str) -> None:
        """List what is doubtful about an event that is kept."""
        self._note(number, column, value, reason, rejected=False)

    def _note(self, number: int, column: str, value: object, reason: str, *, rejected: bool) -> None:
        told = (value if isinstance(value, str) else repr(value))[:120]
        cells = (self._source, number, column, told, reason, rejected)
        self._problems.append(dict(zip(PROBLEMS, cells, strict=True)))

    def withdraw(self, event: str, number: int, until: str = "") -> None:
        """Take back every event with this id, or those changed before ``until``."""
        self._withdrawn[event] = (until, number)

    def take(self, number: int, found: Found) -> None:
        """Keep an event; of two with one id the one changed last, or the first."""
        if found.event in self._numbers:
            earlier, changed = self._numbers[found.event]
            if not _is_after(found.changed, changed):
                self.reject(number, "event", found.event, "event_repeated")
                return
            self._left_out.add(earlier)
            self.reject(earlier, "event", found.event, "event_replaced")
        self._numbers[found.event] = (number, found.changed)
        cells = [found.attributes.get(name) for name in self._attributes]
        self._events.append((number, found.event, found.activity, found.time, *cells))
        for thing, kind, qualifier in found.objects:
            self._types.setdefault(thing, kind)
            self._relations.append((number, found.event, thing, qualifier))
        self._links += [(number, *link) for link in found.links]
        if len(self._events) >= _PART:
            self._flush()

    def frames(self) -> Frames:
        """The events that count, with their objects, relations and findings."""
        self._flush()
        for event, (until, _) in self._withdrawn.items():
            number, changed = self._numbers.get(event, (0, ""))
            if number and not (until and _is_after(changed, until)):
                self._left_out.add(number)
                self.reject(number, "event", event, "event_withdrawn")
        events, relations, links = (self._kept(name) for name in ("events", "relations", "links"))
        links = links.unique(maintain_order=True)
        used = pl.concat([relations["object"], links["source"], links["target"]]).unique()
        objects = pl.DataFrame(list(self._types.items()), schema=OBJECTS, orient="row")
        return Frames(
            events=events.select("event", "activity", "time"),
            rows=events["#"],
            attributes=_filled(events.select(self._attributes)),
            objects=objects.filter(pl.col("object").is_in(used.implode())),
            relations=relations.drop("#").unique(maintain_order=True),
            object_relations=links,
            problems=pl.DataFrame(self._problems, schema=PROBLEMS, orient="row"),
        )

    def _kept(self, name: str) -> pl.DataFrame:
        whole = pl.concat(self._parts[name])
        left_out = pl.Series(sorted(self._left_out), dtype=pl.Int64)
        kept = whole.filter(~pl.col("#").is_in(left_out.implode())) if len(left_out) else whole
        return kept.drop("#") if name == "links" else kept

    def _flush(self) -> None:
        cells: Schema = dict.fromkeys(self._attributes, pl.String)
        rows = {"events": self._events, "relations": self._relations, "links": self._links}
        schemas = {"events": _EVENTS | cells, "relations": _RELATIONS, "links": _LINKS}
        for name, part in rows.items():
            columns = list(zip(*part, strict=True)) or [()] * len(schemas[name])
            series = [
                pl.Series(key, values, dtype=dtype)
                for (key, dtype), values in zip(schemas[name].items(), columns, strict=True)
            ]
            self._parts[name].append(pl.DataFrame(series))
            part.clear()


def _filled(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns that have a value."""
    return frame.select(name for name in frame.columns if frame[name].null_count() < frame.height)


def _is_after(time: str, other: str) -> bool:
    """Whether the first time is the later one; times that cannot be compared are not."""
    try:
        return datetime.fromisoformat(time) > datetime.fromisoformat(other)
    except (TypeError, ValueError):
        return False


# -- looking into an event ---------------------------------------------------------------------------------------------


def text_of(item: dict[str, object], *keys: str) -> str | None:
    """The first of these members that is there, as text; raises BadEventError where it is a list or an object."""
    for key in keys:
        value = item.get(key)
        if value is None or value == "":
            continue
        if isinstance(value, str):
            return value
        if isinstance(value, (list, dict)):
            raise BadEventError(key, value)
        return str(value)
    return None


def part_of(item: dict[str, object], key: str) -> dict[str, object]:
    """A member that is an object; empty where it is missing."""
    value = item.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadEventError(key, value)
    return value


def texts_of(item: dict[str, object], key: str) -> list[str]:
    """A member that is a list of texts; one text alone stands for a list, as JSON-LD has it."""
    found: list[str] = []
    for one in _listed(item, key):
        if not isinstance(one, str) or not one:
            raise BadEventError(key, one)
        found.append(one)
    return found


def parts_of(item: dict[str, object], key: str) -> list[dict[str, object]]:
    """A member that is a list of objects."""
    found: list[dict[str, object]] = []
    for one in _listed(item, key):
        if not isinstance(one, dict):
            raise BadEventError(key, one)
        found.append(one)
    return found


def _listed(item: dict[str, object], key: str) -> list[object]:
    value = item.get(key)
    return [] if value is None else value if isinstance(value, list) else [value]
