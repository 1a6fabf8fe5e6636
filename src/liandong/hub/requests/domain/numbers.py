"""Numbers of requests: SQ-2022-0001, without gaps within a year."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from liandong.hub.requests.models import Sequence


@transaction.atomic
def take(year: int, count: int = 1) -> list[str]:
    """The next numbers of the year; the row is locked until the transaction ends, so that no two are the same."""
    Sequence.objects.get_or_create(year=year)
    Sequence.objects.filter(year=year).update(last=F("last") + count)
    last = Sequence.objects.get(year=year).last
    return [f"SQ-{year}-{number:04d}" for number in range(last - count + 1, last + 1)]
