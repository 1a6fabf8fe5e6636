"""How much of a process a map shows: the most frequent activities first, never a piece cut off from start and end.

A step is as long as it is rare (1/n), so every activity has one shortest path from the start and one to the end: few
steps, and frequent ones. A level keeps its most frequent activities with these paths whole, then adds the most frequent
further steps. So each level is connected, and contains the one before it. An activity whose paths are so long that they
do not fit on a sheet is left out; where that is so of all of them, a level is empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

Step = tuple[str, str]

#: How many activities the levels of detail aim at; a map of more is a wall paper and is left to the tables.
SIZES = (8, 14, 24, 40, 64)
#: A sheet of more activities cannot be read, nor drawn in reasonable time.
MOST = 240
#: Further steps for each activity shown.
_STEPS = 1.6


@dataclass(frozen=True)
class Level:
    """The activities and steps of one level of detail, each in order."""

    activities: tuple[str, ...]
    steps: tuple[Step, ...]


def levels(
    activities: Mapping[str, int],
    steps: Mapping[Step, int],
    *,
    start: str,
    end: str,
    sizes: Sequence[int] = SIZES,
) -> list[Level]:
    """The levels from coarse to fine, each different from the one before; at least one.

    ``activities`` and ``steps`` hold how often each occurred; ``start`` and ``end`` belong to the activities.
    """
    inward = _shortest(steps, start)
    outward = _shortest({(target, source): n for (source, target), n in steps.items()}, end)
    marks = [name for name in (start, end) if name in activities]
    inner = sorted(activities.keys() - {start, end}, key=lambda name: (-activities[name], name))
    found: list[Level] = []
    for size in sizes:
        kept = _with_paths([*marks, *inner[:size]], inward, outward)
        before = set(found[-1].steps) if found else set()
        level = _level(kept, steps, inward, outward, before)
        if not found or level != found[-1]:
            found.append(level)
    return found


def _level(
    kept: set[str],
    steps: Mapping[Step, int],
    inward: dict[str, str],
    outward: dict[str, str],
    before: set[Step],
) -> Level:
    chosen = {(inward[name], name) for name in kept if inward.get(name) in kept}
    chosen |= {(name, outward[name]) for name in kept if outward.get(name) in kept}
    within = [step for step in steps if step[0] in kept and step[1] in kept]
    within.sort(key=lambda step: (-steps[step], step))
    chosen |= before | set(within[: int(_STEPS * len(kept))])
    return Level(tuple(sorted(kept)), tuple(sorted(chosen)))


def _shortest(steps: Mapping[Step, int], root: str) -> dict[str, str]:
    """For each activity that can be reached from the root, the one before it on its shortest path."""
    onward: dict[str, list[tuple[str, float]]] = {}
    for (source, target), n in sorted(steps.items()):
        if source != target and n > 0:
            onward.setdefault(source, []).append((target, 1 / n))
    parent: dict[str, str] = {}
    queue: list[tuple[float, str, str]] = [(0.0, root, root)]
    while queue:
        length, name, before = heappop(queue)
        if name in parent:
            continue
        parent[name] = before
        for target, further in onward.get(name, ()):
            if target not in parent:
                heappush(queue, (length + further, target, name))
    parent.pop(root)
    return parent


def _with_paths(names: Sequence[str], inward: dict[str, str], outward: dict[str, str]) -> set[str]:
    """The names with all that lies on their paths from the start and to the end, the first ones where not all fit."""
    before, behind = set[str](), set[str]()
    for name in names:
        more_before, more_behind = _path(name, inward, before), _path(name, outward, behind)
        if len(before.union(behind, more_before, more_behind)) <= MOST:
            before |= more_before
            behind |= more_behind
    return before | behind


def _path(name: str, parent: dict[str, str], known: set[str]) -> set[str]:
    """What the path of the name adds to those known; no further than a sheet reaches."""
    added: set[str] = set()
    step: str | None = name
    while step is not None and step not in known and len(added) <= MOST:
        added.add(step)
        step = parent.get(step)
    return added
