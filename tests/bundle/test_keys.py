"""Keys: private files stay private, both algorithms sign and verify, what is no key is refused."""

import stat
import sys
from datetime import date

import pytest

from liandong.bundle import Trust, load_private, load_public, new_key, save_public
from liandong.errors import ExtraMissing, FileDamaged, FileMissing, OutputError, SettingError

TODAY = date(2026, 11, 22)
try:
    import gmssl_pyx  # noqa: F401
except ImportError:
    ALGORITHMS = ["ed25519"]
else:
    ALGORITHMS = ["ed25519", "sm2"]


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_key_is_kept_and_read_again(tmp_path, algorithm, signed):
    key = new_key("青岛 片区", algorithm)
    key.save(tmp_path / "KEY")
    save_public(key.public, tmp_path / "KEY.pub")
    assert stat.S_IMODE((tmp_path / "KEY").stat().st_mode) == 0o600
    private, public = load_private(tmp_path / "KEY"), load_public(tmp_path / "KEY.pub")
    assert (public.party, public.fingerprint, public.line) == ("青岛 片区", key.fingerprint, key.public.line)
    signature = private.sign(b"data")
    assert public.has_signed(b"data", signature)
    assert not public.has_signed(b"date", signature)
    assert not public.has_signed(b"data", b"")
    assert [one.party for one in signed.sign(private).signers([public])] == ["青岛 片区"]
    with pytest.raises(OutputError, match="never overwritten"):
        key.save(tmp_path / "KEY")


@pytest.mark.parametrize(
    "text", [b"", b"sm2", b"sm2 AAAA x", b"sm2-private AAAA x", b"ssh-rsa AAAA x", b"\xff" * 9, b"x" * 70_000]
)
def test_what_is_no_key_is_refused(tmp_path, text):
    (tmp_path / "KEY").write_bytes(text)
    for load in (load_private, load_public):
        with pytest.raises(FileDamaged):
            load(tmp_path / "KEY")
        with pytest.raises(FileMissing):
            load(tmp_path)


def test_a_name_is_one_line():
    with pytest.raises(SettingError):
        new_key("青\n岛")


def test_without_the_extra_it_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "gmssl_pyx", None)
    with pytest.raises(ExtraMissing, match=r"liandong\[gm\]"):
        new_key("青岛", "sm2")


@pytest.mark.skipif("sm2" not in ALGORITHMS, reason="gmssl-pyx is not here")
def test_one_bundle_carries_both_kinds_of_signature(signed, qingdao, tmp_path):
    sm2 = new_key("青岛", "sm2")
    trust = Trust().add(qingdao.public, on=TODAY).add(sm2.public, on=TODAY)
    trust.save(tmp_path / "store")
    both = signed.sign(sm2)
    assert [one.fingerprint for one in both.signers(Trust.load(tmp_path / "store").keys)] == [
        qingdao.fingerprint,
        sm2.fingerprint,
    ]
