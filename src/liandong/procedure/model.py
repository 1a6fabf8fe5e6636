"""What a procedure is when it runs: nodes and flows, lanes and pools, as plain values.

A view of a document, made anew after each edit (``view.read``); it never writes. It covers the part of BPMN that can
be run; whatever else a file holds stays in its document, and what would change the meaning of a run is listed under
``unsupported``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from liandong.procedure.names import ACTIVITIES, EVENTS, GATEWAYS, SUB_PROCESS, on_one_line


@dataclass(frozen=True)
class Loop:
    """That an activity is done several times: ``standard`` loops, ``parallel`` or ``sequential`` instances."""

    kind: str
    #: How many instances, or on what condition it goes on; as the file has it.
    expression: str = ""


@dataclass(frozen=True)
class Node:
    """An activity, event or gateway."""

    id: str
    #: The name of its element in BPMN, such as ``userTask``.
    type: str
    name: str = ""
    #: What triggers an event, or ends with it: ``timer``, ``message``, ``terminate``, ``error``; "" for plain ones.
    trigger: str = ""
    #: When a timer fires: an ISO 8601 date, duration or cycle, or an expression.
    timer: str = ""
    #: The name that ties a throwing link event to the catching one.
    link: str = ""
    #: The activity a boundary event sits on, and whether the event ends that activity.
    attached_to: str = ""
    interrupts: bool = True
    loop: Loop | None = None
    #: The flow of a gateway or activity that is taken when no condition holds.
    default: str = ""
    #: The procedure that a call activity calls.
    calls: str = ""
    #: That an event starts a sub-process (``triggeredByEvent``): no flow leads to it.
    by_event: bool = False
    lane: str = ""
    #: The process or sub-process it lies in.
    scope: str = ""
    line: int = field(default=0, compare=False)
    #: How a log spells its name, where blanks or line ends differ (``naming``).
    logged: str = field(default="", compare=False)

    @property
    def is_activity(self) -> bool:
        """Whether work is done here: a task, a sub-process, a call."""
        return self.type in ACTIVITIES

    @property
    def is_gateway(self) -> bool:
        """Whether the way splits or joins here."""
        return self.type in GATEWAYS

    @property
    def is_event(self) -> bool:
        """Whether something happens here without work."""
        return self.type in EVENTS

    @property
    def label(self) -> str:
        """The name as a log spells it, else on one line, or the id where there is none."""
        return self.logged or on_one_line(self.name) or self.id


@dataclass(frozen=True)
class Flow:
    """A sequence flow from one node to another."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str = ""
    scope: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class MessageFlow:
    """A message from a node or pool to one of another pool."""

    id: str
    source: str
    target: str
    name: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Lane:
    """A part of a pool: who does what lies in it. ``parent`` is the lane around it, or ""."""

    id: str
    name: str
    process: str
    members: tuple[str, ...]
    parent: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Pool:
    """A participant; without a process it is a closed box that only messages reach."""

    id: str
    name: str
    process: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Unsupported:
    """An element that cannot be run: its tag, or the tag with its trigger, its id, and the line it stands in."""

    element: str
    id: str
    line: int


@dataclass(frozen=True)
class Model:
    """The whole: everything in the order of the file."""

    nodes: tuple[Node, ...] = ()
    flows: tuple[Flow, ...] = ()
    messages: tuple[MessageFlow, ...] = ()
    lanes: tuple[Lane, ...] = ()
    pools: tuple[Pool, ...] = ()
    #: The ids of the processes.
    processes: tuple[str, ...] = ()
    unsupported: tuple[Unsupported, ...] = ()

    @cached_property
    def node(self) -> dict[str, Node]:
        """The nodes by id."""
        return {it.id: it for it in self.nodes}

    @cached_property
    def links(self) -> tuple[Flow, ...]:
        """The jumps from throwing link events to the catching one of their name; the file has no flow for them."""
        links = [it for it in self.nodes if it.link]
        caught = {(it.scope, it.link): it.id for it in reversed(links) if it.type == "intermediateCatchEvent"}
        thrown = [
            (it, caught.get((it.scope, it.link))) for it in links if it.type == "intermediateThrowEvent"
        ]
        return tuple(Flow(f"{it.id}→{to}", it.id, to, scope=it.scope) for it, to in thrown if to)

    @property
    def ways(self) -> tuple[Flow, ...]:
        """Whatever leads from node to node: sequence flows and links."""
        return (*self.flows, *self.links)

    @cached_property
    def outgoing(self) -> dict[str, tuple[Flow, ...]]:
        """The flows and links that leave each node."""
        return self._flows_by("source")

    @cached_property
    def incoming(self) -> dict[str, tuple[Flow, ...]]:
        """The flows and links that reach each node."""
        return self._flows_by("target")

    @property
    def activities(self) -> tuple[Node, ...]:
        """The nodes where work is done."""
        return tuple(it for it in self.nodes if it.is_activity)

    @cached_property
    def scopes(self) -> tuple[str, ...]:
        """The ids of all processes and sub-processes that hold nodes, outer ones first."""
        return (*self.processes, *(it.id for it in self.nodes if it.type == SUB_PROCESS))

    def within(self, scope: str) -> Iterator[Node]:
        """The nodes right inside a process or sub-process."""
        return (it for it in self.nodes if it.scope == scope)

    def on_way(self, scope: str) -> tuple[Node, ...]:
        """The nodes right inside that flows lead cases through; none of a sub-process that an event starts."""
        if scope in self._by_event:
            return ()
        return tuple(it for it in self.within(scope) if not it.by_event)

    @cached_property
    def _by_event(self) -> frozenset[str]:
        """The sub-processes that an event starts, and those inside them."""
        found = set[str]()
        for node in self.nodes:
            if node.by_event or node.scope in found:
                found.add(node.id)
        return frozenset(found)

    def boundary(self, activity: str) -> tuple[Node, ...]:
        """The events on the edge of an activity."""
        return tuple(it for it in self.nodes if it.attached_to == activity)

    def _flows_by(self, end: str) -> dict[str, tuple[Flow, ...]]:
        found: dict[str, list[Flow]] = {it.id: [] for it in self.nodes}
        for flow in self.ways:
            found.setdefault(getattr(flow, end), []).append(flow)
        return {key: tuple(flows) for key, flows in found.items()}
