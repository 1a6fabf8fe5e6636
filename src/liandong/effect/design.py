"""An estimator as weights on cells: what is compared with what, said once for values, intervals and tests.

Every estimate here is a sum of weights times the cells of a panel (zones by periods), so a bootstrap is a product of
matrices, and exchanging the zones' dates is exchanging rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from liandong.effect.panel import Array

#: Periods before adoption that a zone is compared with itself by: a year of months has every season once.
BASE = 12


@dataclass(frozen=True, eq=False)
class Design:
    """The weights of one comparison, its event times, and the group-time effects they are made of."""

    #: Draws the whole effect from the cells: zones by periods.
    simple: Array
    #: Event time (periods since adoption, before it negative) -> weights.
    events: dict[int, Array]
    #: (first treated period, period) -> weights: ATT(g,t).
    groups: dict[tuple[int, int], Array]
    #: Zone -> weights of its own effect.
    adopters: dict[int, Array]
    #: Which cells are treated.
    treated: Array
    #: Treated cells that nobody can be compared with any more.
    without_comparison: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be compared."""
        return not self.groups or not np.any(self.simple)


def staggered(first: Array, known: Array, *, base: int = BASE, early: int = 0) -> Design:
    """Callaway and Sant'Anna's ATT(g,t) with those who have not adopted by then as comparison.

    ``first`` is the first treated period of each zone, ``known`` which cells have a value. A zone is compared with the
    mean of its last ``base`` periods before adoption, leaving out the last ``early`` ones, whose cases were still open
    when it began; ``base=1, early=0`` is ATT(g,t) as published (J. Econometrics 225, 2021), which csdid and diff-diff
    compute. Zones count alike.
    """
    zones, periods = known.shape
    effects = {
        (zone, time): row
        for zone in range(zones)
        if first[zone] < periods
        for time, row in _of_zone(zone, first, known, base, early)
    }
    groups: dict[tuple[int, int], list[Array]] = {}
    events: dict[int, list[Array]] = {}
    for (zone, time), row in effects.items():
        groups.setdefault((int(first[zone]), time), []).append(row)
        events.setdefault(time - int(first[zone]), []).append(row)
    adopters: dict[int, list[Array]] = {}
    for (zone, time), row in effects.items():
        if time >= first[zone]:
            adopters.setdefault(zone, []).append(row)
    after = [row for rows in adopters.values() for row in rows]
    treated = np.arange(periods)[None, :] >= first[:, None]
    wanted = int((treated & known).sum())
    return Design(
        simple=np.mean(after, axis=0) if after else np.zeros(known.shape),
        events={time: np.mean(rows, axis=0) for time, rows in sorted(events.items())},
        groups={key: np.mean(rows, axis=0) for key, rows in sorted(groups.items())},
        adopters={zone: np.mean(rows, axis=0) for zone, rows in adopters.items()},
        treated=treated,
        without_comparison=wanted - len(after),
    )


def _of_zone(zone: int, first: Array, known: Array, base: int, early: int) -> list[tuple[int, Array]]:
    """The weights of one zone's effect in every period that has a comparison."""
    begun = int(first[zone]) - early
    before = np.zeros(known.shape[1], dtype=bool)
    before[max(0, begun - base) : max(0, begun)] = True
    found = []
    for time in range(known.shape[1]):
        is_open = begun <= time < first[zone]
        if is_open or not known[zone, time] or not (before & known[zone]).any():
            continue
        # Nobody is a comparison whose own base or value is touched by the reform.
        untouched = first - early > max(time, begun - 1)
        others = untouched & known[:, time] & (known & before).any(1)
        others &= first != first[zone]
        if others.any():
            row = _difference(zone, time, before & known[zone], known.shape)
            for other in np.flatnonzero(others).tolist():
                row -= _difference(other, time, before & known[other], known.shape) / others.sum()
            found.append((time, row))
    return found


def _difference(zone: int, time: int, before: Array, shape: tuple[int, int]) -> Array:
    """A zone's value in one period less its mean before."""
    row = np.zeros(shape)
    row[zone, time] += 1
    row[zone, before] -= 1 / before.sum()
    return row


def interrupted(first: Array, known: Array, *, season: int, early: int = 0) -> Design:
    """The step of each adopter's own series: level, trend, season and step by least squares, mean of the zones.

    ``season`` is the number of periods in a year. A trend is taken out from eight periods before and four after on, the
    season from two years on. What else changed at the time counts as effect: there is no comparison.
    """
    zones, periods = known.shape
    treated = np.arange(periods)[None, :] >= first[:, None]
    rows: dict[int, Array] = {}
    for zone in range(zones):
        usable = known[zone].copy()
        usable[max(0, first[zone] - early) : first[zone]] = False
        if (usable & treated[zone]).any() and (usable & ~treated[zone]).any():
            rows[zone] = _step(zone, usable, treated[zone], season, known.shape)
    simple = np.mean(list(rows.values()), axis=0) if rows else np.zeros(known.shape)
    start = int(first.min()) if len(first) else 0
    return Design(simple, {}, {(start, start): simple} if rows else {}, rows, treated)


def _step(zone: int, usable: Array, treated: Array, season: int, shape: tuple[int, int]) -> Array:
    """The weights that give the step of one series."""
    at = np.flatnonzero(usable)
    columns = series_terms(at, treated[at], season)
    weights = np.zeros(shape)
    weights[zone, at] = np.linalg.pinv(columns)[-1]
    return weights


def series_terms(at: Array, treated: Array, season: int) -> Array:
    """Level, trend, season and, last, the step, for the periods ``at``."""
    columns = [np.ones(len(at))]
    if (~treated).sum() >= 8 and treated.sum() >= 4:
        columns.append((at - at.mean()) / max(1, len(at)))
    if season > 1 and at[-1] - at[0] + 1 >= 2 * season:
        columns += [np.sin(2 * np.pi * at / season), np.cos(2 * np.pi * at / season)]
    return np.column_stack([*columns, treated.astype(float)])
