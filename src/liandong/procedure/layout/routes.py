"""Lines between columns: level through the columns, upright in the channels between them, each on a track of its own.

A gateway may be left and reached at its upper and lower corner, straight up or down, where nothing stands in the way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from liandong.procedure.diagram import Box, Point
from liandong.procedure.layout.grid import Grid

#: Pixels between a column and the first track, and between two tracks.
SIDE, TRACK = 18, 12


@dataclass
class Step:
    """A part of a line from one column to the next: between two heights, upright at ``x`` once that is known."""

    arc: int
    begin: float
    end: float
    #: "" in the channel, "left" at the corner of the gateway it leaves, "right" at that of the one it reaches.
    corner: str = ""
    track: int = 0


@dataclass
class Channels:
    """The steps through each channel, and how many tracks each needs."""

    steps: list[list[Step]] = field(default_factory=list)
    tracks: list[int] = field(default_factory=list)

    def width(self, number: int) -> float:
        """How wide the channel is."""
        return 2 * SIDE + max(0, self.tracks[number] - 1) * TRACK


def channels(
    grid: Grid, sizes: Sequence[tuple[float, float]], gateways: set[int], hanging: dict[int, float]
) -> Channels:
    """The steps of all lines. ``hanging`` gives the height that lines of boundary events leave their activity at."""
    # A corner is for one of several lines; a line alone leaves and arrives at the side.
    leaving, arriving = (Counter(it[end] for it in grid.layers.chains) for end in (0, -1))
    splits = {it for it in gateways if leaving[it] > 1}, {it for it in gateways if arriving[it] > 1}
    found: list[list[Step]] = [[] for _ in grid.layers.rows[1:]]
    for arc, chain in enumerate(grid.layers.chains):
        for left, right in pairwise(chain):
            begin, end = grid.middle[left], grid.middle[right]
            if arc in hanging and grid.turned[arc] and right == chain[-1]:
                end = hanging[arc]
            elif arc in hanging and not grid.turned[arc] and left == chain[0]:
                begin = hanging[arc]
            step = Step(arc, begin, end)
            if begin != end and arc not in hanging:
                step.corner = _corner(grid, sizes, splits, left, right)
            found[grid.column[left]].append(step)
    for steps in found:
        _track(steps)
    return Channels(found, [max((it.track for it in steps), default=0) for steps in found])


def _corner(
    grid: Grid, sizes: Sequence[tuple[float, float]], splits: tuple[set[int], set[int]], left: int, right: int
) -> str:
    """The corner a step takes: that of a gateway it leaves with others, or reaches with others."""
    for place, other, side, several in ((left, right, "left", splits[0]), (right, left, "right", splits[1])):
        if place in several and _is_free(grid, sizes, place, grid.middle[other]):
            return side
    return ""


def _is_free(grid: Grid, sizes: Sequence[tuple[float, float]], place: int, height: float) -> bool:
    """Whether nothing lies above or below the place, as far as the height."""
    low, high = sorted((grid.middle[place], height))
    for other in grid.layers.rows[grid.column[place]]:
        half = sizes[other][1] / 2 + 4 if other < len(sizes) else 1.0
        if other != place and grid.middle[other] + half > low and grid.middle[other] - half < high:
            return False
    return True


def _track(steps: list[Step]) -> None:
    """Numbers the tracks from left to right so that steps side by side cross as little as they can."""
    upright = [it for it in steps if it.begin != it.end and not it.corner]
    upright.sort(key=lambda it: (it.end < it.begin, -it.begin if it.end > it.begin else it.begin, it.arc))
    for number, step in enumerate(upright):
        low, high = sorted((step.begin, step.end))
        beside = [
            it.track
            for it in upright[:number]
            if max(it.begin, it.end) >= low and min(it.begin, it.end) <= high
        ]
        step.track = 1 + max(beside, default=0)


def line(
    arc: int,
    grid: Grid,
    boxes: Sequence[Box],
    found: Channels,
    lefts: Sequence[float],
    rights: Sequence[float],
) -> tuple[Point, ...]:
    """The corners of a line from its left end to its right one; ``lefts`` and ``rights`` are the columns' borders."""
    chain = grid.layers.chains[arc]
    steps = [next(it for it in found.steps[grid.column[place]] if it.arc == arc) for place in chain[:-1]]
    first, last = boxes[chain[0]], boxes[chain[-1]]
    points: list[Point] = [(first.right, steps[0].begin)]
    for place, step in zip(chain, steps, strict=False):
        if step.begin == step.end:
            continue
        channel = grid.column[place]
        if step.corner == "left":
            x = first.middle[0] if place == chain[0] else points[-1][0]
            points = (
                [(x, first.bottom if step.end > step.begin else first.y)] if place == chain[0] else points
            )
        elif step.corner == "right":
            x = last.middle[0]
        else:
            x = rights[channel] + SIDE + (step.track - 1) * TRACK
        points += [(x, step.begin), (x, step.end)]
    if steps[-1].corner == "right":
        points[-1] = (last.middle[0], last.y if steps[-1].end > steps[-1].begin else last.bottom)
    else:
        points.append((last.x, steps[-1].end))
    return simplified(points)


def simplified(points: Sequence[Point]) -> tuple[Point, ...]:
    """The points without those that repeat or lie on a straight line between their neighbours.

    >>> simplified([(0, 0), (5, 0), (5, 0), (9, 0), (9, 4)])
    ((0, 0), (9, 0), (9, 4))
    """
    kept: list[Point] = []
    for point in points:
        if kept and point == kept[-1]:
            continue
        if len(kept) > 1 and (
            kept[-2][0] == kept[-1][0] == point[0] or kept[-2][1] == kept[-1][1] == point[1]
        ):
            kept.pop()
        kept.append(point)
    return tuple(kept)
