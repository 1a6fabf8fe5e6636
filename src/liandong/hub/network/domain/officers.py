"""Officers: when each was last trained, and who has a gap."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from liandong.hub.network.domain import parameters
from liandong.hub.network.domain.dates import months_before
from liandong.hub.network.models import Attendance, Officer, Training


def with_training(rows: QuerySet[Officer], *, on: date) -> QuerySet[Officer]:
    """The officers with ``trained_on``, the day of their last training until the given day."""
    until = Q(attendances__training__held_on__lte=on)
    return rows.annotate(trained_on=Max("attendances__training__held_on", filter=until))


def training_since(on: date) -> date:
    """The day since which an officer must have attended a training."""
    return months_before(on, parameters.value("training-months"))


def without_training(rows: QuerySet[Officer], *, on: date, since: date | None = None) -> QuerySet[Officer]:
    """Those in office whose last training is longer ago than the rule allows, or who never had one."""
    since = since or training_since(on)
    current = Attendance.objects.filter(
        officer=OuterRef("pk"), training__held_on__gte=since, training__held_on__lte=on
    )
    return rows.filter(Q(ended_on=None) | Q(ended_on__gt=on), ~Exists(current))


def has_gap(officer: Officer, *, on: date) -> bool:
    """Whether an officer in office needs a training."""
    return without_training(Officer.objects.filter(pk=officer.pk), on=on).exists()


@transaction.atomic
def record_attendance(*, training: Training, officers: Iterable[Officer]) -> int:
    """Set who attended; how many were added or taken out. Each change is in the audit chain."""
    wanted = {officer.pk: officer for officer in officers}
    present: dict[int, Any] = {row.officer_id: row for row in training.attendances.all()}
    for pk in present.keys() - wanted.keys():
        present[pk].delete()
    for pk in wanted.keys() - present.keys():
        Attendance(training=training, officer=wanted[pk], zone=wanted[pk].zone).save()
    return len(present.keys() ^ wanted.keys())
