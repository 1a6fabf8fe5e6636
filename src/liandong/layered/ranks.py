"""Which layer a node lies in: cycles broken so that the most travelled arcs point down, then short arcs."""

from __future__ import annotations

from collections.abc import Sequence

Arc = tuple[int, int]


def downward(arcs: Sequence[Arc], weights: Sequence[int]) -> list[bool]:
    """For each arc, whether it points down; the others close a cycle and are drawn upward.

    Arcs are taken from the heaviest to the lightest, and one that would close a cycle of heavier ones is turned: rework
    is rarer than progress.
    """
    below: dict[int, set[int]] = {}
    down = [False] * len(arcs)
    for index in sorted(range(len(arcs)), key=lambda index: (-weights[index], arcs[index])):
        source, target = arcs[index]
        down[index] = not _reaches(below, target, source)
        upper, lower = (source, target) if down[index] else (target, source)
        below.setdefault(upper, set()).add(lower)
    return down


def _reaches(below: dict[int, set[int]], start: int, goal: int) -> bool:
    seen, stack = {start}, [start]
    while stack:
        node = stack.pop()
        if node == goal:
            return True
        fresh = below.get(node, set()) - seen
        seen |= fresh
        stack.extend(fresh)
    return False


def ranks(count: int, arcs: Sequence[Arc], weights: Sequence[int], rounds: int = 8) -> list[int]:
    """The layer of each of ``count`` nodes, from 0 down, every arc pointing at least one layer down.

    Starts from the longest paths; each node then moves, a few rounds, to where its arcs are shortest.
    """
    above: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    under: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for (source, target), weight in zip(arcs, weights, strict=True):
        above[target].append((source, weight))
        under[source].append((target, weight))
    rank = _longest_paths(above, under)
    for turn in range(rounds):
        order = sorted(range(count), key=lambda node: (rank[node], node), reverse=turn % 2 == 0)
        for node in order:
            rank[node] = _best(rank, above[node], under[node], rank[node])
    lowest = min(rank, default=0)
    return [each - lowest for each in rank]


def _longest_paths(above: list[list[tuple[int, int]]], under: list[list[tuple[int, int]]]) -> list[int]:
    waiting = [len(sources) for sources in above]
    rank = [0] * len(above)
    ready = [node for node, left in enumerate(waiting) if not left]
    for node in ready:
        for target, _ in under[node]:
            rank[target] = max(rank[target], rank[node] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    return rank


def _best(rank: list[int], above: list[tuple[int, int]], under: list[tuple[int, int]], here: int) -> int:
    """The layer between a node's neighbours that makes its arcs shortest: an end of the span, as lengths are linear."""
    first = max((rank[source] + 1 for source, _ in above), default=None)
    last = min((rank[target] - 1 for target, _ in under), default=None)
    if first is None or last is None:
        return last if last is not None else first if first is not None else here
    up, down = sum(weight for _, weight in above), sum(weight for _, weight in under)
    return last if down > up else first
