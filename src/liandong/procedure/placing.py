"""New elements in a file, on lines of their own, as far in as their neighbours."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from liandong.procedure.names import PREFIXES


def made_for(parent: etree._Element, tag: str, attributes: Mapping[str, str] | None = None) -> etree._Element:
    """A new element that is going to be a child of the parent, and is written with the prefixes known there."""
    known = set(parent.nsmap.values())
    more = {
        prefix: uri
        for prefix, uri in PREFIXES.items()
        if uri not in known and uri == etree.QName(tag).namespace
    }
    spaces: dict[str, str] = {**more, **parent.nsmap}  # type: ignore[dict-item]  # the stubs know no default one
    return etree.Element(tag, dict(attributes or {}), nsmap=spaces)


def appended(parent: etree._Element, element: etree._Element) -> None:
    """Adds the element as the last child."""
    indented(parent, element, len(parent))


def indented(parent: etree._Element, element: etree._Element, place: int) -> None:
    """Adds the element as the child at that place, written on a line of its own where its neighbours are."""
    count = len(parent)
    if count:
        _among(parent, element, place)
    elif (margin := _margin(parent)) is not None:
        parent.text = f"{parent.text or ''}".rstrip() + margin + _step(parent)
        element.tail = margin
    parent.insert(place, element)


def without(element: etree._Element) -> None:
    """Takes an element out; the blanks behind it go with it, those before it close the gap."""
    parent = element.getparent()
    assert parent is not None
    before = element.getprevious()
    if element.getnext() is None:
        if before is not None:
            before.tail = element.tail
        else:
            parent.text = None if len(parent) == 1 and not (parent.text or "").strip() else element.tail
    parent.remove(element)


def _among(parent: etree._Element, element: etree._Element, place: int) -> None:
    """Gives the blanks around a new element among children."""
    before = parent[place - 1].tail if place else parent.text
    if place == len(parent):
        element.tail = before
        between = parent[place - 2].tail if place > 1 else parent.text
        parent[place - 1].tail = between
    else:
        element.tail = before


def _margin(element: etree._Element) -> str | None:
    """The line end and blanks before an element; None where the file is not laid out in lines."""
    before = element.getprevious()
    parent = element.getparent()
    blanks = before.tail if before is not None else parent.text if parent is not None else None
    return "\n" + blanks.rpartition("\n")[2] if blanks and "\n" in blanks and not blanks.strip() else None


def _step(element: etree._Element) -> str:
    """How much further in a child is written."""
    inner, parent = _margin(element), element.getparent()
    outer = _margin(parent) if parent is not None and parent.getparent() is not None else "\n"
    return inner[len(outer) :] if inner and outer and len(inner) > len(outer) else "  "
