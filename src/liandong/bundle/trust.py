"""Whose signatures are believed: public keys, each with its owner and the days from which and until which it holds.

    trust.toml
        [[key]]
        public = "ssh-ed25519 AAAA… 青岛"
        since = 2026-11-22
        revoked = 2027-03-01                 # once it is
        reason = "…"

A zone believes a key because somebody confirmed it (``add``). After that its owner can say more by signed statements,
which travel on a stick like everything else: the old key signs the new one (``rotation``), and a key, or another key of
the same owner, revokes one (``revocation``). What was accepted stays accepted; a revoked key introduces no other.

Signatures carry no time that could be believed, so a bundle signed with a key that was revoked since is accepted only
where a catalogue lists it that a valid key has signed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from liandong.bundle.envelope import Envelope
from liandong.bundle.fields import Fields, Text, told
from liandong.bundle.keys import Private, Public, load_public, public_of
from liandong.errors import FileDamaged, FileMissing, SettingError, SignatureRefused
from liandong.files import written_beside

STORE = "trust.toml"
ROTATION, REVOCATION = "application/vnd.liandong.rotation+json", "application/vnd.liandong.revocation+json"


@dataclass(frozen=True)
class Trusted:
    """A key that is believed, or was until it was revoked."""

    key: Public
    since: date = date.min
    revoked: date | None = None
    reason: str = ""


@dataclass(frozen=True)
class Trust:
    """All keys that are believed. A value: what is added gives another one."""

    entries: tuple[Trusted, ...] = ()

    @classmethod
    def load(cls, *paths: str | os.PathLike[str]) -> Trust:
        """The keys in .pub files, and those of trust stores: ``trust.toml`` or a folder with one.

        Raises FileMissing, FileDamaged.
        """
        entries: dict[str, Trusted] = {}
        for path in map(Path, paths):
            place = path / STORE if path.is_dir() else path
            read = _stored(place) if place.suffix == ".toml" else [Trusted(load_public(place))]
            for one in read:
                known = entries.setdefault(one.key.fingerprint, one)
                if one.revoked and not known.revoked:
                    entries[one.key.fingerprint] = one
        return cls(tuple(entries.values()))

    @property
    def keys(self) -> list[Public]:
        """Every key, revoked ones too."""
        return [one.key for one in self.entries]

    @property
    def valid(self) -> list[Public]:
        """The keys that are not revoked."""
        return [one.key for one in self.entries if one.revoked is None]

    def entry(self, key: Public) -> Trusted:
        """What is known of a key that is here."""
        return next(one for one in self.entries if one.key.fingerprint == key.fingerprint)

    def add(self, key: Public, *, on: date) -> Trust:
        """With a key that somebody has confirmed; nothing changes where it is here."""
        if any(one.key.fingerprint == key.fingerprint for one in self.entries):
            return self
        return Trust((*self.entries, Trusted(key, since=on)))

    def take(self, path: str | os.PathLike[str], *, on: date) -> Trust:
        """With what the file says: a public key, a new key signed by the old one, or a revocation.

        Raises FileMissing, FileDamaged, and SignatureRefused where nobody who may say so has signed it.
        """
        place = Path(path)
        if not place.is_file():
            raise FileMissing(path=place)
        try:
            envelope = Envelope.from_bytes(place.read_bytes())
        except ValueError:
            return self.add(load_public(place), on=on)
        signers = envelope.signers(self.valid, place)
        match envelope.kind, _said(envelope, place):
            case str(kind), {"key": str(line), "party": str(party)} if kind == ROTATION:
                return self._rotated(public_of(line, place), party, signers, on, place)
            case str(kind), {"fingerprint": str(key), "on": str(day), "reason": str(reason)} if (
                kind == REVOCATION
            ):
                return self._revoked(key, _day(day, place), reason, signers, place)
        raise FileDamaged(path=place, reason=_NO_STATEMENT)

    def _rotated(self, new: Public, party: str, signers: list[Public], on: date, path: Path) -> Trust:
        if not any(one.party == party == new.party for one in signers):
            raise SignatureRefused(path=path, reason=_not_own(new.party))
        return self.add(new, on=on)

    def _revoked(self, fingerprint: str, on: date, reason: str, signers: list[Public], path: Path) -> Trust:
        known = [one for one in self.entries if one.key.fingerprint == fingerprint]
        if not known:
            raise SignatureRefused(
                path=path, reason=(f"不认识密钥 {fingerprint}", f"the key {fingerprint} is not known")
            )
        if not any(one.party == known[0].key.party for one in signers):
            raise SignatureRefused(path=path, reason=_not_own(known[0].key.party))
        gone = replace(known[0], revoked=on, reason=reason)
        return Trust(tuple(gone if one is known[0] else one for one in self.entries))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the store: ``trust.toml`` in a folder, or the file named."""
        place = Path(path)
        if place.suffix != ".toml":
            place.mkdir(parents=True, exist_ok=True)
            place /= STORE
        with written_beside(place) as part:
            part.write_text("\n".join(map(_as_toml, self.entries)), "utf-8", newline="\n")


def rotation(old: Private, new: Public) -> bytes:
    """The statement that ``new`` is the key from now on, signed by the old one. Raises SettingError for another party."""
    _same_party(old, new)
    said = {"key": new.line, "party": new.party}
    return Envelope.of(ROTATION, said).sign(old).to_bytes()


def revocation(by: Private, gone: Public, *, on: date, reason: str) -> bytes:
    """The statement that ``gone`` is not to be believed from that day on. Raises SettingError for another party."""
    _same_party(by, gone)
    said = {"fingerprint": gone.fingerprint, "on": on.isoformat(), "reason": reason}
    return Envelope.of(REVOCATION, said).sign(by).to_bytes()


_NO_STATEMENT = ("不是公钥、换钥声明或吊销声明", "it is no public key, rotation or revocation")


def _same_party(signing: Private, other: Public) -> None:
    if signing.public.party != other.party:
        reason = (f"密钥属于 {signing.public.party}", f"the key that signs is {signing.public.party}'s")
        raise SettingError(setting="--party", value=other.party, reason=reason)


def _not_own(party: str) -> Text:
    return f"这应由 {party} 自己的密钥签名", f"it takes a key of {party} itself to say so"


def _said(envelope: Envelope, path: Path) -> dict[str, Any]:
    try:
        return envelope.statement
    except ValueError:
        raise FileDamaged(path=path, reason=_NO_STATEMENT) from None


def _day(text: str, path: Path) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise FileDamaged(path=path, reason=_NO_STATEMENT) from None


def _stored(path: Path) -> Iterable[Trusted]:
    if not path.is_file():
        raise FileMissing(path=path)
    problems: list[Text] = []
    fields = Fields.of_file(path.read_bytes(), path.name, problems)
    entries = [
        Trusted(
            key=public_of(one.take("public", str), path),
            since=one.take("since", date),
            revoked=one.maybe("revoked", date),
            reason=one.take("reason", str, default=""),
        )
        for one in fields.tables("key")
    ]
    fields.finish()
    if problems:
        raise FileDamaged(path=path, reason=told(problems))
    return entries


def _as_toml(one: Trusted) -> str:
    lines = ["[[key]]", f"public = {_quoted(one.key.line)}", f"since = {one.since.isoformat()}"]
    if one.revoked:
        lines += [f"revoked = {one.revoked.isoformat()}", f"reason = {_quoted(one.reason)}"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = "".join(f"\\u{ord(c):04x}" if c in '"\\' or ord(c) < 32 or ord(c) == 127 else c for c in text)
    return f'"{escaped}"'
