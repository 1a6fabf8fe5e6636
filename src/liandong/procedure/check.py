"""Findings on a procedure: what keeps it from being run or understood, each naming its element and line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from liandong.procedure.document import Document
from liandong.procedure.model import Flow, Model, Node
from liandong.procedure.soundness import soundness
from liandong.procedure.timers import fault, is_timer
from liandong.procedure.view import read
from liandong.procedure.words import KINDS, Text, called


@dataclass(frozen=True)
class Finding:
    """One finding. An ``error`` keeps the procedure from running; a ``warning`` does not."""

    severity: str
    code: str
    element: str
    line: int
    zh: str
    en: str

    def text(self, lang: str = "zh") -> str:
        """The finding with its line, in Chinese or English."""
        where = (f"第 {self.line} 行：", f"line {self.line}: ") if self.line else ("", "")
        return f"{where[0]}{self.zh}" if lang == "zh" else f"{where[1]}{self.en}"


def check(document: Document) -> list[Finding]:
    """All findings on the document, errors first, each kind in the order of the file."""
    model = read(document)
    if without := [*_without_id(model)]:
        # Nothing can refer to these, so that whatever else is told would follow from it.
        return without
    found = [*_ids(document), *_empty(model), *_refused(model), *_flows(model), *_messages(model)]
    found += [*_rounds(model), *_ends(model)]
    found += _boundary(model)
    if not found:
        found += _sound(model)
    found += [*_unsupported(model), *_timers(model), *_names(model), *_lanes(model)]
    return sorted(found, key=lambda it: it.severity != "error")


def _error(code: str, element: str, line: int, words: Text) -> Finding:
    return Finding("error", code, element, line, *words)


def _warning(code: str, element: str, line: int, words: Text) -> Finding:
    return Finding("warning", code, element, line, *words)


def _ids(document: Document) -> Iterator[Finding]:
    seen = Counter[str]()
    for element in document.root.iter("{*}*"):
        key = element.get("id", "")
        if key:
            seen[key] += 1
            if seen[key] == 2:
                words = (f"id “{key}”重复出现", f"the id “{key}” is used twice")
                yield _error("duplicate-id", key, element.sourceline or 0, words)


def _without_id(model: Model) -> Iterator[Finding]:
    elements: tuple[Node | Flow, ...] = (*model.nodes, *model.flows)
    for it in elements:
        if not it.id:
            zh, en = KINDS[it.type if isinstance(it, Node) else "sequenceFlow"]
            words = (f"{zh}“{it.name}”" if it.name else zh, f"{en} “{it.name}”" if it.name else en)
            yield _error(
                "no-id",
                "",
                it.line,
                (f"{words[0]}没有 id，无从引用", f"{words[1]} has no id to refer to it by"),
            )


def _empty(model: Model) -> Iterator[Finding]:
    if not any(map(model.on_way, model.processes)):
        words = ("文件里没有流程，或流程里没有任何环节", "no process with any steps is in the file")
        yield _error("empty", "", 0, words)


def _odd(model: Model) -> set[str]:
    """The ids of elements that cannot be run at all: they are no nodes, yet flows may lead there."""
    return {it.id for it in model.unsupported} - model.node.keys()


def _in_flow(model: Model) -> set[str]:
    """Those of them that cases would come to, and sub-processes of an event that a flow leads to nevertheless."""
    by_event = {it.id for it in model.nodes if it.by_event}
    return (_odd(model) | by_event) & {end for flow in model.flows for end in (flow.source, flow.target)}


def _refused(model: Model) -> Iterator[Finding]:
    for it in model.unsupported:
        if it.id in _in_flow(model):
            words = (
                f"“{it.element}”（{it.id}）不在可执行子集内，办件走到这里无法继续",
                f"“{it.element}” ({it.id}) cannot be simulated or run, and cases come to it",
            )
            yield _error("unsupported", it.id, it.line, words)


def _flows(model: Model) -> Iterator[Finding]:
    odd = _odd(model)
    scope_of = {it.id: it.scope for it in model.nodes}
    for flow in model.flows:
        for end, (zh, en) in (("source", ("起点", "source")), ("target", ("终点", "target"))):
            key = getattr(flow, end)
            if key in odd:
                continue
            if key not in scope_of:
                words = (
                    f"顺序流“{flow.name or flow.id}”的{zh}“{key or '空'}”不存在",
                    f"the {en} “{key or 'empty'}” of sequence flow “{flow.name or flow.id}” does not exist",
                )
                yield _error("dangling-flow", flow.id, flow.line, words)
            elif scope_of[key] != flow.scope:
                words = (
                    f"顺序流“{flow.name or flow.id}”越过了流程或子流程的边界（{zh}“{key}”），应改用消息流",
                    f"sequence flow “{flow.name or flow.id}” leaves its process or sub-process ({en} “{key}”); use a message flow",
                )
                yield _error("crossing-flow", flow.id, flow.line, words)


def _messages(model: Model) -> Iterator[Finding]:
    known = {it.id for it in model.nodes} | {it.id for it in model.pools} | _odd(model)
    for message in model.messages:
        for key in (message.source, message.target):
            if key not in known:
                words = (
                    f"消息流“{message.name or message.id}”的一端“{key or '空'}”不存在",
                    f"one end of message flow “{message.name or message.id}”, “{key or 'empty'}”, does not exist",
                )
                yield _error("dangling-message", message.id, message.line, words)


def _rounds(model: Model) -> Iterator[Finding]:
    """The first node of each scope that goes round for ever: ways lead on from it, but none out."""
    for scope in model.scopes:
        nodes = model.on_way(scope)
        known = {it.id for it in nodes}
        found = {it.id for it in nodes if _is_way_out(model, it, known)}
        todo = sorted(found)
        while todo:
            key = todo.pop()
            before = {flow.source for flow in model.incoming[key]} | {model.node[key].attached_to}
            new = sorted(before & known - found)
            found.update(new)
            todo += new
        node = next((it for it in nodes if it.id not in found), None)
        if node is not None:
            words = (
                f"从{called(node)[0]}走不到结束，办件会永远循环",
                f"no way leads from {called(node)[1]} to an end: cases would go round for ever",
            )
            yield _error("endless", node.id, node.line, words)


def _is_way_out(model: Model, node: Node, known: set[str]) -> bool:
    """Whether cases end here, or are lost for a reason that is told of its own."""
    flows = model.outgoing[node.id]
    return node.type == "endEvent" or not flows or any(it.target not in known for it in flows)


def _ends(model: Model) -> Iterator[Finding]:
    for scope in model.scopes:
        nodes = model.on_way(scope)
        if nodes:
            yield from _scope_ends(model, scope, nodes)


def _scope_ends(model: Model, scope: str, nodes: Sequence[Node]) -> Iterator[Finding]:
    line = model.node[scope].line if scope in model.node else 0
    for kind, code, (zh, en) in (
        ("startEvent", "no-start", ("开始", "start")),
        ("endEvent", "no-end", ("结束", "end")),
    ):
        if not any(it.type == kind for it in nodes):
            words = (f"流程“{scope}”没有{zh}事件", f"process “{scope}” has no {en} event")
            yield _error(code, scope, line, words)
    for node in nodes:
        if node.type == "startEvent" and model.incoming[node.id]:
            words = (f"{called(node)[0]}不能有流入的顺序流", f"{called(node)[1]} cannot have a flow into it")
            yield _error("flow-into-start", node.id, node.line, words)
        elif node.type not in ("startEvent", "boundaryEvent") and not model.incoming[node.id]:
            words = (
                f"{called(node)[0]}没有流入的顺序流，永远不会执行",
                f"{called(node)[1]} has no flow into it and is never reached",
            )
            yield _error("unreached", node.id, node.line, words)
        if node.type != "endEvent" and not model.outgoing[node.id]:
            words = (
                f"{called(node)[0]}没有流出的顺序流，流程在此中断",
                f"{called(node)[1]} has no flow out of it: the procedure breaks off here",
            )
            yield _error("dead-end", node.id, node.line, words)
        elif node.type == "endEvent" and model.outgoing[node.id]:
            words = (
                f"{called(node)[0]}不能有流出的顺序流",
                f"{called(node)[1]} cannot have a flow out of it",
            )
            yield _error("flow-out-of-end", node.id, node.line, words)


def _boundary(model: Model) -> Iterator[Finding]:
    for node in model.nodes:
        if node.type == "boundaryEvent" and not (
            node.attached_to in _odd(model)
            or (node.attached_to in model.node and model.node[node.attached_to].is_activity)
        ):
            words = (
                f"{called(node)[0]}附着的环节“{node.attached_to or '空'}”不存在",
                f"{called(node)[1]} sits on “{node.attached_to or 'nothing'}”, which is no activity",
            )
            yield _error("boundary-lost", node.id, node.line, words)


def _sound(model: Model) -> Iterator[Finding]:
    for scope in model.scopes:
        if not model.on_way(scope):
            continue
        verdict = soundness(model, scope)
        for kind, code, (zh, en) in (
            (
                "stuck",
                "deadlock",
                ("处流程会卡住：等不到全部来路", "can get stuck: it waits for ways that never come"),
            ),
            (
                "repeated",
                "repeated",
                (
                    "会被重复执行：并行的来路没有汇合",
                    "can be done twice: parallel ways into it are not joined",
                ),
            ),
            ("dead", "dead", ("永远不会执行", "is never reached")),
        ):
            for key in getattr(verdict, kind):
                node = model.node[key]
                yield _error(code, key, node.line, (f"{called(node)[0]}{zh}", f"{called(node)[1]} {en}"))
        if not verdict.is_bounded:
            words = (
                f"流程“{scope}”可能的状态太多，未能全部核验",
                f"process “{scope}” has too many possible states to check them all",
            )
            yield _warning("too-many-states", scope, 0, words)


def _unsupported(model: Model) -> Iterator[Finding]:
    for it in model.unsupported:
        if it.id in _in_flow(model):
            continue
        words = (
            f"“{it.element}”（{it.id}）不在可执行子集内，原样保留，但不能仿真或运行",
            f"“{it.element}” ({it.id}) cannot be simulated or run; it is kept as it is",
        )
        yield _warning("unsupported", it.id, it.line, words)


def _timers(model: Model) -> Iterator[Finding]:
    """Timers whose time is none to wait for: an error where cases would wait, a warning where counts stand in for it."""
    run = _run(model)
    for node in [it for scope in model.scopes for it in model.on_way(scope)]:
        words = fault(node) if is_timer(node) else None
        if words is not None:
            is_awaited = bool(node.timer) and not node.attached_to and node.scope in run
            yield (_error if is_awaited else _warning)("timer", node.id, node.line, words)


def _run(model: Model) -> set[str]:
    """The process that is run, the first with steps, and the sub-processes in it."""
    found = {next((it for it in model.processes if model.on_way(it)), "")}
    for node in model.nodes:
        if node.scope in found:
            found.add(node.id)
    return found


def _names(model: Model) -> Iterator[Finding]:
    first: dict[tuple[str, str], Node] = {}
    for node in model.activities:
        if not node.name.strip():
            zh, en = KINDS[node.type]
            yield _warning(
                "no-name", node.id, node.line, (f"{zh}“{node.id}”没有名称", f"{en} “{node.id}” has no name")
            )
            continue
        other = first.setdefault((node.scope, node.label), node)
        if other is not node:
            words = (
                f"{called(node)[0]}与“{other.id}”同名，事件日志无法区分",
                f"{called(node)[1]} has the same name as “{other.id}”: an event log cannot tell them apart",
            )
            yield _warning("duplicate-name", node.id, node.line, words)


def _lanes(model: Model) -> Iterator[Finding]:
    for process in model.processes:
        nodes = [it for it in model.within(process) if not it.attached_to]
        if nodes and not any(lane.process == process for lane in model.lanes):
            words = (
                f"流程“{process}”没有泳道，看不出由谁办理",
                f"process “{process}” has no lanes: nobody can see who does what",
            )
            yield _warning("no-lanes", process, 0, words)
            continue
        for node in nodes:
            if not node.lane:
                words = (f"{called(node)[0]}不在任何泳道内", f"{called(node)[1]} lies in no lane")
                yield _warning("no-lane", node.id, node.line, words)
