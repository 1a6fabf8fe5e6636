"""Keys come, are followed by new ones, and go; nobody else can say so."""

from datetime import date

import pytest

from liandong.bundle import Catalogue, Trust, accepted, new_key, revocation, rotation, save_public
from liandong.errors import FileDamaged, FileMissing, SettingError, SignatureRefused

TODAY, LATER = date(2026, 11, 22), date(2027, 1, 5)


@pytest.fixture(scope="module")
def second():
    return new_key("青岛")


def kept(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    return tmp_path / name


def test_the_old_key_introduces_the_new_one(trust, qingdao, second, tmp_path):
    more = trust.take(kept(tmp_path, "r", rotation(qingdao, second.public)), on=LATER)
    assert [(one.key.fingerprint, one.since, one.revoked) for one in more.entries] == [
        (qingdao.fingerprint, TODAY, None),
        (second.fingerprint, LATER, None),
    ]
    assert more.take(tmp_path / "r", on=TODAY) == more


def test_a_store_is_written_and_read_again(trust, qingdao, second, tmp_path):
    reason = '换"钥"\\ \n\x7f'
    full = trust.add(second.public, on=LATER).take(
        kept(tmp_path, "x", revocation(second, qingdao.public, on=LATER, reason=reason)), on=LATER
    )
    full.save(tmp_path / "store")
    assert Trust.load(tmp_path / "store") == full == Trust.load(tmp_path / "store" / "trust.toml")
    assert (full.entries[0].revoked, full.entries[0].reason) == (LATER, reason)
    assert [one.fingerprint for one in full.valid] == [second.fingerprint]


def test_pub_files_and_stores_go_together_and_a_revocation_counts(trust, qingdao, tmp_path):
    gone = trust.take(
        kept(tmp_path, "x", revocation(qingdao, qingdao.public, on=LATER, reason="丢失")), on=LATER
    )
    gone.save(tmp_path / "store")
    save_public(qingdao.public, tmp_path / "KEY.pub")
    for paths in (("KEY.pub", "store"), ("store", "KEY.pub")):
        assert Trust.load(*(tmp_path / path for path in paths)).valid == []


def test_nobody_else_rotates_or_revokes(trust, qingdao, stranger, tmp_path):
    own = new_key("路人")
    both = trust.add(stranger.public, on=TODAY)
    with pytest.raises(SettingError, match="路人"):
        rotation(stranger, qingdao.public)
    # A stranger who calls himself 青岛 has a key that nobody trusts.
    liar = new_key("青岛")
    for statement in (
        rotation(liar, new_key("青岛").public),
        revocation(liar, qingdao.public, on=TODAY, reason="x"),
    ):
        with pytest.raises(SignatureRefused, match="not trusted"):
            both.take(kept(tmp_path, "s", statement), on=TODAY)
    # One who is trusted as himself cannot speak for another.
    said = revocation(own, own.public, on=TODAY, reason="x")
    with pytest.raises(SignatureRefused):
        trust.take(kept(tmp_path, "s", said), on=TODAY)


def test_one_who_is_trusted_cannot_speak_for_another(trust, qingdao, stranger, tmp_path):
    from liandong.bundle.envelope import Envelope
    from liandong.bundle.trust import REVOCATION, ROTATION

    both = trust.add(stranger.public, on=TODAY)
    gone = {"fingerprint": qingdao.fingerprint, "on": "2026-11-22", "reason": "x"}
    new = {"key": new_key("青岛").public.line, "party": "青岛"}
    for kind, said in ((REVOCATION, gone), (ROTATION, new)):
        path = kept(tmp_path, "s", Envelope.of(kind, said).sign(stranger).to_bytes())
        with pytest.raises(SignatureRefused, match="takes a key of 青岛 itself"):
            both.take(path, on=TODAY)


def test_a_revoked_key_introduces_no_other(trust, qingdao, second, tmp_path):
    gone = trust.take(
        kept(tmp_path, "x", revocation(qingdao, qingdao.public, on=LATER, reason="丢失")), on=LATER
    )
    with pytest.raises(SignatureRefused, match="not trusted"):
        gone.take(kept(tmp_path, "r", rotation(qingdao, second.public)), on=LATER)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[[key]]",
        "[[key]]\npublic = 1\nsince = 2026-01-01",
        "x = 1",
        '[[key]]\npublic = "x"\nsince = 2026-01-01',
    ],
)
def test_what_is_no_store_is_refused(tmp_path, text):
    (tmp_path / "trust.toml").write_text(text)
    if text:
        with pytest.raises(FileDamaged):
            Trust.load(tmp_path)
    else:
        assert Trust.load(tmp_path) == Trust()
    with pytest.raises(FileMissing):
        Trust.load(tmp_path / "none")
    with pytest.raises(FileDamaged):
        Trust().take(tmp_path / "trust.toml", on=TODAY)


def test_what_a_revoked_key_signed_is_believed_only_where_a_catalogue_lists_it(
    trust, signed, qingdao, second, tmp_path
):
    trust = trust.add(second.public, on=TODAY)
    assert accepted(signed, trust) == ["青岛"]
    gone = trust.take(
        kept(tmp_path, "x", revocation(second, qingdao.public, on=LATER, reason="丢失")), on=LATER
    )
    with pytest.raises(SignatureRefused, match=r"revoked on 2027-01-05 \(丢失\)"):
        accepted(signed, gone)
    listing = Catalogue.build([signed], name="青岛", now=LATER, expires=date(2027, 6, 30)).sign(second)
    assert listing.check(gone, now=LATER) == ["青岛"]
    assert accepted(signed, gone, catalogue=listing) == ["青岛"]
    assert accepted(signed.sign(second), gone) == ["青岛"]
    # A catalogue that the revoked key itself has signed helps nobody.
    own = Catalogue.build([signed], name="青岛", now=LATER, expires=date(2027, 6, 30)).sign(qingdao)
    with pytest.raises(SignatureRefused):
        own.check(gone, now=LATER)
