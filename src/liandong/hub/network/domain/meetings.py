"""Meetings: the agenda drafted from what is late, stuck or promised."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction

from liandong.hub.core.models import Circle
from liandong.hub.network.domain import neighbours
from liandong.hub.network.enums import AgendaReason, CommitmentState
from liandong.hub.network.models import AgendaItem, Decision, Meeting, Obligation


@transaction.atomic
def draft_agenda(*, meeting: Meeting, on: date, limit: int = 20) -> list[AgendaItem]:
    """Add what is overdue, blocked or promised and not on the agenda yet; the new items."""
    known = set(meeting.agenda.values_list("subject_kind", "subject_id"))
    # An item is seen by whoever sees the meeting, so it may only name what all of them see.
    open_to = {meeting.circle_id, Circle.network().pk, Circle.network(is_public=True).pk}
    place = meeting.agenda.count()
    items: list[AgendaItem] = []
    for reason, subject in _subjects(meeting, on, limit):
        key = (subject._meta.label_lower, subject.pk)
        if key not in known and subject.circle_id in open_to:
            known.add(key)
            items.append(_item(meeting, place + len(items) + 1, reason, subject))
    return items


def _subjects(meeting: Meeting, on: date, limit: int) -> Iterator[tuple[AgendaReason, Any]]:
    for task in neighbours.overdue_tasks(limit):
        yield AgendaReason.OVERDUE, task
    for task in neighbours.blocked_tasks(limit):
        yield AgendaReason.BLOCKED, task
    still = {"state": CommitmentState.OPEN, "due_on__lte": meeting.held_on or on}
    for obligation in Obligation.objects.filter(**still).select_related("zone")[:limit]:
        yield AgendaReason.OBLIGATION, obligation
    earlier = Decision.objects.filter(**still).exclude(meeting=meeting).select_related("zone")
    for decision in earlier[:limit]:
        yield AgendaReason.OBLIGATION, decision


def _item(meeting: Meeting, position: int, reason: AgendaReason, subject: Any) -> AgendaItem:
    item = AgendaItem(
        meeting=meeting,
        position=position,
        text=f"{subject.zone.name}：{subject}"[:300],
        reason=reason,
        subject_kind=subject._meta.label_lower,
        subject_id=subject.pk,
        subject_url=subject.get_absolute_url(),
        is_example=getattr(subject, "is_example", False),
    )
    item.save()
    return item
