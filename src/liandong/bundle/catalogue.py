"""A catalogue: which bundles an origin offers, which it has withdrawn, signed, and good until a day.

Ideas of The Update Framework (Samuel et al., CCS 2010), for sticks instead of servers: the version only grows, so
that an old catalogue is not passed off as the present one; it expires, so that one held back is noticed; what is
withdrawn stays listed; and each names the one before, so that a history has one line.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import rfc8785

from liandong.bundle.bundle import Bundle
from liandong.bundle.envelope import Envelope
from liandong.bundle.facts import version_key
from liandong.bundle.fields import Text
from liandong.bundle.keys import Private, Public
from liandong.bundle.sm3 import sm3
from liandong.bundle.trust import Trust
from liandong.errors import CatalogueRefused, FileMissing, SettingError, SignatureRefused
from liandong.files import written_beside

FORMAT = "liandong.catalogue/1"
KIND = "application/vnd.liandong.catalogue+json"


@dataclass(frozen=True, order=True)
class Entry:
    """A bundle of the catalogue; withdrawn from the day ``withdrawn`` on, if ever."""

    id: str
    version: str
    #: The bundle's digest: SHA-256 of its manifest; and the SM3.
    sha256: str
    sm3: str
    origin: str
    title_zh: str
    title_en: str
    simulated: bool
    listed: str
    withdrawn: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Catalogue:
    """The entries, with what makes a catalogue safe to carry around. Days are ``YYYY-MM-DD``."""

    name: str
    version: int
    issued: str
    expires: str
    entries: tuple[Entry, ...] = ()
    #: The SHA-256 of the catalogue before, empty for the first.
    before: str = ""
    envelope: Envelope | None = None

    @classmethod
    def build(cls, bundles: Iterable[Bundle], *, name: str, now: date, expires: date) -> Catalogue:
        """The first catalogue of that name. Raises SettingError where two bundles claim one version, or it expired."""
        return cls(name, 0, "", "").update(bundles, now=now, expires=expires)

    def update(
        self,
        bundles: Iterable[Bundle] = (),
        *,
        withdrawn: Iterable[tuple[str, str]] = (),
        now: date,
        expires: date,
    ) -> Catalogue:
        """The next version, not signed: with more bundles, and without those ``withdrawn`` (``id version``, reason).

        Raises SettingError for a version that is there with other contents, one to withdraw that is not there, and days
        in the wrong order.
        """
        if expires <= now or now.isoformat() < self.issued:
            reason = (
                "到期日须晚于今天，今天不早于上一版",
                "it must expire after today, and today not lie before the last version",
            )
            raise SettingError(setting="--expires", value=expires, reason=reason)
        entries = {f"{one.id} {one.version}": one for one in self.entries}
        for bundle in bundles:
            entry = _entry(bundle, now)
            known = entries.setdefault(bundle.innovation.name, entry)
            if known.sha256 != entry.sha256:
                reason = (
                    "目录里同一版本号的内容不同，请先增加版本号",
                    "the catalogue has this version with other contents; give it a new one",
                )
                raise SettingError(setting="--add", value=bundle.innovation.name, reason=reason)
        for key, why in withdrawn:
            if key not in entries or not why:
                reason = (
                    "写法：--withdraw 'id 版本' 原因，且须在目录里",
                    "write --withdraw 'id version' reason, of a bundle in the catalogue",
                )
                raise SettingError(setting="--withdraw", value=key, reason=reason)
            if not entries[key].withdrawn:
                entries[key] = replace(entries[key], withdrawn=now.isoformat(), reason=why)
        return Catalogue(
            name=self.name,
            version=self.version + 1,
            issued=now.isoformat(),
            expires=expires.isoformat(),
            entries=tuple(sorted(entries.values(), key=lambda one: (one.id, version_key(one.version)))),
            before=self.digest if self.version else "",
        )

    @property
    def as_json(self) -> dict[str, Any]:
        """What is signed."""
        head = {name: getattr(self, name) for name in ("name", "version", "issued", "expires", "before")}
        return {"format": FORMAT, **head, "bundles": [asdict(one) for one in self.entries]}

    @property
    def digest(self) -> str:
        """The SHA-256 of what is signed."""
        return sha256(rfc8785.dumps(self.as_json)).hexdigest()

    def sign(self, key: Private) -> Catalogue:
        """The catalogue with this key's signature too."""
        return replace(self, envelope=(self.envelope or Envelope.of(KIND, self.as_json)).sign(key))

    def check(
        self, trust: Trust, *, now: date, last: Catalogue | None = None, path: object = ""
    ) -> list[str]:
        """Who signed it, where it can be used on that day after ``last``, the one used before.

        Raises SignatureRefused, CatalogueRefused.
        """
        envelope = self.envelope or Envelope(KIND, b"")
        signers = envelope.signers(trust.valid, path or self.name)
        reason = self._others(signers) or self._refusal(now, last)
        if reason:
            raise CatalogueRefused(path=path or self.name, reason=reason)
        return [one.party for one in signers]

    def _others(self, signers: Iterable[Public]) -> Text | None:
        """Nobody speaks for another: a catalogue is signed by the party it is named after."""
        if self.name in [one.party for one in signers]:
            return None
        return (
            f"不是 {self.name} 自己签的名；请向 {self.name} 索取它签名的目录",
            f"it is not signed by {self.name} itself; ask {self.name} for the one it signed",
        )

    def _refusal(self, now: date, last: Catalogue | None) -> Text | None:
        if self.expires <= now.isoformat():
            return (
                f"已于 {self.expires} 到期，请索取新的",
                f"it expired on {self.expires}; get the present one",
            )
        if self.issued > now.isoformat():
            return (
                f"签发日 {self.issued} 在今天之后，请检查本机日期",
                f"it was issued on {self.issued}, after today; check this computer's date",
            )
        return None if last is None else self._disorder(last)

    def _disorder(self, last: Catalogue) -> Text | None:
        if self.name != last.name:
            return (
                f"是 {self.name} 的目录，不是 {last.name} 的",
                f"it is that of {self.name}, not of {last.name}",
            )
        if self.version < last.version:
            return (
                f"第 {self.version} 版，已用过第 {last.version} 版，不能退回，请索取现行目录",
                f"it is version {self.version}, and version {last.version} was used already; get the present one",
            )
        if self.version == last.version and self.digest != last.digest:
            return (
                f"与已用过的第 {self.version} 版内容不同",
                f"it differs from the version {self.version} that was used already",
            )
        if self.version == last.version + 1 and self.before != last.digest:
            return (
                f"不是接着已用过的第 {last.version} 版的",
                f"it does not follow the version {last.version} that was used already",
            )
        return None

    def entry(self, bundle: Bundle) -> Entry | None:
        """The entry of this very bundle, None where it is not listed."""
        return next((one for one in self.entries if one.sha256 == bundle.digest), None)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the file, signed or not."""
        with written_beside(path) as part:
            part.write_bytes(self.to_bytes())

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Catalogue:
        """The catalogue in the file; ``check`` says whether it can be used. Raises FileMissing, CatalogueRefused."""
        place = Path(path)
        if not place.is_file():
            raise FileMissing(path=place)
        return opened(place.read_bytes(), place)

    def to_bytes(self) -> bytes:
        """The file, signed or not."""
        return (self.envelope or Envelope.of(KIND, self.as_json)).to_bytes()


def opened(data: bytes, path: object) -> Catalogue:
    """The catalogue in the bytes, ``path`` only to be named. Raises CatalogueRefused."""
    try:
        return _of(Envelope.from_bytes(data))
    except (ValueError, TypeError, LookupError, AttributeError):
        reason = ("文件已损坏，或不是成果目录", "it is damaged, or no catalogue")
        raise CatalogueRefused(path=path, reason=reason) from None


def accepted(bundle: Bundle, trust: Trust, *, catalogue: Catalogue | None = None) -> list[str]:
    """Whose signature makes the bundle one to install. ``catalogue`` is one that was checked.

    Raises SignatureRefused where nobody trusted has signed it, where the key was revoked and no catalogue lists the
    bundle, where the catalogue does not list it, and where it was withdrawn.
    """
    path = bundle.source or bundle.innovation.name
    signers = bundle.signers(trust.keys)
    entry = None if catalogue is None else catalogue.entry(bundle)
    if catalogue is not None and entry is None:
        reason = (f"不在 {catalogue.name} 的目录里", f"the catalogue of {catalogue.name} does not list it")
        raise SignatureRefused(path=path, reason=reason)
    if entry is not None and entry.withdrawn:
        zh, en = (
            f"已于 {entry.withdrawn} 撤回：{entry.reason}",
            f"it was withdrawn on {entry.withdrawn}: {entry.reason}",
        )
        raise SignatureRefused(path=path, reason=(zh, en))
    valid = [one for one in signers if trust.entry(one).revoked is None]
    if not valid and entry is None:
        gone = trust.entry(signers[0])
        reason = (
            f"{gone.key.party} 的密钥已于 {gone.revoked} 吊销（{gone.reason}）；只有列在有效目录里的才可采信，请用 --catalogue 给出目录",
            f"the key of {gone.key.party} was revoked on {gone.revoked} ({gone.reason}); name a catalogue that lists it with --catalogue",
        )
        raise SignatureRefused(path=path, reason=reason)
    return [one.party for one in valid or signers]


def _entry(bundle: Bundle, now: date) -> Entry:
    facts = bundle.innovation
    return Entry(
        id=facts.id,
        version=facts.version,
        sha256=bundle.digest,
        sm3=sm3(bundle.manifest),
        origin=facts.origin,
        title_zh=facts.title[0],
        title_en=facts.title[1],
        simulated=facts.is_simulated,
        listed=now.isoformat(),
    )


def _of(envelope: Envelope) -> Catalogue:
    """The catalogue in an envelope. Raises ValueError, TypeError, LookupError where it is none."""
    values = envelope.statement
    if envelope.kind != KIND or values.pop("format") != FORMAT:
        raise ValueError("format")
    entries = tuple(Entry(**one) for one in values.pop("bundles"))
    catalogue = Catalogue(**values, entries=entries, envelope=envelope if envelope.signatures else None)
    days = (catalogue.issued, catalogue.expires, *(one.listed for one in entries))
    for day in (*days, *(one.withdrawn for one in entries if one.withdrawn)):
        if date.fromisoformat(day).isoformat() != day:
            raise ValueError("day")
    for one in entries:
        version_key(one.version)
    if type(catalogue.version) is not int or rfc8785.dumps(catalogue.as_json) != envelope.payload:
        raise ValueError("not canonical")
    return catalogue
