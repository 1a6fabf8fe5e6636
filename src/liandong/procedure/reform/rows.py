"""What stands in a row: the parts of a procedure with one way in and one way out, one behind the other.

Two flows are equivalent when every cycle that has one has the other, the way from the ends back to the starts closing
the cycles. Between two neighbours of one class lies a part that can be moved, wrapped or reordered as a whole, whatever
is inside: a task, a choice, a loop. Source: Johnson, Pearson, Pingali, "The program structure tree" (1994); on business
processes Vanhatalo, Völzer, Koehler, "The refined process structure tree" (2009). Classes are found by taking each flow
out and looking for bridges, which is quadratic and quick for what people draw.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from liandong.procedure.model import Model

_OUTSIDE = ""


@dataclass(frozen=True)
class Part:
    """Some nodes with one flow into them and one out of them."""

    nodes: frozenset[str]
    entry: str
    exit: str


#: Parts one behind the other: the exit of one is the entry of the next.
Row = tuple[Part, ...]


class _Edge(NamedTuple):
    #: The id of the flow; "" for what only ties a node to the outside, or a boundary event to its activity.
    flow: str
    source: str
    target: str


def rows(model: Model) -> tuple[Row, ...]:
    """All rows of all scopes, in the order of their first flows in the file."""
    return tuple(row for scope in model.scopes for row in _rows(model, scope))


def _rows(model: Model, scope: str) -> Iterable[Row]:
    edges = _edges(model, scope)
    done: set[int] = set()
    for number, edge in enumerate(edges):
        if edge.flow and number not in done:
            alike = sorted({number, *(it for it in _bridges(edges, number) if edges[it].flow)})
            done |= set(alike)
            if len(alike) > 1:
                yield _row(edges, alike)


def _edges(model: Model, scope: str) -> list[_Edge]:
    nodes = list(model.within(scope))
    inside = {it.id for it in nodes}
    edges = [
        _Edge("" if it in model.links else it.id, it.source, it.target)
        for it in model.ways
        if it.scope == scope and {it.source, it.target} <= inside
    ]
    for node in nodes:
        if node.attached_to in inside:
            edges.append(_Edge("", node.attached_to, node.id))
        elif not model.incoming[node.id]:
            edges.append(_Edge("", _OUTSIDE, node.id))
        if not model.outgoing[node.id]:
            edges.append(_Edge("", node.id, _OUTSIDE))
    return edges


def _bridges(edges: Sequence[_Edge], without: int) -> list[int]:
    """The edges without any of which, and the one left out, the graph would fall apart (Tarjan, 1974)."""
    near: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for number, (_, source, target) in enumerate(edges):
        if number != without:
            near[source].append((number, target))
            near[target].append((number, source))
    found, order, low = [], {_OUTSIDE: 0}, {_OUTSIDE: 0}
    stack = [(_OUTSIDE, -1, iter(near[_OUTSIDE]))]
    while stack:
        node, by, rest = stack[-1]
        for number, other in rest:
            if other not in order:
                order[other] = low[other] = len(order)
                stack.append((other, number, iter(near[other])))
                break
            if number != by:
                low[node] = min(low[node], order[other])
        else:
            stack.pop()
            if stack:
                above = stack[-1][0]
                low[above] = min(low[above], low[node])
                if low[node] > order[above]:
                    found.append(by)
    return found


def _row(edges: Sequence[_Edge], alike: Sequence[int]) -> Row:
    """The parts between equivalent flows, from the one that comes from outside on."""
    part_of = _components([it for number, it in enumerate(edges) if number not in set(alike)], edges)
    leaving = {part_of[edges[number].source]: edges[number] for number in alike}
    members: dict[str, set[str]] = defaultdict(set)
    for node, name in part_of.items():
        members[name].add(node)
    flow, row = leaving[part_of[_OUTSIDE]], []
    for _ in alike[1:]:
        behind = leaving[part_of[flow.target]]
        row.append(Part(frozenset(members[part_of[flow.target]]), flow.flow, behind.flow))
        flow = behind
    return tuple(row)


def _components(edges: Iterable[_Edge], every: Iterable[_Edge]) -> dict[str, str]:
    """For each node the name of the component it is in when only these edges are left."""
    up = {node: node for edge in every for node in (edge.source, edge.target)}

    def top(node: str) -> str:
        while up[node] != node:
            up[node] = node = up[up[node]]
        return node

    for _, source, target in edges:
        up[top(source)] = top(target)
    return {node: top(node) for node in up}
