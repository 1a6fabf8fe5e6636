"""The picture of a model: BPMN DI, the shapes and edges that other tools draw.

A diagram says where each element lies, in pixels; it is read into plain boxes and lines, and changed shape by shape,
so that colours and labels of other tools stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from lxml import etree

from liandong.procedure.document import Document
from liandong.procedure.names import BPMNDI, DC, DI, bpmn
from liandong.procedure.placing import appended, made_for

Point = tuple[float, float]
_SHAPE, _EDGE, _PLANE = (f"{{{BPMNDI}}}{it}" for it in ("BPMNShape", "BPMNEdge", "BPMNPlane"))
_HORIZONTAL = "isHorizontal"
_BOUNDS, _WAYPOINT, _LABEL = f"{{{DC}}}Bounds", f"{{{DI}}}waypoint", f"{{{BPMNDI}}}BPMNLabel"


@dataclass(frozen=True)
class Box:
    """A rectangle: its left upper corner and its size, in pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2

    def overlaps(self, other: Box) -> bool:
        """Whether the two share more than their borders."""
        apart = (
            self.right <= other.x or other.right <= self.x or self.bottom <= other.y or other.bottom <= self.y
        )
        return not apart

    def moved(self, dx: float, dy: float) -> Box:
        """The box elsewhere."""
        return Box(self.x + dx, self.y + dy, self.width, self.height)


@dataclass(frozen=True)
class Picture:
    """Where everything lies: boxes by element, lines by flow. ``labels`` are the boxes of texts beside elements.

    ``upright`` are the pools and lanes that run from top to bottom, with their name on top.
    """

    shapes: Mapping[str, Box]
    edges: Mapping[str, tuple[Point, ...]]
    labels: Mapping[str, Box]
    upright: frozenset[str] = frozenset()


def size_of(kind: str) -> tuple[float, float]:
    """The width and height that an element of that kind has in a new picture."""
    if kind.endswith("Event"):
        return 36, 36
    return (50, 50) if kind.endswith("Gateway") else (120, 80)


def read_picture(document: Document) -> Picture:
    """The first picture of the document; what it lacks is missing."""
    shapes, labels, upright = {}, {}, set()
    for shape in document.root.iter(_SHAPE):
        key = _element_of(shape)
        if shape.get(_HORIZONTAL) in ("false", "0"):
            upright.add(key)
        shapes[key] = _box(shape.find(_BOUNDS))
        label = shape.find(f"{_LABEL}/{_BOUNDS}")
        if label is not None:
            labels[key] = _box(label)
    edges = {
        _element_of(edge): tuple((_pixels(it, "x"), _pixels(it, "y")) for it in edge.iterfind(_WAYPOINT))
        for edge in document.root.iter(_EDGE)
    }
    return Picture(shapes, edges, labels, frozenset(upright))


def write_picture(document: Document, picture: Picture, kinds: Mapping[str, str]) -> None:
    """Lays the document out as the picture says; ``kinds`` tells the elements that may be new to it."""
    plane = _plane(document, make=True)
    assert plane is not None
    shapes = {_element_of(it): it for it in document.root.iter(_SHAPE)}
    edges = {_element_of(it): it for it in document.root.iter(_EDGE)}
    for key, box in picture.shapes.items():
        shape = shapes[key] if key in shapes else _new_shape(plane, key, kinds.get(key, ""))
        _set_box(shape, box)
        if shape.get(_HORIZONTAL) is not None:
            shape.set(_HORIZONTAL, "false" if key in picture.upright else "true")
        for label in shape.findall(_LABEL):
            shape.remove(label)
    for key, points in picture.edges.items():
        _set_points(edges[key] if key in edges else _new_edge(plane, key), points)


def add_shape(document: Document, key: str, kind: str, *, beside: str = "") -> None:
    """Adds the shape of a new element to the right of another, or at the lower left; nothing without a picture."""
    plane = _plane(document)
    if plane is None:
        return
    shapes = read_picture(document).shapes
    width, height = size_of(kind)
    lowest = max((it.bottom for it in shapes.values()), default=0.0)
    near = shapes.get(beside)
    box = (
        Box(near.right + 50, near.middle[1] - height / 2, width, height)
        if near
        else Box(160, lowest + 40, width, height)
    )
    _set_box(_new_shape(plane, key, kind), box)


