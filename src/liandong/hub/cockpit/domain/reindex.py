"""Building the search anew: entries from the records, and the index file from the entries."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.db import transaction
from django_scopes import scopes_disabled

from liandong.hub.cockpit.domain.entries import RELATED, document, kinds, values_of
from liandong.hub.cockpit.domain.following import next_number
from liandong.hub.cockpit.models import SearchEntry, SearchHead
from liandong.hub.core.models import Record
from liandong.hub.home import folder
from liandong.search import SearchIndex

_BATCH = 2000
_COLUMNS = ["circle_id", "firm_id", "zone_id", "title", "text", "url", "number", "is_gone"]


def rebuild() -> int:
    """Make the entries of all records and the index file anew; how many records can be found.

    Needed after rows were written without ``save`` (imports, seeding). Others may go on writing: a batch at a time.
    """
    models = kinds()
    with scopes_disabled():
        for kind, model in models.items():
            _renew(kind, model)
    SearchEntry.objects.exclude(kind__in=models).delete()
    SearchHead.objects.update(fields=_fields())
    found = write_index()
    SearchEntry.objects.filter(is_gone=True).delete()
    return found


def upgraded(**_signal: Any) -> None:
    """After the tables are those of this version: make anew what an older one made of other fields."""
    head = SearchHead.objects.filter(pk=1).first()
    if head is not None and head.fields != _fields():
        rebuild()


def _fields() -> str:
    """A digest of what is searched in which kind of record."""
    searched = sorted((kind, model.searched) for kind, model in kinds().items())
    return hashlib.sha256(repr(searched).encode()).hexdigest()


def write_index() -> int:
    """Write the index file from the entries as they are; how many there are. Processes take it up by themselves."""
    head, _ = SearchHead.objects.get_or_create(pk=1)
    rows = SearchEntry.objects.filter(is_gone=False).order_by("pk").iterator(chunk_size=_BATCH)
    index = SearchIndex.build(document(row) for row in rows)
    path = place(head)
    index.save(path)
    for other in folder("search").glob("*.index"):
        # A newer one of the same database may have been written meanwhile.
        if other.name < path.name or not other.name.startswith(head.generation):
            other.unlink(missing_ok=True)
    return len(index)


def place(head: SearchHead) -> Path:
    """Where the index of the entries up to the head's number is kept."""
    return folder("search") / f"{head.generation}-{head.number:012d}.index"


def newest(head: SearchHead) -> tuple[Path, int] | None:
    """The newest index file of this database and the number up to which it knows the entries."""
    found = sorted(folder("search").glob(f"{head.generation}-*.index"))
    known = [(path, int(path.stem.split("-")[1])) for path in found]
    usable = [entry for entry in known if entry[1] <= head.number]
    return usable[-1] if usable else None


def _renew(kind: str, model: type[Record]) -> None:
    last: int | None = 0
    while last is not None:
        last = _renew_batch(kind, model, last)
    gone = SearchEntry.objects.filter(kind=kind).exclude(object_id__in=model._default_manager.values("pk"))
    gone.delete()


@transaction.atomic
def _renew_batch(kind: str, model: type[Record], last: int) -> int | None:
    """The entries of the next records after ``last``; the last of these, None at the end."""
    number = next_number()
    rows = model._default_manager.filter(pk__gt=last).order_by("pk")
    records = (
        list(rows.select_related(*RELATED.get(kind, ()))[:_BATCH])
        if RELATED.get(kind)
        else list(rows[:_BATCH])
    )
    entries = [
        SearchEntry(kind=kind, object_id=record.pk, number=number, **values_of(record)) for record in records
    ]
    SearchEntry.objects.bulk_create(
        entries, update_conflicts=True, unique_fields=["kind", "object_id"], update_fields=_COLUMNS
    )
    return records[-1].pk if records else None
