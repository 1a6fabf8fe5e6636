"""Catalogues: what a zone offers and has withdrawn, version by version, each signed and good until a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from liandong.hub.bundles.domain import judging, keeping
from liandong.hub.bundles.domain.keys import signing_key, trust_of
from liandong.hub.bundles.models import BundleFile, CatalogueFile
from liandong.hub.core.domain.telling import told
from liandong.hub.core.models import Circle, Zone

if TYPE_CHECKING:
    from liandong.bundle import Catalogue


def offered(zone: Zone) -> list[BundleFile]:
    """The bundles that the zone has signed and opened to the network: what its next catalogue lists."""
    rows = BundleFile.objects.filter(zone=zone, circle__is_network=True).exclude(envelope="")
    key = signing_key(zone)[0].fingerprint
    return [row for row in rows.order_by("key", "id") if f'"keyid":"{key}"' in row.envelope]


@transaction.atomic
def publish(
    *, zone: Zone, on: date, expires: date, withdrawn: tuple[tuple[str, str], ...] = ()
) -> CatalogueFile:
    """The zone's next catalogue, signed: all it offers, without what is ``withdrawn`` (``id version``, reason).

    Raises ValidationError where the zone has no key, nothing to offer, or the library refuses.
    """
    from liandong.bundle import Catalogue

    known, private = signing_key(zone)
    last = own(zone)
    listed = {one["sha256"] for one in last.entries} if last else set()
    new = [row for row in offered(zone) if row.digest not in listed]
    if not last and not new:
        raise ValidationError(_("还没有可列入目录的成果包：先签名并向全网提供。"))
    with told():
        bundles = [judging.opened(row) for row in new]
        if last is None:
            made = Catalogue.build(bundles, name=known.party, now=on, expires=expires)
        else:
            before = judging.catalogue_of(last)
            made = before.update(bundles, withdrawn=withdrawn, now=on, expires=expires)
        return _kept(made.sign(private), zone, Circle.network(), is_own=True)


def receive(data: bytes, *, zone: Zone) -> tuple[CatalogueFile, bool]:
    """The catalogue that came from another hub, and whether it is new. Raises SignatureRefused, CatalogueRefused."""
    from liandong.bundle.catalogue import opened

    catalogue = opened(data, _("成果目录"))
    trust = trust_of(zone)
    row, last = next(
        ((row, it) for row, it in judging.last(zone, trust) if it.name == catalogue.name), (None, None)
    )
    catalogue.check(trust, now=judging.today(), last=last, path=f"{catalogue.name} v{catalogue.version}")
    if row is not None and last is not None and last.digest == catalogue.digest:
        return row, False
    return _kept(catalogue, zone, Circle.of([zone]), is_own=False), True


def own(zone: Zone) -> CatalogueFile | None:
    """The newest catalogue that the zone has issued."""
    return CatalogueFile.objects.filter(zone=zone, is_own=True).order_by("-version").first()


def _kept(catalogue: Catalogue, zone: Zone, circle: Circle, *, is_own: bool) -> CatalogueFile:
    data = catalogue.to_bytes()
    row = CatalogueFile(zone=zone, circle=circle, name=catalogue.name[:80], version=catalogue.version)
    row.issued, row.expires = (
        date.fromisoformat(catalogue.issued),
        date.fromisoformat(catalogue.expires),
    )
    row.content, row.entries, row.is_own = data.decode(), catalogue.as_json["bundles"], is_own
    row.sha256 = keeping.kept("catalogues", data)
    row.save()
    return row
