"""Operators on waiting: gate (batches), queue (priority), delay (time that nobody's work fills)."""

from __future__ import annotations

from dataclasses import dataclass

from liandong.procedure.reform import settings
from liandong.procedure.reform.amount import Amount
from liandong.procedure.reform.draft import Draft
from liandong.procedure.reform.keys import key
from liandong.procedure.reform.order import place
from liandong.procedure.reform.work import unnamed


@dataclass(frozen=True)
class Gate:
    """An activity begins when enough cases have gathered, or the first has waited long enough; 1 ends batches."""

    at: str = key("element", "环节", "activity")
    size: Amount = key("count", "几件一批，1 为随到随办", "cases in a batch; 1: each at once")
    at_most: Amount | None = key("length", "最多等多久", "longest wait of the first", None)

    def apply(self, draft: Draft) -> None:
        node = draft.activity(self.at)
        draft.decide("gate", node.id, alone=True)
        draft.put(settings.Gate(node.id, self.size, self.at_most), instead_of=("element",))


@dataclass(frozen=True)
class Queue:
    """A share of the cases is served first everywhere."""

    name: str = key("text", "这类办件的名称", "name of these cases")
    share: Amount = key("share", "占全部办件的份额", "share of all cases")
    rank: Amount = key("count", "优先次序，1 最先", "1 comes first", Amount(1))

    def apply(self, draft: Draft) -> None:
        draft.decide("queue", self.name, alone=True)
        draft.put(settings.Queue(draft.process, self.name, self.share, self.rank), instead_of=("name",))
        queues = [it for it, _ in settings.settings_in(draft.edit.document) if isinstance(it, settings.Queue)]
        draft.within_one(
            [it.share for it in queues], "优先办理的份额", "the shares of cases that are served first"
        )


@dataclass(frozen=True)
class Delay:
    """A prescribed or outside wait lasts exactly so long: one there is, or a new one before or after an activity."""

    length: Amount = key("length", "时长", "how long")
    at: str = key("element", "改变时长的环节或等待事件", "activity or timer that changes", "")
    before: str = key("element", "新等待放在它之前", "a new wait before this one", "")
    after: str = key("element", "新等待放在它之后", "a new wait after this one", "")
    name: str = key("text", "新等待的名称", "name of the new wait", "")
    statutory: bool = key("flag", "是否法定时限", "whether a clause prescribes it", False)

    def apply(self, draft: Draft) -> None:
        node = self._node(draft)
        draft.decide("length", node, alone=True)
        if draft.model.node[node].is_event:
            draft.edit.set_timer(node, self.length.as_duration())
        draft.put(settings.Delay(node, self.length, self.statutory), instead_of=("element",))

    def _node(self, draft: Draft) -> str:
        if self.at:
            if self.before or self.after or self.name:
                raise draft.refused(
                    "写了 at 就不能再写 before、after、name", "with at there is no before, after or name"
                )
            node = draft.node(self.at)
            if not node.is_activity and node.trigger != "timer":
                raise draft.refused(
                    f"“{node.label}”既不是环节也不是定时事件", f"“{node.label}” is no activity and no timer"
                )
            return node.id
        into = place(draft, self.before, self.after)
        if not self.name:
            raise draft.refused("新的等待要有名称 name", "a new wait needs a name")
        unnamed(draft, self.name)
        new = draft.new_key("Event", "delay", self.name)
        return draft.edit.insert("intermediateCatchEvent", self.name, into=into, key=new)
