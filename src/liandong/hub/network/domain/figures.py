"""The sources' figures beside what is recorded here; the two are never added or mixed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, When

from liandong.hub.network.domain.counting import counted
from liandong.hub.network.enums import BodyKind, MeetingKind
from liandong.hub.network.models import Agreement, Body, Figure, Meeting, Training, Visit

#: What is counted beside the figure of this key; sorted by key.
COUNTS: dict[str, Callable[[], QuerySet[Any]]] = {
    "agreements-jiaodong": lambda: Agreement.objects.filter(source__slug="002"),
    "alliances-jiaodong": lambda: Body.objects.filter(kind=BodyKind.ALLIANCE, source__slug="002"),
    "documents-2022": lambda: Agreement.objects.filter(source__slug="000"),
    "five-cities": lambda: Meeting.objects.filter(kind=MeetingKind.FIVE_CITY),
    "meetings-2022": lambda: Meeting.objects.filter(kind=MeetingKind.JOINT, year=2022),
    "meetings-2023": lambda: Meeting.objects.filter(kind=MeetingKind.JOINT, year=2023),
    "trainings-2023": lambda: Training.objects.filter(held_on__year=2023),
    "visits-2023": lambda: Visit.objects.filter(held_on__year=2023),
}


def figures_beside_counts() -> QuerySet[Figure]:
    """The figures with ``counted``, the records seen, and ``examples``, how many of these are invented."""
    every = {key: make() for key, make in COUNTS.items()}
    invented = {key: rows.filter(is_example=True) for key, rows in every.items()}
    return Figure.objects.select_related("source").annotate(
        counted=_by_key(every), examples=_by_key(invented)
    )


def _by_key(rows: dict[str, QuerySet[Any]]) -> Case:
    return Case(
        *(When(key=key, then=counted(found)) for key, found in rows.items()), output_field=IntegerField()
    )
