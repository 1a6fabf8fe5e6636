"""Applying a ledger that was looked at: every row or none."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from liandong.hub.core.domain import audit
from liandong.hub.core.models import Circle, User
from liandong.hub.tasks.domain.evidence import hand_over
from liandong.hub.tasks.domain.hands import REPORTING, reported
from liandong.hub.tasks.domain.ledger.preview import Line, Preview, preview
from liandong.hub.tasks.enums import TaskKind
from liandong.hub.tasks.models import LedgerUpload, Task


@transaction.atomic
def apply(*, upload: LedgerUpload, seen: str) -> Preview:
    """What was done. ``seen`` is the fingerprint of the preview that was agreed to: had the ledger changed in between,
    or were anything wrong, nothing is done."""
    upload = LedgerUpload.objects.select_for_update().get(pk=upload.pk)
    if upload.applied_at is not None:
        raise ValidationError(_("这份台账已经导入过。"))
    found = preview(upload.zone, upload.rows)
    if found.faults or fingerprint(found) != seen:
        raise ValidationError(_("台账在您查看之后有变化，没有导入任何一行。请再看一遍。"))
    people = {person.display_name: person for person in User.objects.filter(zone=upload.zone)}
    for line in (*found.new, *found.changed):
        _apply_line(upload, line, people)
    upload.applied_at = timezone.now()
    upload.save()
    counts = {"file": upload.file_name, "new": len(found.new), "changed": len(found.changed)}
    audit.append("import", "tasks.task", "", upload.zone_id, counts)
    return found


def fingerprint(found: Preview) -> str:
    """A digest of everything the preview says would happen."""
    import hashlib

    # PostgreSQL gives the cells of a row back in an order of its own.
    parts = [(line.number, sorted(map(repr, line.changes))) for line in (*found.new, *found.changed)]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def _apply_line(upload: LedgerUpload, line: Line, people: dict[str, Any]) -> None:
    values = dict(line.values)
    is_report = bool(REPORTING & set(values))
    nodes = values.pop("nodes", None)
    task = line.task or _new(upload)
    for name, value in values.items():
        setattr(task, name, value)
    if "person" in values:
        task.owner = people.get(values["person"])
    task.save()
    if nodes is not None:
        _replace_nodes(task, nodes)
    if is_report:
        reported(task, upload.user)


def _new(upload: LedgerUpload) -> Task:
    """An empty task, made by whoever brought the ledger."""
    network = Circle.network()
    return Task(zone=upload.zone, circle=network, kind=TaskKind.ORDINARY, created_by=upload.user)


def _replace_nodes(task: Task, nodes: list[Any]) -> None:
    before = list(task.nodes.values_list("pk", flat=True))
    for node in nodes:
        node.task = task
        node.save()
    if left := hand_over(task, nodes):
        names = "、".join(dict.fromkeys(left))
        raise ValidationError(_("这些节点有佐证文件，台账里却没有它们：%(names)s。") % {"names": names})
    task.nodes.filter(pk__in=before).delete()
    audit.record("node.import", task, {"nodes": [f"{node.name} {node.due}" for node in nodes]})
