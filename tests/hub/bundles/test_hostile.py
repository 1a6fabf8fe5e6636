"""What other zones, files that are gone and keys that were lost do to a zone's room: nothing that it would not say."""

import io
import zipfile
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

import liandong as ld
from liandong.bundle import Catalogue, Report, new_key
from liandong.errors import BundleDamaged, BundleError
from liandong.hub.api import exchange
from liandong.hub.bottlenecks.domain import jobs as running
from liandong.hub.bottlenecks.enums import JobState
from liandong.hub.bundles.domain import (
    belonging,
    building,
    cataloguing,
    jobs,
    judging,
    keeping,
    keys,
    measuring,
    reporting,
    taking,
)
from liandong.hub.bundles.domain.exchanging import Desk, taker_of
from liandong.hub.bundles.enums import JobKind, Signature
from liandong.hub.bundles.models import BundleFile, BundleJob, ReportFile, TrustedKey
from liandong.hub.core.models import AuditEntry, Circle
from liandong.hub.effects.domain.linking import effects_of
from liandong.hub.innovations.models import Adoption, Innovation, Library

from .conftest import folder_of, log

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everything")]


@pytest.fixture
def issue(zones):
    """``issue(zone, key, bundles, name=…)``: a catalogue that zone has put before the whole network."""

    def make(zone, key, bundles, name, withdrawn=(), times=1):
        on = judging.today()
        days = {"now": on, "expires": on + timedelta(days=9)}
        made = Catalogue.build(bundles, name=name, **days)
        for _ in range(times - 1):
            made = made.update(withdrawn=withdrawn, **days)
        return cataloguing._kept(made.sign(key), zone, Circle.network(), is_own=True)

    return make


def state(row, zone):
    found = judging.judged(row, zone).state
    assert judging.told_states([row], zone)[row.pk].state == found
    return found


def test_who_withdraws_a_bundle_wins_over_who_lists_it(offered, parties, zones, built, issue):
    gone = (("two-stage 1.0.0", "条款已修订"),)
    issue(zones.rizhao, keys.private(parties.rizhao), [built()], "日照", gone, times=2)
    assert state(offered, zones.rizhao) == Signature.WITHDRAWN


def test_nobody_withdraws_in_another_name_whatever_the_version(offered, parties, zones, built, issue):
    gone = (("two-stage 1.0.0", "x"),)
    issue(zones.yanggu, new_key("青岛"), [built()], "青岛", gone, times=9)
    issue(zones.rizhao, keys.private(parties.rizhao), [built()], "济南", gone, times=2)
    assert state(offered, zones.rizhao) == Signature.TRUSTED


def test_a_revoked_key_takes_no_withdrawal_back(offered, parties, zones):
    on = judging.today()
    gone = (("two-stage 1.0.0", "条款已修订"),)
    cataloguing.publish(zone=zones.qingdao, on=on, expires=on + timedelta(days=9), withdrawn=gone)
    key = TrustedKey.objects.get(zone=zones.rizhao, party="青岛")
    keys.revoke(key=key, on=on, reason="丢失")
    assert state(offered, zones.rizhao) == Signature.WITHDRAWN
    assert judging.newest(zones.rizhao, keys.trust_of(zones.rizhao)) == []


def test_a_file_that_is_gone_is_not_found_and_taking_one_is_kept_whole(offered, cast, as_user, calling):
    address = f"/api/exchange/bundles/{offered.sha256}"
    assert calling(cast.rizhao).get(address).status_code == 200
    entry = AuditEntry.objects.get(action="exchange")
    assert (len(entry.object_id), entry.changes["sha256"]) == (40, offered.sha256)
    keeping.shelf().place("bundles", offered.sha256).unlink()
    answer = calling(cast.rizhao).get(address)
    assert (answer.status_code, "已损坏" in answer.json()["detail"]) == (404, True)
    assert as_user(cast.lead).get(reverse("bundles:file", args=[offered.pk])).status_code == 404
    assert AuditEntry.objects.filter(action__in=("exchange", "download")).count() == 1


def test_a_file_larger_than_a_form_is_read_whole_and_one_larger_than_any_bundle_is_refused(
    offered, cast, calling, monkeypatch
):
    data = b"x" * (11 << 20)
    address = f"/api/exchange/bundles/{sha256(data).hexdigest()}"
    read = calling(cast.rizhao).put(address, data, content_type="application/octet-stream")
    assert (read.status_code, "不是完整的成果包文件" in str(read.json())) == (422, True)
    monkeypatch.setattr(exchange, "MOST_BYTES", 10 << 20)
    told = calling(cast.rizhao).put(address, data, content_type="application/octet-stream")
    assert (told.status_code, "文件超过 10 MB，请改用 U 盘。" in str(told.json())) == (422, True)


