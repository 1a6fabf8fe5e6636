"""Many tasks, for the test of speed: the same ones each time."""

from __future__ import annotations

import random
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django_scopes import scopes_disabled

from liandong.hub.core.models import Circle, Zone
from liandong.hub.tasks.enums import TaskKind, TaskState
from liandong.hub.tasks.light import Rule
from liandong.hub.tasks.models import Node, Task, TaskZone

_TOPICS = ("通关便利", "简易注销", "跨境电商", "保税混兑", "两段监管", "海外仓", "信用监管", "电子提单")
_BATCH = 2000


@transaction.atomic
def seed(tasks: int = 50_000, *, start: int = 0) -> int:
    """Add this many tasks with two nodes each, a tenth of them linked; how many were added."""
    with scopes_disabled():
        zones, today, chance = list(Zone.objects.all()), timezone.localdate(), random.Random(2026)  # noqa: S311
        network = Circle.network()
        own = {zone.pk: Circle.of([zone]) for zone in zones}
        for first in range(start, start + tasks, _BATCH):
            numbers = range(first, min(first + _BATCH, start + tasks))
            rows = [_task(number, zones, network, own, today, chance) for number in numbers]
            _save(Task.objects.bulk_create(rows), zones)
    return tasks


def _task(
    number: int,
    zones: list[Zone],
    network: Circle,
    own: dict[int, Circle],
    today: date,
    chance: random.Random,
) -> Task:
    zone = zones[number % len(zones)]
    due = today + timedelta(days=chance.randint(-700, 500))
    # Old tasks are mostly done, as in a ledger that is looked after.
    is_done = due < today and chance.random() < 0.93
    state = TaskState.CLOSED if is_done else chance.choice([s for s in TaskState if s != TaskState.CLOSED])
    task = Task(
        zone=zone,
        circle=network if number % 3 else own[zone.pk],
        number=f"压测-{number:06d}",
        name=f"{_TOPICS[number % len(_TOPICS)]}第{number}项（模拟）",
        kind=TaskKind.LINKED if number % 10 == 0 else TaskKind.ORDINARY,
        state=state,
        year=due.year,
        first_year=due.year,
        start=due - timedelta(days=chance.randint(60, 400)),
        due=due,
        progress=100 if is_done else chance.randint(0, 99),
        lead_unit="管委会制度创新部门",
        is_simulated=True,
    )
    task.relight(today, Rule())
    return task


def _save(tasks: list[Task], zones: list[Zone]) -> None:
    nodes = [
        Node(
            task=task,
            name=name,
            due=task.due - timedelta(days=days),
            done_on=task.due if not task.is_open else None,
        )
        for task in tasks
        for name, days in (("方案印发", 45), ("效果评估", 10))
    ]
    Node.objects.bulk_create(nodes, batch_size=_BATCH)
    linked = [task for task in tasks if task.kind == TaskKind.LINKED]
    parts = [TaskZone(task=task, zone=zone, state=task.state) for task in linked for zone in zones[:3]]
    TaskZone.objects.bulk_create(parts, batch_size=_BATCH)
