"""The operators by the names a reform file gives them, and what they are called in words."""

from __future__ import annotations

from typing import Protocol

from liandong.procedure.reform.draft import Draft
from liandong.procedure.reform.order import Move, Parallel, Remove, Serial
from liandong.procedure.reform.people import Assign, Calendar, Pool, Staff
from liandong.procedure.reform.waiting import Delay, Gate, Queue
from liandong.procedure.reform.work import Load, Merge, Route, Scale, Split
from liandong.procedure.words import Text


class Operator(Protocol):
    """What changes a procedure in one way; it refuses with a reason where it does not apply."""

    def apply(self, draft: Draft) -> None: ...


OPERATORS: dict[str, type[Operator]] = {
    "assign": Assign,
    "calendar": Calendar,
    "delay": Delay,
    "gate": Gate,
    "load": Load,
    "merge": Merge,
    "move": Move,
    "parallel": Parallel,
    "pool": Pool,
    "queue": Queue,
    "remove": Remove,
    "route": Route,
    "scale": Scale,
    "serial": Serial,
    "split": Split,
    "staff": Staff,
}

#: What each does, in the ten groups of the design.
WORDS: dict[str, Text] = {
    "remove": ("取消环节", "drop an activity"),
    "scale": ("压缩或延长办理时间", "change how long an activity takes"),
    "move": ("调整先后", "do an activity earlier or later"),
    "parallel": ("串联改并联", "do activities at the same time"),
    "serial": ("并联改串联", "do activities one after the other"),
    "merge": ("合并环节", "make several activities one"),
    "split": ("拆分环节", "make one activity two"),
    "route": ("分流", "change which cases go which way"),
    "staff": ("增减人员", "change how many people a role has"),
    "pool": ("人员合用", "let roles share their people"),
    "assign": ("改由他人办理", "let another role do an activity"),
    "calendar": ("调整工作时间", "change when a role works"),
    "gate": ("成批办理", "do an activity for several cases at once"),
    "queue": ("优先办理", "serve a share of cases first"),
    "delay": ("设定等待时长", "set how long a wait lasts"),
    "load": ("办件量变化", "change how many cases come"),
}
