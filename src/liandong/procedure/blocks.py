"""From a model to the process tree it is built of, where it is built of blocks.

Nodes become trees, and the graph is reduced step by step: two in a row become a sequence, two parallel ways between a
split and a join of one kind become a choice or a parallel block, a way back from a choice to a merge becomes a loop.
What reduces to one tree is sound; what does not is left to exploration (``soundness``). The rules are those by which
block-structured models are recognised (Polyvyanyy, García-Bañuelos, Dumas, "Structuring acyclic process models", 2012,
after the reduction rules of Murata for free-choice nets).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from liandong.procedure.model import Model, Node
from liandong.procedure.names import SUB_PROCESS
from liandong.procedure.tree import TAU, Tree, choice, inclusive, leaf, loop, parallel, sequence

#: How a way splits or joins at each gateway.
_KINDS = {
    "exclusiveGateway": "xor",
    "eventBasedGateway": "xor",
    "parallelGateway": "and",
    "inclusiveGateway": "or",
}


@dataclass
class _Net:
    """Numbered nodes with a tree each and edges that carry trees; ``split`` and ``join`` tell the kind at each node."""

    split: dict[str, str] = field(default_factory=dict)
    join: dict[str, str] = field(default_factory=dict)
    edges: dict[int, tuple[str, str, Tree]] = field(default_factory=dict)
    into: dict[str, list[int]] = field(default_factory=dict)
    out: dict[str, list[int]] = field(default_factory=dict)
    last: int = 0

    def node(self, key: str, *, join: str = "xor", split: str = "xor") -> None:
        self.join[key], self.split[key] = join, split
        self.into.setdefault(key, [])
        self.out.setdefault(key, [])

    def edge(self, source: str, target: str, tree: Tree) -> None:
        self.last += 1
        self.edges[self.last] = (source, target, tree)
        self.out[source].append(self.last)
        self.into[target].append(self.last)

    def cut(self, number: int) -> tuple[str, str, Tree]:
        source, target, tree = self.edges.pop(number)
        self.out[source].remove(number)
        self.into[target].remove(number)
        return source, target, tree


def tree_of_model(model: Model, scope: str | None = None) -> Tree | None:
    """The tree of a process of the model (the first with nodes, unless another is named); None if it has no blocks.

    Tasks with a name, and plain events that are not its start or end, are leaves; sub-processes are read as the blocks
    inside them.
    """
    wanted = scope if scope is not None else next((it for it in model.scopes if any(model.within(it))), "")
    net = _net(model, wanted)
    return _reduced(net) if net else None


def _net(model: Model, scope: str) -> _Net | None:
    """The graph between one begin ▶ and one end ■; None where something cannot be told as blocks."""
    nodes = model.on_way(scope)
    if not nodes or any(it.attached_to or it.trigger in ("terminate", "error") for it in nodes):
        return None
    net = _Net()
    net.node("▶")
    net.node("■")
    for node in nodes:
        tree = _tree(model, node)
        if tree is None:
            return None
        kind = _KINDS.get(node.type)
        flows = model.outgoing[node.id]
        conditional = any(it.condition for it in flows) and not node.is_gateway
        net.node(f"<{node.id}", join=kind or "xor")
        net.node(f">{node.id}", join="xor", split=kind or ("or" if conditional else "and"))
        net.edge(f"<{node.id}", f">{node.id}", tree)
        if not model.incoming[node.id]:
            net.edge("▶", f"<{node.id}", TAU)
        if not flows:
            net.edge(f">{node.id}", "■", TAU)
    for flow in model.ways:
        if flow.scope == scope:
            if f">{flow.source}" not in net.out or f"<{flow.target}" not in net.into:
                return None
            net.edge(f">{flow.source}", f"<{flow.target}", TAU)
    _share_ends(net)
    return net


def _share_ends(net: _Net) -> None:
    """Several ends are no join: parallel branches may end apart, which a block shows as a join of their kind."""
    kinds = {net.split[node] for node in net.split if len(net.out[node]) > 1} - {""}
    if len(net.into["■"]) > 1 and kinds == {"and"}:
        net.join["■"] = "and"


def _tree(model: Model, node: Node) -> Tree | None:
    """What is done at a node, on its own."""
    if node.is_gateway or node.type in ("startEvent", "endEvent") or node.link:
        return TAU
    if node.is_event and not node.name:
        return TAU
    tree = leaf(node.label, node.id)
    if node.type == SUB_PROCESS and any(model.within(node.id)):
        inner = tree_of_model(model, node.id)
        if inner is None:
            return None
        tree = inner
    # Several instances of one activity look like rounds of a loop to a log.
    return loop(tree) if node.loop else tree


def _reduced(net: _Net) -> Tree | None:
    waiting = sorted(net.into)
    queued = set(waiting)
    while waiting:
        node = waiting.pop()
        queued.discard(node)
        touched = _at(net, node) if node in net.into else set()
        for each in sorted(touched - queued):
            waiting.append(each)
            queued.add(each)
    if len(net.edges) == 1:
        ((source, target, tree),) = net.edges.values()
        return tree if (source, target) == ("▶", "■") else None
    return None


def _at(net: _Net, node: str) -> set[str]:
    """Applies what rules hold at a node; the nodes to be looked at again."""
    return _branches(net, node) or _row(net, node) or _merged(net, node)


def _branches(net: _Net, node: str) -> set[str]:
    """Several ways from a split to one join of its kind become one."""
    ends = Counter(net.edges[each][1] for each in net.out[node])
    for target, count in sorted(ends.items()):
        kind = net.split[node]
        if count < 2 or target == node or kind != net.join[target]:
            continue
        if kind != "xor" and not (count == len(net.out[node]) == len(net.into[target]) or kind == "and"):
            continue
        ways = [net.cut(each)[2] for each in list(net.out[node]) if net.edges[each][1] == target]
        net.edge(node, target, {"xor": choice, "and": parallel, "or": inclusive}[kind](*ways))
        return {node, target}
    return set()


def _row(net: _Net, node: str) -> set[str]:
    """A node with one way in and one way out only stands in a row."""
    if len(net.into[node]) != 1 or len(net.out[node]) != 1 or node in ("▶", "■"):
        return set()
    source, _, before = net.cut(net.into[node][0])
    _, target, after = net.cut(net.out[node][0])
    del net.into[node], net.out[node]
    net.edge(source, target, sequence(before, after))
    return {source, target}


def _merged(net: _Net, node: str) -> set[str]:
    """A split right behind a split of its kind is one with it, so are two joins; a merge before a choice may loop."""
    for each in net.out[node]:
        _, target, tree = net.edges[each]
        if target in ("■", node) or node == "▶":
            continue
        ins, outs = len(net.into[target]), len(net.out[node])
        if tree == TAU and ins == 1 and outs > 1 and net.split[node] == net.split[target]:
            return _moved(net, each, keep=node, lost=target)
        if (
            tree == TAU
            and outs == 1
            and len(net.into[node]) > 1
            and ins > 1
            and net.join[node] == net.join[target]
        ):
            return _moved(net, each, keep=target, lost=node)
        if ins == outs == 1 and net.join[node] == net.split[target] == "xor":
            return _looped(net, node, each, target)
    return set()


def _moved(net: _Net, number: int, *, keep: str, lost: str) -> set[str]:
    """Two neighbours become one: the edge between them goes, the others move."""
    net.cut(number)
    touched = {keep}
    for each in [*net.into[lost]]:
        source, _, tree = net.cut(each)
        net.edge(source, keep, tree)
        touched.add(source)
    for each in [*net.out[lost]]:
        _, target, tree = net.cut(each)
        net.edge(keep, target, tree)
        touched.add(target)
    del net.into[lost], net.out[lost]
    return touched


def _looped(net: _Net, merge: str, number: int, fork: str) -> set[str]:
    """A merge, a body, a choice of which one way leads back to the merge: the loop takes their place."""
    backs = [each for each in net.out[fork] if net.edges[each][1] == merge]
    if not backs:
        return set()
    redo = choice(*(net.cut(each)[2] for each in backs))
    _, _, body = net.cut(number)
    net.edge(merge, fork, loop(body, redo))
    return {merge, fork}
