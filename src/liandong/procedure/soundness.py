"""Soundness: whether every run comes to an end, and every activity can be reached.

What is built of blocks is sound. Anything else is run in all possible ways, tokens moving over flows, up to a bound.
A run that stands still with tokens left is stuck; one where a flow carries two tokens at once repeats what follows it;
an element that no run reaches is dead. Source: van der Aalst et al., "Soundness of workflow nets" (2011), on BPMN's
semantics (ISO/IEC 19510, clause 13), where a process ends when no token is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, combinations

from liandong.procedure.blocks import tree_of_model
from liandong.procedure.model import Flow, Model, Node

#: How many states are looked at; blocks are reduced beforehand, so only tangled models have many.
MOST_STATES = 20_000
#: How many tokens are looked at in them; a state of hundreds of tokens is as much work as hundreds of small ones.
MOST_TOKENS = 1_000_000
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
        self.nodes = [it for it in model.on_way(scope) if not it.attached_to]
        self.known = {it.id: it for it in self.nodes}
        self.target = {it.id: it.target for it in model.ways}
        self.into = {it.id: frozenset(flow.id for flow in model.incoming[it.id]) for it in self.nodes}
        self.repeated: set[str] = set()
        self.reached: set[str] = set()

    def explored(self) -> Verdict:
        """Every state that can be reached, from each start; runs are followed to their ends one after the other."""
        begins = [it for it in self.nodes if not self.model.incoming[it.id]]
        self.reached |= {it.id for it in begins}
        stuck, is_bounded = self._followed(marking for node in begins for marking in self._left(node))
        dead = [it.id for it in self.nodes if it.id not in self.reached] if is_bounded else []
        return Verdict(tuple(sorted(stuck)), tuple(sorted(self.repeated)), tuple(dead), is_bounded)

    def _followed(self, first: Iterator[Marking]) -> tuple[set[str], bool]:
        """Where runs from those states get stuck, and whether all states were seen.

        A node may leave more states than could ever be listed, so they are made one at a time.
        """
        seen, stuck, waiting, tokens = set[Marking](), set[str](), [first], 0
        while waiting:
            marking = next(waiting[-1], None)
            tokens += len(marking or ())
            if marking is None:
                waiting.pop()
            elif marking not in seen:
                seen.add(marking)
                if len(seen) > MOST_STATES or tokens > MOST_TOKENS:
                    return stuck, False
                after = self._after(marking)
                further = next(after, None)
                if further is not None:
                    waiting.append(chain((further,), after))
                else:
                    stuck |= {self.target[flow] for flow in marking}
        return stuck, True

    def _after(self, marking: Marking) -> Iterator[Marking]:
        for key in sorted({self.target[flow] for flow in marking} & self.known.keys()):
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

    def _left(self, node: Node) -> Iterator[Marking]:
        """The tokens a node can leave: by its flows, or by those of boundary events instead or beside."""
        yield from self._ways(node)
        for event in self.model.boundary(node.id):
            self.reached.add(event.id)
            flows = frozenset(it.id for it in self.model.outgoing[event.id])
            if event.interrupts:
                yield flows
            else:
                yield from (way | flows for way in self._ways(node))

    def _ways(self, node: Node) -> Iterator[Marking]:
        """One choice of an exclusive gateway, any of an inclusive one or of conditional flows, all otherwise."""
        flows = self.model.outgoing[node.id]
        ids = [it.id for it in flows]
        if node.type in ("exclusiveGateway", "eventBasedGateway") and ids:
            yield from (frozenset((flow,)) for flow in ids)
        elif node.type == "inclusiveGateway" or any(it.condition for it in flows):
            yield from (
                frozenset(some) for size in range(1, len(ids) + 1) for some in combinations(ids, size)
            )
        else:
            yield frozenset(ids)
