"""Labels moved to the middle of their arcs, so that arcs bend once and gently: order and distances are kept."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from liandong.layered.layers import Layers


def eased(layers: Layers, xs: Sequence[float], widths: Sequence[float], gap: float) -> list[float]:
    """The middles of all places, those in rows between nodes as near as can be to the middle of their neighbours."""
    moved = list(xs)
    for row in layers.rows[1::2]:
        wanted = [(xs[layers.up[place][0]] + xs[layers.down[place][0]]) / 2 for place in row]
        apart = [(widths[left] + widths[right]) / 2 + gap for left, right in itertools.pairwise(row)]
        for place, x in zip(row, spaced(wanted, apart), strict=True):
            moved[place] = x
    return moved


def spaced(wanted: Sequence[float], apart: Sequence[float]) -> list[float]:
    """The nearest values (least squares) whose neighbours are that far apart: pool adjacent violators.

    >>> spaced([0.0, 10.0, 10.0], [5.0, 8.0])
    [0.0, 6.0, 14.0]
    """
    offsets = [0.0]
    for distance in apart:
        offsets.append(offsets[-1] + distance)
    pools: list[tuple[float, int]] = []
    for value, offset in zip(wanted, offsets, strict=False):
        total, size = value - offset, 1
        while pools and pools[-1][0] / pools[-1][1] > total / size:
            before, count = pools.pop()
            total, size = total + before, size + count
        pools.append((total, size))
    bases = [total / size for total, size in pools for _ in range(size)]
    return [base + offset for base, offset in zip(bases, offsets, strict=False)]
