"""Two zones exchange over a stick and over the interface: everything once, whatever breaks off in between."""

import random
from datetime import timedelta
from hashlib import sha256

import pytest
from django.test import Client
from django_scopes import scopes_disabled

from liandong.bundle import Folder, Remote, Report, carry, new_key
from liandong.bundle.places import Inbox
from liandong.errors import BundleError, ExchangeBroken, SignatureRefused
from liandong.hub.bundles.domain import (
    cataloguing,
    delivering,
    exchanging,
    judging,
    keeping,
    keys,
    reporting,
    taking,
)
from liandong.hub.bundles.domain.exchanging import Desk, Giving
from liandong.hub.bundles.domain.keys import trust_of
from liandong.hub.bundles.models import BundleFile, ReportFile, TrustedKey
from liandong.hub.core.domain import audit, tokens
from liandong.hub.core.models import Circle, User

pytestmark = pytest.mark.django_db
VERSIONS = ("1.0.0", "1.1.0", "1.2.0")


@pytest.fixture
def many(parties, keep, built, zones):
    """Three versions, all offered in one catalogue."""
    with scopes_disabled():
        for version in VERSIONS:
            taking.share(taking.sign(keep(built(version))), is_shared=True)
        day = judging.today()
        cataloguing.publish(zone=zones.qingdao, on=day, expires=day + timedelta(days=90))


class Broken(Exception):
    """The computer stops here."""


class Shaky:
    """A place at which every so many-th call stops the computer, before or after it was done."""

    def __init__(self, inner, draw):
        self.inner, self.draw = inner, draw

    def ids(self, kind):
        return self.inner.ids(kind)

    def get(self, kind, key):
        return self._maybe(lambda: self.inner.get(kind, key))

    def put(self, kind, data):
        return self._maybe(lambda: self.inner.put(kind, data))

    def _maybe(self, do):
        way = self.draw.random()
        if way < 0.2:
            raise Broken
        done = do()
        if way > 0.8:
            raise Broken
        return done


def until_done(source, target, kinds):
    """Carries again and again until nothing is missing; how often it broke off."""
    for times in range(200):
        try:
            carry(source, target, kinds)
        except Broken:
            continue
        return times
    raise AssertionError("never done")


@pytest.mark.parametrize("seed", range(4))
def test_on_a_stick_everything_arrives_once_however_often_it_breaks_off(many, report, zones, tmp_path, seed):
    draw, stick = random.Random(seed), Folder(tmp_path / "stick")
    with scopes_disabled():
        broke = until_done(Giving(zones.qingdao), Shaky(stick, draw), ("catalogues", "bundles"))
        broke += until_done(Shaky(stick, draw), Desk(zones.rizhao), ("catalogues", "bundles"))
        mine = BundleFile.objects.filter(zone=zones.rizhao)
        assert sorted(mine.values_list("version", flat=True)) == list(VERSIONS)
        assert len(judging.newest(zones.rizhao, trust_of(zones.rizhao))) == 1
        for number in (1, 2, 3):
            stick.put("reports", report(number))
        broke += until_done(stick, Shaky(Desk(zones.qingdao), draw), ("reports",))
        rows = ReportFile.objects.order_by("sequence")
        assert [(one.party, one.sequence, one.zone) for one in rows] == [
            ("日照", n, zones.rizhao) for n in (1, 2, 3)
        ]
        assert broke > 0
        assert audit.verify() is None


def test_a_stop_between_the_file_and_its_row_loses_nothing(offered, report, zones, monkeypatch):
    data = report()
    with scopes_disabled():
        with monkeypatch.context() as patched:
            patched.setattr(ReportFile, "save", lambda *_, **__: (_ for _ in ()).throw(Broken))
            with pytest.raises(Broken):
                Desk(zones.qingdao).put("reports", data)
        assert keeping.parcel("reports", sha256(data).hexdigest()) == data
        assert ReportFile.objects.count() == 0
        assert [Desk(zones.qingdao).put("reports", data) for _ in range(2)] == [True, False]
        assert ReportFile.objects.count() == 1


class Calls(Remote):
    """The interface of this hub, asked by its own test client."""

    def _asked(self, method, path, data=None):
        from urllib.error import HTTPError

        words = {"HTTP_AUTHORIZATION": f"Bearer {self.token}"}
        answer = Client().generic(
            method, f"/api/exchange{path}", data or b"", "application/octet-stream", **words
        )
        if answer.status_code >= 400:
            import io

            raise self._told(HTTPError(path, answer.status_code, "", None, io.BytesIO(answer.content)))
        return answer.content


