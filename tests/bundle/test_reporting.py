"""Counts come back signed by the zone they are of, bound to the bundle, each once; raw ones never leave."""

import random
from dataclasses import replace
from datetime import date

import pytest

import liandong as ld
from liandong.bundle import Bundle, Report, latest, new_key, receive, received
from liandong.bundle.archive import packed, unpacked
from liandong.errors import BundleDamaged, BundleError, LiandongError, SharingRefused, SignatureRefused

from .conftest import log

TODAY = date(2026, 11, 22)


@pytest.fixture
def up(signed, shared, rizhao, tmp_path):
    """What Rizhao sends back."""
    Report.of(signed, shared, zone="日照", now=TODAY).sign(rizhao).save(tmp_path / "up.fips")
    return tmp_path / "up.fips"


def test_a_report_arrives_as_it_was_sent(up, signed, shared, rizhao):
    report = Report.open(up, trust=[rizhao.public])
    assert report.facts.bundle == signed.digest
    assert (report.facts.innovation, report.facts.zone, report.facts.reported_on) == (
        "copper-two-stage",
        "日照",
        "2026-11-22",
    )
    assert (report.profile, report.profile.sheet) == (shared, shared.sheet)
    assert int(report.profile.case["n"].min()) >= 10


def test_a_report_tells_its_number_its_periods_and_the_day_of_adoption(signed, shared, rizhao, tmp_path):
    made = Report.of(signed, shared, zone="日照", now=TODAY, sequence=3, adopted=date(2024, 5, 20))
    made.sign(rizhao).save(tmp_path / "up.fips")
    facts = Report.open(tmp_path / "up.fips", trust=[rizhao.public]).facts
    periods = shared.case["period"]
    assert (facts.sequence, facts.adopted) == (3, "2024-05-20")
    assert (facts.first, facts.last) == (str(periods.min()), str(periods.max()))
    made = Report.of(signed, shared, zone="日照", now=TODAY, sequence=0).sign(rizhao)
    with pytest.raises(BundleDamaged):
        Report.open("x", trust=[rizhao.public], data=made.to_bytes())


def test_two_reports_of_the_same_are_the_same_bytes(up, signed, shared, rizhao):
    again = Report.of(signed, shared, zone="日照", now=TODAY).sign(rizhao)
    assert again.to_bytes() == up.read_bytes()


def test_the_same_report_taken_in_twice_is_there_once(up, signed, rizhao, tmp_path):
    trust, into = [rizhao.public], tmp_path / "reports"
    (first, is_new), (second, is_known) = (receive(up, into, trust=trust, bundle=signed) for _ in range(2))
    assert (is_new, is_known, first.id) == (True, False, second.id)
    assert received(into, trust=trust) == received(into, trust=trust, bundle=signed.digest) == [first]
    assert received(into, trust=trust, bundle="0" * 64) == []


def test_a_later_report_of_a_zone_takes_the_place_of_its_earlier_ones(up, signed, shared, rizhao, tmp_path):
    Report.of(signed, shared, zone="日照", now=date(2027, 1, 1)).sign(rizhao).save(tmp_path / "later.fips")
    for path in (tmp_path / "later.fips", up):
        receive(path, tmp_path / "reports", trust=[rizhao.public])
    both = received(tmp_path / "reports", trust=[rizhao.public])
    assert [one.facts.reported_on for one in both] == ["2026-11-22", "2027-01-01"]
    assert latest(both) == [both[1]]


def test_raw_counts_are_refused(signed):
    with pytest.raises(SharingRefused, match="it was not shared yet"):
        Report.of(signed, ld.profile(log("日照")), zone="日照", now=TODAY)


def test_a_zone_speaks_for_itself_only(signed, shared, rizhao, stranger, tmp_path):
    with pytest.raises(BundleError, match="counts 日照, and 临沂 signs"):
        Report.of(signed, shared, zone="临沂", now=TODAY)
    own = Report.of(signed, shared, zone="日照", now=TODAY)
    replace(own, facts=replace(own.facts, zone="临沂")).sign(rizhao).save(tmp_path / "a")
    with pytest.raises(SignatureRefused, match="not signed by 临沂 itself"):
        Report.open(tmp_path / "a", trust=[rizhao.public])
    other = new_key("滨州")
    replace(own, facts=replace(own.facts, zone="滨州")).sign(other).save(tmp_path / "a")
    with pytest.raises(BundleError, match="counts 日照, and 滨州 signs"):
        Report.open(tmp_path / "a", trust=[other.public])
    Report.of(signed, shared, zone="日照", now=TODAY).sign(stranger).save(tmp_path / "a")
    with pytest.raises(SignatureRefused, match="not trusted"):
        Report.open(tmp_path / "a", trust=[rizhao.public])
    Report.of(signed, shared, zone="日照", now=TODAY).save(tmp_path / "a")
    with pytest.raises(BundleDamaged, match="no whole report"):
        Report.open(tmp_path / "a", trust=[rizhao.public])


def test_a_report_on_another_bundle_is_refused_and_nothing_kept(up, folder, rizhao, tmp_path):
    (folder / "text" / "dossier.zh.md").write_text("别的", "utf-8")
    with pytest.raises(BundleError, match=r"is about copper-two-stage 1\.0\.0"):
        receive(up, tmp_path / "reports", trust=[rizhao.public], bundle=Bundle.build(folder))
    assert not (tmp_path / "reports").exists()


def test_any_edit_of_a_report_is_refused(up, rizhao):
    data, draw = up.read_bytes(), random.Random(1)
    for place in draw.sample(range(len(data)), 100):
        up.write_bytes(data[:place] + bytes([data[place] ^ 1 << draw.randrange(8)]) + data[place + 1 :])
        with pytest.raises(LiandongError):
            Report.open(up, trust=[rizhao.public])


def test_counts_of_another_report_under_this_signature_are_refused(up, signed, shared, rizhao, tmp_path):
    members = unpacked(up.read_bytes(), "x")
    ld.profile(log("日照", cases=50)).save(tmp_path / "other.profile")
    members["shared.profile"] = (tmp_path / "other.profile").read_bytes()
    up.write_bytes(packed(members))
    with pytest.raises(SignatureRefused, match="about something else"):
        Report.open(up, trust=[rizhao.public])
