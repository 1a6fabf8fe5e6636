"""The demonstration of the room: the lead zone's first bundle, signed and offered, and the zones' keys.

The innovation comes with the program; what is simulated in it says so. Each zone of the demonstration has confirmed the
keys of the others, as they would have at a joint meeting.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django_scopes import scopes_disabled

from liandong.hub.bundles.domain import cataloguing, fitting, judging, keys, taking
from liandong.hub.bundles.enums import Origin
from liandong.hub.bundles.models import BundleFile, ZoneKey
from liandong.hub.core.models import Circle, Zone
from liandong.hub.innovations.models import Innovation

BUNDLE = "copper-two-stage"
#: What the library of the sources calls it.
_TITLE = "进口铜精矿两段监管新模式"
_ZONES = ("qingdao", "rizhao")
_GOOD_FOR = timedelta(days=182)


@transaction.atomic
def load() -> None:
    """Make the keys, the bundle and the catalogue; doing it again changes nothing."""
    with scopes_disabled():
        zones = [Zone.objects.filter(slug=slug).first() for slug in _ZONES]
        lead, partner = zones
        if lead is None or partner is None or ZoneKey.objects.exists():
            return
        _introduced(lead, partner)
        row = _built(lead)
        taking.share(taking.sign(row), is_shared=True)
        cataloguing.publish(zone=lead, on=judging.today(), expires=judging.today() + _GOOD_FOR)
        _says(partner, row)


def _introduced(*zones: Zone) -> None:
    """A key for each zone, believed by the others."""
    made = [keys.make(zone=zone, party=keys.party_of(zone), user=None, on=judging.today()) for zone in zones]
    for zone in zones:
        for key in made:
            keys.believe(zone=zone, line=key.public, of=key.zone, on=judging.today())


def _built(zone: Zone) -> BundleFile:
    from liandong.bundle import Bundle
    from liandong.innovations import folders

    bundle = Bundle.build(folders()[BUNDLE])
    row = taking.keep(bundle, zone=zone, circle=Circle.of([zone]), came=Origin.BUILT, user=None)
    taking.belongs_to(row, Innovation.objects.filter(title=_TITLE).first())
    return row


def _says(zone: Zone, row: BundleFile) -> None:
    """What the partner has of what the bundle asks for (an example): all of it, with the numbers as they are."""
    facts = row.facts
    own = {one["name"]: one["value"] for one in facts["parameters"] if one["is_local"]}
    basis = [one["id"] for one in facts["basis"] if not one["is_national"]]
    fitting.say(zone=zone, bundle=row, basis=basis, capabilities=facts["capabilities"], parameters=own)
