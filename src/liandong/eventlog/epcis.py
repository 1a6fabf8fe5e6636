"""GS1 EPCIS 2.0 events in JSON-LD as an object-centric log.

A business step becomes the activity; goods, containers, documents and parties become objects; containment, transformation
and association become relations between objects. Documents, query results, single events and lines are read alike.
Field names and meanings: GS1 EPCIS 2.0 §7.4 (kinds of event) and §9 (JSON-LD), CBV 2.0; examples in github.com/gs1/EPCIS.
"""

from __future__ import annotations

import json
import re
from hashlib import blake2b
from itertools import product

from liandong.eventlog.collecting import BadEventError, Collector, Found, part_of, parts_of, text_of, texts_of
from liandong.eventlog.epcis_names import scheme, term
from liandong.eventlog.json_stream import Broken, events
from liandong.eventlog.ocel_raw import Frames
from liandong.eventlog.source import Source
from liandong.eventlog.vocabulary import Vocabulary

KINDS = ("AggregationEvent", "AssociationEvent", "ObjectEvent", "TransactionEvent", "TransformationEvent")
#: Field -> qualifier of the relation to the event: identified things, then classes of things with quantities.
_THINGS = {"epcList": "epc", "childEPCs": "child", "inputEPCList": "input", "outputEPCList": "output"}
_CLASSES = {
    "quantityList": "epc",
    "childQuantityList": "child",
    "inputQuantityList": "input",
    "outputQuantityList": "output",
}
_PARTIES = {"sourceList": "source", "destinationList": "destination"}
_ATTRIBUTES = ("action", "disposition", "readPoint", "bizLocation", "quantity", "zone")
#: Every input with every output, every document with every thing: beyond this many pairs an event links nothing.
MOST_LINKS = 10_000
_HAS_OFFSET = re.compile(r"(?:Z|[+-]\d\d:?\d\d)$", re.IGNORECASE)
_Objects = list[tuple[str, str, str]]


def read_epcis(source: Source, vocabulary: Vocabulary) -> Frames:
    """The events of a file; what cannot be taken is listed by the number of the event."""
    reading = _Reading(Collector(source.name, _ATTRIBUTES), vocabulary)
    for number, item in enumerate(events(source), 1):
        try:
            reading.read(number, item)
        except BadEventError as bad:
            reading.collector.reject(number, bad.column, bad.value, bad.reason)
    return reading.collector.frames()


