"""Attaching files to a node as evidence; each is on the audit chain with its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction

from liandong.hub.core.domain import audit
from liandong.hub.core.domain.attaching import values_of
from liandong.hub.tasks.domain.hands import reported
from liandong.hub.tasks.domain.opened import opened
from liandong.hub.tasks.models import Evidence, Node, Task


@transaction.atomic
def attach(*, node: Node, files: Iterable[Any], user: Any) -> list[Evidence]:
    """The files, kept with the node under names of our own."""
    opened(node.task)
    found = [values_of(file) for file in files]
    made = [
        Evidence.objects.create(node=node, by=user, digest=_digest(values["file"]), **values)
        for values in found
    ]
    if made:
        reported(node.task, user)
        told = [{"node": node.name, "file": one.name, "sha256": one.digest} for one in made]
        audit.record("evidence", node.task, {"files": told})
    return made


def hand_over(task: Task, nodes: Iterable[Node]) -> list[str]:
    """Give the files of the task's present nodes to the new ones of the same name; the names that nobody took over."""
    new = {node.name: node for node in nodes}
    left = []
    for row in Evidence.objects.filter(node__task=task).select_related("node"):
        if row.node.name in new:
            Evidence.objects.filter(pk=row.pk).update(node=new[row.node.name])
        else:
            left.append(row.node.name)
    return left


def forget(node: Node) -> None:
    """Take the node's files off the disk, once the deletion stands."""
    for row in node.files.all():
        transaction.on_commit(partial(row.file.delete, save=False))


def _digest(file: Any) -> str:
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return digest
