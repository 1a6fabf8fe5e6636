"""Agreements: who the parties are and who sees it, and which zone keeps its obligations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from liandong.hub.core.domain import audit
from liandong.hub.core.models import Circle, Zone
from liandong.hub.network.domain.commitments import Kept, counts
from liandong.hub.network.models import Agreement, Clause, Obligation


@dataclass(frozen=True)
class Compliance:
    """How one zone keeps its obligations."""

    zone: Zone
    kept: Kept


@transaction.atomic
def set_parties(*, agreement: Agreement, zones: Iterable[Zone], for_all: bool) -> Agreement:
    """Set the parties; they alone see the agreement and what belongs to it, or the whole network does."""
    chosen = sorted({*zones, agreement.zone}, key=lambda zone: zone.slug)
    before = sorted(agreement.parties.values_list("slug", flat=True))
    agreement.parties.set(chosen)
    agreement.circle = Circle.network() if for_all else Circle.of(chosen)
    agreement.save()
    Clause.objects.filter(agreement=agreement).update(circle=agreement.circle)
    Obligation.objects.filter(clause__agreement=agreement).update(circle=agreement.circle)
    now = sorted(zone.slug for zone in chosen)
    if before != now:
        audit.record("update", agreement, {"parties": [before, now]})
    return agreement


def compliance(on: date) -> list[Compliance]:
    """How each zone keeps the obligations the reader may see."""
    rows = Obligation.objects.order_by().values("zone").annotate(**counts(on))
    by_zone = {row.pop("zone"): Kept(**row) for row in rows}
    return [Compliance(zone, by_zone[zone.pk]) for zone in Zone.objects.all() if zone.pk in by_zone]
