"""Where places lie across (Brandes and Köpf 2001): long arcs straight, nodes over the middle of their neighbours.

Four drawings are made, each leaning to one corner; a place gets the mean of its two middle ones.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from liandong.layered.layers import Layers

Rows = list[list[int]]


def across(layers: Layers, widths: Sequence[float], gap: float) -> list[float]:
    """The middle of each place from left to right, neighbours in a row at least ``gap`` apart."""
    barred = _barred(layers)
    leaning = []
    for upward in (False, True):
        for leftward in (True, False):
            rows = _turned(layers.rows, upward=upward, mirrored=not leftward)
            neighbours = layers.down if upward else layers.up
            root = _aligned(rows, neighbours, barred)
            xs = _packed(rows, root, widths, gap)
            leaning.append(xs if leftward else [-x for x in xs])
    return _balanced(leaning, widths)


def _turned(rows: Rows, *, upward: bool, mirrored: bool) -> Rows:
    turned = [list(reversed(row)) if mirrored else row for row in rows]
    return list(reversed(turned)) if upward else turned


def _barred(layers: Layers) -> set[tuple[int, int]]:
    """The segments that may not be straightened, for they cross a long arc, which comes first."""
    barred = set()
    for upper, lower in zip(layers.rows, layers.rows[1:], strict=False):
        place = {node: index for index, node in enumerate(upper)}
        first = passed = 0
        for index, node in enumerate(lower):
            through = next(
                (up for up in layers.up[node] if layers.is_bend(node) and layers.is_bend(up)), None
            )
            if through is None and index < len(lower) - 1:
                continue
            last = len(upper) - 1 if through is None else place[through]
            for between in lower[passed : index + 1]:
                for up in layers.up[between]:
                    inner = layers.is_bend(between) and layers.is_bend(up)
                    if not inner and not first <= place[up] <= last:
                        barred |= {(up, between), (between, up)}
            passed, first = index + 1, last
    return barred


def _aligned(rows: Rows, neighbours: list[list[int]], barred: set[tuple[int, int]]) -> list[int]:
    """The root of each place's block: places on one straight line share it."""
    root = list(range(len(neighbours)))
    for fixed, row in itertools.pairwise(rows):
        place = {node: index for index, node in enumerate(fixed)}
        last = -1
        for node in row:
            ends = sorted(neighbours[node], key=place.__getitem__)
            for middle in sorted({(len(ends) - 1) // 2, len(ends) // 2}) if ends else ():
                end = ends[middle]
                if place[end] > last and (end, node) not in barred:
                    root[node] = root[end]
                    last = place[end]
                    break
    return root


def _packed(rows: Rows, root: list[int], widths: Sequence[float], gap: float) -> list[float]:
    """Blocks as far left as they go, then each to the right as far as nothing moves: short sideways arcs."""
    before: dict[int, dict[int, float]] = {}
    after: dict[int, dict[int, float]] = {}
    for row in rows:
        for left, right in itertools.pairwise(row):
            apart = (widths[left] + widths[right]) / 2 + gap
            a, b = root[left], root[right]
            before.setdefault(b, {})[a] = max(apart, before.get(b, {}).get(a, 0.0))
            after.setdefault(a, {})[b] = before[b][a]
    blocks = sorted({root[node] for row in rows for node in row})
    order = _in_order(blocks, before, after)
    x: dict[int, float] = {}
    for block in order:
        x[block] = max((x[left] + apart for left, apart in before.get(block, {}).items()), default=0.0)
    for block in reversed(order):
        room = min((x[right] - apart for right, apart in after.get(block, {}).items()), default=x[block])
        x[block] = max(x[block], room)
    return [x[each] for each in root]


def _in_order(
    blocks: list[int], before: dict[int, dict[int, float]], after: dict[int, dict[int, float]]
) -> list[int]:
    """The blocks, each behind those to its left."""
    left = {block: len(before.get(block, {})) for block in blocks}
    order = [block for block in blocks if not left[block]]
    for block in order:
        for right in after.get(block, {}):
            left[right] -= 1
            if not left[right]:
                order.append(right)
    return order


def _balanced(leaning: list[list[float]], widths: Sequence[float]) -> list[float]:
    """The four drawings laid over the narrowest, and the mean of the two middle values for each place."""
    spans = []
    for xs in leaning:
        low = min((x - width / 2 for x, width in zip(xs, widths, strict=True)), default=0.0)
        high = max((x + width / 2 for x, width in zip(xs, widths, strict=True)), default=0.0)
        spans.append((high - low, low, high))
    _, low, high = min(spans)
    for index, (_, mine_low, mine_high) in enumerate(spans):
        shift = low - mine_low if index % 2 == 0 else high - mine_high
        leaning[index] = [x + shift for x in leaning[index]]
    xs = [sum(sorted(values)[1:3]) / 2 for values in zip(*leaning, strict=True)]
    edge = min((x - width / 2 for x, width in zip(xs, widths, strict=True)), default=0.0)
    return [x - edge for x in xs]
