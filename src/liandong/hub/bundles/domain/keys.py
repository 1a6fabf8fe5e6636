"""The keys of a zone: those it signs with, and those it believes because somebody confirmed them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from liandong.errors import LiandongError
from liandong.hub.bundles.domain import keeping
from liandong.hub.bundles.models import TrustedKey, ZoneKey
from liandong.hub.core.domain import audit
from liandong.hub.core.domain.telling import told
from liandong.hub.core.models import Circle, User, Zone

if TYPE_CHECKING:
    from liandong.bundle import Trust
    from liandong.bundle.keys import Private

_KIND = re.compile("(自贸片区|综合保税区|综保区|经开区|开发区|片区)$")


def party_of(zone: Zone) -> str:
    """The name a zone signs with: that of its key, else its own without the kind of zone.

    >>> party_of(Zone(name="日照综保区"))
    '日照'
    """
    key = own_key(zone) if zone.pk else None
    return key.party if key else _KIND.sub("", zone.name)


def own_key(zone: Zone) -> ZoneKey | None:
    """The key the zone signs with: its newest."""
    return ZoneKey.objects.filter(zone=zone).order_by("-id").first()


@transaction.atomic
def make(*, zone: Zone, party: str, user: User | None, on: date) -> ZoneKey:
    """A new key of the zone, which the zone itself believes. The private half goes to its file and nowhere else."""
    from liandong.bundle import new_key

    with told():
        key = new_key(party)
        key.save(keeping.private_key(zone, key.fingerprint))
    # Its line is for everybody: zones of one hub see each other's public keys, and confirm them before they believe.
    made = ZoneKey(zone=zone, party=party, public=key.public.line, fingerprint=key.fingerprint)
    made.circle, made.created_by = Circle.network(), user
    made.save()
    believe(zone=zone, line=key.public.line, of=zone, on=on)
    return made


def private(key: ZoneKey) -> Private:
    """The private half, for the moment of signing. Raises ValidationError where its file is gone."""
    from liandong.bundle import load_private

    with told():
        return load_private(keeping.private_key(key.zone, key.fingerprint), key.party)


def signing_key(zone: Zone) -> tuple[ZoneKey, Private]:
    """The key the zone signs with. Raises ValidationError where it has none, or gave it up."""
    key = own_key(zone)
    if key is None:
        raise ValidationError(_("本片区还没有签名密钥，请先在“密钥与信任”里新建。"))
    if TrustedKey.objects.filter(zone=zone, fingerprint=key.fingerprint, revoked__isnull=False).exists():
        raise ValidationError(_("本片区的签名密钥已吊销，请先新建一把。"))
    return key, private(key)


#: The longest name of a party, in characters.
_LONGEST = 80


def trust_of(zone: Zone) -> Trust:
    """The keys the zone believes, as the library has them."""
    from liandong.bundle import Trust
    from liandong.bundle.keys import public_of
    from liandong.bundle.trust import Trusted

    rows = TrustedKey.objects.filter(zone=zone)
    entries = [
        Trusted(public_of(row.public, row.party), row.since, row.revoked, row.reason)
        for row in rows.order_by("id")
    ]
    return Trust(tuple(entries))


def believe(*, zone: Zone, line: str, of: Zone | None, on: date) -> TrustedKey:
    """Believe the public key, which somebody has confirmed; one that is believed already gets its zone where it has none."""
    from liandong.bundle.keys import public_of

    with told():
        key = public_of(line.strip(), _("公钥"))
    if len(key.party) > _LONGEST:
        raise ValidationError(_("公钥的署名超过 80 个字。"))
    made = TrustedKey.objects.filter(zone=zone, fingerprint=key.fingerprint).first()
    if made is None:
        made = TrustedKey(zone=zone, circle=Circle.of([zone]), party=key.party, public=key.line, of=of)
        made.fingerprint, made.since = key.fingerprint, on
        made.save()
    elif made.of is None and of is not None:
        made.of = of
        made.save()
    return made


def take(*, zone: Zone, content: bytes, of: Zone | None, on: date) -> list[TrustedKey]:
    """Take in an uploaded public key, the statement of a new key, or of one that is revoked; the keys that changed.

    Raises ValidationError where it is none of them, or signed by nobody who may say so.
    """
    with told(), TemporaryDirectory(prefix="liandong-") as room:
        path = Path(room) / _("上传的文件")
        path.write_bytes(content)
        changed = taken(zone=zone, path=path, of=of, on=on)
    if not changed:
        raise ValidationError(_("没有变化：这把公钥已受信任。"))
    return changed


@transaction.atomic
def taken(*, zone: Zone, path: Path, of: Zone | None, on: date) -> list[TrustedKey]:
    """The same from a file, none where nothing changed. Raises FileMissing, FileDamaged, SignatureRefused."""
    before = trust_of(zone)
    after = before.take(path, on=on)
    done = _owned(zone, path, of, on) if after == before and of is not None else []
    for one in after.entries:
        if one in before.entries:
            continue
        owner = of or _same_party(zone, one.key.party)
        row = believe(zone=zone, line=one.key.line, of=owner, on=on)
        row.revoked, row.reason = one.revoked, one.reason[:300]
        row.save()
        done.append(row)
    return done


def _owned(zone: Zone, path: Path, of: Zone, on: date) -> list[TrustedKey]:
    """The public key in the file, which is believed already, now with the zone it is of; none where it had one."""
    from liandong.bundle import load_public

    try:
        key = load_public(path)
    except LiandongError:  # a statement, which says nothing new
        return []
    known = TrustedKey.objects.filter(zone=zone, fingerprint=key.fingerprint, of=None).exists()
    return [believe(zone=zone, line=key.line, of=of, on=on)] if known else []


def _same_party(zone: Zone, party: str) -> Zone | None:
    """Whose key it is, where another key of that party is believed already: a new key says so itself."""
    row = TrustedKey.objects.filter(zone=zone, party=party).select_related("of").first()
    return row.of if row else None


@transaction.atomic
def revoke(*, key: TrustedKey, on: date, reason: str) -> None:
    """Believe the key no longer. What it has signed counts only where a catalogue signed by a valid key lists it."""
    key.revoked, key.reason = on, reason
    key.save()


@transaction.atomic
def give_up(*, key: ZoneKey, on: date, reason: str) -> None:
    """Sign with the key no more: the zone itself believes it no longer; the others hear of it by ``statement``."""
    own = TrustedKey.objects.filter(zone=key.zone, fingerprint=key.fingerprint).first()
    if own is not None:
        revoke(key=own, on=on, reason=reason)
    audit.record("revoke", key, {"on": on, "reason": reason})


def statement(*, zone: Zone, gone: ZoneKey, on: date, reason: str) -> bytes:
    """The revocation of one of the zone's keys for other zones to take in: signed by itself, whom the others believe.

    Where its file is gone, the newest key of that name signs.
    """
    from liandong.bundle import revocation
    from liandong.bundle.keys import public_of

    signing = gone
    if not keeping.private_key(zone, gone.fingerprint).is_file():
        signing = (
            ZoneKey.objects.filter(zone=zone, party=gone.party).select_related("zone").order_by("-id")[0]
        )
    with told():
        return revocation(private(signing), public_of(gone.public, gone.party), on=on, reason=reason)
