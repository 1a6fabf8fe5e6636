"""Which innovation of the library a bundle is: what it does there is written into that innovation's replication matrix.

So a zone says it of its own innovations, or of a bundle that the innovation's zone has built or signed itself: otherwise
whoever gave a bundle another zone's id or title would write figures beside that zone's claims.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from liandong.errors import LiandongError
from liandong.hub.bundles.enums import Origin
from liandong.hub.bundles.models import BundleFile, ZoneKey
from liandong.hub.innovations.models import Innovation


def belongs_to(row: BundleFile, innovation: Innovation | None) -> None:
    """Say which innovation of the library the bundle is. Raises ValidationError for one that it cannot be."""
    if innovation is not None and innovation.zone_id not in _answering(row):
        raise ValidationError(
            _("“%(innovation)s”属于%(zone)s：只有该片区自己打包或签名的成果包才能与它关联。")
            % {"innovation": innovation, "zone": innovation.zone}
        )
    row.innovation = innovation
    row.save()


def choices(row: BundleFile) -> Any:
    """The innovations of the library that the bundle can be."""
    return Innovation.objects.filter(
        zone__in=_answering(row), is_placeholder=False, library__is_external=False
    )


def found_for(row: BundleFile) -> Innovation | None:
    """The innovation that other versions of the bundle belong to, else the one of its title, of those that it can be."""
    there = Innovation.objects.filter(zone__in=_answering(row))
    same_key = BundleFile.objects.filter(key=row.key, innovation__in=there).select_related("innovation")
    earlier = same_key.order_by("-id").first()
    if earlier is not None:
        return earlier.innovation
    return there.filter(title=row.title, is_placeholder=False).first()


def _answering(row: BundleFile) -> set[int]:
    """The zones that stand behind the bundle: its own, and those that have built or signed the same."""
    same = BundleFile.objects.filter(digest=row.digest).exclude(zone=row.zone_id)
    return {row.zone_id, *(one.zone_id for one in same if one.came == Origin.BUILT or _is_signed(one))}


def _is_signed(row: BundleFile) -> bool:
    """Whether a key of the zone that has the bundle has signed it."""
    from liandong.bundle.envelope import Envelope
    from liandong.bundle.keys import public_of

    if not row.envelope:
        return False
    own = [public_of(key.public, key.party) for key in ZoneKey.objects.filter(zone=row.zone_id)]
    try:
        return bool(Envelope.from_bytes(row.envelope.encode()).signers(own, row.name))
    except LiandongError:
        return False
