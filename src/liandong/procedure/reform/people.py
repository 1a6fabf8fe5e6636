"""Operators on who works and when: staff, pool, assign, calendar."""

from __future__ import annotations

from dataclasses import dataclass

from liandong.procedure.reform import settings
from liandong.procedure.reform.amount import Amount
from liandong.procedure.reform.draft import Draft
from liandong.procedure.reform.keys import key


@dataclass(frozen=True)
class Staff:
    """More or fewer people work in a role."""

    role: str = key("element", "岗位（泳道）", "role (lane)")
    to: Amount | None = key("count", "共几人", "so many", None)
    by: Amount | None = key("change", "增减几人", "so many more or fewer", None)
    times: Amount | None = key("factor", "变为几倍", "so many times as many", None)

    def apply(self, draft: Draft) -> None:
        given = {name: it for name in ("to", "by", "times") if (it := getattr(self, name)) is not None}
        if len(given) != 1:
            raise draft.refused("to、by、times 须写且只写一个", "give one of to, by, times")
        ((how, amount),) = given.items()
        role = draft.role(self.role)
        if how == "times" and not amount.value:
            raise draft.refused(f"“{role}”一个人也不剩，无人办理", f"nobody would be left in “{role}”")
        draft.decide("staff", role, alone=how == "to")
        replaced = ("role",) if how == "to" else ()
        draft.put(settings.Staff(draft.process, role, how, amount), instead_of=replaced)


@dataclass(frozen=True)
class Pool:
    """Several roles work off one common queue: whoever is free takes the next case."""

    roles: tuple[str, ...] = key(
        "elements", "合用人员的岗位（泳道）", "roles (lanes) that share their people"
    )
    name: str = key("text", "合用后的岗位名称", "name of the common role")

    def apply(self, draft: Draft) -> None:
        for role in [draft.role(it) for it in self.roles]:
            draft.decide("who", role, alone=True)
            draft.put(settings.Pool(draft.process, role, self.name), instead_of=("role",))


@dataclass(frozen=True)
class Assign:
    """Another role does an activity; a role that is new gets people and the hours of the one before."""

    at: str = key("element", "环节", "activity")
    to: str = key("text", "改由哪个岗位（泳道）办理", "role (lane) that does it now")
    count: Amount | None = key("count", "新岗位的人数", "people of a role that is new", None)

    def apply(self, draft: Draft) -> None:
        node = draft.activity(self.at)
        draft.decide("who", node.id, alone=True)
        lane = draft.lane(self.to)
        if lane is not None and lane.id == node.lane:
            raise draft.refused(
                f"“{node.label}”已由“{self.to}”办理", f"“{self.to}” does “{node.label}” already"
            )
        is_known = lane is not None or self.to in draft.roles()
        if is_known == (self.count is not None) and draft.model.lanes:
            zh = (
                "岗位已存在，人数请用 staff 调整" if is_known else f"“{self.to}”是新岗位，请用 count 给出人数"
            )
            en = (
                "the role exists: change its people with staff"
                if is_known
                else f"“{self.to}” is new: give its people with count"
            )
            raise draft.refused(zh, en)
        if node.lane:
            draft.edit.move(node.id, lane.id if lane else draft.edit.add_lane(self.to, beside=node.lane))
        role = (lane.name or lane.id) if lane else self.to
        draft.put(settings.Assign(node.id, role, self.count), instead_of=("element",))


@dataclass(frozen=True)
class Calendar:
    """A role keeps other hours."""

    role: str = key("element", "岗位（泳道）", "role (lane)")
    hours: str = key(
        "hours", "每周工作时间，如 1-5 09:00-12:00 13:30-17:00，或 24h", "hours of the week, or 24h"
    )
    holidays: str = key(
        "text",
        "cn 按国家节假日休息，none 不休；默认不变",
        "cn: Chinese public holidays off; none; as before",
        "",
    )

    def apply(self, draft: Draft) -> None:
        if self.holidays not in ("", "cn", "none"):
            raise draft.refused(
                f"holidays 只能是 cn 或 none，不能是 {self.holidays}",
                f"holidays is cn or none, not {self.holidays}",
            )
        role = draft.role(self.role)
        draft.decide("hours", role, alone=True)
        draft.put(settings.Hours(draft.process, role, self.hours, self.holidays), instead_of=("role",))