def place_between(document: Document, key: str, source: str, target: str) -> None:
    """Lets a shape lie half way between two others."""
    shapes = read_picture(document).shapes
    if not {key, source, target} <= shapes.keys():
        return
    (x1, y1), (x2, y2) = shapes[source].middle, shapes[target].middle
    box = shapes[key]
    shape = next(it for it in document.root.iter(_SHAPE) if _element_of(it) == key)
    _set_box(shape, Box((x1 + x2 - box.width) / 2, (y1 + y2 - box.height) / 2, box.width, box.height))


def add_edge(document: Document, key: str, source: str, target: str) -> None:
    """Adds the line of a new flow, with one step between the two shapes."""
    plane = _plane(document)
    shapes = read_picture(document).shapes
    if plane is not None and source in shapes and target in shapes:
        _set_points(_new_edge(plane, key), step(shapes[source], shapes[target]))


def move_edge(document: Document, key: str, source: str, target: str) -> None:
    """Draws the line of a flow anew between other shapes."""
    shapes = read_picture(document).shapes
    edge = next((it for it in document.root.iter(_EDGE) if _element_of(it) == key), None)
    if edge is not None and source in shapes and target in shapes:
        _set_points(edge, step(shapes[source], shapes[target]))


def step(source: Box, target: Box) -> tuple[Point, ...]:
    """A line of upright and level parts from the right side of one box to the left side of another."""
    begin, end = (source.right, source.middle[1]), (target.x, target.middle[1])
    if begin[1] == end[1]:
        return begin, end
    half = (begin[0] + end[0]) / 2
    return begin, (half, begin[1]), (half, end[1]), end


def remove(document: Document, keys: Iterable[str]) -> None:
    """Takes the shapes and lines of elements out of every picture."""
    gone = set(keys)
    for element in [*document.root.iter(_SHAPE, _EDGE)]:
        parent = element.getparent()
        if _element_of(element) in gone and parent is not None:
            before = element.getprevious()
            if before is not None and element.getnext() is None:
                before.tail = element.tail
            parent.remove(element)


def _element_of(shape: etree._Element) -> str:
    return (shape.get("bpmnElement") or "").rpartition(":")[2]


def _box(bounds: etree._Element | None) -> Box:
    if bounds is None:
        return Box(0, 0, 0, 0)
    return Box(*(_pixels(bounds, name) for name in ("x", "y", "width", "height")))


def _pixels(element: etree._Element, name: str) -> float:
    """A coordinate; what is no number lies at 0, as does what is left out."""
    try:
        value = float(element.get(name) or 0)
    except ValueError:
        return 0.0
    return value if isfinite(value) else 0.0


def _plane(document: Document, *, make: bool = False) -> etree._Element | None:
    plane = next(document.root.iter(_PLANE), None)
    if plane is None and make:
        root = document.root
        about = root.find(bpmn("collaboration"))
        about = about if about is not None else root.find(bpmn("process"))
        diagram = made_for(root, f"{{{BPMNDI}}}BPMNDiagram", {"id": "BPMNDiagram_1"})
        appended(root, diagram)
        named = {"id": "BPMNPlane_1", "bpmnElement": about.get("id", "") if about is not None else ""}
        plane = made_for(diagram, _PLANE, named)
        appended(diagram, plane)
    return plane


def _new_shape(plane: etree._Element, key: str, kind: str) -> etree._Element:
    more = {_HORIZONTAL: "true"} if kind in ("participant", "lane") else {}
    more |= {"isMarkerVisible": "true"} if kind == "exclusiveGateway" else {}
    more |= {"isExpanded": "true"} if kind == "subProcess" else {}
    shape = made_for(plane, _SHAPE, {"id": f"{key}_di", "bpmnElement": key} | more)
    appended(plane, shape)
    return shape


def _new_edge(plane: etree._Element, key: str) -> etree._Element:
    edge = made_for(plane, _EDGE, {"id": f"{key}_di", "bpmnElement": key})
    appended(plane, edge)
    return edge


def _set_box(shape: etree._Element, box: Box) -> None:
    bounds = shape.find(_BOUNDS)
    if bounds is None:
        bounds = made_for(shape, _BOUNDS)
        appended(shape, bounds)
    for name, value in zip(("x", "y", "width", "height"), (box.x, box.y, box.width, box.height), strict=True):
        bounds.set(name, _number(value))


def _set_points(edge: etree._Element, points: Sequence[Point]) -> None:
    for old in edge.findall(_WAYPOINT):
        edge.remove(old)
    for label in edge.findall(_LABEL):
        edge.remove(label)
    for x, y in points:
        appended(edge, etree.Element(_WAYPOINT, {"x": _number(x), "y": _number(y)}))


def _number(value: float) -> str:
    return f"{value:z.1f}".removesuffix(".0")
