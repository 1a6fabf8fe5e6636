"""What an edited procedure keeps of the shares that were calibrated for it.

A gateway stands in a skeleton once for each step that cases come from, and an edit changes what comes before it: a task
is put in or taken out, moved, merged with another, made parallel. What then comes before a choice stands for what came
before (``standing``). Where a choice so stands for several calibrated ones, its shares are theirs, weighed by how often
cases passed each (``visits``), so that all that stood there goes on as often as it did. It has the id of the one that was
passed most often, and with it the luck.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from liandong.simulation.calibration.memory import Later
from liandong.simulation.calibration.routing import Shares, shares_of
from liandong.simulation.calibration.skeleton import Skeleton
from liandong.simulation.calibration.standing import Standing
from liandong.simulation.calibration.visits import visits_of

T = TypeVar("T")
#: A choice that nobody passed weighs next to nothing.
_NEVER = 1e-9

#: The share of a way at all visits, and at each of them where that is known.
Chance = tuple[float, tuple[float, ...]]


@dataclass(frozen=True)
class Carried:
    """A skeleton with the shares of its ways, and those at each visit where they are known."""

    skeleton: Skeleton
    shares: Shares
    later: Later


@dataclass
class Editing:
    """A calibrated skeleton with its shares, and the one of the procedure after an edit.

    The choices in ``held`` keep the ids of the edited skeleton, by which others know them.
    """

    known: Skeleton
    shares: Shares
    later: Later
    now: Skeleton
    follows: Mapping[tuple[str, str], int]
    held: Collection[str]

    def carried(self) -> Carried:
        """The edited skeleton with what it keeps; a choice that is new or has new ways goes by the counts."""
        shares: Shares = {}
        later: Later = {}
        for key, targets in self.now.leaving.items():
            ways = [(key, target) for target in targets]
            if len(ways) < 2:
                continue
            told = self._told(self.parts.get(key, []), ways)
            if told is None:
                shares |= {way: self._counted[way] for way in ways if way in self._counted}
                continue
            shares |= {way: share for way, (share, _) in zip(ways, told, strict=True)}
            later |= {way: visits for way, (_, visits) in zip(ways, told, strict=True) if visits}
        names = self.names
        return Carried(self.now.renamed(names), _renamed(shares, names), _renamed(later, names))

    @cached_property
    def parts(self) -> dict[str, list[str]]:
        """The calibrated choices that each choice stands for."""
        found = {key: [key] for key, step in self.now.steps.items() if key in self.known.steps}
        for gateway, copies in self.now.copies.items():
            was = self.known.copies.get(gateway, {})
            stands = Standing(self.known, self.now).of(list(was), list(copies))
            found |= {key: [was[step] for step in stands[context]] for context, key in copies.items()}
        return found

    @cached_property
    def names(self) -> dict[str, str]:
        """The calibrated ids of choices that have others in the edited skeleton."""
        found: dict[str, str] = {}
        for gateway, copies in self.now.copies.items():
            was = self.known.copies.get(gateway, {})
            taken = {key for key in copies.values() if key in self.held}
            for context, key in sorted(copies.items(), key=lambda it: it[0] not in was):
                own = [was[context]] if context in was else self._by_visits(self.parts[key])
                name = next((it for it in own if it not in taken), key)
                if key not in self.held and name != key:
                    found[key] = name
                taken.add(found.get(key, key))
        return found

    # -- shares ------------------------------------------------------------------------------------------------

    def _told(self, parts: list[str], ways: list[tuple[str, str]]) -> list[Chance] | None:
        """The shares that calibrated choices have for these ways; None where none of them knows all."""
        known = {part: [*self._known(part, ways)] for part in parts}
        whole = {
            part: told
            for part, told in known.items()
            if len(told) == len(ways) and sum(it[0] for it in told) > 0
        }
        if len(whole) <= 1:
            return next(iter(whole.values()), None)
        weights = {part: max(self._visits[part], _NEVER) for part in whole}
        total = sum(weights.values())
        return [
            (sum(weights[part] * told[place][0] for part, told in whole.items()) / total, ())
            for place in range(len(ways))
        ]

    def _known(self, part: str, ways: list[tuple[str, str]]) -> Iterator[Chance]:
        """The shares of ways, as far as they are known, by the flows they begin with."""
        for way in ways:
            flows = self.now.ways[way] or (way[1],)
            each = [self._of_flow[part, flow] for flow in flows if (part, flow) in self._of_flow]
            if (part, flows) in self._of_flows:
                yield self._of_flows[part, flows]
            elif len(each) == len(flows):
                yield sum(each), ()

    @cached_property
    def _of_flows(self) -> dict[tuple[str, tuple[str, ...]], Chance]:
        """Calibrated shares by choice and the flows that a way begins with, or where it leads where it has none."""
        return {
            (way[0], self.known.ways[way] or (way[1],)): (share, self.later.get(way, ()))
            for way, share in self.shares.items()
        }

    @cached_property
    def _of_flow(self) -> dict[tuple[str, str], float]:
        """The same by single flows: those that led to one place divided its share."""
        return {
            (part, flow): share / len(flows)
            for (part, flows), (share, _) in self._of_flows.items()
            for flow in flows
        }

    def _by_visits(self, parts: list[str]) -> list[str]:
        """Calibrated choices, those first that cases passed most often."""
        return parts if len(parts) < 2 else sorted(parts, key=lambda part: -self._visits[part])

    @cached_property
    def _visits(self) -> dict[str, float]:
        return visits_of(self.known, self.shares)

    @cached_property
    def _counted(self) -> Shares:
        return shares_of(self.now, self.follows)


def _renamed(found: Mapping[tuple[str, str], T], names: Mapping[str, str]) -> dict[tuple[str, str], T]:
    return {(names.get(one, one), names.get(other, other)): it for (one, other), it in found.items()}
