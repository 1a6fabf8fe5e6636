"""One process or sub-process laid out: its nodes in columns, its flows as lines, its boundary events below activities."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate

from liandong.procedure.diagram import Box, Point, size_of
from liandong.procedure.layout.grid import Grid, grid
from liandong.procedure.layout.routes import channels, line, simplified
from liandong.procedure.model import Flow, Model, Node
from liandong.procedure.names import SUB_PROCESS

#: Pixels of the frame round the content of a sub-process.
_FRAME = 30
#: Pixels from an activity down to the line of its first boundary event, and on to that of each further one.
_HANG, _NEXT = 30, 12


@dataclass
class Part:
    """A laid out part: boxes and lines from (0, 0) on, its size, and the borders of its lanes."""

    shapes: dict[str, Box] = field(default_factory=dict)
    edges: dict[str, tuple[Point, ...]] = field(default_factory=dict)
    width: float = 0.0
    height: float = 0.0
    lanes: list[tuple[float, float]] = field(default_factory=list)

    def take(self, other: Part, dx: float, dy: float) -> None:
        """Adds another part's shapes and lines, moved."""
        self.shapes |= {key: box.moved(dx, dy) for key, box in other.shapes.items()}
        self.edges |= {key: tuple((x + dx, y + dy) for x, y in points) for key, points in other.edges.items()}


def part_of(model: Model, scope: str, lanes: tuple[str, ...] = ("",)) -> Part:
    """The scope laid out, with lanes in the order given."""
    nodes = [it for it in model.within(scope) if not (it.attached_to and it.attached_to in model.node)]
    inner = {
        it.id: part_of(model, it.id) for it in nodes if it.type == SUB_PROCESS and any(model.within(it.id))
    }
    return _Laid(model, scope, nodes, inner, lanes).part


class _Laid:
    """The steps from nodes to a part."""

    def __init__(
        self, model: Model, scope: str, nodes: list[Node], inner: dict[str, Part], lanes: tuple[str, ...]
    ) -> None:
        self.model, self.nodes, self.inner = model, nodes, inner
        self.number = {it.id: number for number, it in enumerate(nodes)}
        for event in model.within(scope):
            if event.attached_to in self.number:
                self.number[event.id] = self.number[event.attached_to]
        self.flows = [it for it in model.flows if it.source in self.number and it.target in self.number]
        self.sizes = [self._size(it) for it in nodes]
        self.part = Part()
        if nodes:
            self._lay(lanes)

    def _size(self, node: Node) -> tuple[float, float]:
        if node.id in self.inner:
            return self.inner[node.id].width + 2 * _FRAME, self.inner[node.id].height + 2 * _FRAME
        return size_of(node.type)

    def _room(self, node: Node) -> int:
        """Pixels below a node for its boundary events and their lines, or for the name of an event."""
        events = len(self.model.boundary(node.id))
        return 22 + _NEXT * max(events - 1, 0) if events or node.is_event else 0

    def _lay(self, lanes: tuple[str, ...]) -> None:
        far = [it for it in self.flows if self.number[it.source] != self.number[it.target]]
        arcs = [(self.number[it.source], self.number[it.target]) for it in far]
        starts = [self.number[it.id] for it in self.nodes if not self.model.incoming[it.id]]
        lane = [lanes.index(it.lane) if it.lane in lanes else 0 for it in self.nodes]
        heights = [
            height + 2 * self._room(it) for it, (_, height) in zip(self.nodes, self.sizes, strict=True)
        ]
        placed = grid(heights, arcs, starts, lane, len(lanes))
        self._draw(placed, far)
        self.part.lanes = placed.lanes
        self.part.height = placed.lanes[-1][1]

    def _draw(self, placed: Grid, far: list[Flow]) -> None:
        gateways = {number for number, it in enumerate(self.nodes) if it.is_gateway}
        hanging = {
            arc: self._hang(placed, flow) for arc, flow in enumerate(far) if flow.source not in self._plain()
        }
        found = channels(placed, self.sizes, gateways, hanging)
        widths = [
            max((self.sizes[it][0] for it in row if it < len(self.nodes)), default=0.0)
            for row in placed.layers.rows
        ]
        gaps = [found.width(number) for number in range(len(widths) - 1)]
        lefts = list(
            accumulate((width + gap for width, gap in zip(widths, gaps, strict=False)), initial=30.0)
        )
        rights = [left + width for left, width in zip(lefts, widths, strict=True)]
        self.part.width = rights[-1] + 30
        boxes = [self._box(number, placed, lefts, widths) for number in range(len(self.nodes))]
        for node, box in zip(self.nodes, boxes, strict=True):
            self.part.shapes[node.id] = box
            self._fill(node, box)
        for arc, flow in enumerate(far):
            points = line(arc, placed, boxes, found, lefts, rights)
            points = points[::-1] if placed.turned[arc] else points
            self.part.edges[flow.id] = self._from_event(flow, points)
        self._loops(boxes)

    def _plain(self) -> set[str]:
        return {it.id for it in self.nodes}

    def _hang(self, placed: Grid, flow: Flow) -> float:
        """The height a boundary event's line is level at: events further to the left have lower ones, which cross none."""
        host = self.number[flow.source]
        events = [it.id for it in self.model.boundary(self.nodes[host].id)]
        return placed.middle[host] + self.sizes[host][1] / 2 + _HANG + _NEXT * events.index(flow.source)

    def _box(self, number: int, placed: Grid, lefts: list[float], widths: list[float]) -> Box:
        width, height = self.sizes[number]
        column = placed.column[number]
        x = lefts[column] + (widths[column] - width) / 2
        return Box(x, placed.middle[number] - height / 2, width, height)

    def _fill(self, node: Node, box: Box) -> None:
        """What lies inside a sub-process, and the events on the edge of an activity."""
        if node.id in self.inner:
            self.part.take(self.inner[node.id], box.x + _FRAME, box.y + _FRAME)
        events = self.model.boundary(node.id)
        apart = min(44.0, (box.width - 46) / max(len(events) - 1, 1))
        for place, event in enumerate(events):
            self.part.shapes[event.id] = Box(box.right - 46 - apart * place, box.bottom - 18, 36, 36)

    def _from_event(self, flow: Flow, points: tuple[Point, ...]) -> tuple[Point, ...]:
        """A line out of a boundary event begins below the event."""
        if flow.source in self._plain():
            return points
        box = self.part.shapes[flow.source]
        return simplified([(box.middle[0], box.bottom), (box.middle[0], points[0][1]), *points[1:]])

    def _loops(self, boxes: list[Box]) -> None:
        """Flows from a node to itself go over its top."""
        for flow in self.flows:
            number = self.number[flow.source]
            if number == self.number[flow.target]:
                box = boxes[number]
                x, y = box.middle
                self.part.edges[flow.id] = (
                    (box.right, y), (box.right + 14, y), (box.right + 14, box.y - 14), (x, box.y - 14), (x, box.y),
                )  # fmt: skip
