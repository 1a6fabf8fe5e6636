"""DCSA Track & Trace events as an object-centric log: versions 2, 3.0.0-Beta and 3.0.0.

Containers, vessels, voyages, transport calls and documents become objects. Only what really happened is counted
(classifier ``ACT``); plans and estimates are listed as left out. Field names: github.com/dcsaorg/DCSA-OpenAPI (tnt/v2,
tnt/v3, domain/event) and, for 3.0.0, github.com/dcsaorg/Conformance-Gateway (tnt/.../TNT_v3.0.0.yaml).
"""

from __future__ import annotations

from dataclasses import dataclass

from liandong.eventlog.collecting import BadEventError, Collector, Found, part_of, parts_of, text_of
from liandong.eventlog.json_stream import Broken, events
from liandong.eventlog.ocel_raw import Frames
from liandong.eventlog.source import Source
from liandong.eventlog.vocabulary import Vocabulary

KINDS = ("EQUIPMENT", "SHIPMENT", "TRANSPORT")
_ATTRIBUTES = (
    "emptyIndicator",
    "ISOEquipmentCode",
    "modeOfTransport",
    "location",
    "facility",
    "reason",
    "zone",
)
_Object = tuple[str, str, str]
_Item = dict[str, object]


def read_dcsa(source: Source, vocabulary: Vocabulary) -> Frames:
    """The events of a file; what cannot be taken is listed by the number of the event."""
    collector = Collector(source.name, _ATTRIBUTES)
    for number, item in enumerate(events(source), 1):
        try:
            _read(collector, number, item, vocabulary)
        except BadEventError as bad:
            collector.reject(number, bad.column, bad.value, bad.reason)
    return collector.frames()


def _read(collector: Collector, number: int, item: object, words: Vocabulary) -> None:
    """Take the event, or raise BadEventError."""
    if isinstance(item, Broken) or not isinstance(item, dict):
        raise BadEventError("", item.text if isinstance(item, Broken) else item)
    event = _Event.of(item, words)
    if event.takes_back:
        collector.withdraw(event.takes_back, number, event.changed if event.is_own_retraction else "")
        raise BadEventError("retracted", event.takes_back, "event_declares_error")
    if event.kind not in KINDS:
        raise BadEventError("eventType", event.kind or item, "event_type_unknown")
    if event.classifier != "ACT":
        raise BadEventError("eventClassifierCode", event.classifier or item, "not_actual")
    if not event.id or not event.code:
        raise BadEventError("eventID" if not event.id else f"{event.kind.lower()}EventTypeCode", item)
    collector.take(number, event.found(words))


