"""Columns and heights: which layer each node of a process lies in, and how high, lane by lane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liandong.layered.crossings import uncross
from liandong.layered.layers import Layers, layered
from liandong.layered.places import across
from liandong.layered.ranks import ranks
from liandong.procedure.layout.turning import Arc, backward

#: Pixels between two nodes of a column, round the content of a lane, and for a line that only passes.
GAP, MARGIN, BEND = 34, 24, 14


@dataclass(frozen=True)
class Grid:
    """Places (nodes first, then bends of flows) with their column and the height of their middle."""

    layers: Layers
    column: list[int]
    middle: list[float]
    turned: list[bool]
    #: The upper and lower border of each lane.
    lanes: list[tuple[float, float]]


def grid(
    heights: Sequence[float], arcs: Sequence[Arc], starts: Sequence[int], lane: Sequence[int], lanes: int
) -> Grid:
    """The grid of nodes with these heights and lanes, arcs (none to itself) between them."""
    turned = backward(len(heights), arcs, starts)
    ahead = [
        (target, source) if back else (source, target)
        for (source, target), back in zip(arcs, turned, strict=True)
    ]
    rank = ranks(len(heights), ahead, [1] * len(ahead))
    layers = layered(rank, ahead)
    uncross(layers)
    lane_of = _lanes(layers, lane, ahead)
    for row in layers.rows:
        row.sort(key=lane_of.__getitem__)
    column = [0] * len(layers.up)
    for number, row in enumerate(layers.rows):
        for place in row:
            column[place] = number
    sizes = [*heights, *[float(BEND)] * (len(layers.up) - len(heights))]
    middle, borders = _stacked(layers, sizes, lane_of, lanes)
    return Grid(layers, column, middle, turned, borders)


def _lanes(layers: Layers, lane: Sequence[int], arcs: Sequence[Arc]) -> list[int]:
    """The lane of every place: bends lie in the lane of the flow's nearer end."""
    lane_of = [*lane, *[0] * (len(layers.up) - len(lane))]
    for chain, (source, target) in zip(layers.chains, arcs, strict=True):
        for place, bend in enumerate(chain[1:-1], start=1):
            lane_of[bend] = lane[source] if place * 2 < len(chain) else lane[target]
    return lane_of


def _stacked(
    layers: Layers, sizes: Sequence[float], lane_of: Sequence[int], lanes: int
) -> tuple[list[float], list[tuple[float, float]]]:
    """The middle of each place, lanes below one another, and the borders of the lanes."""
    middle = [0.0] * len(sizes)
    borders, top = [], 0.0
    for lane in range(lanes):
        members = [place for place in range(len(sizes)) if lane_of[place] == lane]
        alone = across(_part(layers, members), [sizes[place] for place in members], GAP)
        heights = dict(zip(members, alone, strict=True))
        first = min((heights[place] - sizes[place] / 2 for place in members), default=0.0)
        last = max((heights[place] + sizes[place] / 2 for place in members), default=80.0)
        for place in members:
            middle[place] = round(heights[place] - first + top + MARGIN)
        bottom = top + max(last - first + 2 * MARGIN, 120.0)
        borders.append((top, bottom))
        top = bottom
    return middle, borders


def _part(layers: Layers, members: Sequence[int]) -> Layers:
    """The layers of these places alone, numbered anew in their order."""
    number = {place: index for index, place in enumerate(members)}

    def kept(places: Sequence[int]) -> list[int]:
        return [number[place] for place in places if place in number]

    return Layers(
        sum(place < layers.count for place in members),
        [kept(row) for row in layers.rows],
        [kept(layers.up[place]) for place in members],
        [kept(layers.down[place]) for place in members],
    )
