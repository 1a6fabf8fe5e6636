"""Writing and checking the audit chain.

Each entry's digest covers its own content and the digest before it, so that a row changed, removed or put in between
breaks the chain from there on. The database refuses updates and deletes of entries by itself (see the migration); the
chain shows what somebody with the database's own keys did. Once a day its head is written beside the database
(``heads``): whoever cuts the tail off, or writes the whole chain anew, would have to forge that file too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from liandong.hub.core.domain import heads
from liandong.hub.core.domain.actor import actor

if TYPE_CHECKING:
    from liandong.hub.core.models import AuditEntry, Record

#: Fields that change by themselves and say nothing.
_SILENT = {"created_at", "updated_at"}


@dataclass(frozen=True)
class Break:
    """The first entry at which the chain does not hold, and why."""

    number: int
    reason: str


def saved(instance: Record, *, is_new: bool) -> None:
    """An entry for a saved object: all its values when new, else those that changed; none when nothing did."""
    now = {field.attname: getattr(instance, field.attname) for field in instance._meta.concrete_fields}
    before = {} if is_new else getattr(instance, "_before", {})
    changes = {
        name: value if is_new else [before.get(name), value]
        for name, value in now.items()
        if name not in _SILENT and (is_new or before.get(name) != value)
    }
    instance._before = now
    if changes:
        record("create" if is_new else "update", instance, changes)


def record(action: str, instance: Any, changes: dict[str, Any] | None = None) -> AuditEntry:
    """One entry about an object, in the transaction of the change itself."""
    zone_id = getattr(instance, "zone_id", None)
    return append(action, instance._meta.label_lower, str(instance.pk or ""), zone_id, changes or {})


def append(
    action: str, kind: str, object_id: str, zone_id: int | None, changes: dict[str, Any]
) -> AuditEntry:
    """Add an entry at the end of the chain."""
    entry_model, head_model = apps.get_model("core", "AuditEntry"), apps.get_model("core", "AuditHead")
    with transaction.atomic():
        head, _ = head_model.objects.select_for_update().get_or_create(pk=1)
        entry = entry_model(
            number=head.number + 1,
            at=timezone.now(),
            actor=actor(),
            action=action,
            kind=kind,
            object_id=object_id,
            zone_id=zone_id,
            changes=json.loads(json.dumps(changes, cls=DjangoJSONEncoder, ensure_ascii=False, default=str)),
        )
        entry.digest = digest(entry, head.digest)
        entry.save(force_insert=True)
        head_model.objects.filter(pk=1).update(number=entry.number, digest=entry.digest)
    return entry


def digest(entry: AuditEntry, before: str) -> str:
    """The SHA-256 of the entry's content after the digest before it."""
    content = [
        before,
        entry.number,
        entry.at.astimezone(timezone.get_fixed_timezone(0)).isoformat(timespec="microseconds"),
        entry.actor,
        entry.action,
        entry.kind,
        entry.object_id,
        entry.zone_id,
        entry.changes,
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def verify() -> Break | None:
    """The first break of the chain, or None where it holds from the first entry to the head."""
    number, seal, remembered = 0, "0" * 64, heads.remembered()
    for entry in _entries():
        number += 1
        if entry.number != number:
            return Break(number, f"missing: the next entry is {entry.number}")
        seal = digest(entry, seal)
        if entry.digest != seal:
            return Break(number, "content or order was changed")
        if remembered.pop(number, seal) != seal:
            return Break(number, f"not the entry that {heads.FILE} remembers: the chain was written anew")
    head = apps.get_model("core", "AuditHead").objects.filter(pk=1).first()
    if (head.number, head.digest) != (number, seal) if head else number:
        return Break(
            number + 1, f"entries up to {head.number} were cut off" if head else "the head is missing"
        )
    if remembered:
        return Break(number + 1, f"entries up to {max(remembered)} were cut off: {heads.FILE} remembers them")
    return None


def remember() -> int:
    """Keep the head of the chain outside of the database; its number."""
    head = apps.get_model("core", "AuditHead").objects.filter(pk=1).first()
    if head is None:
        return 0
    heads.remember(head.number, head.digest)
    return int(head.number)


def _entries() -> Iterator[AuditEntry]:
    return iter(apps.get_model("core", "AuditEntry").objects.order_by("number").iterator(chunk_size=2000))
