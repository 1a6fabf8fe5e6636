"""How a run came to its end: what its open cases stand at, and why they did not end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from liandong.errors import LiandongError, ModelError, SettingError
from liandong.simulation import room as r
from liandong.simulation.compiling import Compiled, Kind, NodeColumn

if TYPE_CHECKING:
    from liandong.simulation.running import Run

Text = tuple[str, str]
#: What open cases stand at: the queue of a role, a batch that is not full, a join.
QUEUE, BATCH, JOIN = "queue", "batch", "join"
_CAUSES = (QUEUE, BATCH)


@dataclass(frozen=True)
class Held:
    """Where most of the open cases stood when a run stopped: which kind of place, its role or element, how many."""

    kind: str
    name: str
    cases: int
    #: What people call it, or the step behind it; "" where neither has a name.
    label: str = ""

    @property
    def reason(self) -> Text:
        """What they wait for."""
        zh, en = {
            QUEUE: ("在排队等人办理", "wait in its queue for somebody"),
            BATCH: ("在等凑满一批", "wait for its batch to be full"),
            JOIN: ("在等不会再来的其他分支", "wait there for branches that never come"),
        }[self.kind]
        return f"{self.cases} 件{zh}", f"{self.cases} cases {en}"

    @property
    def told(self) -> Text:
        """Where they wait, and for what."""
        where = self.label or self.name
        return f"“{where}”处 {self.reason[0]}", f"at “{where}” {self.reason[1]}"


def held(compiled: Compiled, room: r.Room, *, is_over: bool) -> Held | None:
    """Where most open cases stand.

    If nothing happens any more, batches that are not full and queues of people who never come again go first: cases at
    joins wait for what stands there. Before that joins do not count, for branches may still come.
    """
    plan = compiled.plan
    places = [
        Held(QUEUE, role.name, int(room.roles[number, r.SIZE]))
        for number, role in enumerate(compiled.model.roles)
    ]
    for place, node in enumerate(compiled.nodes):
        kind, join = plan.nodes[place, NodeColumn.KIND], plan.nodes[place, NodeColumn.JOIN]
        places.append(Held(BATCH, node.id, int(room.batches[place, r.HELD_NOW]), _label(compiled, place)))
        if kind == Kind.JOIN and is_over:
            cases = int(np.count_nonzero(room.came[:, join, 0]))
            places.append(Held(JOIN, node.id, cases, _label(compiled, place)))
    places = [place for place in places if place.cases]
    first = _CAUSES if is_over else ()
    return max(places, key=lambda it: (it.kind in first, it.cases), default=None)


def _label(compiled: Compiled, place: int) -> str:
    """The name of a node, or of the one behind it: batches and joins mostly have none."""
    behind = compiled.plan.target[compiled.plan.flow_first[place] : compiled.plan.flow_first[place + 1]]
    names = [getattr(compiled.nodes[each], "name", "") for each in (place, *behind[:1])]
    return next((name for name in names if name), "")


def busiest(compiled: Compiled, room: r.Room) -> str:
    """The element that a case has visited most often: where it goes round."""
    visits = room.visits.max(axis=0)
    return compiled.nodes[int(visits.argmax())].id if visits.any() else compiled.model.entry


def refusal(run: Run, *, days: int, warm_up_days: float) -> LiandongError | None:
    """Why a run has no figure at all: no case of those that count has ended. None where one has."""
    if run.sums.cases[:, 0].sum():
        return None
    if not run.came:
        return SettingError(
            setting="days", value=days, reason=("这些天内没有来件", "no case came in that time")
        )
    if run.came > run.still_open:
        reason = ("办完的都在预热期内到达，不计入", "all cases that ended came within it and do not count")
        return SettingError(setting="warm_up_days", value=warm_up_days, reason=reason)
    zh, en = run.held.reason if run.held is not None else ("", "")
    if run.held is not None and not run.is_cut:
        return ModelError(element=run.held.name, reason=(f"没有一件办完：{zh}", f"no case ended: {en}"))
    at = (f"；{run.held.told[0]}", f"; {run.held.told[1]}") if run.held is not None else ("", "")
    reason = (f"到时没有一件办完{at[0]}", f"no case had ended by then{at[1]}")
    return SettingError(setting="days", value=days, reason=reason)


def reasons(runs: Iterable[Run], *, cases: int, days: int) -> tuple[Text, ...]:
    """Why runs stopped before all their cases had come and ended; none where they all did."""
    found = list(runs)
    late = [run for run in found if run.is_cut and run.came < cases]
    if late:
        zh = f"仿真满 {days} 天为止，{len(late)} 次仿真里办件还没有全部到来"
        en = f"{days} days were over while cases were still coming, in {len(late)} of {len(found)} replications"
        return ((zh, en),)
    still_open = sum(run.still_open for run in found)
    places = [run.held for run in found if run.held]
    if not still_open:
        return ()
    if places:
        return (max(places, key=lambda it: it.cases).told,)
    zh = f"仿真满 {days} 天时还有 {still_open} 件在办"
    return ((zh, f"{still_open} cases were still on their way after {days} days"),)
