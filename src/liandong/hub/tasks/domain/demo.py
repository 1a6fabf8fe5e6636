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

from liandong.hub.core.domain import audit
from liandong.hub.core.models import Circle, Source, User, Zone
from liandong.hub.tasks.domain.ladder import climb
from liandong.hub.tasks.enums import TaskKind, TaskState, TeamRole
from liandong.hub.tasks.models import Branch, LightRule, Node, Plan, Task, TaskZone, TeamMember

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
    zones, circle = list(Zone.objects.order_by("position")), Circle.network()
    owner = User.objects.filter(username="lead").first()
    tasks = [_done(entry, at) if at < entry["done"] else _open(entry, at) for at in range(entry["count"])]
    for at, task in enumerate(tasks):
        task.zone, task.circle, task.branch, task.year, task.first_year = (
            zone,
            circle,
            branch,
            task.due.year,
            task.due.year,
        )
        if at % 2 and owner:
            task.owner, task.person = owner, str(owner)
        task.relight(timezone.localdate(), LightRule.of(zone.pk))
    Task.objects.bulk_create(tasks)
    _parts([task for task in tasks if task.is_open], zones)
    audit.append("demo", "tasks.task", "", zone.pk, {"plan": plan.name, "tasks": len(tasks)})


def _task(entry: dict[str, Any], at: int, **values: Any) -> Task:
    return Task(
        number=f"{entry['prefix']}-{at + 1:03d}",
        name=f"{entry['branch']}第{at + 1}项（示例）",
        kind=entry["kind"],
        goal=entry["goal"],
        basis=entry.get("basis", ""),
        lead_unit="管委会制度创新部门",
        responsible_units=("海关", "税务局", "市场监管局", "行政审批局")[at % 4],
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


def _parts(tasks: list[Task], zones: list[Zone]) -> None:
    Node.objects.bulk_create([node for task in tasks for node in _nodes(task)])
    team = [
        TeamMember(task=task, user_id=task.owner_id, role=TeamRole.LEAD) for task in tasks if task.owner_id
    ]
    TeamMember.objects.bulk_create(team)
    linked = [task for task in tasks if task.kind == TaskKind.LINKED]
    parts = [
        TaskZone(task=task, zone=zone, state=task.state, progress=task.progress)
        for at, task in enumerate(linked)
        for zone in _partners(at, zones)
    ]
    TaskZone.objects.bulk_create(parts)


def _partners(at: int, zones: list[Zone]) -> list[Zone]:
    """The lead zone and two others in turn."""
    others = zones[1:]
    return [zones[0], others[at % len(others)], others[(at + 2) % len(others)]]


def _nodes(task: Task) -> list[Node]:
    start = task.start or task.due
    dues = [start + (task.due - start) * place // 3 for place in (1, 2, 3)]
    rows = []
    for place, (name, due) in enumerate(
        zip(("方案印发", "试点运行", "效果评估"), dues, strict=True), start=1
    ):
        node = Node(task=task, name=name, due=due)
        if task.progress >= place * 100 // 3:
            node.done_on, node.evidence = due, f"示例文件〔{due.year}〕{place}号"
        rows.append(node)
    return rows
