"""The ledger of a zone as a file, in exactly the columns that are read back."""

from __future__ import annotations

from typing import Any

from liandong.hub.core.models import Zone
from liandong.hub.core.tables import Column
from liandong.hub.tasks.domain.ledger.cells import CELLS
from liandong.hub.tasks.models import Task

COLUMNS = tuple(Column(cell.field, cell.heading, value=cell.write) for cell in CELLS)


def ledger(zone: Zone, year: int | None = None) -> Any:
    """The tasks of the zone's ledger, of one year where it is given, in the order of their numbers."""
    rows = Task.objects.filter(zone=zone)
    if year is not None:
        rows = rows.filter(first_year__lte=year, year__gte=year)
    return rows.order_by("number", "pk").prefetch_related("nodes").iterator(chunk_size=1000)
