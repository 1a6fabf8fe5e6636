"""The ties between the lead zone and its partners: what they share, for the link map and the table beside it.

Agreements and visits are counted here. Rooms that come later add their own ties (replications) by ``register`` when
they start, so that the network need not know them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.models import Agency, Zone
from liandong.hub.network.domain.commitments import KINDS
from liandong.hub.network.domain.counting import counted
from liandong.hub.network.domain.officers import without_training
from liandong.hub.network.enums import CommitmentState
from liandong.hub.network.models import Agreement, Officer, Platform, Policy, Visit


@dataclass(frozen=True)
class Tie:
    """A kind of tie: its name and how many each zone has, by the zone's id, in the reader's scope."""

    key: str
    label: Any
    count: Callable[[int], dict[int, int]]


_ties: dict[str, Tie] = {}


def register(tie: Tie) -> None:
    """Let another room add a tie; twice the same key is once."""
    _ties[tie.key] = tie


def overview(*, year: int, on: date, since: date | None = None) -> list[Zone]:
    """The zones with counts of what they have (``officers_n``, ``gaps_n``, ``open_n`` …) and their ``ties``.

    ``ties`` lists (label, number) of everything that is shared with the zone; ``weight`` is their sum.
    """
    zones = list(_zones(year, on, since))
    more = [(tie, tie.count(year)) for _key, tie in sorted(_ties.items())]
    for zone in zones:
        zone.ties = [  # type: ignore[attr-defined]
            (_("协议"), zone.agreements_n),
            (_("互访"), zone.visits_n),
            (_("共享平台"), zone.platforms_n),
            *((tie.label, numbers.get(zone.pk, 0)) for tie, numbers in more),
        ]
        zone.weight = sum(number for _label, number in zone.ties)  # type: ignore[attr-defined]
    return zones


def _zones(year: int, on: date, since: date | None) -> Any:
    here = OuterRef("pk")
    serving = Officer.objects.filter(Q(ended_on=None) | Q(ended_on__gt=on), zone=here)
    travelled = Q(zone=here) | Q(host=here)
    late = {"state": CommitmentState.OPEN, "due_on__lt": on}
    return Zone.objects.annotate(
        agencies_n=counted(Agency.objects.filter(zone=here)),
        officers_n=counted(serving),
        gaps_n=counted(without_training(serving, on=on, since=since)),
        agreements_n=counted(Agreement.objects.filter(parties=here)),
        visits_n=counted(Visit.objects.filter(travelled, held_on__year=year)),
        platforms_n=counted(Platform.objects.filter(users=here)),
        policies_n=counted(Policy.objects.filter(applicabilities__zone=here)),
        open_n=_promises(zone=here, state=CommitmentState.OPEN),
        overdue_n=_promises(zone=here, **late),
    )


def _promises(**what: Any) -> Any:
    first, *rest = (counted(kind.objects.filter(**what)) for kind in KINDS)
    return sum(rest, start=first)
