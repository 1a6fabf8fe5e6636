"""Operators on the work of activities and the ways cases take: scale, merge, split, route, load."""

from __future__ import annotations

from dataclasses import dataclass, replace

from liandong.procedure.model import Flow, Node
from liandong.procedure.names import TASKS
from liandong.procedure.reform import settings
from liandong.procedure.reform.amount import Amount
from liandong.procedure.reform.choosing import optional, way_to
from liandong.procedure.reform.draft import Draft, rest, times
from liandong.procedure.reform.keys import key
from liandong.procedure.reform.settings import Share


@dataclass(frozen=True)
class Scale:
    """An activity takes longer or shorter: its work, or the time that passes before it."""

    at: str = key("element", "环节", "activity")
    factor: Amount = key("factor", "时长变为几倍", "how many times as long")
    part: str = key(
        "text", "work 办理时间，before 办理前的等待", "work, or before: the time before work", "work"
    )

    def apply(self, draft: Draft) -> None:
        node = draft.activity(self.at)
        if self.part not in ("work", "before"):
            raise draft.refused(
                f"part 只能是 work 或 before，不能是 {self.part}", f"part is work or before, not {self.part}"
            )
        draft.decide("length", node.id)
        draft.put(settings.Scale(node.id, self.factor, self.part))


@dataclass(frozen=True)
class Merge:
    """Activities that follow one another become one, done by whoever does the first."""

    at: tuple[str, ...] = key("elements", "合并的环节", "activities that become one")
    name: str = key("text", "合并后的名称", "name of the one")
    factor: Amount = key(
        "factor", "合并后用时与合计之比", "its work as a share of theirs together", Amount(1)
    )

    def apply(self, draft: Draft) -> None:
        nodes = {draft.plain(draft.activity(name)).entry: draft.node(name) for name in self.at}
        parts = draft.in_a_row([[name] for name in self.at])
        if any(part.entry not in nodes for part in parts):
            names = [node.label for node in nodes.values()]
            zh, en = f"{'、'.join(names)} 不都在同一分支", f"{', '.join(names)} do not all lie on one branch"
            raise draft.refused(zh, en)
        first, *others = (nodes[part.entry] for part in parts)
        unnamed(draft, self.name, unless=tuple(it.id for it in nodes.values()))
        work = [it for node in (first, *others) for it in draft.work_of(node.id)]
        for node in others:
            part = draft.own(node)
            draft.absorb(node)
            draft.removed(part)
        draft.edit.rename(first.id, self.name)
        draft.set_work(first.id, [replace(it, share=times(it.share, self.factor)) for it in work])


@dataclass(frozen=True)
class Split:
    """A part of an activity becomes one of its own, right behind it."""

    at: str = key("element", "拆分的环节", "activity that is split")
    into: str = key("text", "分出的环节名称", "name of the new activity")
    share: Amount = key("share", "分出的工作占原工作的份额", "share of the work that the new one takes")
    remaining: Amount | None = key(
        "share", "原环节保留的份额，默认为其余", "share the old one keeps; the rest", None
    )

    def apply(self, draft: Draft) -> None:
        node = draft.activity(self.at)
        out = draft.model.outgoing[node.id]
        if len(out) != 1:
            raise draft.refused(
                f"“{node.label}”有 {len(out)} 条流出", f"“{node.label}” has {len(out)} flows out of it"
            )
        unnamed(draft, self.into)
        kind = node.type if node.type in TASKS else "task"
        new = draft.new_key("Task", node.id, "split", self.into)
        work = draft.work_of(node.id)
        draft.edit.insert(kind, self.into, into=out[0].id, key=new, lane=node.lane)
        kept = self.remaining if self.remaining is not None else rest(self.share)
        for target, share in ((node.id, kept), (new, self.share)):
            draft.set_work(target, [replace(it, share=times(it.share, share)) for it in work])


def unnamed(draft: Draft, name: str, unless: tuple[str, ...] = ()) -> None:
    """Refuses a name that an element has already, as a log could not tell the two apart."""
    if any(it.label == name and it.id not in unless for it in draft.model.nodes):
        raise draft.refused(f"已有名为“{name}”的元素", f"there is an element called “{name}” already")


@dataclass(frozen=True)
class Route:
    """A share of the cases skips an activity, alone has it, or takes one of the ways there are at a choice.

    Cases are those that come to the place: who skips what is optional already skips it beside those who did so before.
    """

    share: Amount = key("share", "份额", "share of cases")
    skip: str = key("element", "这些办件跳过的环节", "activity these cases skip", "")
    only: str = key("element", "只有这些办件办理的环节", "activity only these cases have", "")
    to: str = key(
        "element",
        "分支后的第一个环节（或顺序流 id）",
        "first activity of the way taken, or id of its flow",
        "",
    )

    def apply(self, draft: Draft) -> None:
        if [bool(it) for it in (self.skip, self.only, self.to)].count(True) != 1:
            raise draft.refused("skip、only、to 须写且只写一个", "give one of skip, only, to")
        if self.to:
            flow = way_to(draft, self.to).id
            draft.decide("share", flow, alone=True)
            _set(draft, flow, self.share)
            return
        node = draft.node(self.skip or self.only)
        draft.decide("share", node.id, alone=True)
        # What is optional already is had by as many as its choice lets come: one more around it would not say who.
        ways = optional(draft, node) if self.only else []
        for way, share in zip(ways, [self.share, *[Amount(1)] * len(ways)], strict=False):
            _set_whole(draft, way, share)
        if not ways:
            _set(draft, _bypassed(draft, node, is_bypass=bool(self.skip)), self.share)


def _set(draft: Draft, flow: str, share: Amount) -> None:
    """Sets the share of one way at a choice, beside those that were set."""
    draft.put(Share(flow, share), instead_of=("element",))
    beside = {it.id for it in draft.model.outgoing[draft.flow(flow).source]}
    shares = [it for it, _ in settings.settings_in(draft.edit.document) if isinstance(it, Share)]
    draft.within_one(
        [it.share for it in shares if it.element in beside],
        "同一处各去向的份额",
        "the shares of the ways at one choice",
    )


def _set_whole(draft: Draft, way: Flow, share: Amount) -> None:
    """Sets the share of one way at a choice in the place of all that were set there."""
    beside = {it.id for it in draft.model.outgoing[way.source]}
    for flow in sorted(beside):
        draft.decide("share", flow, alone=True)
    for other, element in list(settings.settings_in(draft.edit.document)):
        if isinstance(other, Share) and other.element in beside:
            settings.drop(element)
    draft.put(Share(way.id, share))


def _bypassed(draft: Draft, node: Node, *, is_bypass: bool) -> str:
    """Puts a choice round a node; the flow that goes round it, or that leads to it."""
    part = draft.own(node)
    split, join = draft.wrapped(part, "exclusiveGateway", "skip")
    round_it = draft.edit.connect(split, join, key=draft.new_key("Flow", split, join))
    to_it = next(it.id for it in draft.model.outgoing[split] if it.id != round_it)
    return round_it if is_bypass else to_it


@dataclass(frozen=True)
class Load:
    """More or fewer cases come."""

    factor: Amount = key("factor", "办件量变为几倍", "how many times as many cases")

    def apply(self, draft: Draft) -> None:
        if not self.factor.value:
            raise draft.refused("factor 须大于 0，否则没有办件", "factor is above 0: no case would come")
        draft.put(settings.Load(draft.process, self.factor))
