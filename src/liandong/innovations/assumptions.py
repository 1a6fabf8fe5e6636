"""What the simulated data of an innovation assume: a procedure, who works on it, how long, how many cases come.

    seed = 28
    start = 2022-01-01
    months = 24
    own = "青岛"                       # the zone whose earlier months the stress test calibrates on

    [procedure]                       # process/before.bpmn is drawn from this
    name = "进口铜精矿通关"
    blocks = "→(申报, 查验, ×(送检, τ), 放行)"

    [[roles]]                         # a lane each
    name = "海关"
    hours = "1-5 08:30-17:30"
    people = 3
    reason = "……"

    [[activities]]
    name = "查验"
    role = "海关"
    work = "3 h"
    wait = "4 h"
    reason = "……"

Nothing here is measured: every row says why its number was taken, and whatever is made from it is marked as simulated.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from liandong.errors import AssumptionsDamaged
from liandong.procedure import Procedure, Reform, Tree
from liandong.procedure.reform.amount import Amount
from liandong.procedure.reform.keys import key
from liandong.procedure.reform.tables import Tables
from liandong.procedure.to_bpmn import document_of
from liandong.profile import Mark

FILE = "assumptions.toml"
_TABLES = ("procedure", "roles", "activities", "ways", "statutory", "zones")
_REASON = ("理由或出处", "why this number, or where it is from")


@dataclass(frozen=True)
class Head:
    """The keys that are no tables: the window of simulated months, and when cases come."""

    seed: int = key("whole", "随机种子", "seed of the random numbers")
    start: date = key("date", "模拟的第一天", "the first day simulated")
    months: int = key("whole", "模拟几个月", "months simulated")
    own: str = key("text", "压力测试所依据的片区", "zone whose earlier months stress tests calibrate on")
    arrive: str = key("hours", "来件的时间", "hours in which cases come", "1-5 09:00-17:00")


@dataclass(frozen=True)
class Drawing:
    """The procedure before the reform: blocks (``procedure.tree``), and what no block expression shows as steps."""

    name: str = key("text", "流程名称", "name of the procedure")
    blocks: str = key("text", "流程块", "blocks, such as →(a, ×(b, τ))")
    #: Operators of reforms, such as a timer that a clause prescribes.
    steps: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True)
class People:
    """Who works in a lane, and when; Chinese holidays are off unless the role works round the clock."""

    name: str = key("text", "岗位（泳道）", "role (lane)")
    hours: str = key("hours", "工作时间", "hours of work")
    people: Amount = key("count", "人数", "people")
    reason: str = key("text", *_REASON)
    party: str = key("text", "所属单位", "the party it belongs to", "")


@dataclass(frozen=True)
class Work:
    """How long an activity is worked on, and what passes before it in the hours of its role: means, skewed to the right."""

    name: str = key("text", "环节", "activity")
    role: str = key("text", "岗位（泳道）", "role (lane)")
    work: Amount = key("length", "平均办理用时", "mean time of work")
    reason: str = key("text", *_REASON)
    wait: Amount = key(
        "length", "此前平均等待（在岗时间）", "mean wait before it, in hours of work", Amount(0, "h")
    )
    spread: Amount = key("factor", "标准差与平均之比", "standard deviation over mean", Amount(0.5))


@dataclass(frozen=True)
class Way:
    """How many of the cases at the choice before an activity take the way to it."""

    to: str = key("text", "该走法的第一个环节", "first activity of the way")
    share: Amount = key("share", "份额", "share of cases")
    reason: str = key("text", *_REASON)


@dataclass(frozen=True)
class Prescribed:
    """That the time between two activities is prescribed by a clause."""

    source: str = key("text", "从哪个环节", "from this activity")
    target: str = key("text", "到哪个环节", "to this activity")
    clause: str = key("text", "条款", "clause")
    document: str = key("text", "文号", "document")


@dataclass(frozen=True)
class Place:
    """A zone: cases a week, people and times as multiples of what is assumed in general, and when it adopts."""

    name: str = key("text", "片区", "zone")
    weekly: Amount = key("factor", "每周件数", "cases a week")
    reason: str = key("text", *_REASON)
    people: Amount = key("factor", "人数倍数", "so many times the people", Amount(1))
    pace: Amount = key("factor", "用时倍数", "so many times as long", Amount(1))
    adopted: date | None = key("date", "从哪天起按新流程", "adopted on", None)


@dataclass(frozen=True)
class Assumptions:
    """All assumptions of one innovation.

    Examples
    --------
    >>> from liandong.innovations import folders
    >>> assumed = Assumptions.load(folders()["copper-two-stage"] / FILE)
    >>> assumed.drawing.name
    '进口铜精矿通关'
    """

    head: Head
    drawing: Drawing
    roles: tuple[People, ...]
    activities: tuple[Work, ...]
    ways: tuple[Way, ...]
    statutory: tuple[Prescribed, ...]
    zones: tuple[Place, ...]

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Assumptions:
        """The assumptions in a TOML file. Raises FileMissing, or AssumptionsDamaged with the line and the key."""
        file = Tables(path, AssumptionsDamaged)
        found = cls(
            head=file.read(Head, {name: it for name, it in file.data.items() if name not in _TABLES}, "", 0),
            drawing=_drawing(file),
            roles=file.rows(People, "roles"),
            activities=file.rows(Work, "activities"),
            ways=file.rows(Way, "ways"),
            statutory=file.rows(Prescribed, "statutory"),
            zones=file.rows(Place, "zones"),
        )
        for table, number, name, reason in found._gaps():
            raise file.damaged(table, number, name, reason)
        return found

    @property
    def own(self) -> Place:
        """The zone whose months before adoption stress tests calibrate on."""
        return next(zone for zone in self.zones if zone.name == self.head.own)

    @property
    def end(self) -> date:
        """The first day that is not simulated any more."""
        months = self.head.start.month - 1 + self.head.months
        return self.head.start.replace(year=self.head.start.year + months // 12, month=months % 12 + 1)

    @property
    def adopted(self) -> dict[str, date]:
        """When each zone adopts, for those that do."""
        return {zone.name: zone.adopted for zone in self.zones if zone.adopted}

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What a clause prescribes, as profiles have it."""
        return tuple(
            Mark(source=it.source, target=it.target, clause=it.clause, document=it.document)
            for it in self.statutory
        )

    def procedure(self) -> Procedure:
        """The procedure before the reform, drawn from its blocks."""
        lane_of = {it.name: it.role for it in self.activities}
        tree = Tree.parse(self.drawing.blocks)
        drawn = Procedure(document_of(tree, name=self.drawing.name, lane_of=lane_of)).laid_out()
        if not self.drawing.steps:
            return drawn
        steps = Reform(self.drawing.name, "", (), {}, (), self.drawing.steps, "", "")
        return drawn.apply(steps, draft=True)

    def _gaps(self) -> Iterator[tuple[str, int, str, object]]:
        """What is named in one place and missing in another: table, number, key, reason."""
        drawn = Tree.parse(self.drawing.blocks).activities
        sets = {
            "activities": (drawn, {it.name for it in self.activities}),
            "roles": ({it.role for it in self.activities}, {it.name for it in self.roles}),
            "zones": ({self.head.own}, {self.head.own} & {it.name for it in self.zones}),
        }
        for table, (wanted, there) in sets.items():
            for name in sorted(wanted ^ there):
                zh, en = (
                    ("缺少", "is missing") if name in wanted else ("流程里没有", "is not in the procedure")
                )
                yield table, 0, name, (f"{table} {zh}“{name}”", f"“{name}” {en} ({table})")
        for table, rows in (("roles", self.roles), ("activities", self.activities), ("zones", self.zones)):
            if not rows:
                yield table, 0, table, (f"没有任何 [[{table}]]", f"there is no [[{table}]]")


def _drawing(file: Tables) -> Drawing:
    table = dict(file.table("procedure"))
    steps: Any = table.pop("steps", [])
    drawn = file.read(Drawing, table, "procedure", 0)
    return Drawing(drawn.name, drawn.blocks, tuple(steps))
