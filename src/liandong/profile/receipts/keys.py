"""Keys: each party signs with its own, trusts those of the others, and all share one secret.

A private key is an unencrypted PKCS #8 file that only its owner can read. A public key is one line as OpenSSH writes it,
``ssh-ed25519 AAAA… 威海港``: the words behind the key say whose it is, and the receiver believes a key only about that
party. The shared secret hides case numbers: without it, whoever gets hold of receipts could try numbers until one
fits; with a plain hash, ten digits are tried in seconds.
"""

from __future__ import annotations

import hmac
import os
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import rfc8785
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from liandong.errors import FileDamaged, FileMissing, SettingError
from liandong.files import keep_private, written_beside
from liandong.profile.receipts.receipt import Receipt, SignedReceipt

_NO_KEY = ("不是 Ed25519 密钥", "it holds no Ed25519 key")
_NO_SECRET = ("不是 64 位十六进制的共享密钥", "it is not a secret of 64 hexadecimal digits")


@dataclass(frozen=True)
class TrustedKey:
    """A party's public key: what its receipts are checked with."""

    party: str
    public: Ed25519PublicKey = field(repr=False, compare=False)
    fingerprint: str

    @classmethod
    def of(cls, party: str, public: Ed25519PublicKey) -> TrustedKey:
        """The key as that of the party."""
        raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return cls(party, public, sha256(raw).hexdigest()[:16])

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> TrustedKey:
        """The key in a .pub file. Raises FileMissing, FileDamaged."""
        return cls.of_line(_read(Path(path)), path)

    @classmethod
    def of_line(cls, data: bytes, path: object) -> TrustedKey:
        """The key that the line of a .pub file is. Raises FileDamaged, which names the path."""
        try:
            public = serialization.load_ssh_public_key(data)
            party = data.decode().split(maxsplit=2)[2].strip()
        except (ValueError, IndexError, UnsupportedAlgorithm):
            public, party = None, ""
        if not isinstance(public, Ed25519PublicKey) or not party:
            raise FileDamaged(path=path, reason=_NO_KEY)
        return cls.of(party, public)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the .pub file."""
        with written_beside(path) as part:
            part.write_bytes(f"{self.line}\n".encode())

    @property
    def line(self) -> str:
        """The line of the .pub file."""
        form = serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
        return f"{self.public.public_bytes(*form).decode()} {self.party}"

    def has_signed(self, signed: SignedReceipt) -> bool:
        """Whether the signature is this key's on exactly this receipt."""
        try:
            self.public.verify(signed.signature, signed.receipt.content)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class SigningKey:
    """A party's private key."""

    party: str
    private: Ed25519PrivateKey = field(repr=False, compare=False)

    @classmethod
    def new(cls, party: str) -> SigningKey:
        """A new key. Raises SettingError for a name that cannot stand on the line of a .pub file."""
        if not party.strip() or party != " ".join(party.split()):
            reason = ("请用一行文字，首尾不留空格", "use one line of text without space at its ends")
            raise SettingError(setting="--party", value=repr(party), reason=reason)
        return cls(party, Ed25519PrivateKey.generate())

    @classmethod
    def load(cls, path: str | os.PathLike[str], party: str) -> SigningKey:
        """The party's key in a .key file. Raises FileMissing, FileDamaged."""
        try:
            private = serialization.load_pem_private_key(_read(Path(path)), None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            private = None
        if not isinstance(private, Ed25519PrivateKey):
            raise FileDamaged(path=path, reason=_NO_KEY)
        return cls(party, private)

    @property
    def public(self) -> TrustedKey:
        """What the other parties need to check receipts."""
        return TrustedKey.of(self.party, self.private.public_key())

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the .key file, for its owner's eyes only; a file that is there is never replaced. Raises OutputError."""
        form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        keep_private(Path(path), self.private.private_bytes(*form))

    def sign(self, receipt: Receipt) -> SignedReceipt:
        """The receipt, signed. Equal receipts get equal signatures."""
        return SignedReceipt(receipt, self.public.fingerprint, self.private.sign(receipt.content))


@dataclass(frozen=True)
class Secret:
    """What the parties share to recognise each other's cases: a key of HMAC-SHA256 (RFC 2104)."""

    value: bytes = field(repr=False)

    @classmethod
    def new(cls) -> Secret:
        """A new secret of 256 bits."""
        return cls(secrets.token_bytes(32))

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Secret:
        """The secret in a file. Raises FileMissing, FileDamaged."""
        try:
            value = bytes.fromhex(_read(Path(path)).decode().strip())
        except ValueError:
            value = b""
        if len(value) != 32:
            raise FileDamaged(path=path, reason=_NO_SECRET)
        return cls(value)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the file, for its owner's eyes only; a file that is there is never replaced. Raises OutputError."""
        keep_private(Path(path), f"{self.value.hex()}\n".encode())

    def case(self, zone: str, object_type: str, case: str) -> str:
        """The case number as it stands on receipts."""
        return self._hash("case", zone, object_type, case)

    def worker(self, role: str, resource: str) -> str:
        """The person in that role, as it stands on receipts."""
        return self._hash("worker", role, resource)

    def _hash(self, *words: str) -> str:
        return hmac.digest(self.value, rfc8785.dumps(list(words)), "sha256").hex()


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise FileMissing(path=path)
    return path.read_bytes()
