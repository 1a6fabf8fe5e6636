"""OCEL 2.0 in XML, read and written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import quoteattr

from liandong.eventlog._xml import parse_xml
from liandong.eventlog.ocel import ObjectLog
from liandong.eventlog.ocel_json import grouped, type_attributes, zulu
from liandong.eventlog.ocel_raw import Raw, as_text
from liandong.eventlog.source import Source


def read_xml(source: Source) -> Raw:
    """The lists of an XML file."""
    reading = _Reading()
    parse_xml(source, reading.begin, reading.end, reading.text)
    return reading.raw


class _Reading:
    """What the parser has met so far; ``owner`` is the type, event or object whose children follow."""

    def __init__(self) -> None:
        self.raw = Raw()
        self.of = ""
        self.owner = ""
        self.attribute: dict[str, str] | None = None
        self.content: list[str] = []

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """Note an element; a value's text follows later."""
        if tag in ("event-type", "object-type"):
            self.of, self.owner = tag, attributes.get("name", "")
            self.raw.types.append((tag.removesuffix("-type"), self.owner, None, None))
        elif tag == "event":
            self.of, self.owner = tag, attributes.get("id", "")
            self.raw.events.append((attributes.get("id"), attributes.get("type"), attributes.get("time")))
        elif tag in ("relationship", "relobj", "object") and "object-id" in attributes:
            link = (self.owner, attributes["object-id"], attributes.get("qualifier", ""))
            (self.raw.relations if self.of == "event" else self.raw.object_relations).append(link)
        elif tag == "object":
            self.of, self.owner = tag, attributes.get("id", "")
            self.raw.objects.append((attributes.get("id"), attributes.get("type")))
        elif tag == "attribute":
            self.attribute, self.content = attributes, []

    def text(self, data: str) -> None:
        """Collect a value's text."""
        if self.attribute is not None:
            self.content.append(data)

    def end(self, tag: str) -> None:
        """Keep an attribute when its element ends."""
        if tag != "attribute" or self.attribute is None:
            return
        name, value = self.attribute.get("name", ""), "".join(self.content)
        if self.of == "event":
            self.raw.cells.append((len(self.raw.events) - 1, name, value))
        elif self.of == "object":
            self.raw.changes.append((self.owner, name, self.attribute.get("time"), value))
        else:
            self.raw.types.append(
                (self.of.removesuffix("-type"), self.owner, name, self.attribute.get("type"))
            )
        self.attribute = None


def write_xml(log: ObjectLog, path: Path) -> None:
    """Write OCEL 2.0 XML."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<log>\n')
        for of in ("object", "event"):
            file.writelines(_types(log, of))
        file.writelines(_objects(log))
        file.writelines(_events(log))
        file.write("</log>\n")


def _types(log: ObjectLog, of: str) -> Iterator[str]:
    yield f"  <{of}-types>\n"
    for name, attributes in type_attributes(log, of).items():
        cells = "".join(f"<attribute name={_quoted(key)} type={_quoted(kind)}/>" for key, kind in attributes)
        yield f"    <{of}-type name={_quoted(name)}><attributes>{cells}</attributes></{of}-type>\n"
    yield f"  </{of}-types>\n"


def _objects(log: ObjectLog) -> Iterator[str]:
    changes, links = (
        grouped(log.changes.with_columns(zulu("time")), "object"),
        grouped(log.object_relations, "source"),
    )
    yield "  <objects>\n"
    for name, kind in log.objects.iter_rows():
        cells = "".join(
            f"<attribute name={_quoted(key)} time={_quoted(time or '')}>{_escaped(value or '')}</attribute>"
            for key, time, value in changes.get(name, ())
        )
        yield f"    <object id={_quoted(name)} type={_quoted(kind)}><attributes>{cells}</attributes>"
        yield f"{_links(links.get(name, []))}</object>\n"
    yield "  </objects>\n"


def _events(log: ObjectLog) -> Iterator[str]:
    links = grouped(log.relations, "event")
    yield "  <events>\n"
    for name, activity, time, *values in log.events.with_columns(zulu("time")).iter_rows():
        filled = [
            (key, value) for key, value in zip(log.attributes, values, strict=True) if value is not None
        ]
        cells = "".join(
            f"<attribute name={_quoted(key)}>{_escaped(as_text(value))}</attribute>" for key, value in filled
        )
        yield f"    <event id={_quoted(name)} type={_quoted(activity)} time={_quoted(time)}>"
        yield f"<attributes>{cells}</attributes>{_links(links.get(name, []))}</event>\n"
    yield "  </events>\n"


def _links(pairs: list[tuple[str, str]]) -> str:
    inner = "".join(
        f"<relationship object-id={_quoted(name)} qualifier={_quoted(qualifier or '')}/>"
        for name, qualifier in pairs
    )
    return f"<objects>{inner}</objects>"


def _quoted(text: str) -> str:
    return quoteattr(text, {"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
