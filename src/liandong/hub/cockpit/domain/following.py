"""Following records: their entries change in the transaction that changes them."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from liandong.hub.cockpit.domain.entries import values_of
from liandong.hub.cockpit.models import SearchEntry, SearchHead
from liandong.hub.core.models import AuditHead, Record


def saved(sender: Any, instance: Any, raw: bool = False, **_: Any) -> None:
    """Signal handler: a record was saved."""
    if _is_searched(sender) and not raw:
        write(instance._meta.label_lower, instance.pk, values_of(instance))


def deleted(sender: Any, instance: Any, **_: Any) -> None:
    """Signal handler: a record was deleted."""
    if _is_searched(sender):
        gone = {"is_gone": True, "title": "", "text": "", "url": ""}
        write(instance._meta.label_lower, instance.pk, gone)


@transaction.atomic
def write(kind: str, object_id: int, values: dict[str, Any]) -> None:
    """Put the entry of an object, under the next number."""
    values = {"is_gone": False, **values, "number": next_number()}
    rows = SearchEntry.objects.filter(kind=kind, object_id=object_id)
    if not rows.update(**values) and not values["is_gone"]:
        SearchEntry.objects.create(kind=kind, object_id=object_id, **values)


def next_number() -> int:
    """The number of the next change; whoever takes one keeps others waiting until the transaction ends.

    So numbers become visible in their order, and a reader who has seen one has seen all before it. The lock is that of
    the audit chain, which a save takes anyway: a second lock of our own could be taken in another order and block both.
    """
    AuditHead.objects.select_for_update().get_or_create(pk=1)
    head, _ = SearchHead.objects.get_or_create(pk=1)
    head.number += 1
    head.save(update_fields=["number"])
    return head.number


def _is_searched(sender: Any) -> bool:
    return issubclass(sender, Record) and bool(sender.searched)
