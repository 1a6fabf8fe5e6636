"""Who had a hand in the tasks that are there: the rows know, and the audit chain knows who was there before."""

from collections.abc import Iterator
from typing import Any

from django.db import migrations

_REPORTING = {"state", "progress", "is_poor", "problems", "to_coordinate", "next_steps"}
_REPORTS = {
    "report",
    "evidence",
    "node.create",
    "node.update",
    "node.delete",
    "node.import",
    "taskzone.update",
}
_BATCH = 2000


def remember(apps: Any, _editor: Any) -> None:
    """Keep each account that ever made, owned, led or reported on a task."""
    task, hand = apps.get_model("tasks", "Task"), apps.get_model("tasks", "Hand")
    ids = set(task.objects.values_list("pk", flat=True))
    people = set(apps.get_model("core", "User").objects.values_list("pk", flat=True))
    found = {(pk, user, deed) for pk, user, deed in _deeds(apps) if pk in ids and user in people}
    rows = [hand(task_id=pk, user_id=user, deed=deed) for pk, user, deed in sorted(found)]
    hand.objects.bulk_create(rows, ignore_conflicts=True, batch_size=_BATCH)


def _deeds(apps: Any) -> Iterator[tuple[int, int | None, str]]:
    named = _names(apps)
    rows = apps.get_model("tasks", "Task").objects.values_list("pk", "owner_id", "created_by_id", "person")
    for pk, owner, maker, person in rows.iterator(chunk_size=_BATCH):
        yield pk, owner, "owned"
        yield pk, maker, "made"
        yield from ((pk, user, "owned") for user in named.get(person, ()))
    leads = apps.get_model("tasks", "TeamMember").objects.filter(role="lead")
    yield from ((pk, user, "led") for pk, user in leads.values_list("task", "user"))
    for model, path in (("Report", "task"), ("Evidence", "node__task")):
        rows = apps.get_model("tasks", model).objects.values_list(path, "by")
        yield from ((pk, user, "reported") for pk, user in rows)
    chain = apps.get_model("core", "AuditEntry").objects.filter(kind="tasks.task").exclude(object_id="")
    for entry in chain.iterator(chunk_size=_BATCH):
        yield from _of_entry(entry, named)


def _of_entry(entry: Any, named: dict[str, set[int]]) -> Iterator[tuple[int, int | None, str]]:
    pk, changes = int(entry.object_id), entry.changes
    for user in named.get(f"@{entry.actor}", ()):
        if entry.action == "create":
            yield pk, user, "made"
        if entry.action in _REPORTS or (entry.action == "update" and _REPORTING & set(changes)):
            yield pk, user, "reported"
    if entry.action in ("create", "update"):
        for user in _values(changes, "owner_id"):
            yield pk, user, "owned"
        for person in _values(changes, "person"):
            yield from ((pk, user, "owned") for user in named.get(person, ()))
    if entry.action == "teammember.create" and changes.get("role") == "lead":
        yield pk, changes.get("user"), "led"


def _values(changes: dict[str, Any], name: str) -> list[Any]:
    """The values an entry gives for a field: one where the task was new, before and after where it changed."""
    value = changes.get(name)
    return [one for one in (value if isinstance(value, list) else [value]) if one]


def _names(apps: Any) -> dict[str, set[int]]:
    """The accounts by the names a task may give them, and by ``@username`` as the audit chain does."""
    named: dict[str, set[int]] = {}
    for pk, username, shown in apps.get_model("core", "User").objects.values_list(
        "pk", "username", "display_name"
    ):
        for name in {username, shown, f"@{username}"} - {""}:
            named.setdefault(name, set()).add(pk)
    return named


class Migration(migrations.Migration):
    dependencies = [("tasks", "0006_hands")]

    operations = [migrations.RunPython(remember, migrations.RunPython.noop)]
