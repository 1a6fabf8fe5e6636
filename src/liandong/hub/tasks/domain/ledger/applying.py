"""Applying a ledger that was looked at: every row or none."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
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
from liandong.hub.tasks.domain.opened import opened
from liandong.hub.tasks.enums import TaskKind
from liandong.hub.tasks.models import LedgerUpload, Task


@transaction.atomic
def apply(*, upload: LedgerUpload, seen: str, taken: Collection[str] = ()) -> Preview:
    """What was done. ``seen`` is the fingerprint of the preview that was agreed to: had the ledger changed in between,
    or were anything wrong, nothing is done. ``taken`` are the keys of the cells of older rows that are taken over."""
    upload = LedgerUpload.objects.select_for_update().get(pk=upload.pk)
    if upload.applied_at is not None:
        raise ValidationError(_("这份台账已经导入过。"))
    found = preview(upload.zone, upload.rows)
    if found.faults or fingerprint(found) != seen:
        raise ValidationError(_("台账在您查看之后有变化，没有导入任何一行。请再看一遍。"))
    ticked = [line for line in (_ticked(line, taken) for line in found.conflicts) if line.values]
    if found.conflicts and not (found.new or found.changed or ticked):
        raise ValidationError(_("没有勾选任何一处，没有要导入的。"))
    people = {person.display_name: person for person in User.objects.filter(zone=upload.zone)}
    for line in (*found.new, *found.changed, *ticked):
        _apply_line(upload, line, people)
    upload.applied_at = timezone.now()
    upload.save()
    counts = {"file": upload.file_name, "new": len(found.new), "changed": len(found.changed) + len(ticked)}
    audit.append("import", "tasks.task", "", upload.zone_id, counts)
    return found


def fingerprint(found: Preview) -> str:
    """A digest of everything the preview says would happen."""
    import hashlib

    # PostgreSQL gives the cells of a row back in an order of its own.
    lines = (*found.new, *found.changed, *found.conflicts)
    parts = [(line.number, sorted(map(repr, (*line.changes, *line.clashes)))) for line in lines]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def _ticked(line: Line, taken: Collection[str]) -> Line:
    """The row with only those of its cells that were ticked; raises ValidationError where they do not fit the task."""
    wanted = {clash.field for clash in line.clashes if clash.key in taken}
    values = {name: value for name, value in line.values.items() if name in wanted}
    task: Any = line.task
    if not values:
        return replace(line, values={})
    opened(task)
    start, due = values.get("start", task.start), values.get("due", task.due)
    if start and start > due:
        raise ValidationError(_("第 %(row)s 行：“止”早于“起”。") % {"row": line.row})
    return replace(line, values=values)


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
