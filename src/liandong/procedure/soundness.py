"""Soundness: whether every run comes to an end, and every activity can be reached.

What is built of blocks is sound. Anything else is run in all possible ways, tokens moving over flows, up to a bound.
A run that stands still with tokens left is stuck; one where a flow carries two tokens at once repeats what follows it;
an element that no run reaches is dead. Source: van der Aalst et al., "Soundness of workflow nets" (2011), on BPMN's
semantics (ISO/IEC 19510, clause 13), where a process ends when no token is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from liandong.procedure.blocks import tree_of_model
from liandong.procedure.model import Flow, Model, Node

#: How many states are looked at; blocks are reduced beforehand, so only tangled models have many.
MOST_STATES = 20_000
#: A state: the flows that carry a token.
Marking = frozenset[str]


@dataclass(frozen=True)
class Verdict:
    """What was found; all empty means sound. ``is_bounded`` is false where there were too many states to see all."""

    stuck: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    dead: tuple[str, ...] = ()
    is_bounded: bool = True

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found, all states seen."""
        return self == Verdict()


def soundness(model: Model, scope: str) -> Verdict:
    """The verdict on one process or sub-process, those inside it taken as activities."""
    return Verdict() if tree_of_model(model, scope) is not None else _Run(model, scope).explored()


class _Run:
    """All runs of one scope."""

    def __init__(self, model: Model, scope: str) -> None:
        self.model = model
        self.nodes = [it for it in model.within(scope) if not it.attached_to]
        self.known = {it.id: it for it in self.nodes}
        self.target = {it.id: it.target for it in model.flows}
        self.into = {it.id: frozenset(flow.id for flow in model.incoming[it.id]) for it in self.nodes}
        self.repeated: set[str] = set()
        self.reached: set[str] = set()

    def explored(self) -> Verdict:
        """Every state that can be reached, from each start."""
        waiting = [
            marking for node in self.nodes if not self.model.incoming[node.id] for marking in self._left(node)
        ]
        begins = {node.id for node in self.nodes if not self.model.incoming[node.id]}
        self.reached |= begins
        seen, stuck = set(waiting), set[str]()
        while waiting and len(seen) <= MOST_STATES:
            marking = waiting.pop()
            after = set(self._after(marking))
            if marking and not after:
                stuck |= {self.target[flow] for flow in marking}
            waiting += sorted(after - seen, key=sorted)
            seen |= after
        dead = [it.id for it in self.nodes if it.id not in self.reached]
        if waiting:
            return Verdict(tuple(sorted(stuck)), tuple(sorted(self.repeated)), (), is_bounded=False)
        return Verdict(tuple(sorted(stuck)), tuple(sorted(self.repeated)), tuple(dead))

    def _after(self, marking: Marking) -> Iterator[Marking]:
        for key in {self.target[flow] for flow in marking} & self.known.keys():
            node = self.known[key]
            for used in self._enabled(node, marking):
                self.reached.add(node.id)
                if node.type == "endEvent" and node.trigger == "terminate":
                    yield frozenset()
                    continue
                rest = marking - used
                for made in self._left(node):
                    self.repeated |= {self.target[flow] for flow in made & rest}
                    yield rest | made

    def _enabled(self, node: Node, marking: Marking) -> Iterator[Marking]:
        """The tokens a node would take, in each way it can go on."""
        flows = self.into[node.id]
        here = flows & marking
        if node.type == "parallelGateway":
            if here == flows and flows:
                yield here
        elif node.type == "inclusiveGateway":
            if here and not self._may_come(node, flows - here, marking - here):
                yield here
        else:
            for flow in sorted(here):
                yield frozenset((flow,))

    def _may_come(self, node: Node, missing: Marking, marking: Marking) -> bool:
        """Whether a token elsewhere can still reach a missing flow without passing the node."""
        front = [self.target[flow] for flow in sorted(marking)]
        seen = set(front) - {node.id}
        while front:
            here = front.pop()
            if here == node.id:
                continue
            for flow in self._flows_out(here):
                if flow.id in missing:
                    return True
                if flow.target not in seen:
                    seen.add(flow.target)
                    front.append(flow.target)
        return False

    def _flows_out(self, node: str) -> list[Flow]:
        events = self.model.boundary(node)
        return [
            *self.model.outgoing.get(node, ()),
            *(it for event in events for it in self.model.outgoing[event.id]),
        ]

    def _left(self, node: Node) -> list[Marking]:
        """The tokens a node can leave: one choice of an exclusive gateway, any of an inclusive one, all otherwise."""
        flows = self.model.outgoing[node.id]
        ids = [it.id for it in flows]
        if node.type in ("exclusiveGateway", "eventBasedGateway"):
            ways = [frozenset((flow,)) for flow in ids] or [Marking()]
        elif node.type == "inclusiveGateway" or any(it.condition for it in flows):
            ways = [frozenset(some) for size in range(1, len(ids) + 1) for some in combinations(ids, size)]
        else:
            ways = [frozenset(ids)]
        return [*ways, *self._interrupted(node, ways)]

    def _interrupted(self, node: Node, ways: list[Marking]) -> Iterator[Marking]:
        """What boundary events leave instead of the activity's end, or beside it."""
        for event in self.model.boundary(node.id):
            self.reached.add(event.id)
            flows = frozenset(it.id for it in self.model.outgoing[event.id])
            yield from [flows] if event.interrupts else [way | flows for way in ways]
