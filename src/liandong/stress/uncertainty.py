"""What is not known about a model: its shares, durations and load were counted on so many cases and no more.

Each replication draws them anew from what the counts leave open (a Dirichlet distribution over the cells of a table, a
gamma distribution for the level of arrivals: the posterior under Jeffreys' improper limit; Rubin, The Bayesian
Bootstrap, Ann. Statist. 9, 1981). Draws are keyed by the node's id, and those of a choice by the place of each way, so
that two models that share an element share what is not known about it, and their difference keeps its pairing. An edit may
give an element other copies (``skeleton``): one that was not counted is as well known as the element, and has the draws of
a copy that is no longer there, so that two copies in one model never share theirs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from itertools import count

import numpy as np

from liandong.simulation.calibration import element_of
from liandong.simulation.duration import Duration, Shape
from liandong.simulation.model import Choice, Delay, Flow, Model, Task


@dataclass(frozen=True)
class Evidence:
    """How much a model was counted on: cases in all, and how often each node was passed."""

    cases: float
    passed: Mapping[str, float]

    def of(self, node: str) -> float:
        """How often the node was passed, else its element or all copies of that; a new one is as uncertain as the rarest."""
        element = element_of(node)
        known = (self.passed.get(node), self.passed.get(element), self._copied.get(element))
        rarest = min(self.passed.values(), default=self.cases)
        return max(next((n for n in known if n is not None), rarest), 1.0)

    def names(self, nodes: Sequence[str]) -> dict[str, str]:
        """The id by which each node of a model has its draws: its own, or that of a counted copy that is not there.

        >>> Evidence(9, {"G←a": 6, "G←b": 3}).names(["G←b", "G←c", "G←d"])
        {'G←b': 'G←b', 'G←c': 'G←a', 'G←d': 'G←d'}
        """
        gone = self.passed.keys() - set(nodes)
        free: defaultdict[str, list[str]] = defaultdict(list)
        for copy in sorted(gone, key=lambda it: (self.passed[it], it)):
            free[element_of(copy)].append(copy)
        lent = ((it, free[element_of(it)]) for it in nodes if it not in self.passed)
        return {it: it for it in nodes} | {it: copies.pop() for it, copies in lent if copies}

    @cached_property
    def _copied(self) -> dict[str, float]:
        """How often the copies of each element were passed, all together."""
        found: defaultdict[str, float] = defaultdict(float)
        for node, n in self.passed.items():
            found[element_of(node)] += n
        return found


def redrawn(
    model: Model, evidence: Evidence, *, seed: int, replication: int, fixed: Collection[str] = ()
) -> Model:
    """The model with its shares, durations and load drawn anew; the same for the same seed and replication.

    The shares of choices in ``fixed`` stay: they were set, not counted. Those that a choice remembers from earlier visits
    (``Flow.later``) stay too.
    """

    def luck(*words: object) -> np.random.Generator:
        text = "|".join(map(str, (seed, replication, *words)))
        return np.random.default_rng(int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little"))

    name = evidence.names([node.id for node in model.nodes])
    level = luck("arrivals").gamma(evidence.cases) / evidence.cases
    nodes = tuple(
        replace(node, duration=_redrawn(node.duration, evidence.of(node.id), luck("time", name[node.id])))
        if isinstance(node, (Task, Delay)) and not (isinstance(node, Delay) and node.is_statutory)
        else node
        for node in model.nodes
    )
    classes = tuple(
        replace(
            each,
            durations={
                key: _redrawn(own, evidence.of(key) * each.share, luck("time", name.get(key, key), each.name))
                for key, own in each.durations.items()
            },
        )
        for each in model.classes
    )
    choices = {node.id for node in model.nodes if isinstance(node, Choice)}
    # By its place: a way that leads to another node, as something was put into it, is the same way.
    places: defaultdict[str, Iterator[int]] = defaultdict(count)
    flows = tuple(
        _reweighed(flow, evidence.of(flow.source), luck("way", name[flow.source], next(places[flow.source])))
        if flow.source in choices and flow.source not in fixed
        else flow
        for flow in model.flows
    )
    arrivals = replace(model.arrivals, load=model.arrivals.load * level)
    return replace(model, nodes=nodes, flows=flows, classes=classes, arrivals=arrivals)


def _redrawn(duration: Duration, n: float, luck: np.random.Generator) -> Duration:
    if duration.shape != Shape.TABLE:
        return duration
    shares = np.diff(np.array(duration.reached), prepend=0.0)
    weights = luck.gamma(np.maximum(shares * n, 1e-9))
    if not weights.sum() > 0:
        return duration
    return replace(duration, reached=tuple(np.cumsum(weights / weights.sum())))


def _reweighed(flow: Flow, n: float, luck: np.random.Generator) -> Flow:
    """The flow with its share drawn anew; shares of one choice are divided by their sum when the model is compiled."""
    return replace(flow, share=float(luck.gamma(flow.share * n)) / n) if flow.share > 0 else flow