def test_a_name_too_long_for_a_key_is_refused(zones):
    with pytest.raises(ValidationError, match="80"):
        keys.believe(zone=zones.rizhao, line=new_key("长" * 81).public.line, of=None, on=judging.today())


def with_garbage(bundle, *fingerprints):
    """The bundle, with signatures that these keys never made."""
    envelope = bundle.sign(new_key("路人")).envelope
    garbage = tuple((one, b"x" * 64) for one in fingerprints)
    mine = bundle.envelope.signatures if bundle.envelope else ()
    others = tuple(one for one in mine if one[0] not in fingerprints)
    return replace(bundle, envelope=envelope.with_signatures((*others, *garbage)))


def test_garbage_that_came_first_gives_way_to_the_genuine_signature(offered, parties, zones, built, keep):
    forged, genuine = with_garbage(built(), parties.qingdao.fingerprint), judging.opened(offered)
    trusted = TrustedKey.objects.get(zone=zones.rizhao, party="青岛")
    TrustedKey.objects.filter(pk=trusted.pk).delete()
    row = keep(forged, zones.rizhao)  # by a key that nobody there knows yet
    assert row.envelope
    keys.believe(zone=zones.rizhao, line=trusted.public, of=zones.qingdao, on=judging.today())
    taking.receive(genuine.to_bytes(), zone=zones.rizhao)
    row.refresh_from_db()
    assert state(row, zones.rizhao) == Signature.TRUSTED


def test_garbage_of_a_known_key_never_enters(offered, parties, zones, keep):
    genuine = judging.opened(offered)
    row = keep(with_garbage(genuine, parties.rizhao.fingerprint), zones.rizhao)
    before = row.envelope
    assert (parties.rizhao.fingerprint in before, state(row, zones.rizhao)) == (False, Signature.TRUSTED)
    for garbage in (parties.rizhao.fingerprint, parties.qingdao.fingerprint):
        keep(with_garbage(genuine, garbage), zones.rizhao)
        row.refresh_from_db()
        assert (row.envelope, state(row, zones.rizhao)) == (before, Signature.TRUSTED)


def test_a_report_filed_under_the_senders_copy_is_still_kept_for_the_origin(offered, report, zones):
    data, mine = report(), judging.opened(offered).to_bytes()
    copy = taking.receive(mine, zone=zones.rizhao)[0]
    made = Report.open("", trust=keys.trust_of(zones.rizhao).valid, data=data)
    assert reporting.kept(made, copy, zones.rizhao, None)[1]
    assert [Desk(zones.qingdao).put("reports", data) for _ in range(2)] == [True, False]
    assert {one.bundle for one in ReportFile.objects.all()} == {offered, copy}
    assert BundleJob.objects.get(kind=JobKind.EFFECT).zone == zones.qingdao


def test_a_report_is_for_the_zone_that_offers_the_bundle(parties, keep, built, report, zones):
    keep(built().sign(keys.private(parties.qingdao)), zones.yanggu)
    with pytest.raises(BundleError, match="no bundle"):
        taker_of(report())
    taking.share(taking.sign(keep(built())), is_shared=True)
    on = judging.today()
    cataloguing.publish(zone=zones.qingdao, on=on, expires=on + timedelta(days=9))
    assert taker_of(report()) == zones.qingdao


def test_a_zone_has_one_share_log_for_all_bundles(zones):
    assert keeping.shared_by(zones.rizhao).name == "shared.jsonl"


def test_two_jobs_on_one_upload_both_come_to_their_end(zones, tmp_path):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for path in folder_of(tmp_path / "x").rglob("*.*"):
            archive.write(path, path.relative_to(tmp_path))
    asked = {"data": held.getvalue(), "name": "x.zip", "zone": zones.rizhao, "user": None}
    made = [building.from_upload(**asked) for _ in range(2)]
    for job in made:
        jobs.run(job.pk)
        job.refresh_from_db()
    assert [(job.state, job.error) for job in made] == [(JobState.DONE, "")] * 2
    with pytest.raises(BundleDamaged):
        keeping.aside(made[0].asked["folder"])


