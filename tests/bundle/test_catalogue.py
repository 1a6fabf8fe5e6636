"""A catalogue only grows, expires, and takes back what it must."""

from dataclasses import replace
from datetime import date

import pytest

from liandong.bundle import Bundle, Catalogue, accepted
from liandong.errors import CatalogueRefused, FileMissing, SettingError, SignatureRefused

TODAY, LATER, END = date(2026, 11, 22), date(2026, 12, 1), date(2027, 6, 30)


@pytest.fixture(scope="module")
def first(signed, qingdao):
    return Catalogue.build([signed], name="青岛", now=TODAY, expires=END).sign(qingdao)


@pytest.fixture(scope="module")
def second(first, qingdao):
    return first.update(withdrawn=[("copper-two-stage 1.0.0", "条款已修订")], now=LATER, expires=END).sign(
        qingdao
    )


@pytest.fixture
def newer(folder):
    path = folder / "innovation.toml"
    path.write_text(path.read_text("utf-8").replace('"1.0.0"', '"1.10.0"'), "utf-8")
    return Bundle.build(folder)


def test_a_catalogue_is_saved_and_loaded_again(first, second, tmp_path):
    for one in (first, second):
        one.save(tmp_path / "c")
        assert Catalogue.load(tmp_path / "c") == one
    unsigned = Catalogue.build([], name="空", now=TODAY, expires=END)
    unsigned.save(tmp_path / "c")
    assert Catalogue.load(tmp_path / "c") == unsigned


def test_each_names_the_one_before_and_counts_on(first, second):
    assert [(one.version, one.issued, one.before) for one in (first, second)] == [
        (1, "2026-11-22", ""),
        (2, "2026-12-01", first.digest),
    ]


def test_newer_versions_are_added_in_their_order(first, newer):
    more = first.update([newer], now=LATER, expires=END)
    assert [one.version for one in more.entries] == ["1.0.0", "1.10.0"]
    assert more.update([newer], now=LATER, expires=END).entries == more.entries


def test_a_good_one_is_accepted_whatever_was_used_before(first, second, trust):
    assert first.check(trust, now=TODAY) == first.check(trust, now=TODAY, last=first) == ["青岛"]
    assert second.check(trust, now=LATER, last=first) == ["青岛"]


@pytest.mark.parametrize(
    ("change", "now", "reason"),
    [
        ({}, END, "it expired on 2027-06-30"),
        ({}, date(2026, 11, 30), "it was issued on 2026-12-01, after today"),
        ({"version": 1}, LATER, "differs from the version 1"),
        ({"version": 0}, LATER, "version 1 was used already"),
        ({"before": "0" * 64}, LATER, "does not follow the version 1"),
        ({"name": "日照"}, LATER, "it is not signed by 日照 itself"),
    ],
)  # fmt: skip
def test_expired_downgraded_and_swapped_ones_are_refused(first, second, trust, qingdao, change, now, reason):
    changed = replace(second, **change, envelope=None).sign(qingdao)
    with pytest.raises(CatalogueRefused) as refusal:
        changed.check(trust, now=now, last=first)
    assert reason in str(refusal.value)


def test_unsigned_forged_and_strange_ones_are_refused(first, trust, stranger):
    for one in (replace(first, envelope=None), replace(first, envelope=None).sign(stranger)):
        with pytest.raises(SignatureRefused):
            one.check(trust, now=TODAY)


def test_what_is_withdrawn_or_not_listed_is_not_believed(first, second, signed, trust, newer, qingdao):
    assert accepted(signed, trust, catalogue=first) == ["青岛"]
    with pytest.raises(SignatureRefused, match="withdrawn on 2026-12-01: 条款已修订"):
        accepted(signed, trust, catalogue=second)
    with pytest.raises(SignatureRefused, match="does not list it"):
        accepted(newer.sign(qingdao), trust, catalogue=second)


def test_a_version_has_one_content_and_days_go_forward(first, folder):
    (folder / "text" / "dossier.zh.md").write_text("别的", "utf-8")
    with pytest.raises(SettingError, match="with other contents"):
        first.update([Bundle.build(folder)], now=LATER, expires=END)
    for now, expires in ((LATER, LATER), (date(2026, 1, 1), END)):
        with pytest.raises(SettingError, match="expire after today"):
            first.update(now=now, expires=expires)
    for key, why in (("copper-two-stage 9.9.9", "x"), ("copper-two-stage 1.0.0", "")):
        with pytest.raises(SettingError, match="write --withdraw"):
            first.update(withdrawn=[(key, why)], now=LATER, expires=END)


def test_withdrawing_twice_keeps_the_first_day(second):
    again = second.update(withdrawn=[("copper-two-stage 1.0.0", "再次")], now=date(2027, 1, 1), expires=END)
    assert again.entries == second.entries


def test_every_bit_of_a_signed_catalogue_counts(first, trust, tmp_path):
    first.save(tmp_path / "c")
    data = (tmp_path / "c").read_bytes()
    for place in range(0, len(data), 7):
        (tmp_path / "c").write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises((CatalogueRefused, SignatureRefused)):
            Catalogue.load(tmp_path / "c").check(trust, now=TODAY)
    with pytest.raises(FileMissing):
        Catalogue.load(tmp_path / "none")
