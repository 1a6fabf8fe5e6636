"""Our envelope is what securesystemslib takes for a DSSE envelope, and it is written in one way only."""

import json

import pytest
import rfc8785
from securesystemslib.dsse import Envelope as Theirs
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import SSlibKey

from liandong.bundle.envelope import Envelope
from liandong.errors import SignatureRefused


def their_key(key):
    return SSlibKey.from_crypto(key.key.public.public, keyid=key.fingerprint)


def test_securesystemslib_verifies_a_signed_bundle(signed, qingdao, stranger):
    theirs = Theirs.from_dict(json.loads(signed.envelope.to_bytes()))
    assert list(theirs.verify([their_key(qingdao)], 1)) == [qingdao.fingerprint]
    with pytest.raises(VerificationError):
        theirs.verify([their_key(stranger)], 1)


def test_the_payload_is_an_in_toto_statement_about_the_manifest(signed):
    theirs = Theirs.from_dict(json.loads(signed.envelope.to_bytes()))
    said = json.loads(theirs.payload)
    assert (theirs.payload_type, said["_type"]) == (
        "application/vnd.in-toto+json",
        "https://in-toto.io/Statement/v1",
    )
    assert said["subject"][0]["digest"]["sha256"] == signed.digest
    assert said["predicate"] == {
        "id": "copper-two-stage",
        "version": "1.0.0",
        "origin": "青岛",
        "simulated": True,
    }


def test_what_they_sign_we_believe(qingdao):
    from securesystemslib.signer import CryptoSigner

    signer = CryptoSigner(qingdao.key.private, their_key(qingdao))
    theirs = Theirs(b'{"a":1}', "application/x", {})
    theirs.sign(signer)
    ours = Envelope.from_bytes(rfc8785.dumps(theirs.to_dict()))
    assert (ours.statement, ours.signers([qingdao.public], "x")) == ({"a": 1}, [qingdao.public])


def test_a_signature_on_one_kind_of_statement_is_none_on_another(qingdao):
    signed = Envelope.of("application/a", {"x": 1}).sign(qingdao)
    with pytest.raises(SignatureRefused, match="not what 青岛 signed"):
        Envelope("application/b", signed.payload, signed.signatures).signers([qingdao.public], "x")


@pytest.mark.parametrize("edit", [lambda d: d + b"\n", lambda d: d.replace(b":", b": ", 1), lambda d: b"[]", lambda d: b"", lambda d: b"[" * 10**5, lambda d: d.replace(b'"sig":"', b'"sig":"=')])  # fmt: skip
def test_an_envelope_is_read_as_it_is_written_or_not_at_all(qingdao, edit):
    data = Envelope.of("application/a", {"x": 1}).sign(qingdao).to_bytes()
    assert Envelope.from_bytes(data).to_bytes() == data
    with pytest.raises(ValueError):  # noqa: PT011 -- any reason is good
        Envelope.from_bytes(edit(data))


@pytest.mark.parametrize("key", [1, None, True, ["x"]])
def test_names_of_keys_and_kinds_are_text(key):
    sent = {"payload": "e30=", "payloadType": "application/a", "signatures": [{"keyid": key, "sig": "AA=="}]}
    with pytest.raises(ValueError, match=r"not canonical|unhashable"):
        Envelope.from_bytes(rfc8785.dumps(sent))


def test_one_key_cannot_stand_there_twice(qingdao):
    once = Envelope.of("application/a", {"x": 1}).sign(qingdao)
    twice = Envelope(once.kind, once.payload, once.signatures * 2)
    with pytest.raises(ValueError, match="not canonical"):
        Envelope.from_bytes(twice.to_bytes())
