"""Making tasks, and telling the people who work on one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django_scopes import scopes_disabled

from liandong.hub.core.domain.notify import notify
from liandong.hub.core.enums import Role
from liandong.hub.core.models import Circle, User, Zone
from liandong.hub.tasks.models import Task, TaskZone


@transaction.atomic
def create_task(
    *,
    name: str,
    zone: Zone,
    due: date,
    kind: str,
    user: Any,
    basis: str = "",
    zones: Iterable[Zone] = (),
    **values: Any,
) -> Task:
    """A new task of the zone, numbered after its year; the network sees it, and the zones that take part are told."""
    task = Task(name=name, zone=zone, due=due, kind=kind, basis=basis, circle=Circle.network(), **values)
    task.created_by = user
    task.number = task.number or next_number(zone=zone, year=due.year)
    task.save()
    add_zones(task=task, zones=zones)
    officers = User.objects.filter(role=Role.OFFICER, zone_id__in=task.zone_ids, is_active=True)
    tell(officers, task, zh=f"新任务：{name}", en=f"New task: {name}", but=user)
    return task


def add_zones(*, task: Task, zones: Iterable[Zone]) -> None:
    """Let the zones take part, each with its own sub-status; the owner zone is one of them as soon as there are others."""
    others = {zone.pk: zone for zone in zones if zone.pk != task.zone_id}
    for zone in (task.zone, *others.values()) if others else ():
        TaskZone.objects.get_or_create(task=task, zone=zone)
    task.__dict__.pop("zone_ids", None)


def next_number(*, zone: Zone, year: int) -> str:
    """The next free number of the zone in that year, such as ``2026-017``; call it in the transaction that uses it."""
    Zone.objects.select_for_update().get(pk=zone.pk)  # numbers are given one after the other
    # Numbers are unique in the zone, whoever may see the tasks that bear them.
    with scopes_disabled():
        known = Task.objects.filter(zone=zone)
        count = known.filter(first_year=year).count() + 1
        while known.filter(number=f"{year}-{count:03d}").exists():
            count += 1
    return f"{year}-{count:03d}"


def people_of(task: Task) -> Iterable[User]:
    """The team of the task and the person responsible for it."""
    ids = [member.user_id for member in task.team.all()]
    return User.objects.filter(Q(pk__in=ids) | Q(pk=task.owner_id), is_active=True)


def tell(people: Iterable[User], task: Task, *, zh: str, en: str, but: Any = None) -> int:
    """Write a notice with a link to the task to the people, but not to whoever did it."""
    mine = getattr(but, "pk", None)
    chosen = [person for person in people if person.pk != mine]
    return notify(chosen, zh=zh[:300], en=en[:300], link=task.get_absolute_url())
