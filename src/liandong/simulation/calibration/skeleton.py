"""From a procedure to the nodes and flows of a simulation, without any numbers yet.

Tasks, timers, forks and joins keep the ids of their BPMN elements. XOR gateways are followed through: after each of the
nodes that remain stands at most one chain of choices, so that a choice can remember which step the case comes from. A
gateway that is reached from several steps stands there once for each, as ``gateway←step`` (``element_of`` gives the
gateway back); one that is reached from a single step keeps its id. A timer that cases reach from a single step is no step
to remember: behind it choices are those of the step before, so that a new wait changes no choice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import inf

from liandong.errors import ModelError
from liandong.procedure import Procedure
from liandong.procedure.model import Flow, Model, Node
from liandong.procedure.names import SUB_PROCESS
from liandong.profile.tables import END, START

#: Above this many ways, choices no longer remember where a case comes from.
MOST_WAYS = 6_000
MARK = "←"
_XOR = ("exclusiveGateway", "eventBasedGateway")

Ways = dict[str, list[str]]
#: Flows of the procedure, and the node behind them; None for the end.
Targets = list[tuple[tuple[str, ...], Node | None]]

TASK, TIMER, FORK, SOME, JOIN, CHOICE, STOP = "task", "timer", "fork", "some", "join", "choice", "end"


def element_of(node: str) -> str:
    """The id of the BPMN element that a node of a calibrated model stands for.

    >>> element_of("Gateway_7←Task_2"), element_of("Task_2")
    ('Gateway_7', 'Task_2')
    """
    return node.partition(MARK)[0]


@dataclass(frozen=True)
class Step:
    """A node of the skeleton: its kind, and what the procedure says of it."""

    id: str
    kind: str
    #: The activity in the log; "" for what a log does not show.
    activity: str = ""
    element: Node | None = None
    #: Of an inclusive gateway: the join that waits for its branches.
    join: str = ""
    #: Of a gateway's choice: the step that it remembers a case to come from.
    context: str = ""


@dataclass
class Skeleton:
    """Nodes by id, and ways between them; ``ways`` has the BPMN flow ids that each way begins with."""

    entry: str
    steps: dict[str, Step] = field(default_factory=dict)
    ways: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def leaving(self) -> dict[str, list[str]]:
        """The nodes that each node leads to, in the order of the file."""
        found: dict[str, list[str]] = {key: [] for key in self.steps}
        for source, target in self.ways:
            found[source].append(target)
        return found

    @cached_property
    def reaching(self) -> dict[str, list[str]]:
        """The nodes that lead to each node."""
        found: dict[str, list[str]] = {key: [] for key in self.steps}
        for source, target in self.ways:
            found[target].append(source)
        return found

    @cached_property
    def copies(self) -> dict[str, dict[str, str]]:
        """By gateway and the step that cases come from, the choice that stands for it."""
        found: dict[str, dict[str, str]] = {}
        for key, step in self.steps.items():
            if step.kind == CHOICE and step.element:
                found.setdefault(step.element.id, {})[step.context] = key
        return found

    @cached_property
    def beside(self) -> dict[str, int]:
        """In how many parallel blocks each node lies."""
        depth, todo = {self.entry: 0}, [self.entry]
        while todo:
            here = todo.pop()
            inner = depth[here] + (self.steps[here].kind in (FORK, SOME))
            for there in self.leaving[here]:
                if there not in depth:
                    depth[there] = max(0, inner - (self.steps[there].kind == JOIN))
                    todo.append(there)
        return depth

    def first(self, node: str) -> frozenset[str]:
        """The activities that may come first from a node on, ■ for the end of the case."""
        return self._seen(node, self.leaving, self.reaching, JOIN, END)

    def last(self, node: str) -> frozenset[str]:
        """The activities that may have come last up to a node, ▶ for the start of the case."""
        return self._seen(node, self.reaching, self.leaving, FORK, START)

    def first_behind(self, node: str) -> frozenset[str]:
        """The activities that may come first after a node."""
        return frozenset().union(*(self.first(each) for each in self.leaving[node]))

    def called(self, names: Mapping[str, str], counted: Collection[str]) -> Skeleton:
        """The same with the activities of steps known by id under the names they are counted by, others as unseen."""

        def called(step: Step) -> Step:
            name = names.get(step.id, step.activity)
            return replace(step, activity=name if name in counted else "")

        steps = {key: called(step) if step.activity else step for key, step in self.steps.items()}
        return Skeleton(self.entry, steps, self.ways)

    def renamed(self, names: Mapping[str, str]) -> Skeleton:
        """The same with other ids for some nodes."""
        steps = {names.get(key, key): step for key, step in self.steps.items()}
        ways = {
            (names.get(source, source), names.get(target, target)): flows
            for (source, target), flows in self.ways.items()
        }
        return Skeleton(self.entry, {key: replace(step, id=key) for key, step in steps.items()}, ways)

    def _seen(self, node: str, onward: Ways, backward: Ways, closing: str, outside: str) -> frozenset[str]:
        """The activities nearest to the node. A parallel block is passed only where no branch of it does anything."""
        found: set[str] = set()
        passed: set[str] = set()
        todo = [node]
        while todo:
            here = todo.pop()
            if self.steps[here].activity:
                found.add(self.steps[here].activity)
            elif here not in passed and (
                here == node or not self._waits(here, node, closing) or passed.issuperset(backward[here])
            ):
                passed.add(here)
                todo += onward[here]
                if not onward[here]:
                    found.add(outside)
        return frozenset(found)

    def _waits(self, gate: str, node: str, closing: str) -> bool:
        """Whether the gate closes, seen from the node, a block of which all branches are gone through."""
        is_gate = self.steps[gate].kind == closing and gate not in self._joins_of_some
        return is_gate and self.beside.get(gate, 0) >= self.beside.get(node, 0)

    @cached_property
    def _joins_of_some(self) -> frozenset[str]:
        """The joins that wait only for the branches that were taken."""
        return frozenset(step.join for step in self.steps.values() if step.join)


def skeleton_of(procedure: Procedure) -> Skeleton:
    """The skeleton of the procedure's first process with steps. Raises ModelError, which names the element."""
    model = procedure.model
    scope = next((key for key in model.processes if any(model.within(key))), "")
    if not scope:
        raise ModelError(element=procedure.name, reason=("流程里没有任何环节", "the procedure has no steps"))
    try:
        return _Builder(model, scope, most=MOST_WAYS).built()
    except _TooManyWaysError:
        return _Builder(model, scope, remembers=False).built()


