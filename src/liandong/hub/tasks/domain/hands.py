"""Remembering who had a hand in a task, by account: whatever is edited later, they do not sign it off.

Owners, makers and leads are remembered where the rows are saved, whichever page or file saves them. A responsible person
who is only a name is remembered as whoever bears that name, then or later: giving oneself another name undoes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django_scopes import scopes_disabled

from liandong.hub.core.models import User
from liandong.hub.tasks.enums import Deed, TeamRole
from liandong.hub.tasks.models import Hand, Task

#: Whoever changes one of these says how far the task is.
REPORTING = frozenset({"progress", "is_poor", "problems", "to_coordinate", "next_steps", "nodes"})


def remember(task: Any, users: Iterable[int | None], deed: Deed) -> None:
    """Keep that these accounts did this for the task; None is nobody."""
    rows = [Hand(task_id=task.pk, user_id=pk, deed=deed) for pk in sorted({pk for pk in users if pk})]
    if rows:
        Hand.objects.bulk_create(rows, ignore_conflicts=True)


def reported(task: Any, user: Any) -> None:
    """Keep that this person said how far the task is."""
    remember(task, [getattr(user, "pk", None)], Deed.REPORTED)


def deeds_of(task: Any, user: Any) -> set[str]:
    """What this person ever did for the task."""
    return set(Hand.objects.filter(task=task, user_id=user.pk).values_list("deed", flat=True))


def task_saved(instance: Any, **_signal: Any) -> None:
    """Remember the owner, and the one before; who made it; and who bears the name that stands there."""
    before = getattr(instance, "_before", {})
    if before.get("owner_id") != instance.owner_id or before.get("person") != instance.person:
        owners = [before.get("owner_id"), instance.owner_id, *_named(before.get("person"), instance.person)]
        remember(instance, owners, Deed.OWNED)
    if before.get("created_by_id") != instance.created_by_id:
        remember(instance, [before.get("created_by_id"), instance.created_by_id], Deed.MADE)


def member_saved(instance: Any, **_signal: Any) -> None:
    """Remember who leads the team."""
    if instance.role == TeamRole.LEAD:
        remember(instance.task, [instance.user_id], Deed.LED)


def user_saved(instance: Any, update_fields: Any = None, **_signal: Any) -> None:
    """Remember a new account, or one with a new name, as the owner of the tasks that name it."""
    if update_fields is not None and not {"username", "display_name"} & set(update_fields):
        return
    names = {instance.username, instance.display_name} - {""}
    with scopes_disabled():
        tasks = Task.objects.filter(person__in=names).values_list("pk", flat=True)
        rows = [Hand(task_id=pk, user=instance, deed=Deed.OWNED) for pk in tasks]
        Hand.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def _named(*names: str | None) -> list[int]:
    wanted = [name for name in names if name]
    if not wanted:
        return []
    return list(
        User.objects.filter(Q(username__in=wanted) | Q(display_name__in=wanted)).values_list("pk", flat=True)
    )
