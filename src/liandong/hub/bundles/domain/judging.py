"""What a zone makes of the signatures of a bundle: who signed it, and whether that is to be believed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils import timezone

from liandong.errors import CatalogueRefused, LiandongError
from liandong.hub.bundles.domain import keeping
from liandong.hub.bundles.domain.keys import trust_of
from liandong.hub.bundles.enums import Signature
from liandong.hub.bundles.models import BundleFile, CatalogueFile, ZoneKey
from liandong.hub.core.models import Zone

if TYPE_CHECKING:
    from liandong.bundle import Bundle, Catalogue, Trust
    from liandong.bundle.keys import Public


@dataclass(frozen=True)
class Judged:
    """The state, whose signatures stand behind it, and why it is no better, in both languages."""

    state: Signature
    signers: tuple[str, ...] = ()
    why: tuple[str, str] = ("", "")

    @property
    def is_good(self) -> bool:
        """Whether the bundle may be installed as far as signatures go."""
        return self.state == Signature.TRUSTED


def opened(row: BundleFile) -> Bundle:
    """The bundle, every member of which is what its manifest says. Raises BundleDamaged."""
    from liandong.bundle import Bundle

    return Bundle.open(row.name, data=keeping.parcel("bundles", row.sha256))


def judged(row: BundleFile, zone: Zone | None) -> Judged:
    """What the zone makes of it; every byte is looked at."""
    try:
        bundle = opened(row)
    except LiandongError as error:
        return Judged(Signature.FORGED, (), (error.text("zh"), error.text("en")))
    if not bundle.signed_by:
        return Judged(Signature.UNSIGNED)
    if zone is None:
        return Judged(Signature.UNKNOWN)
    trust = trust_of(zone)
    return _weighed(bundle, trust, listing(zone, trust, row.digest), today())


#: Why it is no better, where the library would speak of the options of a command.
_WHY = {
    Signature.UNKNOWN: (
        "签了名，但签名的密钥不在本片区的信任库里：不知道是谁签的，不能安装。",
        "It is signed, but by no key that this zone believes: nobody knows who signed it, and it cannot be installed.",
    ),
    Signature.REVOKED: (
        "签名的密钥已吊销，又没有列在有效密钥签名的目录里：请来源方用新密钥重新签名，或发来目录。",
        "The key that signed it was revoked, and no catalogue signed by a valid key lists it: the origin must sign it "
        "with its new key, or send a catalogue.",
    ),
}


def _weighed(bundle: Bundle, trust: Trust, catalogue: Catalogue | None, now: date) -> Judged:
    from liandong.bundle import accepted

    try:
        signers = tuple(accepted(bundle, trust, catalogue=catalogue))
        if catalogue is not None:
            catalogue.check(trust, now=now)
        return Judged(Signature.TRUSTED, signers)
    except LiandongError as error:
        state = _state(bundle, trust, catalogue, error)
        return Judged(state, (), _WHY.get(state, (error.text("zh"), error.text("en"))))


def _state(bundle: Bundle, trust: Trust, catalogue: Catalogue | None, error: LiandongError) -> Signature:
    entry = catalogue.entry(bundle) if catalogue else None
    if entry is not None and entry.withdrawn:
        return Signature.WITHDRAWN
    if isinstance(error, CatalogueRefused):
        return Signature.EXPIRED
    try:
        bundle.signers(trust.keys)
    except LiandongError:
        known = {key.fingerprint for key in trust.keys}
        return Signature.FORGED if known & set(bundle.signed_by) else Signature.UNKNOWN
    return Signature.REVOKED


def listing(zone: Zone, trust: Trust, digest: str) -> Catalogue | None:
    """The catalogue that withdraws the bundle, else the first believed one that lists it; None where none does."""
    return _listing(last(zone, trust), trust, digest)


def _listing(
    catalogues: list[tuple[CatalogueFile, Catalogue]], trust: Trust, digest: str
) -> Catalogue | None:
    held = [(it, one) for _, it in catalogues for one in it.entries if one.sha256 == digest]
    gone = (it for it, one in held if one.withdrawn)
    return next(chain(gone, (it for it, _ in held if is_believed(it, trust))), None)


def newest(zone: Zone, trust: Trust) -> list[tuple[CatalogueFile, Catalogue]]:
    """The newest version of each catalogue that the zone sees, where it is believed; it may have expired."""
    return [(row, it) for row, it in last(zone, trust) if is_believed(it, trust)]


def last(zone: Zone, trust: Trust) -> list[tuple[CatalogueFile, Catalogue]]:
    """The newest version of each catalogue by a key of its name, be it revoked since: none before it counts any more.

    Where that is not believed, what it has withdrawn stays withdrawn, and what it lists is not listed.
    """
    rows = CatalogueFile.objects.filter(circle__zones=zone)
    names = rows.order_by("name").values_list("name", flat=True).distinct()
    found = (_last(rows.filter(name=name).order_by("-version", "id"), trust) for name in names)
    return [one for one in found if one is not None]


def _last(rows: QuerySet[CatalogueFile], trust: Trust) -> tuple[CatalogueFile, Catalogue] | None:
    read = ((row, catalogue_of(row)) for row in rows.iterator(chunk_size=_CHUNK))
    return next(((row, it) for row, it in read if _has_signed(trust.keys, it)), None)


#: Versions of a catalogue that are read at a time; the first is the one as a rule.
_CHUNK = 10


def is_believed(catalogue: Catalogue, trust: Trust) -> bool:
    """Whether a valid key of the one whose name it bears has signed it."""
    return _has_signed(trust.valid, catalogue)


def _has_signed(keys: list[Public], catalogue: Catalogue) -> bool:
    try:
        signers = catalogue.envelope.signers(keys, catalogue.name) if catalogue.envelope else []
    except LiandongError:
        return False
    return any(one.party == catalogue.name for one in signers)


def catalogue_of(row: CatalogueFile) -> Catalogue:
    """The catalogue as the library has it."""
    from liandong.bundle.catalogue import opened as read

    return read(row.content.encode(), row.name)


def told_states(rows: Iterable[BundleFile], zone: Zone | None) -> dict[int, Judged]:
    """What the zone makes of many, from the envelopes that are kept; the bytes are looked at where one is opened."""
    if zone is None:
        return {row.pk: Judged(Signature.UNKNOWN if row.envelope else Signature.UNSIGNED) for row in rows}
    trust = trust_of(zone)
    catalogues = last(zone, trust)
    return {row.pk: _told(row, trust, catalogues) for row in rows}


def _told(row: BundleFile, trust: Trust, catalogues: list[tuple[CatalogueFile, Catalogue]]) -> Judged:
    if not row.envelope:
        return Judged(Signature.UNSIGNED)
    return _weighed(_Sealed(row), trust, _listing(catalogues, trust, row.digest), today())  # type: ignore[arg-type]


class _Sealed:
    """As much of a bundle as its signatures are about: its digest, and the envelope."""

    def __init__(self, row: BundleFile) -> None:
        from liandong.bundle.envelope import Envelope

        self.digest, self.source, self.name = row.digest, row.name, row.name
        self.envelope = Envelope.from_bytes(row.envelope.encode())
        self.signed_by = tuple(key for key, _ in self.envelope.signatures)

    def signers(self, known: Any) -> Any:
        """Whose of the known keys signed it. Raises SignatureRefused."""
        return self.envelope.signers(known, self.source)


def parties(row: BundleFile) -> list[str]:
    """Who is said to have signed: names of keys of this hub's zones where they are known, else the ids of the keys."""
    from liandong.bundle.envelope import Envelope

    if not row.envelope:
        return []
    ids = [key for key, _ in Envelope.from_bytes(row.envelope.encode()).signatures]
    names = dict(ZoneKey.objects.filter(fingerprint__in=ids).values_list("fingerprint", "party"))
    return [f"{names[key]} {key}" if key in names else key for key in ids]


def today() -> date:
    """The day in the time zone of the hub."""
    return timezone.localdate()
