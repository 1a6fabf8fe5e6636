"""A layered graph: every arc crosses one layer after the other through bends, so that it can be led round nodes."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from liandong.layered.ranks import Arc


@dataclass
class Layers:
    """Places in layers, numbered from 0; the first ``count`` are nodes, the others bends of arcs."""

    count: int
    rows: list[list[int]]
    up: list[list[int]] = field(default_factory=list)
    down: list[list[int]] = field(default_factory=list)
    #: The places an arc goes through, from its upper end to its lower one.
    chains: list[list[int]] = field(default_factory=list)

    def is_bend(self, place: int) -> bool:
        """Whether an arc only passes here."""
        return place >= self.count


def layered(rank: Sequence[int], arcs: Sequence[Arc]) -> Layers:
    """The layers of nodes with these ranks, and a bend wherever an arc crosses a layer."""
    rows: list[list[int]] = [[] for _ in range(max(rank, default=-1) + 1)]
    for node, row in enumerate(rank):
        rows[row].append(node)
    layers = Layers(len(rank), rows, [[] for _ in rank], [[] for _ in rank])
    for source, target in arcs:
        layers.chains.append(_chain(layers, source, target, rank[source], rank[target]))
    return layers


def _chain(layers: Layers, source: int, target: int, first: int, last: int) -> list[int]:
    chain = [source]
    for row in range(first + 1, last):
        chain.append(len(layers.up))
        layers.rows[row].append(len(layers.up))
        layers.up.append([])
        layers.down.append([])
    chain.append(target)
    for upper, lower in itertools.pairwise(chain):
        layers.down[upper].append(lower)
        layers.up[lower].append(upper)
    return chain
