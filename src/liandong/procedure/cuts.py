"""The four cuts of the Inductive Miner: how a directly-follows graph falls into parts that are blocks.

Each function gives the parts of one cut, always in the same order, or nothing where the graph has no such cut. The
graph is kept as a matrix of truth values, so that one with hundreds of activities is cut in milliseconds. Source:
Leemans, Fahland, van der Aalst, "Scalable process discovery and conformance checking" (2018), section 4, on the
definitions of "Discovering block-structured process models from event logs" (2013).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from liandong.procedure.graph import Graph

Parts = list[list[str]]
Bits = NDArray[np.bool_]


class Cutter:
    """A graph with its activities by number, and which of them follows which."""

    def __init__(self, graph: Graph) -> None:
        self.names = graph.activities
        self._number = {name: number for number, name in enumerate(self.names)}
        count = len(self.names)
        self.after = np.zeros((count, count), dtype=np.bool_)
        for source, target in graph.edges:
            self.after[self._number[source], self._number[target]] = True
        self.starts, self.ends = self._bits(graph.starts), self._bits(graph.ends)
        self._all = np.ones(count, dtype=np.bool_)

    def choice(self) -> Parts:
        """Parts without any step between them."""
        return self._named(_connected(self.after | self.after.T, self._all))

    def sequence(self) -> Parts:
        """Parts that only later ones are reached from, in order; what is skipped together stays together."""
        reach = _closure(self.after)
        # Reached both ways or neither way: such pairs lie in one part.
        parts = _connected(reach == reach.T, self._all)
        if len(parts) < 2:
            return []
        parts.sort(key=lambda part: -int((reach[part.argmax()] & ~part).sum()))
        return self._named(list(self._together(parts)))

    def parallel(self) -> Parts:
        """Parts with steps both ways between all of their activities, each with a start and an end of the whole."""
        parts = _connected(~(self.after & self.after.T), self._all)
        whole = [part for part in parts if (part & self.starts).any() and (part & self.ends).any()]
        broken = self._all & ~np.logical_or.reduce([*whole, ~self._all])
        if whole:
            whole[0] = whole[0] | broken
        return self._named(whole)

    def loop(self) -> Parts:
        """The body, then the redo parts: entered from all ends of the body alone, left to all its starts alone."""
        body = self.starts | self.ends
        redo = _connected(self.after | self.after.T, ~body)
        # What is no redo part belongs to the body; then parts that touch it must be looked at again.
        while wrong := [part for part in redo if not self._is_redo(part, body)]:
            redo = [part for part in redo if not any(part is each for each in wrong)]
            body = np.logical_or.reduce([body, *wrong])
        return [self._of(body), *map(self._of, redo)] if redo else []

    def _is_redo(self, part: Bits, body: Bits) -> bool:
        into = self.after.T[part] & body
        out = self.after[part] & body
        into, out = into[into.any(axis=1)], out[out.any(axis=1)]
        return bool(len(into) and len(out) and (into == self.ends).all() and (out == self.starts).all())

    def _together(self, parts: list[Bits]) -> Iterator[Bits]:
        """Neighbours that lead nowhere but to a part that can be skipped join it: they are skipped together."""
        first, last = self._span(parts)
        count = len(parts)
        group = list(range(count))
        for pivot in _skipped(first, last):
            lower = pivot - 1
            while lower >= 0 and last[lower] <= pivot:
                group[lower] = group[pivot]
                lower -= 1
            upper = pivot + 1
            while upper < count and first[upper] >= pivot:
                group[upper] = group[pivot]
                upper += 1
        for number in sorted(set(group)):
            yield np.logical_or.reduce(
                [part for part, each in zip(parts, group, strict=True) if each == number]
            )

    def _span(self, parts: list[Bits]) -> tuple[list[int], list[int]]:
        """The first part each part is entered from, and the last it is left to; -1 is the start, beyond all the end."""
        place = np.zeros(len(self.names), dtype=np.int64)
        for number, part in enumerate(parts):
            place[part] = number
        first = [-1 if (part & self.starts).any() else len(parts) for part in parts]
        last = [len(parts) if (part & self.ends).any() else -1 for part in parts]
        for source, target in place[np.argwhere(self.after)].tolist():
            first[target] = min(first[target], source)
            last[source] = max(last[source], target)
        return first, last

    def _bits(self, names: Iterable[str]) -> Bits:
        bits = np.zeros(len(self.names), dtype=np.bool_)
        bits[[self._number[name] for name in names]] = True
        return bits

    def _of(self, part: Bits) -> list[str]:
        return [self.names[number] for number in np.flatnonzero(part)]

    def _named(self, parts: list[Bits]) -> Parts:
        """The names of each part; nothing where there are too few parts for a cut."""
        return [self._of(part) for part in parts] if len(parts) > 1 else []


def _skipped(first: Sequence[int], last: Sequence[int]) -> list[int]:
    """The parts that some step leads past."""
    return [
        number
        for number in range(len(first))
        if any(each > number for each in last[:number]) or any(each < number for each in first[number + 1 :])
    ]


def _closure(after: Bits) -> Bits:
    """What each activity reaches in one step or more.

    Activities that reach each other reach the same, so it is found for each such component once, from what those it
    leads to reach (Purdom, "A transitive closure algorithm", 1970).
    """
    packed = np.packbits(after, axis=1)
    targets = [np.flatnonzero(row).tolist() for row in after]
    for component in _components(targets):
        beyond = sorted({each for node in component for each in targets[node]})
        if beyond:
            packed[component] = np.bitwise_or.reduce(packed[[*component, *beyond]], axis=0)
    return np.unpackbits(packed, axis=1, count=len(after)).astype(np.bool_)


def _components(targets: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """The strongly connected components of a graph, each after all it leads to (Tarjan 1972)."""
    order, lowest = dict[int, int](), dict[int, int]()
    open_nodes = dict[int, None]()
    for root in range(len(targets)):
        path = [] if root in order else [(root, iter(targets[root]))]
        while path:
            node, ways = path[-1]
            if node not in order:
                order[node] = lowest[node] = len(order)
                open_nodes[node] = None
            for target in ways:
                if target not in order:
                    path.append((target, iter(targets[target])))
                    break
                if target in open_nodes:
                    lowest[node] = min(lowest[node], order[target])
            else:
                path.pop()
                if path:
                    lowest[path[-1][0]] = min(lowest[path[-1][0]], lowest[node])
                if lowest[node] == order[node]:
                    yield _closed(open_nodes, node)


def _closed(open_nodes: dict[int, None], first: int) -> list[int]:
    """Takes the nodes from the last one back to the first out of those that are open."""
    found = [open_nodes.popitem()[0]]
    while found[-1] != first:
        found.append(open_nodes.popitem()[0])
    return found


def _connected(neighbours: Bits, within: Bits) -> list[Bits]:
    """The connected components of the activities ``within``, by their lowest activity."""
    parts, left = [], within.copy()
    while left.any():
        part = np.zeros_like(left)
        part[left.argmax()] = True
        front = part
        while front.any():
            front = neighbours[front].any(axis=0) & left & ~part
            part = part | front
        parts.append(part)
        left &= ~part
    return parts