@pytest.fixture
def calling(cast):
    """``calling("rizhao")``: the hub as that account's token sees it."""

    def call(name):
        return Calls("https://hub", tokens.create(username=name, name="exchange", days=1))

    return call


def test_over_the_interface_a_bundle_goes_down_and_a_report_up_once(offered, report, calling, zones):
    remote = calling("rizhao")
    with scopes_disabled():
        # The catalogue is not new: in one hub both see the same.
        down = carry(remote, Desk(zones.rizhao), ("catalogues", "bundles"))
        assert [(one.kind, one.is_new, one.refusal) for one in down] == [("bundles", True, None)]
        assert carry(remote, Desk(zones.rizhao), ("catalogues", "bundles")) == []
    data = report()
    assert [remote.put("reports", data) for _ in range(2)] == [True, False]
    assert remote.ids("reports") == {sha256(data).hexdigest()}
    with scopes_disabled():
        [row] = ReportFile.objects.all()
        assert (row.bundle.zone, row.zone, row.report_id) == (zones.qingdao, zones.rizhao, row.report_id)
        assert audit.verify() is None


@pytest.mark.parametrize("name", ["stranger", "firm"])
def test_who_has_no_business_with_it_gets_and_brings_nothing(offered, report, calling, name):
    remote = calling(name)
    with pytest.raises(BundleError, match="您的角色"):
        remote.ids("bundles")
    with pytest.raises(BundleError, match="您的角色"):
        remote.get("bundles", offered.sha256)
    with pytest.raises(BundleError, match="您的角色"):
        remote.put("reports", report())
    with scopes_disabled():
        assert ReportFile.objects.count() == 0


def test_without_a_token_nothing_is_told(offered):
    assert Client().get("/api/exchange").status_code == 401
    assert Client().get(f"/api/exchange/bundles/{offered.sha256}").status_code == 401


def test_a_bundle_that_is_not_offered_is_not_found(offered, keep, built, calling, parties):
    with scopes_disabled():
        kept = taking.sign(keep(built("2.0.0")))
    with pytest.raises(BundleError, match="没有这一条"):
        calling("rizhao").get("bundles", kept.sha256)


def test_nobody_reports_for_another_zone(offered, report, calling):
    with pytest.raises(BundleError, match="不由您的片区代报"):
        calling("yanggu").put("reports", report())
    with scopes_disabled():
        assert ReportFile.objects.count() == 0


def test_a_report_on_a_bundle_that_is_not_here_is_refused(offered, built, report, calling):
    with pytest.raises(BundleError, match="这里没有它所报的成果包"):
        calling("rizhao").put("reports", report(bundle=built("9.0.0")))


def test_bytes_that_are_cut_off_or_of_another_name_are_refused(offered, report, calling):
    remote, data = calling("rizhao"), report()
    with pytest.raises(BundleError, match="内容与编号不符"):
        remote._asked("PUT", f"/reports/{sha256(data).hexdigest()}", data[:-1])
    with pytest.raises(BundleError, match="不是可用的成果包"):
        remote.put("reports", data[:-1])
    with scopes_disabled():
        assert ReportFile.objects.count() == 0


def test_a_report_by_a_key_that_was_revoked_or_never_confirmed_is_refused(offered, report, calling, zones):
    with scopes_disabled():
        row = TrustedKey.objects.get(zone=zones.qingdao, party="日照")
        row.revoked = judging.today()
        row.save()
    with pytest.raises(BundleError, match="不受信任"):
        calling("rizhao").put("reports", report())


def test_sent_reports_are_noted_and_gaps_are_told(offered, report, zones, tmp_path):
    stick = Folder(tmp_path)
    with scopes_disabled():
        for number in (1, 3):
            Desk(zones.qingdao).put("reports", report(number))
        assert exchanging.standing(zones.qingdao)["missing"] == {"日照 · two-stage": [2]}
        carry(Giving(zones.rizhao), stick, ("reports",))
        assert exchanging.note_sent(zones.rizhao, str(stick), stick.ids("reports")) == 2
        assert exchanging.note_sent(zones.rizhao, str(stick), stick.ids("reports")) == 0
        assert [one["to"] for one in exchanging.standing(zones.rizhao)["sent"]] == [[str(tmp_path)]] * 2


