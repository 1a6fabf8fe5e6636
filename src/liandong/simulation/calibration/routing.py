"""Which way cases go: shares that agree with how often each activity was done and which followed which.

After a step outside parallel blocks ``follows`` says which activities came next, and with them the share of each way; a
procedure need not allow all that happened, so shares are among what it allows. Within parallel blocks ``follows`` mixes
the branches. There the unknown is how many tokens took each way of the skeleton: what comes into a node leaves it (a fork
copies it, a join waits for all), counted shares hold, and each activity was reached as often as it was counted. These
equations are solved by least squares, with no way taken a negative number of times.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from liandong.procedure.graph import Edge
from liandong.profile.tables import START
from liandong.simulation.calibration.counts import totals
from liandong.simulation.calibration.skeleton import CHOICE, FORK, JOIN, SOME, STOP, Skeleton

Way = tuple[str, str]
Shares = dict[Way, float]
#: Above this many ways the equations are not solved as a whole: each choice goes by its own counts.
MOST_SOLVED = 700
#: Balance holds exactly: it weighs as much as a count without error.
_EXACT = 30.0
#: Where a procedure does not allow all that happened, the choices are right rather than the totals.
_TOTALS = 0.1
#: So does a share that was counted, nearly.
_KNOWN = 10.0
#: Fewer tokens than this are none.
_NOTHING = 0.02
_TRIES = 8


def shares_of(skeleton: Skeleton, follows: Mapping[Edge, int]) -> Shares:
    """The share of each way out of a choice, and the chance of each branch of an inclusive gateway.

    Ways of a choice without any counts are left out.
    """
    evidence = {
        key: list(_evidence(skeleton, key, follows)) for key in skeleton.steps if _chooses(skeleton, key)
    }
    # Only what is done in parallel, or never followed what comes before it, needs the balance of the whole.
    is_open = any(not any(n for _, n in groups) for groups in evidence.values())
    solved = _solved(skeleton, follows, evidence) if is_open and len(skeleton.ways) <= MOST_SOLVED else {}
    total = totals(follows)
    shares: Shares = {}
    for key, groups in evidence.items():
        ways = [(key, target) for target in skeleton.leaving[key]]
        tokens = np.array([solved.get(way, 0.0) for way in ways])
        if any(n for _, n in groups) or not tokens.sum():
            tokens = _alone(skeleton, ways, groups, total)
        came = tokens.sum()
        if skeleton.steps[key].kind == SOME and solved:
            came = sum(solved.get((source, key), 0.0) for source in skeleton.reaching[key]) or came
        if came > 0:
            shares |= dict(zip(ways, np.minimum(tokens / came, 1.0).tolist(), strict=True))
    cases = sum(n for (source, _), n in follows.items() if source == START)
    return _with_ways_out(skeleton, shares, cases, total)


def _with_ways_out(skeleton: Skeleton, shares: Shares, cases: int, total: Mapping[str, int]) -> Shares:
    """The shares with a way out of every loop that cases, as counted, would never leave.

    That happens where cases ended at a step at which the procedure does not let them. The way out is taken at every
    visit by the share of cases in what was done there, as many as are due to end.
    """
    found = dict(shares)
    while True:
        ends = _ending(skeleton, found)
        stuck = [key for key in skeleton.steps if _chooses(skeleton, key) and key not in ends]
        ways = [(key, to) for key in stuck for to in skeleton.leaving[key] if to in ends]
        if not ways:
            return found
        for key in {key: None for key, _ in ways}:
            done = sum(total.get(name, 0) for name in skeleton.last(key))
            out, mine = cases / max(cases + done, 1), [way for way in ways if way[0] == key]
            if skeleton.steps[key].kind == CHOICE:
                found |= {(key, to): (1 - out) * found.get((key, to), 0.0) for to in skeleton.leaving[key]}
            found |= dict.fromkeys(mine, out / len(mine))


def _ending(skeleton: Skeleton, shares: Shares) -> set[str]:
    """The nodes from which the end can be reached by ways that have a share."""
    reached = [key for key, step in skeleton.steps.items() if step.kind == STOP or not skeleton.leaving[key]]
    found = set(reached)
    while reached:
        here = reached.pop()
        for before in skeleton.reaching[here]:
            is_taken = shares.get((before, here), 0.0) > 0 or not _is_told(skeleton, shares, before)
            if before not in found and is_taken:
                found.add(before)
                reached.append(before)
    return found


def _is_told(skeleton: Skeleton, shares: Shares, key: str) -> bool:
    """Whether a node chooses by shares; one without any goes every way evenly."""
    return _chooses(skeleton, key) and any((key, to) in shares for to in skeleton.leaving[key])


def _chooses(skeleton: Skeleton, key: str) -> bool:
    return skeleton.steps[key].kind in (CHOICE, SOME) and len(skeleton.leaving[key]) > 1


def _evidence(
    skeleton: Skeleton, key: str, follows: Mapping[Edge, int]
) -> Iterator[tuple[tuple[str, ...], int]]:
    """Sets of targets of a choice and how many cases went to one of them, as far as ``follows`` tells."""
    if skeleton.beside[key] or skeleton.steps[key].kind == SOME:
        return
    leads: dict[str, list[str]] = {}
    for target in skeleton.leaving[key]:
        for after in sorted(skeleton.first(target)):
            leads.setdefault(after, []).append(target)
    found: dict[tuple[str, ...], int] = {}
    for before in skeleton.last(key):
        for after, targets in leads.items():
            group = tuple(targets)
            found[group] = found.get(group, 0) + follows.get((before, after), 0)
    yield from found.items()


def _solved(  # noqa: PLR0912 one equation for each kind of node
    skeleton: Skeleton, follows: Mapping[Edge, int], evidence: Mapping[str, list[tuple[tuple[str, ...], int]]]
) -> Shares:
    """How many tokens took each way.

    The equations are in tokens a case: so what counts weigh, beside what holds exactly, is the same for all sizes of logs.
    """
    place = {way: number for number, way in enumerate(skeleton.ways)}
    rows: list[np.ndarray] = []
    right: list[float] = []

    def equation(plus: list[Way], minus: list[Way], count: float, weight: float) -> None:
        row = np.zeros(len(place))
        for way in plus:
            row[place[way]] += weight
        for way in minus:
            row[place[way]] -= weight
        rows.append(row)
        right.append(count * weight)

    cases = max(1, sum(n for (source, _), n in follows.items() if source == START))
    total = totals(follows)
    reached: dict[str, list[Way]] = {}
    for key, step in skeleton.steps.items():
        into = [(source, key) for source in skeleton.reaching[key]]
        out = [(key, target) for target in skeleton.leaving[key]]
        loop = step.element.loop if step.element else None
        if step.activity and not (loop and loop.kind == "parallel"):
            reached.setdefault(step.activity, []).extend(into)
        if key == skeleton.entry:
            equation(out, [], 1, _EXACT)
        elif step.kind == FORK:
            for way in out:
                equation([way], into, 0, _EXACT)
        elif step.kind == JOIN:
            waits_for_some = any(other.join == key for other in skeleton.steps.values())
            if waits_for_some:
                gates = [k for k, other in skeleton.steps.items() if other.join == key]
                equation(
                    out, [(source, gate) for gate in gates for source in skeleton.reaching[gate]], 0, _EXACT
                )
            else:
                for way in into:
                    equation(out, [way], 0, _EXACT)
        elif step.kind not in (SOME, STOP):
            equation(out, into, 0, _EXACT)
    for activity, ways in reached.items():
        n = total.get(activity, 0)
        equation(ways, [], n / cases, _TOTALS * np.sqrt(cases / (n + 1)))
    for key, groups in evidence.items():
        whole = sum(n for _, n in groups)
        for targets, n in groups if whole else ():
            equation([(key, target) for target in targets], [], 0, _KNOWN)
            row = rows[-1]
            for target in skeleton.leaving[key]:
                row[place[key, target]] -= n / whole * _KNOWN
    tokens = cases * _not_negative(np.array(rows), np.array(right))
    tokens[tokens < _NOTHING] = 0
    return {way: float(tokens[number]) for way, number in place.items()}


def _not_negative(rows: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Least squares without negative values: what comes out negative is set to zero, and the rest solved again."""
    scale = np.sqrt((rows**2).sum(axis=1).max())
    square = rows.T @ rows
    product = rows.T @ right
    found = np.zeros(rows.shape[1])
    free = np.ones(rows.shape[1], dtype=bool)
    for _ in range(_TRIES):
        part = square[np.ix_(free, free)]
        found[:] = 0
        # A little towards zero, for what no count tells.
        found[free] = np.linalg.solve(part + 1e-9 * scale**2 * np.eye(free.sum()), product[free])
        wrong = found < 0
        if not wrong.any():
            break
        free &= ~wrong
    return np.maximum(found, 0.0)


def _alone(
    skeleton: Skeleton, ways: list[Way], groups: list[tuple[tuple[str, ...], int]], total: Mapping[str, int]
) -> np.ndarray:
    """How many tokens took each way of one choice, by its own counts or else by those of the activities behind it."""
    tokens = dict.fromkeys((target for _, target in ways), 0.0)
    for targets, n in groups:
        for target in targets:
            tokens[target] += n / len(targets)
    if not any(tokens.values()):
        for target in tokens:
            tokens[target] = float(sum(total.get(name, 0) for name in skeleton.first(target)))
    return np.array(list(tokens.values()))
