"""A signed statement: a DSSE envelope, written in the one way that RFC 8785 has.

What is signed is the payload with its type before it (``pae``; DSSE 1.0.2, protocol.md), so that a signature on one kind
of statement says nothing about another. Bundles, reports, catalogues, new keys and revocations are all signed so.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import rfc8785

from liandong.bundle.fields import Text
from liandong.bundle.keys import Private, Public
from liandong.errors import SignatureRefused

IN_TOTO = "application/vnd.in-toto+json"
#: An envelope is small; anything larger is refused before it is parsed.
MOST_BYTES = 8 << 20


@dataclass(frozen=True)
class Envelope:
    """The payload, its type, and signatures by key id."""

    kind: str
    payload: bytes
    signatures: tuple[tuple[str, bytes], ...] = ()

    @classmethod
    def of(cls, kind: str, statement: dict[str, Any]) -> Envelope:
        """The statement, not signed yet."""
        return cls(kind, rfc8785.dumps(statement))

    def with_signatures(self, signatures: tuple[tuple[str, bytes], ...]) -> Envelope:
        """The same payload under these signatures."""
        return replace(self, signatures=signatures)

    @property
    def statement(self) -> dict[str, Any]:
        """The payload, which is a JSON object. Raises ValueError where it is not, or not written canonically."""
        values = json.loads(self.payload)
        if not isinstance(values, dict) or rfc8785.dumps(values) != self.payload:
            raise ValueError("payload")
        return values

    @property
    def pae(self) -> bytes:
        """What is signed: the pre-authentication encoding."""
        kind = self.kind.encode()
        return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(self.payload), self.payload)

    def sign(self, key: Private) -> Envelope:
        """The envelope with this key's signature too."""
        others = tuple(one for one in self.signatures if one[0] != key.fingerprint)
        return replace(self, signatures=(*others, (key.fingerprint, key.sign(self.pae))))

    def signers(self, known: Iterable[Public], path: object) -> list[Public]:
        """Whose of the known keys signed it, at least one. Raises SignatureRefused.

        A signature by a key not known is passed over; one that should be a known key's and is not is never.
        """
        by_id = {key.fingerprint: key for key in known}
        signers = []
        for fingerprint, signature in self.signatures:
            key = by_id.get(fingerprint)
            if key is not None and not key.has_signed(self.pae, signature):
                raise SignatureRefused(path=path, reason=_forged(key.party))
            signers += [key] if key is not None else []
        if not signers:
            raise SignatureRefused(path=path, reason=self._unknown())
        return signers

    def _unknown(self) -> Text:
        if not self.signatures:
            return (
                "没有签名，请让来源方签名（成果包用 `liandong bundle sign`，目录用 `liandong catalogue sign`）",
                "it is not signed; have the origin sign it (bundles with `liandong bundle sign`, catalogues with "
                "`liandong catalogue sign`)",
            )
        keys = ", ".join(fingerprint for fingerprint, _ in self.signatures)
        return (
            f"签名用的密钥 {keys} 不受信任；请当面或另行核对后用 --trust 给出其公钥",
            f"the key {keys} is not trusted; have its owner confirm it, then name its public key with --trust",
        )

    def to_bytes(self) -> bytes:
        """The one way to write it."""
        signatures = [{"keyid": key, "sig": b64encode(one).decode()} for key, one in self.signatures]
        payload = b64encode(self.payload).decode()
        return rfc8785.dumps({"payload": payload, "payloadType": self.kind, "signatures": signatures})

    @classmethod
    def from_bytes(cls, data: bytes) -> Envelope:
        """The envelope in the bytes. Raises ValueError where they are not exactly what ``to_bytes`` writes."""
        if len(data) > MOST_BYTES:
            raise ValueError("size")
        try:
            values = json.loads(data)
            signatures = tuple((one["keyid"], b64decode(one["sig"])) for one in values["signatures"])
            envelope = cls(values["payloadType"], b64decode(values["payload"]), signatures)
            names = [envelope.kind, *(key for key, _ in signatures)]
            is_canonical = all(isinstance(name, str) for name in names) and envelope.to_bytes() == data
        except (LookupError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError(str(error)) from None
        if not is_canonical or len(dict(signatures)) < len(signatures):
            raise ValueError("not canonical")
        return envelope


def _forged(party: str) -> Text:
    return (
        f"内容与 {party} 的签名不符，被改动过或签名是伪造的",
        f"its content is not what {party} signed: it was changed, or the signature is forged",
    )
