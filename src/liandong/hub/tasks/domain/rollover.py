"""Carrying open tasks over into the next year's ledger (S096); a task keeps its number, its history and its links."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from liandong.hub.core.domain import audit
from liandong.hub.core.models import Zone
from liandong.hub.tasks.enums import TaskState
from liandong.hub.tasks.models import Task


def open_of(zone: Zone, year: int) -> Any:
    """The tasks of the zone that are still open in that year's ledger."""
    states = [state for state in TaskState if state != TaskState.CLOSED]
    return Task.objects.filter(zone=zone, year=year, state__in=states)


@transaction.atomic
def roll_over(*, zone: Zone, year: int, user: Any) -> int:
    """Put the open tasks of that year into the next one; how many. One entry of the audit chain names them all."""
    rows = open_of(zone, year)
    numbers = list(rows.order_by("number").values_list("number", flat=True))
    rows.update(year=year + 1)
    if numbers:
        change = {"from": year, "to": year + 1, "numbers": numbers, "by": user.get_username()}
        audit.append("roll_over", "tasks.task", "", zone.pk, change)
    return len(numbers)