def test_a_report_is_counted_once_however_many_copies_of_the_bundle_it_stands_under(offered, report, zones):
    data, mine = report(), judging.opened(offered).to_bytes()
    with scopes_disabled():
        copy = taking.receive(mine, zone=zones.rizhao)[0]
        made = Report.open("", trust=trust_of(zones.rizhao).valid, data=data)
        assert reporting.kept(made, copy, zones.rizhao, None)[1]
        assert Desk(zones.qingdao).put("reports", data)
        assert exchanging.note_sent(zones.rizhao, "U", {sha256(data).hexdigest()}) == 1
        assert exchanging.standing(zones.rizhao)["sent"] == [
            {"report": str(ReportFile.objects.order_by("id")[0]), "id": made.id, "to": ["U"]}
        ]


def test_who_runs_a_bundle_that_was_withdrawn_is_still_heard(offered, report, calling, zones):
    on = judging.today()
    gone = (("two-stage 1.0.0", "条款已修订"),)
    with scopes_disabled():
        cataloguing.publish(zone=zones.qingdao, on=on, expires=on + timedelta(days=9), withdrawn=gone)
        assert exchanging.offers([zones.qingdao])["bundles"] == []
    assert calling("rizhao").put("reports", report())
    with scopes_disabled():
        assert ReportFile.objects.get().bundle == offered


class Inboxed(Calls, Inbox):
    """The interface of this hub, being given to."""


@pytest.fixture
def ours(zones, built, keep):
    """Tengzhou's bundle and catalogue, signed; the hub's other zones have not heard of either."""
    day = judging.today()
    with scopes_disabled():
        key = keys.make(zone=zones.tengzhou, party="滕州", user=None, on=day)
        row = taking.share(taking.sign(keep(built(), zones.tengzhou)), is_shared=True)
        listed = cataloguing.publish(zone=zones.tengzhou, on=day, expires=day + timedelta(days=9))
        # As if they came from a hub of its own: what they see of each other inside one hub is taken away.
        for one in (row, listed):
            one.circle = Circle.of([zones.tengzhou])
            one.save()
    return key


def test_the_origin_brings_its_catalogue_and_bundles_to_the_zones_that_believe_it(ours, zones):
    with scopes_disabled():
        User.objects.create(username="link", role="officer", zone=zones.tengzhou)
        token = tokens.create(username="link", name="exchange", days=1)
    inbox = Inboxed("https://hub", token)
    assert inbox.kinds == ("reports",)
    with scopes_disabled():
        data = keeping.parcel("bundles", BundleFile.objects.get(zone=zones.tengzhou).sha256)
    with pytest.raises(BundleError, match="没有片区信任"):
        inbox.put("bundles", data)
    with scopes_disabled():
        for zone in (zones.rizhao, zones.yanggu):
            keys.believe(zone=zone, line=ours.public, of=zones.tengzhou, on=judging.today())
        assert inbox.kinds == ("catalogues", "bundles", "reports")
        done = carry(Giving(zones.tengzhou), inbox, inbox.kinds)
        assert [(one.kind, one.is_new, one.refusal) for one in done] == [
            ("catalogues", True, None),
            ("bundles", True, None),
        ]
        assert carry(Giving(zones.tengzhou), inbox, inbox.kinds) == []
        taken = BundleFile.objects.filter(came="received").order_by("zone_id")
        assert {(one.zone, one.circle.is_network) for one in taken} == {
            (zones.rizhao, False),
            (zones.yanggu, False),
        }
        state = judging.judged(taken[0], taken[0].zone)
        assert (state.is_good, state.signers) == (True, ("滕州",))
        assert audit.verify() is None


def test_a_zone_takes_nothing_that_it_does_not_believe_whoever_brings_it(ours, zones, built):
    with scopes_disabled():
        keys.believe(zone=zones.rizhao, line=ours.public, of=zones.tengzhou, on=judging.today())
        forged = built("3.0.0").sign(new_key("滕州")).to_bytes()
        with pytest.raises(SignatureRefused):
            delivering.deliver("bundles", forged, caller=zones.tengzhou)
        row = TrustedKey.objects.get(zone=zones.rizhao, party="滕州")
        keys.revoke(key=row, on=judging.today(), reason="丢失")
        assert delivering.takers(zones.tengzhou) == []
        assert not BundleFile.objects.filter(zone=zones.rizhao).exists()


def test_a_hub_that_does_not_answer_breaks_the_exchange_off():
    with pytest.raises(ExchangeBroken, match="broke off"):
        Remote("http://127.0.0.1:9", "x").ids("bundles")
