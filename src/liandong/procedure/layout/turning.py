"""Which flows are drawn backward: those that go back to what came before, and the tasks on the way back with them."""

from __future__ import annotations

from collections.abc import Sequence

Arc = tuple[int, int]


def backward(count: int, arcs: Sequence[Arc], starts: Sequence[int]) -> list[bool]:
    """For each arc whether it is drawn from right to left, so that the others make no cycle.

    Found by a walk in depth from the starts, in the order given. Where a way back passes nodes that nothing else
    touches, it is drawn backward from its first arc on: rework lies below what is done again, not behind it.

    >>> backward(4, [(0, 1), (1, 2), (2, 1), (2, 3)], [0])
    [False, False, True, False]
    """
    out: list[list[int]] = [[] for _ in range(count)]
    into: list[list[int]] = [[] for _ in range(count)]
    for number, (source, target) in enumerate(arcs):
        out[source].append(number)
        into[target].append(number)
    turned = [False] * len(arcs)
    for number in _back(count, arcs, out, [*starts, *range(count)]):
        for way in _passing(number, arcs, out, into):
            turned[way] = True
    return turned


def _passing(number: int, arcs: Sequence[Arc], out: list[list[int]], into: list[list[int]]) -> list[int]:
    """The arcs of a way back to an earlier node; the last alone where the whole way only leads round to its start."""
    ways, goal = [number], arcs[number][1]
    while len(into[arcs[ways[-1]][0]]) == len(out[arcs[ways[-1]][0]]) == 1:
        ways.append(into[arcs[ways[-1]][0]][0])
        if ways[-1] == number:
            break
    return ways[:1] if ways[-1] == number or arcs[ways[-1]][0] == goal else ways


def _back(count: int, arcs: Sequence[Arc], out: list[list[int]], starts: Sequence[int]) -> list[int]:
    """The arcs that lead to a node on the way that leads to them."""
    found = []
    fresh, open_, done = 0, 1, 2
    state = [fresh] * count
    for start in starts:
        if state[start] != fresh:
            continue
        state[start] = open_
        stack = [(start, iter(out[start]))]
        while stack:
            node, numbers = stack[-1]
            for number in numbers:
                target = arcs[number][1]
                if state[target] == open_:
                    found.append(number)
                elif state[target] == fresh:
                    state[target] = open_
                    stack.append((target, iter(out[target])))
                    break
            else:
                state[node] = done
                stack.pop()
    return found
