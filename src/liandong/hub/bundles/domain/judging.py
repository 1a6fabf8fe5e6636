"""What a zone makes of the signatures of a bundle: who signed it, and whether that is to be believed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from liandong.errors import CatalogueRefused, LiandongError
from liandong.hub.bundles.domain import keeping
from liandong.hub.bundles.domain.keys import trust_of
from liandong.hub.bundles.enums import Signature
from liandong.hub.bundles.models import BundleFile, CatalogueFile, ZoneKey
from liandong.hub.core.models import Zone

if TYPE_CHECKING:
    from liandong.bundle import Bundle, Catalogue, Trust


#: Versions of catalogues that are looked at, the newest of each name first.
_MOST = 500


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
        if catalogue is not None:
            catalogue.check(trust, now=now)
        return Judged(Signature.TRUSTED, tuple(accepted(bundle, trust, catalogue=catalogue)))
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
    """The newest believed catalogue that lists the bundle; None where none does."""
    held = (it for row, it in newest(zone, trust) if any(one["sha256"] == digest for one in row.entries))
    return next(held, None)


def newest(zone: Zone, trust: Trust) -> list[tuple[CatalogueFile, Catalogue]]:
    """The newest version of each catalogue that the zone sees and believes; it may have expired."""
    found: dict[str, tuple[CatalogueFile, Catalogue]] = {}
    for row in CatalogueFile.objects.filter(circle__zones=zone).order_by("name", "-version", "id")[:_MOST]:
        if row.name not in found:
            catalogue = catalogue_of(row)
            if is_believed(catalogue, trust):
                found[row.name] = row, catalogue
    return list(found.values())


def is_believed(catalogue: Catalogue, trust: Trust) -> bool:
    """Whether a valid key has signed it."""
    try:
        return bool(catalogue.envelope and catalogue.envelope.signers(trust.valid, catalogue.name))
    except LiandongError:
        return False


def catalogue_of(row: CatalogueFile) -> Catalogue:
    """The catalogue as the library has it."""
    from liandong.bundle.catalogue import opened as read

    return read(row.content.encode(), row.name)


def told_states(rows: Iterable[BundleFile], zone: Zone | None) -> dict[int, Judged]:
    """What the zone makes of many, from the envelopes that are kept; the bytes are looked at where one is opened."""
    if zone is None:
        return {row.pk: Judged(Signature.UNKNOWN if row.envelope else Signature.UNSIGNED) for row in rows}
    trust = trust_of(zone)
    catalogues = newest(zone, trust)
    return {row.pk: _told(row, trust, catalogues) for row in rows}


def _told(row: BundleFile, trust: Trust, catalogues: list[tuple[CatalogueFile, Catalogue]]) -> Judged:
    if not row.envelope:
        return Judged(Signature.UNSIGNED)
    held = next((c for r, c in catalogues if any(one["sha256"] == row.digest for one in r.entries)), None)
    return _weighed(_Sealed(row), trust, held, today())  # type: ignore[arg-type]


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
