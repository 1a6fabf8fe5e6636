"""A directed graph as boxes and arrows on a sheet, from top to bottom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from liandong.layered.crossings import uncross
from liandong.layered.easing import eased
from liandong.layered.layers import Layers, layered
from liandong.layered.places import across
from liandong.layered.ranks import Arc, downward, ranks

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A node: its middle and its size."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Arrow:
    """An arc: the points it goes through from source to target, where its label may stand, whether it goes up."""

    points: tuple[Point, ...]
    label: Point
    is_back: bool = False

    @property
    def path(self) -> str:
        """The arrow as SVG path data: upright at both ends, without a turn that its points do not make."""
        slopes = _slopes(self.points)
        data = [f"M{self.points[0][0]:.0f} {self.points[0][1]:.0f}"]
        for (start, slope), (end, next_slope) in pairwise(zip(self.points, slopes, strict=True)):
            third = (end[1] - start[1]) / 3
            first, last = start[0] + slope * third, end[0] - next_slope * third
            data.append(
                f"C{first:.0f} {start[1] + third:.0f} {last:.0f} {end[1] - third:.0f} {end[0]:.0f} {end[1]:.0f}"
            )
        return "".join(data)


def _slopes(points: Sequence[Point]) -> list[float]:
    """How far the line leans at each point (dx/dy), as monotone interpolation has it: the harmonic mean of both sides."""
    sides = [(end[0] - start[0]) / (end[1] - start[1]) for start, end in pairwise(points)]
    inner = [2 * a * b / (a + b) if a * b > 0 else 0.0 for a, b in pairwise(sides)]
    return [0.0, *inner, 0.0]


@dataclass(frozen=True)
class Drawing:
    """Boxes and arrows in the order the nodes and arcs were given; the sheet starts at (0, 0)."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    width: float
    height: float


def draw(
    sizes: Sequence[tuple[float, float]],
    arcs: Sequence[Arc],
    weights: Sequence[int],
    *,
    label_widths: Sequence[float],
    gap: float = 28,
    layer_gap: float = 22,
) -> Drawing:
    """The drawing of nodes with these sizes and arcs between them, none to itself.

    Between two rows of nodes lies a row where each arc has room for its label, so labels cover neither nodes nor
    one another.
    """
    down = downward(arcs, weights)
    turned = [arc if goes_down else (arc[1], arc[0]) for arc, goes_down in zip(arcs, down, strict=True)]
    rank = [2 * each for each in ranks(len(sizes), turned, weights)]
    layers = layered(rank, turned)
    uncross(layers)
    widths = _widths(layers, sizes, label_widths)
    xs = eased(layers, across(layers, widths, gap), widths, gap=6)
    ys, height = _down(layers, sizes, layer_gap)
    boxes = tuple(Box(x, y, *size) for x, y, size in zip(xs, ys, sizes, strict=False))
    ports = _Ports(layers, xs, boxes)
    arrows = tuple(
        _arrow(index, chain, ports, xs, ys, is_back=not goes_down)
        for index, (chain, goes_down) in enumerate(zip(layers.chains, down, strict=True))
    )
    width = max((x + each / 2 for x, each in zip(xs, widths, strict=True)), default=0.0)
    return Drawing(boxes, arrows, width, height)


def _label_at(chain: list[int]) -> int:
    """The index within a chain of the bend that carries the label: the odd one next to the middle."""
    middle = len(chain) // 2
    return middle if middle % 2 else middle - 1


def _widths(
    layers: Layers, sizes: Sequence[tuple[float, float]], label_widths: Sequence[float]
) -> list[float]:
    widths = [width for width, _ in sizes] + [0.0] * (len(layers.up) - len(sizes))
    for chain, label in zip(layers.chains, label_widths, strict=True):
        widths[chain[_label_at(chain)]] = label
    return widths


def _down(layers: Layers, sizes: Sequence[tuple[float, float]], gap: float) -> tuple[list[float], float]:
    """The middle of each place from top to bottom, and the height of the sheet."""
    heights = [
        max((sizes[place][1] for place in row if not layers.is_bend(place)), default=14.0)
        for row in layers.rows
    ]
    tops = list(accumulate((height + gap for height in heights), initial=0.0))
    ys = [0.0] * len(layers.up)
    for row, top, height in zip(layers.rows, tops, heights, strict=False):
        for place in row:
            ys[place] = top + height / 2
    return ys, max(0.0, tops[-1] - gap)


class _Ports:
    """Where arcs touch a box: side by side in the order of their next bends, so that they do not cross there."""

    def __init__(self, layers: Layers, xs: list[float], boxes: tuple[Box, ...]) -> None:
        self.boxes = boxes
        self._at: dict[tuple[int, int], float] = {}
        for is_upper in (True, False):
            ends: dict[int, list[tuple[float, int]]] = {}
            for index, chain in enumerate(layers.chains):
                node, following = (chain[0], chain[1]) if is_upper else (chain[-1], chain[-2])
                ends.setdefault(node, []).append((xs[following], index))
            for node, arcs in ends.items():
                self._spread(node, sorted(arcs), is_upper=is_upper)

    def _spread(self, node: int, arcs: list[tuple[float, int]], *, is_upper: bool) -> None:
        box = self.boxes[node]
        step = min(22.0, box.width * 0.8 / len(arcs))
        for place, (_, index) in enumerate(arcs):
            self._at[index, is_upper] = box.x + (place - (len(arcs) - 1) / 2) * step

    def upper(self, index: int, node: int) -> Point:
        """Where the arc leaves the lower side of its upper box."""
        return self._at[index, True], self.boxes[node].y + self.boxes[node].height / 2

    def lower(self, index: int, node: int) -> Point:
        """Where the arc reaches the upper side of its lower box."""
        return self._at[index, False], self.boxes[node].y - self.boxes[node].height / 2


def _arrow(
    index: int, chain: list[int], ports: _Ports, xs: list[float], ys: list[float], *, is_back: bool
) -> Arrow:
    points = [
        ports.upper(index, chain[0]),
        *((xs[bend], ys[bend]) for bend in chain[1:-1]),
        ports.lower(index, chain[-1]),
    ]
    label = points[_label_at(chain)]
    return Arrow(tuple(reversed(points)) if is_back else tuple(points), label, is_back)
