"""Who is competent: the question of the register of powers (S016)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from liandong.hub.core.models import Agency, Zone
from liandong.hub.network.models import Delegation, Power


@dataclass(frozen=True)
class Competence:
    """Who decides on a power in a zone on a day, and by what. Without a delegation the holder by law decides."""

    power: Power
    zone: Zone
    on: date
    delegation: Delegation | None

    @property
    def decider(self) -> str:
        """The name of the body that decides."""
        return str(self.delegation.agency) if self.delegation else self.power.holder

    @property
    def basis(self) -> str:
        """The document it rests on."""
        return self.delegation.document_no if self.delegation else self.power.legal_basis


def competent(*, name: str, zone: Zone, on: date, limit: int = 50) -> list[Competence]:
    """Who is competent for the powers of this name or code in the zone on the day.

    A part of the name finds every power that has it; an empty answer says that the register does not know the power.
    """
    wanted = Q(name__icontains=name.strip()) | Q(code=name.strip())
    powers = list(Power.objects.filter(wanted)[:limit])
    rows = _in_force(on).filter(power__in=powers, zone=zone).select_related("agency", "zone")
    given = {row.power_id: row for row in rows}
    return [Competence(power, zone, on, given.get(power.pk)) for power in powers]


def is_competent(*, power: Power, agency: Agency, on: date) -> bool:
    """Whether the agency may decide on the power on the day, by delegation or as the holder by law."""
    if _in_force(on).filter(power=power, agency=agency).exists():
        return True
    return power.holder == agency.name and not _in_force(on).filter(power=power, zone=agency.zone_id).exists()


def clashes(
    *, power: Power, zone: Zone, valid_from: date, valid_until: date | None, but: int | None = None
) -> QuerySet[Delegation]:
    """Delegations of the same power in the same zone whose days overlap: two deciders at once."""
    rows = Delegation.objects.filter(power=power, zone=zone).exclude(pk=but)
    open_end = Q(valid_until=None) | Q(valid_until__gte=valid_from)
    return rows.filter(open_end, **({"valid_from__lte": valid_until} if valid_until else {}))


def _in_force(on: date) -> QuerySet[Delegation]:
    still = Q(valid_until=None) | Q(valid_until__gte=on)
    return Delegation.objects.filter(still, valid_from__lte=on)
