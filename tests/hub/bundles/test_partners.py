"""The page from which a zone exchanges with other hubs: the worker carries, the token is seen by nobody."""

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from liandong.bundle import Remote
from liandong.errors import ExchangeBroken
from liandong.hub.bottlenecks.enums import JobState
from liandong.hub.bundles.domain import jobs, keeping, partnering
from liandong.hub.bundles.enums import JobKind
from liandong.hub.bundles.models import BundleFile, BundleJob, Partner, ReportFile
from liandong.hub.core.models import AuditEntry

from .test_exchange import Calls

pytestmark = pytest.mark.django_db
TOKEN = "ld_secret_token"
DATA = {"name": "青岛平台", "address": "https://hub.example.cn/", "token": TOKEN}


@pytest.fixture
def partner(as_user, cast):
    """Qingdao's hub, entered by Rizhao's officer."""
    answer = as_user(cast.rizhao).post(reverse("bundles:partner-new"), DATA)
    assert answer.url == reverse("bundles:exchange")
    with scopes_disabled():
        return Partner.objects.select_related("zone").get()


@pytest.fixture
def answering(monkeypatch, calling):
    """The other hub answers: this one, as Rizhao's account sees it."""
    inner = calling("rizhao")
    monkeypatch.setattr(Remote, "_asked", lambda self, *words: Calls._asked(inner, *words))


@pytest.fixture
def calling():
    from liandong.hub.core.domain import tokens

    return lambda name: Calls("https://hub", tokens.create(username=name, name="exchange", days=1))


def go(browser, way, partner):
    """Presses the button, and lets the worker work; the job."""
    answer = browser.post(reverse(f"bundles:{way}", args=[partner.pk]))
    with scopes_disabled():
        job = BundleJob.objects.order_by("-id").first()
        assert answer.url == job.get_absolute_url()
        jobs.run(job.pk)
        job.refresh_from_db()
    return job


def test_a_token_is_in_its_file_and_nowhere_else(partner, as_user, cast):
    place = keeping.token_of(partner.zone, partner.pk)
    assert (place.read_text(), place.stat().st_mode & 0o777) == (TOKEN, 0o600)
    assert partner.address == "https://hub.example.cn"
    page = as_user(cast.rizhao).get(reverse("bundles:exchange")).content.decode()
    assert ("https://hub.example.cn" in page, TOKEN in page) == (True, False)
    with scopes_disabled():
        assert not [one for one in AuditEntry.objects.all() if TOKEN in str(one.changes)]


def test_other_zones_see_no_partner_and_start_nothing(partner, as_user, cast):
    lead = as_user(cast.lead)
    assert "hub.example.cn" not in lead.get(reverse("bundles:exchange")).content.decode()
    for way in ("pull", "push", "partner-remove"):
        assert lead.post(reverse(f"bundles:{way}", args=[partner.pk])).status_code == 404
    for name in ("firm", "stranger"):
        browser = as_user(getattr(cast, name))
        assert browser.get(reverse("bundles:exchange")).status_code == 403
        assert browser.post(reverse("bundles:pull", args=[partner.pk])).status_code in (403, 404)
    with scopes_disabled():
        assert BundleJob.objects.count() == 0


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8000", "ftp://x", "https://", "hub.example.cn", "file:///etc"]
)
def test_what_is_no_address_of_another_hub_is_refused(as_user, cast, address):
    page = as_user(cast.rizhao).post(reverse("bundles:partner-new"), DATA | {"address": address})
    assert "请写成 https://主机" in page.content.decode()
    assert TOKEN not in page.content.decode()
    with scopes_disabled():
        assert Partner.objects.count() == 0


def test_pulling_brings_the_bundle_and_pushing_the_report_each_once(
    offered, partner, answering, as_user, cast, report, zones
):
    from liandong.bundle import Report
    from liandong.hub.bundles.domain import reporting
    from liandong.hub.bundles.domain.keys import trust_of

    rizhao = as_user(cast.rizhao)
    assert [go(rizhao, "pull", partner).found["new"] for _ in range(2)] == [1, 0]
    with scopes_disabled():
        mine = BundleFile.objects.get(zone=zones.rizhao)
        made = Report.open("", trust=trust_of(zones.rizhao).valid, data=report())
        reporting.kept(made, mine, zones.rizhao, None)
    job = go(rizhao, "push", partner)
    assert (job.state, job.error, job.found["refused"]) == (JobState.DONE, "", [])
    with scopes_disabled():
        assert {one.sent.keys() == {partner.address} for one in ReportFile.objects.filter(bundle=mine)} == {
            True
        }
    told = rizhao.get(job.get_absolute_url()).content.decode()
    assert "拒收 0 份" in told
    page = rizhao.get(reverse("bundles:exchange")).content.decode()
    assert f"已送达 {partner.address}" in page


def test_what_is_refused_is_told_with_its_reason(offered, partner, answering, as_user, cast, zones):
    from liandong.hub.bundles.domain import judging, keys
    from liandong.hub.bundles.models import TrustedKey

    with scopes_disabled():
        keys.revoke(
            key=TrustedKey.objects.get(zone=zones.rizhao, party="青岛"), on=judging.today(), reason="丢失"
        )
    rizhao = as_user(cast.rizhao)
    job = go(rizhao, "pull", partner)
    assert (job.state, job.found["new"], len(job.found["refused"])) == (JobState.DONE, 0, 1)
    page = rizhao.get(job.get_absolute_url()).content.decode()
    assert "拒收 1 份" in page
    assert job.found["refused"][0][3] in page
    assert "密钥" in job.found["refused"][0][3]


def test_the_page_asks_few_questions_however_many_reports_there_are(
    as_user, cast, django_assert_max_num_queries
):
    from liandong.hub.bundles.domain import seed

    with scopes_disabled():
        seed.seed(200)
    lead = as_user(cast.lead)
    with django_assert_max_num_queries(12):
        page = lead.get(reverse("bundles:exchange"))
    assert page.content.decode().count("list-group-item") <= 102


def test_a_hub_that_is_away_fails_the_job_with_a_sentence(partner, as_user, cast, monkeypatch):
    def away(self, *_):
        raise ExchangeBroken(place=self, reason=("没有应答", "no answer"))

    monkeypatch.setattr(Remote, "_asked", away)
    job = go(as_user(cast.rizhao), "pull", partner)
    assert (job.state, "没有应答" in job.error, "no answer" in job.error_en) == (JobState.FAILED, True, True)


def test_two_presses_are_one_exchange_and_a_partner_that_was_removed_none(partner, as_user, cast):
    with scopes_disabled():
        first, second = (partnering.ask(kind=JobKind.PUSH, partner=partner, user=None) for _ in range(2))
        assert first == second
    as_user(cast.rizhao).post(reverse("bundles:partner-remove", args=[partner.pk]))
    with scopes_disabled():
        assert Partner.objects.count() == 0
        jobs.run(first.pk)
        first.refresh_from_db()
    assert (first.state, "已被移除" in first.error) == (JobState.FAILED, True)
