"""The plans of the sources and their tasks, from ``demo/plans.toml``.

The counts are the sources': 106 pilot tasks of which 98 are done, 16 linked, 6 exploratory, 45 key tasks, three plans with
their branches. What the tasks are called, and when they are due, the sources do not say: those are numbered examples.
"""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_scopes import scopes_disabled

from liandong.hub.core.models import Circle, Source, User, Zone
from liandong.hub.tasks.domain.creating import add_zones
from liandong.hub.tasks.domain.ladder import climb
from liandong.hub.tasks.enums import TaskKind, TaskState, TeamRole
from liandong.hub.tasks.models import Branch, Node, Plan, Task, TaskZone, TeamMember

_DATA = Path(__file__).parents[1] / "demo" / "plans.toml"
#: Open example tasks take these in turn: state, progress, days since the start, days to the deadline.
_OPEN = (
    (TaskState.MOVING, 20, 120, 90),
    (TaskState.RUNNING, 85, 200, 30),
    (TaskState.RUNNING, 55, 150, -12),
    (TaskState.MOVING, 40, 90, 60),
    (TaskState.EFFECTIVE, 100, 180, 5),
    (TaskState.BLOCKED, 30, 100, -3),
    (TaskState.IDLE, 0, 5, 120),
    (TaskState.RUNNING, 70, 110, 45),
)


def load() -> None:
    """Make the plans, their branches and tasks; doing it again changes nothing."""
    with scopes_disabled(), transaction.atomic():
        lead = Zone.objects.order_by("position").first()
        if lead is None:
            return
        for entry in tomllib.loads(_DATA.read_text("utf-8"))["plan"]:
            _plan(entry, lead)
        climb(timezone.localdate())


def _plan(entry: dict[str, Any], zone: Zone) -> None:
    known = {
        "name_en",
        "structure",
        "announced",
        "share",
        "province_total",
        "province_note",
        "year",
        "quote",
        "source_date",
    }
    values = {key: value for key, value in entry.items() if key in known}
    source = Source.objects.filter(slug=entry["source"]).first()
    plan, is_new = Plan.objects.get_or_create(
        name=entry["name"], zone=zone, defaults={**values, "source": source, "circle": Circle.network()}
    )
    if not is_new:
        return
    for place, branch in enumerate(entry.get("branches", [])):
        _branch(plan, place, branch)
    if "tasks" in entry:
        _tasks(plan, entry["tasks"], zone)


def _branch(plan: Plan, place: int, entry: dict[str, Any]) -> None:
    branch = Branch.objects.create(
        plan=plan, name=entry["name"], announced=entry["announced"], position=place
    )
    for at in range(entry["announced"]):
        is_named = at < len(entry["items"])
        name = entry["items"][at] if is_named else f"第{at + 1}项（示例）"
        Branch.objects.create(plan=plan, parent=branch, name=name, position=at, is_example=not is_named)


def _tasks(plan: Plan, entry: dict[str, Any], zone: Zone) -> None:
    branch = Branch.objects.create(plan=plan, name=entry["branch"], announced=entry["count"])
    zones = list(Zone.objects.order_by("position"))
    for at in range(entry["count"]):
        task = _done(entry, at) if at < entry["done"] else _open(entry, at)
        task.zone, task.circle, task.branch = zone, Circle.network(), branch
        task.save()
        _parts(task, at, zones)


def _task(entry: dict[str, Any], at: int, **values: Any) -> Task:
    return Task(
        number=f"{entry['prefix']}-{at + 1:03d}",
        name=f"{entry['branch']}第{at + 1}项（示例）",
        kind=entry["kind"],
        goal=entry["goal"],
        basis=entry.get("basis", ""),
        lead_unit="管委会制度创新部门",
        responsible_units=("海关", "税务局", "市场监管局", "行政审批局")[at % 4],
        person="王青（牵头专员）" if at % 2 else "",
        owner=User.objects.filter(username="lead").first() if at % 2 else None,
        is_simulated=True,
        **values,
    )


def _done(entry: dict[str, Any], at: int) -> Task:
    due = date(2021, 3, 31) - timedelta(days=7 * (at % 60))
    values = {"state": TaskState.CLOSED, "progress": 100, "start": due - timedelta(days=300), "due": due}
    return _task(entry, at, **values, signed_on=due, sign_note="示例：按来源公布的已实施数记为办结")


def _open(entry: dict[str, Any], at: int) -> Task:
    state, progress, since, left = _OPEN[at % len(_OPEN)]
    today = timezone.localdate()
    task = _task(
        entry,
        at,
        state=state,
        progress=progress,
        start=today - timedelta(days=since),
        due=today + timedelta(days=left + at % 5),
        next_steps="按节点推进（示例）",
    )
    if state == TaskState.BLOCKED:
        task.state_before, task.problems = TaskState.RUNNING, "跨片区数据口径不一致（示例）"
        task.to_coordinate = "请牵头片区统一口径（示例）"
    if entry["kind"] == TaskKind.EXPLORATORY:
        task.hypothesis, task.sandbox = "放宽一个环节不增加风险（示例）", "一个片区、三家企业、六个月（示例）"
        task.exit_rule, task.stress_test = "差错率高于 1% 即停止（示例）", "压测-示例-001"
    return task


def _parts(task: Task, at: int, zones: list[Zone]) -> None:
    if task.state == TaskState.CLOSED:
        return
    start, days = task.start or task.due, (task.due - (task.start or task.due)).days
    for place, name in enumerate(("方案印发", "试点运行", "效果评估")):
        due = start + timedelta(days=days * (place + 1) // 3)
        is_done = task.progress >= (place + 1) * 100 // 3
        Node.objects.create(
            task=task,
            name=name,
            due=due,
            done_on=due if is_done else None,
            evidence=f"示例文件〔{due.year}〕{place + 1}号" if is_done else "",
        )
    if task.owner_id:
        TeamMember.objects.create(task=task, user_id=task.owner_id, role=TeamRole.LEAD)
    if task.kind == TaskKind.LINKED:
        add_zones(task=task, zones=[zones[1 + at % (len(zones) - 1)], zones[1 + (at + 2) % (len(zones) - 1)]])
        TaskZone.objects.filter(task=task).update(state=task.state, progress=task.progress)
