"""Taking a bundle in: looked into before anything is kept, there once a zone, never run.

What has the same digest is the same bundle; where it comes again with more signatures, they are added to those there are.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from liandong.hub.bundles.domain import belonging, judging, keeping
from liandong.hub.bundles.domain.keys import signing_key, trust_of
from liandong.hub.bundles.enums import Origin
from liandong.hub.bundles.models import BundleFile
from liandong.hub.core.domain import audit
from liandong.hub.core.domain.telling import told
from liandong.hub.core.models import Circle, User, Zone

if TYPE_CHECKING:
    from liandong.bundle import Bundle
    from liandong.bundle.keys import Public


def upload(*, data: bytes, name: str, zone: Zone, user: User) -> BundleFile:
    """The bundle in an uploaded file, whoever signed it. Raises ValidationError where it is no sound bundle."""
    from liandong.bundle import Bundle

    with told():
        bundle = Bundle.open(name, data=data)
        return keep(bundle, zone=zone, circle=Circle.of([zone]), came=Origin.UPLOADED, user=user)


def receive(data: bytes, *, zone: Zone) -> tuple[BundleFile, bool]:
    """The bundle that came from another hub, and whether it is new. Raises BundleDamaged, SignatureRefused."""
    from liandong.bundle import Bundle, accepted

    bundle = Bundle.open("", data=data)
    bundle = replace(bundle, source=bundle.innovation.name)
    trust = trust_of(zone)
    listed = judging.listing(zone, trust, bundle.digest)
    if listed is not None:
        listed.check(trust, now=judging.today())
    accepted(bundle, trust, catalogue=listed)
    was_there = BundleFile.objects.filter(zone=zone, digest=bundle.digest).exists()
    row = keep(bundle, zone=zone, circle=Circle.of([zone]), came=Origin.RECEIVED, user=None)
    return row, not was_there


def keep(bundle: Bundle, *, zone: Zone, circle: Circle, came: Origin, user: User | None) -> BundleFile:
    """The row of the bundle, whose file the disk holds."""
    row = BundleFile.objects.filter(zone=zone, digest=bundle.digest).select_related("zone", "circle").first()
    if row is not None:
        return add_signatures(row, bundle)
    bundle = _sound(bundle, zone)
    data, facts = bundle.to_bytes(), bundle.innovation
    row = BundleFile(zone=zone, circle=circle, came=came, created_by=user, digest=bundle.digest)
    row.key, row.version, row.origin = facts.id, facts.version, facts.origin[:80]
    row.title, row.title_en = (one[:200] for one in facts.title)
    row.facts, row.is_simulated = facts.as_json, facts.is_simulated
    row.innovation = belonging.found_for(row)
    try:
        return _filed(row, bundle, data)
    except IntegrityError:  # the same bundle came by another way meanwhile
        return BundleFile.objects.select_related("zone", "circle").get(zone=zone, digest=bundle.digest)


@transaction.atomic
def add_signatures(row: BundleFile, other: Bundle) -> BundleFile:
    """The row with the signatures of the other too. A key signs once; one made by it goes before one that was not."""
    row = _locked(row)
    bundle, known = judging.opened(row), trust_of(row.zone).keys
    mine, more = _signatures(bundle, known), _signatures(other, known)
    envelope, both = bundle.envelope or other.envelope, {**mine, **more, **mine}
    if envelope is None or both == dict(bundle.envelope.signatures if bundle.envelope else ()):
        return row
    envelope = envelope.with_signatures(tuple(both.items())) if both else None
    merged = replace(bundle, envelope=envelope)
    return _filed(row, merged, merged.to_bytes())


def _signatures(bundle: Bundle, known: list[Public]) -> dict[str, bytes]:
    """Its signatures by key, without those that one of the known keys should have made and has not."""
    envelope, by_id = bundle.envelope, {key.fingerprint: key for key in known}
    return {
        key: signature
        for key, signature in (envelope.signatures if envelope else ())
        if envelope and (key not in by_id or by_id[key].has_signed(envelope.pae, signature))
    }


def _sound(bundle: Bundle, zone: Zone) -> Bundle:
    """The bundle without signatures that a key which the zone knows has not made."""
    if bundle.envelope is None:
        return bundle
    left = _signatures(bundle, trust_of(zone).keys)
    return replace(bundle, envelope=bundle.envelope.with_signatures(tuple(left.items())) if left else None)


def _locked(row: BundleFile) -> BundleFile:
    """The same row, as it is now; nobody else writes it until the transaction ends."""
    row.refresh_from_db(from_queryset=BundleFile.objects.select_for_update())
    return row


def _filed(row: BundleFile, bundle: Bundle, data: bytes) -> BundleFile:
    row.sha256, row.size = keeping.kept("bundles", data), len(data)
    row.envelope = bundle.envelope.to_bytes().decode() if bundle.envelope else ""
    row.save()
    return row


@transaction.atomic
def sign(row: BundleFile) -> BundleFile:
    """The bundle with the signature of its zone too. Raises ValidationError where the zone has no key."""
    known, private = signing_key(row.zone)
    with told():
        bundle = _sound(judging.opened(_locked(row)), row.zone).sign(private)
    audit.record("sign", row, {"key": known.fingerprint, "digest": row.digest})
    return _filed(row, bundle, bundle.to_bytes())


@transaction.atomic
def share(row: BundleFile, *, is_shared: bool) -> BundleFile:
    """Let the network see the bundle, or its own zone alone. Raises ValidationError for one that nobody trusted signed."""
    if is_shared and not judging.judged(row, row.zone).is_good:
        raise ValidationError(_("先由本片区签名，再向全网提供。"))
    row.circle = Circle.network() if is_shared else Circle.of([row.zone])
    row.save()
    return row
