"""Bodies: when they last did something, and which are dormant."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, Max, Q, QuerySet, Value, When

from liandong.hub.network.domain import parameters
from liandong.hub.network.domain.dates import months_before
from liandong.hub.network.models import Body


def with_activity(rows: QuerySet[Body], *, on: date) -> QuerySet[Body]:
    """The bodies with ``active_on``, their last activity until the day, and ``is_dormant``.

    Dormant: nothing for as long as the rule says, and not founded since. No known activity counts as none.
    """
    since = months_before(on, parameters.value("dormant-months"))
    last = Max("activities__held_on", filter=Q(activities__held_on__lte=on))
    awake = Q(active_on__gte=since) | Q(founded_on__gte=since)
    return rows.annotate(active_on=last).annotate(
        is_dormant=Case(When(awake, Value(False)), default=Value(True))
    )
