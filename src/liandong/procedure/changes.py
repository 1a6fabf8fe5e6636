"""What changed from one procedure to another, element by element by id, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from liandong.procedure.model import Flow, Model, Node
from liandong.procedure.names import on_one_line
from liandong.procedure.procedure import Procedure
from liandong.procedure.reform.settings import settings_of
from liandong.procedure.reform.words import told
from liandong.procedure.words import KINDS, Text, called


@dataclass(frozen=True)
class Change:
    """One change: its kind (``added``, ``removed``, ``renamed``, ``moved``, ``reconnected``, ``condition``, …)."""

    kind: str
    element: str
    zh: str
    en: str

    def text(self, lang: str = "zh") -> str:
        """The change in Chinese or English."""
        return self.zh if lang == "zh" else self.en


def diff(before: Procedure, after: Procedure) -> list[Change]:
    """The changes, nodes first; nothing where only the picture differs.

    A flow into or out of a node that is new or gone is told with the node; settings that a reform left in the file are
    changes too.
    """
    old, new = before.model, after.model
    return [
        *_nodes(old, new),
        *_flows(old, new),
        *_lanes(old, new),
        *_pools(old, new),
        *_messages(old, new),
        *_settings(before, after),
    ]


def _nodes(old: Model, new: Model) -> Iterator[Change]:
    for node in old.nodes:
        if node.id not in new.node:
            zh, en = called(node)
            yield Change("removed", node.id, f"删除{zh}", f"removed: {en}")
    for node in new.nodes:
        if node.id not in old.node:
            zh, en = called(node)
            where = _where(new, node)
            yield Change("added", node.id, f"新增{zh}{where[0]}", f"added: {en}{where[1]}")
        else:
            yield from _changed(old, new, old.node[node.id], node)


def _where(model: Model, node: Node) -> Text:
    """Between which tasks a node lies."""
    before = _names(model, [it.source for it in model.incoming[node.id]])
    after = _names(model, [it.target for it in model.outgoing[node.id]])
    zh = "，".join([f"在{before[0]}之后"] * bool(before[0]) + [f"在{after[0]}之前"] * bool(after[0]))
    en = ", ".join([f"after {before[1]}"] * bool(before[1]) + [f"before {after[1]}"] * bool(after[1]))
    return f"（{zh}）" if zh else "", f" ({en})" if en else ""


def _names(model: Model, keys: list[str]) -> Text:
    told = [called(model.node[key]) for key in keys if key in model.node]
    return "、".join(zh for zh, _ in told), ", ".join(en for _, en in told)


def _changed(old: Model, new: Model, was: Node, now: Node) -> Iterator[Change]:
    zh, en = called(now)
    if was.type != now.type:
        (was_zh, was_en), (now_zh, now_en) = KINDS[was.type], KINDS[now.type]
        yield Change("retyped", now.id, f"{zh}由{was_zh}改为{now_zh}", f"{en}: was a {was_en}, is a {now_en}")
    if on_one_line(was.name) != on_one_line(now.name):
        yield Change(
            "renamed",
            now.id,
            f"{called(was)[0]}改名为“{now.label}”",
            f"{called(was)[1]} is now called “{now.label}”",
        )
    if was.lane != now.lane:
        here, there = _lane(old, was.lane), _lane(new, now.lane)
        yield Change(
            "moved", now.id, f"{zh}由{here[0]}移到{there[0]}", f"{en} moved from {here[1]} to {there[1]}"
        )
    for name, words in (
        ("trigger", ("触发方式", "trigger")),
        ("timer", ("时限", "timer")),
        ("loop", ("重复方式", "repetition")),
        ("calls", ("调用的流程", "procedure called")),
        ("default", ("默认流向", "default flow")),
        ("attached_to", ("附着的环节", "activity it sits on")),
        ("interrupts", ("是否中断", "interruption")),
    ):
        left, right = getattr(was, name), getattr(now, name)
        if left != right:
            a, b = _told(left), _told(right)
            yield Change(
                name,
                now.id,
                f"{zh}的{words[0]}由{a[0]}改为{b[0]}",
                f"{en}: {words[1]} changed from {a[1]} to {b[1]}",
            )


def _told(value: object) -> Text:
    match value:
        case None | "":
            return "无", "none"
        case bool():
            return ("是", "yes") if value else ("否", "no")
        case str():
            return f"“{value}”", f"“{value}”"
    kind, expression = getattr(value, "kind", ""), getattr(value, "expression", "")
    names = {
        "standard": ("循环", "loop"),
        "parallel": ("多实例并行", "parallel instances"),
        "sequential": ("多实例依次", "instances in turn"),
    }
    zh, en = names[kind]
    return (f"{zh}（{expression}）", f"{en} ({expression})") if expression else (zh, en)


def _lane(model: Model, key: str) -> Text:
    lane = next((it for it in model.lanes if it.id == key), None)
    return (
        (f"泳道“{lane.name or lane.id}”", f"lane “{lane.name or lane.id}”")
        if lane
        else ("泳道之外", "no lane")
    )


def _flows(old: Model, new: Model) -> Iterator[Change]:
    was, now = {it.id: it for it in old.flows}, {it.id: it for it in new.flows}
    both = old.node.keys() & new.node.keys()
    for key, flow in was.items():
        if key not in now and {flow.source, flow.target} <= both:
            zh, en = _way(old, flow)
            yield Change("removed", key, f"删除顺序流 {zh}", f"removed: sequence flow {en}")
    for key, flow in now.items():
        if key not in was:
            if {flow.source, flow.target} <= both:
                zh, en = _way(new, flow)
                yield Change("added", key, f"新增顺序流 {zh}", f"added: sequence flow {en}")
            continue
        yield from _rerouted(old, new, was[key], flow)


def _rerouted(old: Model, new: Model, was: Flow, now: Flow) -> Iterator[Change]:
    (was_zh, was_en), (now_zh, now_en) = _way(old, was), _way(new, now)
    is_told = {was.source, was.target} <= new.node.keys() and {now.source, now.target} <= old.node.keys()
    if (was.source, was.target) != (now.source, now.target) and is_told:
        yield Change(
            "reconnected",
            now.id,
            f"顺序流 {was_zh} 改接为 {now_zh}",
            f"sequence flow {was_en} now leads {now_en}",
        )
    if was.condition != now.condition:
        a, b = _told(was.condition), _told(now.condition)
        yield Change(
            "condition",
            now.id,
            f"顺序流 {now_zh} 的条件由{a[0]}改为{b[0]}",
            f"condition of {now_en} changed from {a[1]} to {b[1]}",
        )
    if on_one_line(was.name) != on_one_line(now.name):
        a, b = _told(was.name), _told(now.name)
        yield Change(
            "renamed",
            now.id,
            f"顺序流 {now_zh} 的名称由{a[0]}改为{b[0]}",
            f"name of {now_en} changed from {a[1]} to {b[1]}",
        )


def _way(model: Model, flow: Flow) -> Text:
    ends = [
        called(model.node[it]) if it in model.node else (f"“{it}”", f"“{it}”")
        for it in (flow.source, flow.target)
    ]
    return f"{ends[0][0]} → {ends[1][0]}", f"{ends[0][1]} → {ends[1][1]}"


def _settings(before: Procedure, after: Procedure) -> Iterator[Change]:
    """Settings that are new, and those that are gone though their element is not."""
    was, now = settings_of(before), settings_of(after)

    def named(key: str) -> Text:
        return _element(after.model, key)

    def once(key: str) -> Text:
        return _element(before.model, key)

    for setting in now:
        if setting not in was:
            yield Change("setting", setting.element, *told(setting, named, once))
    for setting in was:
        replaced = any(type(it) is type(setting) and it.element == setting.element for it in now)
        if not replaced and setting not in now and _stays(after.model, setting.element):
            zh, en = told(setting, once, once)
            yield Change("setting", setting.element, f"不再设定：{zh}", f"no longer set: {en}")


def _stays(model: Model, key: str) -> bool:
    return key in model.node or key in model.processes or any(it.id == key for it in model.flows)


def _element(model: Model, key: str) -> Text:
    """How an element is called; of a flow, what cases do that take it."""
    flow = next((it for it in model.flows if it.id == key), None)
    if flow is None:
        return called(model.node[key]) if key in model.node else (key, key)
    target = model.node[flow.target]
    if not target.is_gateway:
        return f"走{called(target)[0]}", f"go to {called(target)[1]}"
    others = [it.target for it in model.outgoing[flow.source] if not model.node[it.target].is_gateway]
    zh, en = _names(model, others)
    way = _way(model, flow)
    return (f"跳过{zh}", f"skip {en}") if zh else (f"走{way[0]}", f"take {way[1]}")


def _lanes(old: Model, new: Model) -> Iterator[Change]:
    yield from _named("lane", {it.id: it.name for it in old.lanes}, {it.id: it.name for it in new.lanes})


def _pools(old: Model, new: Model) -> Iterator[Change]:
    yield from _named(
        "participant", {it.id: it.name for it in old.pools}, {it.id: it.name for it in new.pools}
    )


def _named(kind: str, was: dict[str, str], now: dict[str, str]) -> Iterator[Change]:
    zh, en = KINDS[kind]
    for key, name in was.items():
        if key not in now:
            yield Change("removed", key, f"删除{zh}“{name or key}”", f"removed: {en} “{name or key}”")
        elif now[key] != name:
            yield Change(
                "renamed",
                key,
                f"{zh}“{name or key}”改名为“{now[key]}”",
                f"{en} “{name or key}” is now called “{now[key]}”",
            )
    for key, name in now.items():
        if key not in was:
            yield Change("added", key, f"新增{zh}“{name or key}”", f"added: {en} “{name or key}”")


def _messages(old: Model, new: Model) -> Iterator[Change]:
    was, now = {it.id: it for it in old.messages}, {it.id: it for it in new.messages}
    for key in [*(it for it in was if it not in now), *(it for it in now if it not in was)]:
        message, gone = (was[key], True) if key in was else (now[key], False)
        label = message.name or f"{message.source} → {message.target}"
        verb = ("删除", "removed") if gone else ("新增", "added")
        yield Change(verb[1], key, f"{verb[0]}消息流“{label}”", f"{verb[1]}: message flow “{label}”")
    for key in [
        it for it in now if it in was and (was[it].source, was[it].target) != (now[it].source, now[it].target)
    ]:
        zh = f"消息流“{now[key].name or key}”改接为 {now[key].source} → {now[key].target}"
        yield Change(
            "reconnected",
            key,
            zh,
            f"message flow “{now[key].name or key}” now leads {now[key].source} → {now[key].target}",
        )
