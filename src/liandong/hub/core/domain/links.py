"""Linking objects of different rooms, and reading the chain an object is part of."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q

if TYPE_CHECKING:
    from liandong.hub.core.models import Link, Record


@dataclass(frozen=True)
class Linked:
    """An object at the other end of a link, with the name of its kind."""

    kind: Any
    object: Any


def link(source: Record, target: Record) -> Link:
    """Link two objects, the earlier one in the loop first; linking twice is one link."""
    made, _ = apps.get_model("core", "Link").objects.get_or_create(
        source_kind=source._meta.label_lower,
        source_id=source.pk,
        target_kind=target._meta.label_lower,
        target_id=target.pk,
    )
    return made  # type: ignore[no-any-return]


def chain_of(record: Record) -> list[Linked]:
    """What the object is linked to, of what the reader may see; one query a kind."""
    kind, pk = record._meta.label_lower, record.pk
    links = apps.get_model("core", "Link").objects.filter(
        Q(source_kind=kind, source_id=pk) | Q(target_kind=kind, target_id=pk)
    )
    ends: dict[str, list[int]] = defaultdict(list)
    for row in links:
        is_source = (row.source_kind, row.source_id) == (kind, pk)
        ends[row.target_kind if is_source else row.source_kind].append(
            row.target_id if is_source else row.source_id
        )
    return [found for name, ids in sorted(ends.items()) for found in _objects(name, ids)]


def _objects(kind: str, ids: list[int]) -> list[Linked]:
    model = apps.get_model(kind)
    rows = model._default_manager.filter(pk__in=ids).order_by("pk")
    return [Linked(model._meta.verbose_name, row) for row in rows]