@dataclass(frozen=True)
class _Event:
    """What the versions say under different names."""

    id: str
    changed: str
    takes_back: str
    is_own_retraction: bool
    kind: str
    classifier: str
    code: str
    time: str | None
    empty: str | None
    iso_code: str | None
    equipment: str | None
    call: _Item
    location: _Item
    reason: str | None
    #: The document the event is about: type and value.
    document: tuple[str, str] | None
    documents: tuple[tuple[str, str], ...]
    references: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, item: _Item, words: Vocabulary) -> _Event:
        """The event; in 3.0.0-Beta ``metadata`` and ``payload`` are two halves, in 3.0.0 details lie in parts."""
        head, body = (part_of(item, key) if "metadata" in item else item for key in ("metadata", "payload"))
        class_, shipment = part_of(body, "eventClassification"), part_of(body, "shipmentDetails")
        equipment = part_of(body, "equipmentDetails") or body
        call = part_of(body, "transportCall") or part_of(part_of(body, "transportDetails"), "transportCall")
        kind = text_of(head, "eventType") or text_of(body, "eventType") or text_of(class_, "eventType") or ""
        type_ = f"{kind.lower()}EventType"
        is_own = body.get("isRetracted") is True
        event = text_of(head, "eventID") or ""
        return cls(
            id=event,
            changed=text_of(head, "eventUpdatedDateTime", "eventCreatedDateTime") or "",
            takes_back=event if is_own else text_of(head, "retractedEventID") or "",
            is_own_retraction=is_own,
            kind=kind,
            classifier=_short(
                words, text_of(body, "eventClassifierCode") or text_of(class_, "eventClassifier")
            ),
            code=_short(words, text_of(body, f"{type_}Code", "eventTypeCode") or text_of(class_, type_)),
            time=text_of(body, "eventDateTime"),
            empty=text_of(equipment, "emptyIndicatorCode", "emptyIndicator"),
            iso_code=text_of(equipment, "ISOEquipmentCode"),
            equipment=text_of(equipment, "equipmentReference"),
            call=call,
            location=next(filter(None, (part_of(*place) for place in _places(body, call))), {}),
            reason=text_of(body, "reason", "changeRemark"),
            document=next(iter(_typed(words, [_own_document(body, shipment)])), None),
            documents=_typed(
                words,
                [
                    *parts_of(body, "documentReferences"),
                    *parts_of(body, "relatedDocumentReferences"),
                    *parts_of(shipment, "additionalDocumentReferences"),
                ],
            ),
            references=_typed(words, parts_of(body, "references")),
        )

    def found(self, words: Vocabulary) -> Found:
        """The event in our words."""
        objects = self._objects(words)
        mode = text_of(self.call, "modeOfTransport") or ""
        location = text_of(self.location, "UNLocationCode") or text_of(self.call, "UNLocationCode")
        facility = part_of(self.location, "facility") or self.location
        terminal = text_of(facility, "facilityCode") or text_of(self.call, "facilityCode")
        zones = (words.find("zone", place) for place in (terminal, location) if place)
        cells = (
            self.empty,
            self.iso_code,
            mode or None,
            location or text_of(self.location, "locationName"),
            terminal,
            self.reason,
            next((zone for zone in zones if zone), None),
        )
        attributes = dict(zip(_ATTRIBUTES, cells, strict=True))
        links = _links(objects)
        return Found(
            self.id, self._activity(words, mode), self.time, self.changed, attributes, objects, links
        )

    def _activity(self, words: Vocabulary, mode: str) -> str:
        plain = f"{self.kind}.{self.code}"
        narrower = [f"{plain}.{detail}" for detail in (mode, self.empty) if detail]
        name = words.find("dcsa.event", *narrower, plain) or self.code
        document = self.document[0] if self.document else "unknown"
        return name.replace("{document}", words.name("dcsa.document", document))

    def _objects(self, words: Vocabulary) -> list[_Object]:
        """Object, type, qualifier. Ids carry their kind, as numbers of different kinds may be equal; containers do not."""
        call_id = text_of(self.call, "transportCallReference", "transportCallID")
        vessel = part_of(self.call, "vessel") or part_of(self.call, "vesselTransport")
        imo, voyage = text_of(vessel, "vesselIMONumber"), _voyage(self.call)
        found = (
            [(self.equipment, words.name("dcsa.object", "equipment"), "equipment")] if self.equipment else []
        )
        if self.document:
            found.append(_document(words, *self.document, "document"))
        found += [_document(words, kind, value, "related document") for kind, value in self.documents]
        if call_id:
            found.append((f"CALL:{call_id}", words.name("dcsa.object", "call"), "transport call"))
        if imo:
            found.append((f"IMO:{imo}", words.name("dcsa.object", "vessel"), "vessel"))
        if voyage:
            under = imo or text_of(self.call, "carrierServiceCode") or call_id or ""
            found.append((f"VOY:{under}/{voyage}", words.name("dcsa.object", "voyage"), "voyage"))
        for kind, value in self.references:
            if kind == "EQ":
                found.append((value, words.name("dcsa.object", "equipment"), "reference"))
            else:
                type_ = words.find("dcsa.reference", kind) or words.name("dcsa.object", "reference")
                found.append((f"{kind}:{value}", type_, f"reference:{kind}"))
        return found


def _short(words: Vocabulary, code: str | None) -> str:
    """The code of versions 2 for a word of 3.0.0."""
    return words.name("dcsa.code", code) if code else ""


def _typed(words: Vocabulary, parts: list[_Item]) -> tuple[tuple[str, str], ...]:
    """References as pairs of type and value; what has no value is none."""
    kinds = ("type", "documentReferenceType", "referenceType")
    values = ("value", "reference", "documentReferenceValue", "referenceValue")
    cells = ((_short(words, text_of(part, *kinds)), text_of(part, *values)) for part in parts)
    return tuple((kind, value) for kind, value in cells if value)


def _own_document(body: _Item, shipment: _Item) -> _Item:
    """The document that an event is about, as a reference."""
    if shipment:
        return part_of(shipment, "documentReference")
    value = text_of(body, "documentReference", "documentID")
    return {"type": body.get("documentTypeCode"), "value": value}


def _places(body: _Item, call: _Item) -> tuple[tuple[_Item, str], ...]:
    return (body, "eventLocation"), (body, "location"), (call, "location")


def _document(words: Vocabulary, kind: str, value: str, qualifier: str) -> _Object:
    return f"{kind or 'DOC'}:{value}", words.name("dcsa.document", kind or "unknown"), f"{qualifier}:{kind}"


def _voyage(call: _Item) -> str | None:
    """The number of the voyage; of two the one that leaves, as the standard has it."""
    number = text_of(
        call,
        "universalExportVoyageReference",
        "carrierExportVoyageNumber",
        "exportVoyageNumber",
        "carrierVoyageNumber",
    )
    part = part_of(call, "exportVoyageNumberOrReference")
    return number or text_of(part, "universalVoyageReference", "carrierVoyageNumber")


def _links(objects: list[_Object]) -> list[_Object]:
    """A call is made by a vessel on a voyage; documents cover containers."""
    by_role: dict[str, list[str]] = {}
    for thing, _, role in objects:
        by_role.setdefault(role.partition(":")[0], []).append(thing)
    documents = by_role.get("document", []) + by_role.get("related document", [])
    sides = (
        (by_role.get("transport call", []), by_role.get("vessel", []), "made by"),
        (by_role.get("transport call", []), by_role.get("voyage", []), "part of"),
        (documents, by_role.get("equipment", []), "covers"),
    )
    return [(left, right, role) for lefts, rights, role in sides for left in lefts for right in rights]