class _TooManyWaysError(Exception):
    """There are too many ways for choices to remember where a case comes from."""


class _Builder:
    """Walks the procedure from its start, through gateways and into sub-processes."""

    def __init__(self, model: Model, scope: str, *, remembers: bool = True, most: float = inf) -> None:
        self.model, self.scope, self.remembers, self.most = model, scope, remembers, most
        self.contexts: defaultdict[str, set[str]] = defaultdict(set)
        #: The steps that cases reach each timer from, and the only one of those that have but one.
        self.ahead: defaultdict[str, set[str]] = defaultdict(set)
        self.through: dict[str, str] = {}

    def built(self) -> Skeleton:
        """Walks twice: only then is it known which gateways are reached from one step alone; before, which timers."""
        self._walked()
        if self.ahead:
            self._find_through()
            self.contexts.clear()
            self._walked()
        return self._walked()

    def _find_through(self) -> None:
        """Notes the timers that cases reach from one step of the same process alone, and that step."""
        is_more = True
        while is_more:
            is_more = False
            for timer in self.ahead.keys() - self.through.keys():
                others = {self._recalled(it) for it in self.ahead[timer]} - {timer}
                if len(others) == 1 and self._scope(min(others)) == self._scope(timer):
                    self.through[timer], is_more = min(others), True

    def _recalled(self, context: str) -> str:
        """The step before, where what cases come from is a timer that they go through."""
        while context in self.through:
            context = self.through[context]
        return context

    def _scope(self, context: str) -> str:
        node = self.model.node.get(element_of(context))
        return node.scope if node else self.scope

    def _walked(self) -> Skeleton:
        self.steps: dict[str, Step] = {}
        self.ways: dict[tuple[str, str], tuple[str, ...]] = {}
        self.todo: list[str] = []
        starts = self._starts(self.scope)
        # A case begins at a choice of its own, so that several starts and gateways right after one are alike.
        entry = f"{self.scope}{MARK}{START}"
        self.steps[entry] = Step(entry, CHOICE)
        for start in starts:
            self._ways(entry, [((), start)], entry)
        while self.todo:
            self._leave(self.todo.pop(0))
            if len(self.ways) > self.most:
                raise _TooManyWaysError
        return Skeleton(entry, self.steps, self.ways)

    def _starts(self, scope: str) -> list[Node]:
        inside = [it for it in self.model.within(scope) if not it.attached_to]
        starts = [it for it in inside if it.type == "startEvent"]
        starts = starts or [it for it in inside if not self.model.incoming[it.id]]
        if not starts:
            raise ModelError(element=scope, reason=("没有起点", "it has no start"))
        return starts

    def _way(self, source: str, target: str, flows: tuple[str, ...]) -> None:
        self.ways[source, target] = self.ways.get((source, target), ()) + flows

    def _leave(self, key: str) -> None:
        """Adds the ways out of a node that has just been met."""
        step = self.steps[key]
        if step.kind == STOP or step.element is None:
            return
        node = step.element
        targets = self._onward(node)
        if step.kind in (FORK, SOME):
            self._ways(key, targets, key)
            return
        edge = [flow for event in self.model.boundary(node.id) for flow in self.model.outgoing[event.id]]
        inner: list[tuple[str, tuple[str, ...]]] = []
        if len(targets) > 1 and not any(flow.condition for flow in self.model.outgoing[node.id]):
            # BPMN: several flows without conditions out of one task are all taken.
            fork = f"{key}{MARK}∧"
            self.steps[fork] = Step(fork, FORK)
            self._ways(fork, targets, fork)
            targets = []
            inner.append((fork, ()))
        if node.loop is not None and node.loop.kind != "parallel":
            inner.append((key, ()))
        others = [*targets, *(((flow.id,), self._target(flow)) for flow in edge)]
        if len(others) + len(inner) == 1:
            self._ways(key, others, key)
        else:
            chooser = f"{key}{MARK}×"
            self.steps[chooser] = Step(chooser, CHOICE)
            self._way(key, chooser, ())
            self._ways(chooser, others, key)
            key = chooser
        for target, flows in inner:
            self._way(key, target, flows)

    def _ways(self, source: str, targets: Targets, context: str) -> None:
        for flows, node in targets:
            target = self._through(node, context, flows)
            self._way(source, target, flows)
            if self.steps[target].kind == TIMER:
                self.ahead[target].add(context)

    def _onward(self, node: Node) -> Targets:
        """Where a case may go from a node, None for its end."""
        flows = self.model.outgoing[node.id]
        if flows:
            return [((flow.id,), self._target(flow)) for flow in flows]
        return [((), self.model.node.get(node.scope))]

    def _target(self, flow: Flow) -> Node:
        if flow.target not in self.model.node:
            raise ModelError(element=flow.id, reason=("连线没有终点", "the flow leads nowhere"))
        return self.model.node[flow.target]

    def _through(self, node: Node | None, context: str, flows: tuple[str, ...] = ()) -> str:
        """The id of the first node from here on that stays, gateways made on the way."""
        seen: set[str] = set()
        while node is not None:
            if node.id in seen:
                reason = ("网关成环，其中没有任务", "gateways go round without a task")
                raise ModelError(element=node.id, reason=reason)
            seen.add(node.id)
            if self._is_entered(node, context):
                node, flows = self._starts(node.id)[0], ()
                continue
            targets = self._onward(node)
            if node.type in _XOR and len(targets) > 1:
                return self._choice(node, context)
            kind = self._kind(node, len(targets))
            if kind:
                return self._kept(node, kind, flows)
            flows, node = targets[0]
        return self._stop()

    def _is_entered(self, node: Node, context: str) -> bool:
        """Whether a case goes into a sub-process: coming from inside, it leaves it."""
        return (
            node.type == SUB_PROCESS
            and any(self.model.within(node.id))
            and node.id not in self._inside(context)
        )

    def _inside(self, context: str) -> set[str]:
        """The sub-processes that a step lies in: coming from inside, one is left, not entered."""
        found: set[str] = set()
        node = self.model.node.get(context)
        while node is not None:
            found.add(node.scope)
            node = self.model.node.get(node.scope)
        return found

    def _kind(self, node: Node, ways: int) -> str:
        """What stays of a node; "" where a case goes through without anything happening."""
        if node.is_gateway:
            is_join = len(self.model.incoming[node.id]) > 1 and node.type not in _XOR
            if ways > 1:
                return SOME if node.type == "inclusiveGateway" else FORK
            return JOIN if is_join else ""
        if node.timer:
            return TIMER
        is_shown = node.is_activity or (node.name and node.type.startswith("intermediate") and not node.link)
        if is_shown and not (node.type == SUB_PROCESS and any(self.model.within(node.id))):
            return TASK
        return FORK if ways > 1 else ""

    def _choice(self, node: Node, context: str) -> str:
        memory = self._recalled(context) if self.remembers else ""
        self.contexts[node.id].add(memory)
        key = node.id if len(self.contexts[node.id]) == 1 else f"{node.id}{MARK}{memory}"
        if key not in self.steps:
            self.steps[key] = Step(key, CHOICE, element=node, context=memory)
            self._ways(key, self._onward(node), context)
        return key

    def _kept(self, node: Node, kind: str, flows: tuple[str, ...]) -> str:
        if node.id not in self.steps:
            join = self._join_of(node) if kind == SOME else ""
            activity = node.label if kind == TASK else ""
            self.steps[node.id] = Step(node.id, kind, activity, node, join)
            self.todo.append(node.id)
        goes_both_ways = kind in (FORK, SOME) and node.is_gateway and len(self.model.incoming[node.id]) > 1
        if kind != JOIN and not goes_both_ways:
            return node.id
        join = node.id
        if goes_both_ways:
            join = f"{node.id}{MARK}join"
            self.steps.setdefault(join, Step(join, JOIN))
            self._once(join, node.id)
        # A join counts the ways into it: whatever comes along one flow of the procedure comes in one way.
        arrival = f"{join}{MARK}{''.join(flows)}"
        self.steps.setdefault(arrival, Step(arrival, CHOICE))
        self._once(arrival, join)
        return arrival

    def _once(self, source: str, target: str) -> None:
        self.ways.setdefault((source, target), ())

    def _join_of(self, node: Node) -> str:
        """The nearest inclusive join that every branch leads to."""
        reached = [self._beyond(flow.target) for flow in self.model.outgoing[node.id]]
        for each in reached[0]:
            if self._is_join(each) and all(each in others for others in reached):
                return each
        raise ModelError(
            element=node.id, reason=("包容网关没有对应的汇合", "no join belongs to this inclusive gateway")
        )

    def _is_join(self, key: str) -> bool:
        node = self.model.node[key]
        return node.type == "inclusiveGateway" and len(self.model.incoming[key]) > 1

    def _beyond(self, key: str) -> list[str]:
        """The nodes from here on, near ones first."""
        found, place = [key], 0
        while place < len(found):
            found += [flow.target for flow in self.model.outgoing[found[place]] if flow.target not in found]
            place += 1
        return found

    def _stop(self) -> str:
        self.steps.setdefault("■", Step("■", STOP))
        return "■"
