"""Operators on what is done and in which order: remove, move, parallel, serial."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise

from liandong.procedure.model import Node
from liandong.procedure.reform.draft import Draft
from liandong.procedure.reform.keys import key
from liandong.procedure.reform.rows import Row, rows


@dataclass(frozen=True)
class Remove:
    """An activity is no longer done, nor the choice or loop that was about it alone."""

    at: str = key("element", "取消的环节", "activity that goes")

    def apply(self, draft: Draft) -> None:
        node = draft.node(self.at)
        part = draft.own(node)
        draft.discard(node)
        draft.removed(part)


@dataclass(frozen=True)
class Move:
    """An activity is done before or after another one, with the choice or loop that is about it alone."""

    at: str = key("element", "移动的环节", "activity that moves")
    before: str = key("element", "移到它之前", "to before this one", "")
    after: str = key("element", "移到它之后", "to after this one", "")

    def apply(self, draft: Draft) -> None:
        node = draft.node(self.at)
        draft.decide("place", node.id, alone=True)
        part, into = draft.own(node), place(draft, self.before, self.after)
        if into in (part.entry, part.exit):
            raise draft.refused(f"“{node.label}”已经在那里", f"“{node.label}” is there already")
        if draft.flow(into).scope != node.scope:
            raise draft.refused("不在同一流程或子流程内", "they do not lie in one process or sub-process")
        if draft.flow(into).target in part.nodes:
            raise draft.refused("不能移到自己之前或之后", "it cannot move before or after itself")
        draft.moved(part, into)


def place(draft: Draft, before: str, after: str) -> str:
    """The flow right before or after an element; one of the two is named."""
    if bool(before) == bool(after):
        raise draft.refused("before 与 after 须写且只写一个", "give either before or after")
    node = draft.node(before or after)
    flows = draft.model.outgoing[node.id] if after else draft.model.incoming[node.id]
    if node.type in ("startEvent", "endEvent") and len(flows) == 1:
        return flows[0].id
    part = draft.own(node)
    return part.exit if after else part.entry


@dataclass(frozen=True)
class Parallel:
    """Activities that follow one another are done at the same time; what follows waits for all of them."""

    at: tuple[tuple[str, ...], ...] = key("branches", "改为并联的环节", "activities that become parallel")

    def apply(self, draft: Draft) -> None:
        parts = draft.in_a_row(self.at)
        for one, other in combinations([draft.node(branch[0]).id for branch in self.at], 2):
            draft.decide("order", frozenset((one, other)), alone=True)
        whole = [name for branch in self.at for name in branch]
        ids = sorted(draft.node(name).id for name in whole)
        split = draft.edit.insert(
            "parallelGateway", into=parts[0].entry, key=draft.new_key("Gateway", "fork", *ids)
        )
        join = draft.edit.insert(
            "parallelGateway", into=parts[-1].exit, key=draft.new_key("Gateway", "join", *ids)
        )
        for part, behind in pairwise(parts):
            head = draft.flow(behind.entry).target
            draft.edit.reconnect(part.exit, target=join)
            draft.edit.connect(split, head)


@dataclass(frozen=True)
class Serial:
    """Activities that are done at the same time follow one another in this order."""

    at: tuple[str, ...] = key(
        "elements", "改为依次办理的环节，按先后", "activities that follow one another, in order"
    )

    def apply(self, draft: Draft) -> None:
        nodes = [draft.node(name) for name in self.at]
        for one, other in combinations([it.id for it in nodes], 2):
            draft.decide("order", frozenset((one, other)), alone=True)
        branches = _branches(draft, nodes)
        fork, join = draft.flow(branches[0][0].entry).source, draft.flow(branches[0][-1].exit).target
        into, out = draft.model.incoming[fork], draft.model.outgoing[join]
        heads = [draft.flow(row[0].entry).target for row in branches]
        for flow, head in zip(
            [into[0].id, *(row[-1].exit for row in branches)], [*heads, out[0].target], strict=True
        ):
            draft.edit.reconnect(flow, target=head)
        draft.edit.remove(fork)
        draft.edit.remove(join)


def _branches(draft: Draft, nodes: list[Node]) -> list[Row]:
    """The branches of one parallel block that hold the nodes, one each."""
    model, names = draft.model, [it.label for it in nodes]
    found = rows(model)
    for first in (row for row in found if any(nodes[0].id in part.nodes for part in row)):
        fork, join = draft.flow(first[0].entry).source, draft.flow(first[-1].exit).target
        if model.node[fork].type != "parallelGateway" or model.node[join].type != "parallelGateway":
            continue
        block = [row for row in found if draft.flow(row[0].entry).source == fork]
        held = [[row for row in block if any(node.id in part.nodes for part in row)] for node in nodes]
        if all(len(it) == 1 for it in held) and len({it[0][0].entry for it in held}) == len(nodes):
            if len(nodes) < len(model.outgoing[fork]) or len(nodes) < len(model.incoming[join]):
                raise draft.refused(
                    "该并联块还有其他分支，请一并列出",
                    "the parallel block has other branches: name one activity of each",
                )
            if len(model.incoming[fork]) == len(model.outgoing[join]) == 1:
                return [it[0] for it in held]
    raise draft.refused(f"{'、'.join(names)} 不是并联的", f"{', '.join(names)} are not parallel")
