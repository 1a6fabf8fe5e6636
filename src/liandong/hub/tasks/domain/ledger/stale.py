"""Rows that are older than their task: the file was exported, then the task was changed on the web.

What such a row says differently may be what its officer wrote, or only what the task was at the time. Nobody can tell from
the file, so both values are shown with who changed the task since, and a cell is taken over only where it is ticked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from liandong.hub.core.models import AuditEntry, User
from liandong.hub.tasks.domain.ledger.cells import read_moment
from liandong.hub.tasks.models import Task


@dataclass(frozen=True)
class Clash:
    """One cell of a row that is older than its task: both values, and who set the one there is, if since."""

    key: str
    column: str
    field: str
    before: str
    after: str
    by: str = ""
    at: datetime | None = None


def since(text: str, task: Task) -> datetime | None:
    """The moment after which the task was changed without the file knowing; None where the row is as new as the task.

    A spreadsheet may cut the seconds off: a moment is as exact as it is written.
    """
    found = read_moment(text)
    if found is None:
        return None
    moment, exact = found
    after = timezone.make_aware(moment) + exact
    return after if task.updated_at >= after else None


def authors(rows: Iterable[tuple[Task, datetime]]) -> dict[tuple[int, str], tuple[str, datetime]]:
    """Who last changed a field of these tasks after their moments, and when: by task and field."""
    after = {str(task.pk): moment for task, moment in rows}
    if not after:
        return {}
    entries = AuditEntry.objects.filter(
        kind="tasks.task", object_id__in=after, at__gte=min(after.values())
    ).order_by("number")
    found = {}
    for entry in entries:
        if entry.at >= after[entry.object_id]:
            for name in _fields(entry):
                found[int(entry.object_id), name] = (entry.actor, entry.at)
    names = _names({actor for actor, _at in found.values()})
    return {key: (names.get(actor, actor), at) for key, (actor, at) in found.items()}


def _fields(entry: Any) -> Iterable[str]:
    if entry.action.startswith("node."):
        return ("nodes",)
    return entry.changes if entry.action in ("create", "update") else ()


def _names(actors: set[str]) -> dict[str, str]:
    return {user.username: str(user) for user in User.objects.filter(username__in=actors)}
