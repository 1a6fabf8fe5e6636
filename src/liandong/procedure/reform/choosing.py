"""The choices that decide whether cases come to an activity, named by the activity as people do.

What discovery draws is mostly optional or repeated already: a choice and a merge stand between an activity and what comes
before it. A choice belongs to an activity where no other activity lies between; those that are about it alone decide
whether a case has it at all.
"""

from __future__ import annotations

from liandong.procedure.model import Flow, Model, Node
from liandong.procedure.reform.draft import Draft
from liandong.procedure.reform.rows import Part
from liandong.procedure.words import called


def way_to(draft: Draft, text: str) -> Flow:
    """The flow out of a choice with that id, or by which cases come to the activity that is named.

    Where cases come to an activity by a choice and again by that of its loop, the first is meant. Raises OperatorRefused
    where there is no such choice, or several.
    """
    model = draft.model
    named = next((it for it in model.flows if it.id == text), None)
    if named is None:
        node = draft.node(text)
        into = _leading(model, node)
        entries = {part.entry for part in draft.about(node)}
        found = [it for it in into if it.id in entries] or into
    else:
        found = [named] if _is_choice(model, named.source) else []
    if not found:
        raise draft.refused(
            f"“{text}”之前不是选择（排他网关）", f"there is no choice (exclusive gateway) before “{text}”"
        )
    if len(found) > 1:
        ids = [it.id for it in found]
        raise draft.refused(
            f"有 {len(ids)} 处选择通向“{text}”，请写顺序流 id：{'、'.join(ids)}",
            f"{len(ids)} choices lead to “{text}”: give the id of a flow, {', '.join(ids)}",
        )
    return found[0]


def optional(draft: Draft, node: Node) -> list[Flow]:
    """The ways to an activity at the choices that let cases pass it by, the outermost first; none where all have it.

    Raises OperatorRefused where such a choice comes by again behind the activity: one share does not tell who has it then.
    """
    whole = draft.own(node)
    inner = sorted(draft.about(node), key=lambda part: -len(part.nodes))
    found = [(part, draft.flow(part.entry)) for part in inner]
    found = [
        (part, way)
        for part, way in found
        if way.source in whole.nodes and _is_choice(draft.model, way.source)
    ]
    for part, way in found:
        if _comes_back(draft, part, whole, way.source):
            zh, en = called(node)
            raise draft.refused(
                f"{zh}在可以一次也不办的回路里，请用 to 写明顺序流 {way.id}",
                f"{en} lies in a loop that may be passed without it: give the flow {way.id} as to",
            )
    return [way for _, way in found]


def _leading(model: Model, node: Node) -> list[Flow]:
    """The flows out of choices from which this comes next."""
    found: list[Flow] = []
    todo, seen = [node.id], {node.id}
    while todo:
        for flow in model.incoming[todo.pop()]:
            source = flow.source
            if _is_choice(model, source):
                found.append(flow)
            elif model.node[source].type == "exclusiveGateway" and source not in seen:
                seen.add(source)
                todo.append(source)
    return found


def _is_choice(model: Model, node: str) -> bool:
    return model.node[node].type == "exclusiveGateway" and len(model.outgoing[node]) > 1


def _comes_back(draft: Draft, part: Part, whole: Part, choice: str) -> bool:
    """Whether cases come from a part to a choice before it, without leaving what is about the activity alone."""
    todo, seen = [draft.flow(part.exit).target], set(part.nodes)
    while todo:
        here = todo.pop()
        if here in whole.nodes and here not in seen:
            seen.add(here)
            todo += [flow.target for flow in draft.model.outgoing[here]]
    return choice in seen
