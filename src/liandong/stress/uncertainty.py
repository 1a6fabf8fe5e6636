"""What is not known about a model: its shares, durations and load were counted on so many cases and no more.

Each replication draws them anew from what the counts leave open (a Dirichlet distribution over the cells of a table, a
gamma distribution for the level of arrivals: the posterior under Jeffreys' improper limit; Rubin, The Bayesian
Bootstrap, Ann. Statist. 9, 1981). Draws are keyed by the element's id, so that two models that share an element share
what is not known about it, and their difference keeps its pairing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b

import numpy as np

from liandong.simulation.duration import Duration, Shape
from liandong.simulation.model import Choice, Delay, Flow, Model, Task


@dataclass(frozen=True)
class Evidence:
    """How much a model was counted on: cases in all, and how often each node was passed."""

    cases: float
    passed: Mapping[str, float]

    def of(self, node: str) -> float:
        """How often the node was passed; a new one is as uncertain as the rarest."""
        return max(self.passed.get(node, min(self.passed.values(), default=self.cases)), 1.0)


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

    level = luck("arrivals").gamma(evidence.cases) / evidence.cases
    nodes = tuple(
        replace(node, duration=_redrawn(node.duration, evidence.of(node.id), luck("time", node.id)))
        if isinstance(node, (Task, Delay)) and not (isinstance(node, Delay) and node.is_statutory)
        else node
        for node in model.nodes
    )
    classes = tuple(
        replace(
            each,
            durations={
                key: _redrawn(own, evidence.of(key) * each.share, luck("time", key, each.name))
                for key, own in each.durations.items()
            },
        )
        for each in model.classes
    )
    choices = {node.id for node in model.nodes if isinstance(node, Choice)}
    flows = tuple(
        _reweighed(flow, evidence.of(flow.source), luck("way", flow.source, flow.target))
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
