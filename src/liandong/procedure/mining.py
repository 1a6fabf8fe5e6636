"""Discovery: the process tree of a profile, by the Inductive Miner on directly-follows counts (IMd, IMfD).

The graph is cut into parts that are exclusive, in sequence, parallel or a loop, and each part is treated in the same
way, down to single activities. Only counts are needed, so a profile suffices; the tree is sound by construction, and
the same counts give the same tree, to the byte. Where no cut is found, rare steps are left out (``noise``) and the
search begins again, more and more of them until there is a cut.

Source: Leemans, Fahland, van der Aalst, "Scalable process discovery and conformance checking", Software & Systems
Modeling 17 (2018), sections 4 (IMd) and 5 (noise: IMfD).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate

from liandong.errors import SettingError
from liandong.procedure.cuts import Cutter, Parts
from liandong.procedure.graph import Graph
from liandong.procedure.tree import LOOP, TAU, Tree, choice, leaf, loop, parallel, sequence

#: Steps rarer than this share of the most frequent one from the same activity are noise, as in the papers.
NOISE = 0.2
_LADDER = (0.2, 0.4, 0.6, 0.8, 1.0)


def tree_of(graph: Graph, noise: float = NOISE) -> Tree:
    """The process tree of a directly-follows graph.

    With ``noise`` 0 every step of the graph is possible in the tree. Raises SettingError for one outside 0 to 1.

    >>> counts = {("▶", "a"): 9, ("a", "b"): 5, ("a", "c"): 4, ("b", "■"): 5, ("c", "■"): 4}
    >>> print(tree_of(Graph.of(counts)))
    →(a, ×(b, c))
    """
    if not 0 <= noise <= 1:
        raise SettingError(
            setting="noise", value=noise, reason=("须在 0 和 1 之间", "it lies between 0 and 1")
        )
    return _Miner(noise).tree(graph)


class _Miner:
    """The recursion, with one noise threshold for all parts."""

    def __init__(self, noise: float) -> None:
        self.noise = noise

    def tree(self, graph: Graph) -> Tree:
        if graph.skips and graph.skips >= self.noise * graph.runs:
            return choice(self._done(graph), TAU)
        return self._done(graph)

    def _done(self, graph: Graph) -> Tree:
        """The tree of a part that is gone through."""
        if len(graph.activities) < 2:
            return self._single(graph)
        found = self._cut(graph, graph)
        if found is None:
            found = self._cut_without_noise(graph)
        return found if found is not None else self._again(graph)

    def _single(self, graph: Graph) -> Tree:
        if not graph.activities:
            return TAU
        (name,) = graph.activities
        again = graph.edges.get((name, name), 0)
        return loop(leaf(name)) if again and again >= self.noise * graph.counts[name] else leaf(name)

    def _cut_without_noise(self, graph: Graph) -> Tree | None:
        steps = [step for step in (self.noise, *_LADDER) if step >= self.noise > 0]
        for step in sorted(set(steps)):
            if (found := self._cut(graph, graph.without_noise(step))) is not None:
                return found
        return None

    def _cut(self, graph: Graph, seen: Graph) -> Tree | None:
        """The first cut of the graph as it is seen without noise; its parts keep all steps."""
        cutter = Cutter(seen)
        kinds: tuple[tuple[Callable[[], Parts], Callable[[Graph, Parts], Tree]], ...] = (
            (cutter.choice, self._choice),
            (cutter.sequence, self._sequence),
            (cutter.parallel, self._parallel),
            (cutter.loop, self._loop),
        )
        for cut, build in kinds:
            if parts := cut():
                return build(graph, parts)
        return None

    def _choice(self, graph: Graph, parts: Parts) -> Tree:
        return choice(*(self.tree(graph.within(part)) for part in parts))

    def _sequence(self, graph: Graph, parts: Parts) -> Tree:
        skips = _skips(graph, parts)
        whole = (graph.within(part, skipped) for part, skipped in zip(parts, skips, strict=True))
        return sequence(*map(self.tree, whole))

    def _parallel(self, graph: Graph, parts: Parts) -> Tree:
        return parallel(*(self._beside(graph, part) for part in parts))

    def _beside(self, graph: Graph, part: list[str]) -> Tree:
        """A part that others run beside. Its own steps are hidden among theirs, so totals tell the rest: with fewer
        events than the whole has runs, some runs went without it; one activity with more was repeated.
        """
        done = sum(graph.counts[name] for name in part)
        alone = graph.alone(part, max(0, graph.runs - done))
        tree = self.tree(alone)
        is_repeated = len(part) == 1 and done - graph.runs > self.noise * graph.runs
        return loop(tree) if is_repeated and tree.operator != LOOP else tree

    def _loop(self, graph: Graph, parts: Parts) -> Tree:
        body, *redo = parts
        again = choice(*(self.tree(graph.within(part)) for part in redo))
        return loop(self.tree(graph.within(body)), again)

    def _again(self, graph: Graph) -> Tree:
        """No cut: a loop without redo part where the end leads to the start again, else anything in any order."""
        inner = {
            edge: n
            for edge, n in graph.edges.items()
            if edge[0] not in graph.ends or edge[1] not in graph.starts
        }
        if len(inner) < len(graph.edges):
            once = Graph(graph.activities, inner, graph.starts, graph.ends)
            if (found := self._cut(once, once)) is not None:
                return loop(found)
        return loop(choice(*map(leaf, graph.activities)))


def _skips(graph: Graph, parts: Parts) -> list[int]:
    """How many runs go past each part of a sequence, as differences summed up."""
    place = {name: number for number, part in enumerate(parts) for name in part}
    past = [0] * (len(parts) + 1)

    def skip(first: int, last: int, n: int) -> None:
        if first <= last:
            past[first] += n
            past[last + 1] -= n

    for (source, target), n in graph.edges.items():
        skip(place[source] + 1, place[target] - 1, n)
    for name, n in graph.starts.items():
        skip(0, place[name] - 1, n)
    for name, n in graph.ends.items():
        skip(place[name] + 1, len(parts) - 1, n)
    return list(accumulate(past[:-1]))
