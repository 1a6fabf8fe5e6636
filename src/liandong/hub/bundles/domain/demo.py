"""The demonstration of the room: the lead zone's first bundle, signed and offered; one partner runs it and has reported.

The innovation comes with the program, and its cases are simulated, which every page says. The zones of the demonstration
have confirmed each other's keys, as they would at a joint meeting. It is only queued: the worker does it once the site is
up, so that the start waits for nothing.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django_scopes import scopes_disabled

from liandong.hub.bundles.domain import (
    belonging,
    cataloguing,
    fitting,
    installing,
    judging,
    keeping,
    keys,
    reporting,
    taking,
)
from liandong.hub.bundles.enums import Origin
from liandong.hub.bundles.models import BundleFile, ReportFile
from liandong.hub.core.models import Circle, Zone
from liandong.hub.innovations.models import Claim

if TYPE_CHECKING:
    from liandong.profile import Profile

SHIPPED = "copper-two-stage"
#: The published figure by which the innovation is found in the library.
_CLAIM = "F153"
#: The zones with keys: the lead, one that runs it, one that has it and has not begun, and one to try it with.
ZONES = ("qingdao", "yanggu", "tengzhou", "rizhao")
_GOOD_FOR = timedelta(days=182)


def load() -> None:
    """Queue the demonstration where it is not there."""
    from liandong.hub.bundles.tasks import load_demo

    with scopes_disabled():
        if not ReportFile.objects.exists():
            transaction.on_commit(load_demo.enqueue)


def make() -> None:
    """Make all of it, step by step; cut off and done again it goes on where it was, and again changes nothing."""
    with scopes_disabled():
        by = {zone.slug: zone for zone in Zone.objects.filter(slug__in=ZONES)}
        if len(by) < len(ZONES):
            return
        lead, *others = zones = [by[slug] for slug in ZONES]
        _introduced(*zones)
        row = _built(lead)
        taking.share(taking.sign(row), is_shared=True)
        if cataloguing.own(lead) is None:
            cataloguing.publish(zone=lead, on=judging.today(), expires=judging.today() + _GOOD_FOR)
        for zone in zones:
            _says(zone, row)
        days, counts = _adopted(), _months()
        for zone in (lead, *others[:-1]):
            party = keys.party_of(zone)
            _runs(zone, row, days.get(party), counts.select(zone=party))


def _introduced(*zones: Zone) -> None:
    """A key for each zone, believed by the others."""
    on = judging.today()
    made = [
        keys.own_key(zone) or keys.make(zone=zone, party=keys.party_of(zone), user=None, on=on)
        for zone in zones
    ]
    for zone in zones:
        for key in made:
            keys.believe(zone=zone, line=key.public, of=key.zone, on=on)


def _built(zone: Zone) -> BundleFile:
    from liandong.bundle import Bundle
    from liandong.innovations.folders import folders

    bundle = Bundle.build(folders()[SHIPPED])
    row = taking.keep(bundle, zone=zone, circle=Circle.of([zone]), came=Origin.BUILT, user=None)
    claim = Claim.objects.filter(code=_CLAIM).select_related("innovation").first()
    belonging.belongs_to(row, claim.innovation if claim else None)
    return row


def _says(zone: Zone, row: BundleFile) -> None:
    """What the zone has of what the bundle asks for (an example): all of it, with the numbers as they are."""
    facts = row.facts
    own = {one["name"]: one["value"] for one in facts["parameters"] if one["is_local"]}
    basis = [one["id"] for one in facts["basis"] if not one["is_national"]]
    fitting.say(zone=zone, bundle=row, basis=basis, capabilities=facts["capabilities"], parameters=own)


def _adopted() -> dict[str, date]:
    """When each zone adopts in the simulated months."""
    from liandong.innovations.assumptions import FILE, Assumptions
    from liandong.innovations.folders import folders

    return Assumptions.load(folders()[SHIPPED] / FILE).adopted


def _runs(zone: Zone, row: BundleFile, adopted: date | None, own: Profile) -> None:
    """The zone has installed it, and reports the counts of its simulated months."""
    from liandong.bundle import Report, install
    from liandong.profile.sharing import Approval, share

    trust = keys.trust_of(zone)
    bundle = judging.opened(row)
    done = install(
        bundle, keeping.installed_in(zone), trust=trust, now=judging.today(), zone=fitting.zone_of(zone)
    )
    installing.noted(bundle=row, zone=zone, user=None, done=done, adopted_on=adopted)
    _key, private = keys.signing_key(zone)
    party = keys.party_of(zone)
    approval = Approval(f"成果包 {row.name} 的成效回传", "演示数据，随时可删", "演示", judging.today())
    report = Report.of(bundle, share(own, approval), zone=party, now=judging.today(), adopted=adopted)
    reporting.kept(report.sign(private), row, zone, None)


def _months() -> Profile:
    """The simulated months of all zones, before and after: made anew, as what is kept of them tells too little to share."""
    from liandong.innovations.folders import folders
    from liandong.innovations.making import months

    found = months(folders()[SHIPPED])
    return found.before + found.after
