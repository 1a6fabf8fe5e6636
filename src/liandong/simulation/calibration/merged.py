"""Steps whose names were merged for privacy, given back to activities as far as the totals tell.

In a shared profile a step that few took has “其他/other” in the place of a name. It is no activity: cases do not meet
there. What is known is how often each activity was done, so how many steps from it and into it are among the merged ones,
and in part what cases ended with. The steps are shared out so that all these totals hold, at first evenly over the pairs
that are not shown (iterative proportional fitting: Deming and Stephan 1940). As what comes into each activity then leaves
it, no case goes round for ever.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from liandong.procedure.graph import Edge
from liandong.profile.tables import END, OTHER, START

#: A pair that is shown lost few of its steps, if any.
_SHOWN = 0.02
_ROUNDS = 100


def given_back(
    counts: Mapping[Edge, int], done: Mapping[str, int], ended: Mapping[str, int]
) -> dict[Edge, int]:
    """The counts without merged names, by how often each activity was done and how many cases ended with it.

    >>> given_back({("▶", "a"): 9, ("a", "a"): 5, ("其他/other", "■"): 9}, {"a": 14}, {})
    {('a', 'a'): 5, ('a', '■'): 9, ('▶', 'a'): 9}
    """
    shown = {edge: n for edge, n in counts.items() if OTHER not in edge}
    for name, n in ended.items():
        if name != OTHER:
            shown[name, END] = max(shown.get((name, END), 0), n)
    out, into = _sums(shown, 0), _sums(shown, 1)
    names = sorted({*done, *out, *into} - {START, END, OTHER})
    cases = sum(n for (source, _), n in counts.items() if source == START)
    total = {name: max(done.get(name, 0), out.get(name, 0), into.get(name, 0)) for name in names}
    sources, targets = [START, *names], [*names, END]
    left = np.array([total.get(name, cases) - out.get(name, 0) for name in sources], dtype=float)
    short = np.array([total.get(name, cases) - into.get(name, 0) for name in targets], dtype=float)
    hidden = np.array(
        [[_SHOWN if (source, target) in shown else 1.0 for target in targets] for source in sources]
    )
    hidden[0, -1] = 0.0
    for _ in range(_ROUNDS):
        hidden *= (left / np.maximum(hidden.sum(axis=1), 1e-12))[:, None]
        hidden *= short / np.maximum(hidden.sum(axis=0), 1e-12)
    found = {
        (source, target): round(shown.get((source, target), 0) + hidden[row, column])
        for row, source in enumerate(sources)
        for column, target in enumerate(targets)
    }
    return {edge: n for edge, n in sorted(found.items()) if n}


def _sums(counts: Mapping[Edge, int], side: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for edge, n in counts.items():
        found[edge[side]] = found.get(edge[side], 0) + n
    return found
