"""The levels of the weeks behind the counts of the weeks, without the luck that a simulation draws anew.

A week has more cases than another because more was on, or by luck. A run that took the counts for the levels would have
the luck twice: once as counted, once of its own. So the levels are those under which the counts are likeliest, whatever
their distribution (Kiefer and Wolfowitz 1956), and each week has the level to be expected by its count (Robbins 1956, "An
empirical Bayes approach to statistics"). Weeks that differ by luck alone are all usual; a week without work stays one.
"""

from __future__ import annotations

import numpy as np

#: Levels between the lowest and the highest week that are tried beside those of the weeks.
_LEVELS = 101
_ROUNDS = 100
_TINY = 1e-300


def levels_of(seen: np.ndarray, due: np.ndarray, luck: float) -> np.ndarray:
    """The level of each week that had ``seen`` cases where ``due`` are usual.

    ``luck`` is the variance of what a run makes of a level, over its mean: 1 where cases come independently.

    >>> levels_of(np.array([93.0, 107.0, 100.0, 0.0]), np.full(4, 75.0), 1.0).round(2)
    array([1.33, 1.33, 1.33, 0.  ])
    """
    counted = seen / due
    levels = np.unique([*counted, *np.linspace(counted.min(), counted.max(), _LEVELS)])
    mean = np.maximum(due[:, None] * levels, _TINY)
    likely = (seen[:, None] * np.log(mean) - mean) / luck
    chance = np.exp(likely - likely.max(axis=1, keepdims=True))
    share = np.full(len(levels), 1 / len(levels))
    for _ in range(_ROUNDS):
        share *= chance.T @ (1 / np.maximum(chance @ share, _TINY)) / len(seen)
    found: np.ndarray = chance @ (share * levels) / np.maximum(chance @ share, _TINY)
    return found.round(9)
