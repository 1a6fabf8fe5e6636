"""How often a case passes each node of a skeleton, as its shares have it.

What comes into a node leaves it: a choice divides it, a fork copies it, a join lets one on for all its branches. So the
visits of a case are the solution of linear equations (the fundamental matrix of an absorbing Markov chain; Kemeny and
Snell, Finite Markov Chains, 1960, ch. 3).
"""

from __future__ import annotations

import numpy as np

from liandong.simulation.calibration.routing import Shares
from liandong.simulation.calibration.skeleton import CHOICE, JOIN, SOME, Skeleton

#: So little of what passes a node is lost there that no number shows it; cases that never end make no equation insoluble.
_LOST = 1e-9


def visits_of(skeleton: Skeleton, shares: Shares) -> dict[str, float]:
    """The expected visits of one case at each node."""
    place = {key: number for number, key in enumerate(skeleton.steps)}
    matrix = (1 + _LOST) * np.eye(len(place))
    for source, target in skeleton.ways:
        matrix[place[target], place[source]] -= _passing(skeleton, shares, source, target)
    for gate, step in skeleton.steps.items():
        if step.kind == SOME:
            matrix[place[step.join], place[gate]] -= 1
    came = np.zeros(len(place))
    came[place[skeleton.entry]] = 1
    found = np.maximum(np.linalg.solve(matrix, came), 0.0)
    return dict(zip(place, found.tolist(), strict=True))


def _passing(skeleton: Skeleton, shares: Shares, source: str, target: str) -> float:
    """How much of what leaves a node arrives at another."""
    if skeleton.steps[target].kind == JOIN:
        # Of all that arrive one goes on; behind an inclusive gateway, as many as came to that.
        waits_for_some = any(step.join == target for step in skeleton.steps.values() if step.join)
        return 0.0 if waits_for_some else 1 / len(skeleton.reaching[target])
    if skeleton.steps[source].kind not in (CHOICE, SOME):
        return 1.0
    ways = skeleton.leaving[source]
    is_told = any((source, each) in shares for each in ways)
    return shares.get((source, target), 0.0) if is_told else 1 / len(ways)
