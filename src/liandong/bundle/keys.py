"""Keys that sign bundles: Ed25519, the same files as for hand-over receipts, and SM2 where the extra ``gm`` is installed.

A private key stays in its file, readable by its owner alone; a public key is one line that ends in its owner's name:
``ssh-ed25519 AAAA… 青岛`` or ``sm2 AAAA… 青岛``.
"""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Literal, Protocol

from cryptography.exceptions import InvalidSignature

from liandong.errors import ExtraMissing, FileDamaged, FileMissing
from liandong.files import keep_private, written_beside
from liandong.profile.receipts.keys import SigningKey, TrustedKey

Algorithm = Literal["ed25519", "sm2"]
_MOST_BYTES = 1 << 16
_SM2, _SM2_PRIVATE = "sm2", "sm2-private"


class Public(Protocol):
    """What signatures are checked with."""

    @property
    def party(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def line(self) -> str: ...
    def has_signed(self, data: bytes, signature: bytes) -> bool:
        """Whether the signature is this key's on exactly these bytes."""


class Private(Protocol):
    """What signs."""

    @property
    def fingerprint(self) -> str: ...
    @property
    def public(self) -> Public: ...
    def sign(self, data: bytes) -> bytes:
        """The signature on the bytes."""

    def save(self, path: Path) -> None:
        """Writes the file, for its owner's eyes only; one that is there is never replaced."""


@dataclass(frozen=True)
class Ed25519Public:
    """A public key of the kind that receipts are signed with."""

    key: TrustedKey

    @property
    def party(self) -> str:
        """Whose it is."""
        return self.key.party

    @property
    def fingerprint(self) -> str:
        """The first 64 bits of its SHA-256."""
        return self.key.fingerprint

    @property
    def line(self) -> str:
        """The line of its file."""
        return self.key.line

    def has_signed(self, data: bytes, signature: bytes) -> bool:
        """Whether the signature is this key's on exactly these bytes."""
        try:
            self.key.public.verify(signature, data)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class Ed25519Private:
    """A private key of the kind that receipts are signed with."""

    key: SigningKey

    @property
    def fingerprint(self) -> str:
        """That of the public key."""
        return self.key.public.fingerprint

    @property
    def public(self) -> Ed25519Public:
        """What others check its signatures with."""
        return Ed25519Public(self.key.public)

    def sign(self, data: bytes) -> bytes:
        """The signature; equal bytes get equal signatures (RFC 8032)."""
        return self.key.private.sign(data)

    def save(self, path: Path) -> None:
        """Writes the file, for its owner's eyes only; one that is there is never replaced."""
        self.key.save(path)


@dataclass(frozen=True)
class Sm2Public:
    """An SM2 public key (GB/T 32918.2), a point of the recommended curve."""

    party: str
    point: bytes

    @property
    def fingerprint(self) -> str:
        """The first 64 bits of its SHA-256."""
        return sha256(self.point).hexdigest()[:16]

    @property
    def line(self) -> str:
        """The line of its file."""
        return f"{_SM2} {b64encode(self.point).decode()} {self.party}"

    def has_signed(self, data: bytes, signature: bytes) -> bool:
        """Whether the signature is this key's on exactly these bytes, under the standard's default identity."""
        gm = _gm()
        try:
            return bool(gm.sm2_verify(self.point, data, signature))
        except gm.GmsslInnerError:
            return False


@dataclass(frozen=True)
class Sm2Private:
    """An SM2 private key with its public one."""

    public: Sm2Public
    number: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """That of the public key."""
        return self.public.fingerprint

    def sign(self, data: bytes) -> bytes:
        """A signature; SM2 draws a number for each, so two differ."""
        return bytes(_gm().sm2_sign(self.number, self.public.point, data))

    def save(self, path: Path) -> None:
        """Writes the file, for its owner's eyes only; one that is there is never replaced."""
        both = b64encode(self.number + self.public.point).decode()
        keep_private(path, f"{_SM2_PRIVATE} {both} {self.public.party}\n".encode())


def new_key(party: str, algorithm: Algorithm = "ed25519") -> Private:
    """A new key of the party. Raises SettingError for a name of more than one line, ExtraMissing without ``gm``."""
    ed25519 = SigningKey.new(party)  # checks the name too
    if algorithm == "ed25519":
        return Ed25519Private(ed25519)
    point, number = _gm().sm2_key_generate()
    return Sm2Private(Sm2Public(party, bytes(point)), bytes(number))


def load_private(path: str | os.PathLike[str], party: str = "") -> Private:
    """The private key in the file. Raises FileMissing, FileDamaged, ExtraMissing."""
    kind, data, owner = _words(Path(path))
    if kind != _SM2_PRIVATE:
        return Ed25519Private(SigningKey.load(path, party))
    if len(data) != 96:
        raise FileDamaged(path=path, reason=_NO_KEY)
    return Sm2Private(Sm2Public(party or owner, data[32:]), data[:32])


def load_public(path: str | os.PathLike[str]) -> Public:
    """The public key in the file. Raises FileMissing, FileDamaged."""
    kind, data, owner = _words(Path(path))
    if kind != _SM2:
        return Ed25519Public(TrustedKey.load(path))
    return _sm2_public(data, owner, path)


def public_of(line: str, path: object) -> Public:
    """The public key that the line is. Raises FileDamaged, which names the path."""
    kind, data, owner = _parts(line.encode())
    if kind == _SM2:
        return _sm2_public(data, owner, path)
    return Ed25519Public(TrustedKey.of_line(line.encode(), path))


def save_public(key: Public, path: str | os.PathLike[str]) -> None:
    """Writes the public key's line to a file."""
    with written_beside(path) as part:
        part.write_text(f"{key.line}\n", "utf-8", newline="\n")


_NO_KEY = ("不是 Ed25519 或 SM2 密钥", "it holds no Ed25519 or SM2 key")


def _sm2_public(data: bytes, owner: str, path: object) -> Sm2Public:
    if len(data) != 64 or not owner:
        raise FileDamaged(path=path, reason=_NO_KEY)
    return Sm2Public(owner, data)


def _words(path: Path) -> tuple[str, bytes, str]:
    if not path.is_file():
        raise FileMissing(path=path)
    if path.stat().st_size > _MOST_BYTES:
        raise FileDamaged(path=path, reason=_NO_KEY)
    return _parts(path.read_bytes())


def _parts(line: bytes) -> tuple[str, bytes, str]:
    """Kind, bytes and owner on an SM2 line; nothing for every other one."""
    try:
        kind, text, owner = line.decode().split(maxsplit=2)
        return (
            (kind, b64decode(text, validate=True), owner.strip()) if kind.startswith(_SM2) else ("", b"", "")
        )
    except ValueError:
        return "", b"", ""


def _gm() -> ModuleType:
    try:
        return import_module("gmssl_pyx")
    except ImportError:
        raise ExtraMissing(what="SM2", module="gmssl-pyx", extra="gm") from None
