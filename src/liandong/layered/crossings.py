"""The order within layers: fewer crossings, by averages of neighbours, sweeping down and up."""

from __future__ import annotations

import itertools
from bisect import bisect_right, insort

from liandong.layered.layers import Layers

#: Large drawings are swept fewer times: the first sweeps remove most crossings.
_WORK = 120_000


def uncross(layers: Layers) -> None:
    """Reorders the rows so that few arcs cross; equal averages keep their order, so the result is always the same."""
    _start(layers)
    best = [list(row) for row in layers.rows]
    fewest = crossings(layers)
    sweeps = max(4, min(16, _WORK // max(1, len(layers.up))))
    for sweep in range(sweeps):
        if not fewest:
            break
        _sweep(layers, upward=bool(sweep % 2))
        now = crossings(layers)
        if now < fewest:
            fewest, best = now, [list(row) for row in layers.rows]
    layers.rows[:] = best


def crossings(layers: Layers) -> int:
    """How many pairs of arcs cross."""
    return sum(
        _between(upper, lower, layers.down)
        for upper, lower in zip(layers.rows, layers.rows[1:], strict=False)
    )


def _between(upper: list[int], lower: list[int], down: list[list[int]]) -> int:
    place = {node: index for index, node in enumerate(lower)}
    passed: list[int] = []
    total = 0
    for node in upper:
        ends = sorted(place[target] for target in down[node])
        total += sum(len(passed) - bisect_right(passed, end) for end in ends)
        for end in ends:
            insort(passed, end)
    return total


def _start(layers: Layers) -> None:
    """Rows in the order a walk from the top meets them, so that what belongs together starts together."""
    met: dict[int, int] = {}
    stack = [node for row in reversed(layers.rows) for node in reversed(row)]
    while stack:
        node = stack.pop()
        if node not in met:
            met[node] = len(met)
            stack.extend(reversed(layers.down[node]))
    for row in layers.rows:
        row.sort(key=met.__getitem__)


def _sweep(layers: Layers, *, upward: bool) -> None:
    neighbours = layers.down if upward else layers.up
    rows = list(reversed(layers.rows)) if upward else layers.rows
    for fixed, row in itertools.pairwise(rows):
        place = {node: index for index, node in enumerate(fixed)}
        average = {}
        for index, node in enumerate(row):
            ends = [place[end] for end in neighbours[node]]
            average[node] = sum(ends) / len(ends) if ends else index * len(fixed) / len(row)
        row.sort(key=average.__getitem__)
