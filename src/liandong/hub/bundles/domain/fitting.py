"""Whether a bundle fits a zone: what the zone says of itself, held against what the bundle asks for."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from liandong.hub.bottlenecks.domain import files
from liandong.hub.bottlenecks.domain.results import PROFILE
from liandong.hub.bottlenecks.models import Analysis
from liandong.hub.bundles.domain.keys import party_of
from liandong.hub.bundles.models import BundleFile, ZoneFacts
from liandong.hub.core.models import Circle, Zone

if TYPE_CHECKING:
    from liandong.bundle import Fit
    from liandong.bundle import Zone as BundleZone
    from liandong.profile import Profile


def facts_of(zone: Zone) -> ZoneFacts:
    """What the zone says of itself; nothing where it has said nothing."""
    known = ZoneFacts.objects.filter(zone=zone).first()
    return known or ZoneFacts(zone=zone, circle=Circle.of([zone]))


@transaction.atomic
def say(
    *, zone: Zone, bundle: BundleFile, basis: list[str], capabilities: list[str], parameters: dict[str, float]
) -> ZoneFacts:
    """Keep what the zone says about this bundle; what it says about others stays."""
    known, facts = facts_of(zone), bundle.facts
    asked = {one["id"] for one in facts.get("basis", ()) if not one["is_national"]}
    known.basis = sorted({*known.basis} - asked | {*basis})
    known.capabilities = sorted({*known.capabilities} - {*facts.get("capabilities", ())} | {*capabilities})
    known.parameters = {**known.parameters, bundle.key: parameters}
    known.save()
    return known


def zone_of(zone: Zone) -> BundleZone:
    """The zone as the library has it."""
    from liandong.bundle import Zone as BundleZone

    known = facts_of(zone)
    own = {key: {name: float(it) for name, it in one.items()} for key, one in known.parameters.items()}
    return BundleZone(party_of(zone), tuple(known.basis), tuple(known.capabilities), own)


def as_json(found: Fit) -> dict[str, Any]:
    """The result as it is kept."""
    return asdict(found) | {"is_good": found.is_good}


def profile_of(analysis: Analysis | None) -> Profile | None:
    """The profile of an analysis of the zone's own. Raises ProfileDamaged."""
    from liandong.profile import Profile

    if analysis is None:
        return None
    return Profile.load(Path(files.place(f"{analysis.folder}/{PROFILE}")))


def check_own(analysis: Analysis | None, zone: Zone) -> None:
    """Raises ValidationError for counts of another zone: nobody answers for others."""
    if analysis is not None and analysis.zone_id != zone.pk:
        raise ValidationError(_("只能用本片区自己的流程诊断。"))
