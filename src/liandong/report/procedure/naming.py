"""Where the name of an event or a gateway stands: beside its sign, where no line and no other sign runs through it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from liandong.procedure.diagram import Box, Picture, Point
from liandong.procedure.model import Model, Node
from liandong.procedure.names import SUB_PROCESS
from liandong.report.markup import Markup
from liandong.report.procedure.signs import words
from liandong.report.wrapping import width, wrap

#: Pixels of half a character, of a line of text, and between a sign and its name.
_HALF, _LINE, _APART = 6.0, 14.0, 4.0
_WIDEST, _LINES = 18, 2
Segment = tuple[Point, Point]


class Names:
    """The names beside the signs of a picture, each where the fewest things are in its way."""

    def __init__(self, model: Model, picture: Picture) -> None:
        self.picture = picture
        keys = [*(it.id for it in model.flows), *(it.id for it in model.messages)]
        self.lines = [part for key in keys for part in pairwise(picture.edges.get(key, ()))]
        frames = {it.scope for it in model.nodes}
        self.signs = [
            picture.shapes[it.id]
            for it in model.nodes
            if it.id in picture.shapes and not (it.type == SUB_PROCESS and it.id in frames)
        ]

    def of(self, node: Node) -> Markup | None:
        """The name of an event or gateway; none where it has none."""
        if not node.name:
            return None
        sign, lines = self.picture.shapes[node.id], wrap(node.name, _WIDEST, _LINES)
        box = min(self._places(node, sign, lines), key=self._in_the_way)
        return words(lines, box.middle[0], box.middle[1] + _LINE / 4, class_="beside")

    def _places(self, node: Node, sign: Box, lines: Sequence[str]) -> list[Box]:
        """Where the name may stand, the usual place first."""
        wide, high = max(map(width, lines)) * _HALF, len(lines) * _LINE
        (x, y), aside = sign.middle, wide / 2 + _APART
        below, above = sign.bottom + _APART + high / 2, sign.y - _APART - high / 2
        first, second = (above, below) if node.is_gateway else (below, above)
        middles = [(x, first), (x, second), (sign.right + aside, y), (sign.x - aside, y)]
        middles += [(x + way * aside, height) for height in (first, second) for way in (1, -1)]
        if node.id in self.picture.labels and self.picture.labels[node.id].width > 0:
            middles.insert(0, self.picture.labels[node.id].middle)
        return [Box(at - wide / 2, height - high / 2, wide, high) for at, height in middles]

    def _in_the_way(self, box: Box) -> int:
        return sum(_crosses(box, part) for part in self.lines) + sum(map(box.overlaps, self.signs))


def _crosses(box: Box, segment: Segment) -> bool:
    """Whether a part of a line runs through the box."""
    (x1, y1), (x2, y2) = segment
    begin, end = 0.0, 1.0
    for start, change, low, high in ((x1, x2 - x1, box.x, box.right), (y1, y2 - y1, box.y, box.bottom)):
        if change == 0:
            if not low < start < high:
                return False
            continue
        near, far = sorted(((low - start) / change, (high - start) / change))
        begin, end = max(begin, near), min(end, far)
    return begin < end