def test_an_upload_that_cannot_be_built_or_is_not_wanted_any_more_leaves_nothing_behind(zones):
    asked = {"name": "x.zip", "zone": zones.rizhao, "user": None}
    failed, dropped = (building.from_upload(data=data, **asked) for data in (b"no zip", b"no zip either"))
    place = keeping._aside("0" * 64).parent
    assert len(list(place.iterdir())) == 2
    jobs.run(failed.pk)
    running.cancel(dropped)
    failed.refresh_from_db()
    assert (failed.state, dropped.state) == (JobState.FAILED, JobState.CANCELLED)
    assert list(place.iterdir()) == []
    running.again(failed)
    jobs.run(failed.pk)
    failed.refresh_from_db()
    assert "请重新上传" in failed.error


@pytest.mark.parametrize(("each", "is_told"), [(8, False), (12, True)])
def test_an_effect_of_fewer_than_ten_cases_is_not_told_as_a_number(each, is_told):
    counts = ld.profile(log("日照", lambda month: 8 if month < 5 else 4, each=each), period="month")
    found = ld.effect(counts, adopted={"日照": "2024-09"})
    told = measuring.words(found, "日照")
    assert [told[name] is not None for name in ("value", "low", "high")] == [is_told] * 3
    assert (told["short_zh"] != "不足 10 件") == is_told
    assert ("不足 10 件，不给出数字" in told["zh"], "fewer than 10 cases" in told["en"]) == (not is_told,) * 2


def test_a_known_key_gets_the_zone_that_it_is_of(zones):
    line, on = new_key("烟台").public.line, judging.today()
    keys.believe(zone=zones.rizhao, line=line, of=None, on=on)
    said = {"zone": zones.rizhao, "content": f"{line}\n".encode(), "on": on}
    assert [row.of for row in keys.take(**said, of=zones.yanggu)] == [zones.yanggu]
    with pytest.raises(ValidationError, match="没有变化"):
        keys.take(**said, of=zones.qingdao)


def test_a_key_revokes_itself_though_nobody_knows_its_successor(parties, zones):
    on = judging.today()
    keys.make(zone=zones.qingdao, party="青岛", user=None, on=on)
    made = keys.statement(zone=zones.qingdao, gone=parties.qingdao, on=on, reason="丢失")
    [row] = keys.take(zone=zones.rizhao, content=made, of=None, on=on)
    assert (row.fingerprint, row.revoked) == (parties.qingdao.fingerprint, on)


@pytest.fixture
def theirs(zones):
    """Qingdao's innovation in the library, of the title that the bundles bear."""
    library = Library.objects.filter(is_external=False).first()
    made = Innovation(
        number="QD-1", title="两段准入", zone=zones.qingdao, circle=Circle.network(), library=library
    )
    made.save()
    return made


def test_a_zones_own_bundle_is_never_another_zones_innovation(theirs, keep, built, zones, as_user, cast):
    keep(built("1.0.0"))
    row = keep(built("2.0.0"), zones.rizhao)
    assert (BundleFile.objects.get(zone=zones.qingdao).innovation, row.innovation) == (theirs, None)
    with pytest.raises(ValidationError, match="属于青岛"):
        belonging.belongs_to(row, theirs)
    page = reverse("bundles:innovation", args=[row.pk])
    told = as_user(cast.rizhao).post(page, {"innovation": theirs.pk}).content.decode()
    assert "选择一个有效的选项" in told
    row.refresh_from_db()
    assert row.innovation is None


def test_a_copy_of_what_the_zone_of_the_innovation_has_built_or_signed_is_linked(
    theirs, parties, keep, built, zones
):
    keep(built("1.0.0"))
    assert keep(built("1.0.0"), zones.rizhao).innovation == theirs
    mine, other = (keep(built("2.0.0"), zone) for zone in (zones.qingdao, zones.rizhao))
    BundleFile.objects.filter(pk=mine.pk).update(came="uploaded")
    with pytest.raises(ValidationError, match="属于青岛"):
        belonging.belongs_to(other, theirs)
    taking.sign(mine)
    belonging.belongs_to(other, theirs)
    assert other.innovation == theirs


def test_no_zone_computes_effects_into_another_zones_innovation(theirs, parties, keep, built, report, zones):
    row = keep(built(), zones.yanggu)
    BundleFile.objects.filter(pk=row.pk).update(innovation=theirs)  # as it could be linked before
    row.refresh_from_db()
    keys.believe(zone=zones.yanggu, line=parties.rizhao.public, of=zones.rizhao, on=judging.today())
    assert reporting.receive(report(), zone=zones.yanggu, may=lambda _: True)[1]
    [job] = BundleJob.objects.filter(kind=JobKind.EFFECT)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error, "effect" in job.found) == (JobState.DONE, "", True)
    assert ReportFile.objects.get().effect["measure"] == "median"
    assert (Adoption.objects.count(), effects_of(theirs).count()) == (0, 0)