class _Reading:
    """Reads one event at a time; names are looked up once each."""

    def __init__(self, collector: Collector, vocabulary: Vocabulary) -> None:
        self.collector = collector
        self._words = vocabulary
        self._activities: dict[tuple[str, ...], str] = {}
        self._kinds: dict[str, str] = {}

    def read(self, number: int, item: object) -> None:
        """Take the event, or raise BadEventError."""
        if isinstance(item, Broken) or not isinstance(item, dict):
            raise BadEventError("", item.text if isinstance(item, Broken) else item)
        kind = term(text_of(item, "type", "@type") or "")
        if kind not in KINDS:
            raise BadEventError("type", item.get("type"), "event_type_unknown")
        event = text_of(item, "eventID") or _digest(item)
        if "errorDeclaration" in item:
            why = text_of(part_of(item, "errorDeclaration"), "reason") or "errorDeclaration"
            self.collector.withdraw(event, number)
            raise BadEventError("errorDeclaration", f"{event} ({term(why)})", "event_declares_error")
        objects = self._objects(item)
        found = Found(event, self._activity(kind, item), _time(item), objects=objects)
        found.attributes = self._attributes(item)
        found.links = self._links(number, kind, item, objects)
        self.collector.take(number, found)

    def _activity(self, kind: str, item: dict[str, object]) -> str:
        key = (kind, text_of(item, "bizStep") or "", text_of(item, "action") or "")
        if key not in self._activities:
            step = term(key[1]) if key[1] else ""
            self._activities[key] = (
                self._words.name("epcis.step", step)
                if step
                else self._words.name("epcis.event", f"{kind}.{key[2]}", kind)
            )
        return self._activities[key]

    def _objects(self, item: dict[str, object]) -> _Objects:
        """The objects of an event with their types and qualifiers."""
        # Asked for one by one, members that are missing would take most of the time.
        found: _Objects = []
        for key, role in _THINGS.items():
            if key in item:
                found += [(thing, self._type(thing), role) for thing in texts_of(item, key)]
        for key, role in _CLASSES.items():
            if key in item:
                classes = [_needed(part, "epcClass") for part in parts_of(item, key)]
                found += [(thing, self._type(thing), role) for thing in classes]
        if parent := text_of(item, "parentID"):
            found.append((parent, self._type(parent), "parent"))
        if run := text_of(item, "transformationID"):
            found.append((run, self._named("epcis.object", "transformation"), "transformation"))
        return found + self._documents(item) + self._parties(item)

    def _documents(self, item: dict[str, object]) -> _Objects:
        found = []
        for part in parts_of(item, "bizTransactionList"):
            kind = term(text_of(part, "type") or "unknown")
            document = _needed(part, "bizTransaction")
            found.append((document, self._named("epcis.document", kind), f"document:{kind}"))
        return found

    def _parties(self, item: dict[str, object]) -> _Objects:
        found = []
        for key, side in _PARTIES.items():
            for part in parts_of(item, key) if key in item else ():
                kind = term(text_of(part, "type") or "unknown")
                found.append((_needed(part, side), self._named("epcis.party", kind), f"{side}:{kind}"))
        return found

    def _type(self, thing: str) -> str:
        """The type of an identified thing, by a prefix of one's own, else by its scheme."""
        if self._words.tables["epcis.prefix"]:
            own = self._words.by_prefix("epcis.prefix", thing)
            if own:
                return own
        return self._named("epcis.object", scheme(thing))

    def _named(self, table: str, code: str) -> str:
        key = f"{table}.{code}"
        if key not in self._kinds:
            self._kinds[key] = self._words.name(table, code)
        return self._kinds[key]

    def _links(self, number: int, kind: str, item: dict[str, object], objects: _Objects) -> _Objects:
        """What the event says about its objects: who holds whom, what became of what, what a document is about."""
        if kind == "ObjectEvent":
            return []
        pairs = _pairs(kind, objects)
        count = sum(len(left) * len(right) for left, right, _ in pairs)
        if count > MOST_LINKS:
            self.collector.remark(number, kind, str(count), "too_many_links")
            return []
        return [
            (source, target, role)
            for left, right, role in pairs
            for source, target in product(left, right)
            if source != target
        ]

    def _attributes(self, item: dict[str, object]) -> dict[str, str | None]:
        """Where the goods were and are, in which state; quantities as written, in the order of the event."""
        places = [text_of(part_of(item, key), "id", "@id") for key in ("readPoint", "bizLocation")]
        disposition = text_of(item, "disposition")
        cells = (
            text_of(item, "action"),
            term(disposition) if disposition else None,
            *places,
            _quantities(item),
            self._zone(places),
        )
        return dict(zip(_ATTRIBUTES, cells, strict=True))

    def _zone(self, places: list[str | None]) -> str | None:
        if not self._words.tables["zone"]:
            return None
        zones = (self._words.by_prefix("zone", place) for place in reversed(places) if place)
        return next((zone for zone in zones if zone), None)


def _pairs(kind: str, objects: _Objects) -> list[tuple[list[str], list[str], str]]:
    """The sides to link and the qualifier: all of the left with all of the right."""
    by_role: dict[str, list[str]] = {}
    for thing, _, role in objects:
        by_role.setdefault(role.partition(":")[0], []).append(thing)
    parents, children, things, documents, inputs, outputs, runs = (
        by_role.get(role, [])
        for role in ("parent", "child", "epc", "document", "input", "output", "transformation")
    )
    if kind == "TransformationEvent":
        # A run that has a name keeps n + m links instead of n x m.
        return (
            [(inputs, runs, "goes into"), (runs, outputs, "yields")]
            if runs
            else [(inputs, outputs, "becomes")]
        )
    if kind == "TransactionEvent":
        return [(documents, parents + things, "covers")]
    return [(parents, children, "contains" if kind == "AggregationEvent" else "is associated with")]


def _time(item: dict[str, object]) -> str | None:
    """The event's time; the offset that stands beside it counts where the time has none of its own."""
    time, offset = text_of(item, "eventTime"), text_of(item, "eventTimeZoneOffset")
    if time and offset and time[0].isdigit() and not _HAS_OFFSET.search(time):
        return f"{time}{offset}"
    return time


def _quantities(item: dict[str, object]) -> str | None:
    told = [
        " ".join(cell for cell in (text_of(part, "quantity"), text_of(part, "uom")) if cell)
        for key in _CLASSES
        if key in item
        for part in parts_of(item, key)
    ]
    return "; ".join(filter(None, told)) or None


def _needed(part: dict[str, object], key: str) -> str:
    value = text_of(part, key)
    if value is None:
        raise BadEventError(key, part)
    return value


def _digest(item: dict[str, object]) -> str:
    """An id for an event that has none, from what it says: said twice, it is one event (EPCIS 2.0 §7.4.1.2)."""
    said = {
        key: value for key, value in item.items() if key not in ("errorDeclaration", "recordTime", "@context")
    }
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return "event:" + blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
