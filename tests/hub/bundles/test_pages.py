"""Each page, tried by an officer of the zone, one of another zone, a firm and a stranger."""

import io
import zipfile
from datetime import date, timedelta
from unittest.mock import ANY

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_scopes import scopes_disabled

from liandong.bundle import Bundle, new_key
from liandong.hub.bottlenecks.enums import JobState
from liandong.hub.bundles.domain import (
    belonging,
    cataloguing,
    installing,
    jobs,
    judging,
    keys,
    reporting,
    seed,
    taking,
)
from liandong.hub.bundles.enums import JobKind, Signature
from liandong.hub.bundles.models import (
    BundleFile,
    BundleJob,
    CatalogueFile,
    Installation,
    ReportFile,
    TrustedKey,
    ZoneFacts,
)
from liandong.hub.core.models import AuditEntry, Circle
from liandong.hub.effects.models import Effect
from liandong.hub.innovations.models import Adoption, Innovation, Library
from liandong.innovations import folders

from .conftest import folder_of

pytestmark = pytest.mark.django_db
FIT = {"basis": ["QD-2021-7"], "capabilities": ["分段实施准入监管"], "parameter_0": "30", "analysis": ""}


def up(data, name="x.fip"):
    return {"file": SimpleUploadedFile(name, data)}


def run_last():
    """Runs the newest job; the job."""
    with scopes_disabled():
        job = BundleJob.objects.order_by("-id").first()
        jobs.run(job.pk)
        return BundleJob.objects.get(pk=job.pk)


@pytest.fixture
def installed(offered, zones, cast):
    """Rizhao has installed the bundle, and goes the new way from June on."""
    from liandong.hub.bundles.domain import fitting

    with scopes_disabled():
        fitting.say(
            zone=zones.rizhao,
            bundle=offered,
            basis=["QD-2021-7"],
            capabilities=["分段实施准入监管"],
            parameters={"laboratory": 30.0},
        )
        job = installing.ask_install(
            bundle=offered, zone=zones.rizhao, analysis=None, user=cast.rizhao, adopted_on=date(2024, 6, 1)
        )
        jobs.run(job.pk)
        return Installation.objects.select_related("bundle__zone", "zone").get()


@pytest.fixture
def innovation(offered, zones):
    """The innovation of the library that the bundle is."""
    with scopes_disabled():
        made = Innovation(number="QD-1", title="两段准入", zone=zones.qingdao, circle=Circle.network())
        made.library = Library.objects.filter(is_external=False).first()
        made.save()
        belonging.belongs_to(offered, made)
    return made


@pytest.mark.parametrize("name", ["home", "new", "upload", "catalogues", "publish", "reports", "take", "keys", "key-new", "trust"])  # fmt: skip
def test_the_room_is_open_to_officers_and_to_nobody_outside(
    as_user, cast, offered, name, django_assert_max_num_queries
):
    address, rizhao = reverse(f"bundles:{name}"), as_user(cast.rizhao)
    with django_assert_max_num_queries(12):
        assert rizhao.get(address).status_code == 200
    assert [as_user(who).get(address).status_code for who in (cast.firm, cast.stranger)] == [403, 403]


def test_a_department_reads_and_does_nothing(as_user, cast, offered):
    customs = as_user(cast.customs)
    assert customs.get(offered.get_absolute_url()).status_code == 200
    for name in ("sign", "share", "innovation", "fit", "install"):
        assert customs.get(reverse(f"bundles:{name}", args=[offered.pk])).status_code == 403
        assert customs.post(reverse(f"bundles:{name}", args=[offered.pk])).status_code == 403


def test_what_is_not_shared_is_not_found_by_other_zones(as_user, cast, keep, built):
    row = keep(built())
    lead, rizhao = as_user(cast.lead), as_user(cast.rizhao)
    for name in ("bundle", "file", "fit", "install"):
        address = reverse(f"bundles:{name}", args=[row.pk])
        assert (lead.get(address).status_code, rizhao.get(address).status_code) == (200, 404), name


def test_another_zone_reads_an_offered_bundle_and_signs_nothing_of_it(as_user, cast, offered):
    rizhao = as_user(cast.rizhao)
    page = rizhao.get(offered.get_absolute_url()).content.decode()
    assert "青岛 签名；日照综保区 信任这把密钥" in page
    assert "适配检查" in page
    for name in ("sign", "share", "innovation"):
        assert (
            rizhao.post(reverse(f"bundles:{name}", args=[offered.pk]), {"is_shared": ""}).status_code == 403
        )
    with scopes_disabled():
        assert BundleFile.objects.get(pk=offered.pk).circle.is_network


def test_a_bundle_is_built_from_an_uploaded_folder(as_user, cast, tmp_path):
    folder, held = folder_of(tmp_path / "x"), io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for path in folder.rglob("*.*"):
            archive.write(path, f"成果/{path.relative_to(folder)}")
    data = {"library": "", "folder": SimpleUploadedFile("x.zip", held.getvalue())}
    response = as_user(cast.lead).post(reverse("bundles:new"), data)
    job = run_last()
    assert (response.url, job.state, job.error) == (job.get_absolute_url(), JobState.DONE, "")
    with scopes_disabled():
        row = BundleFile.objects.get()
    assert (row.name, row.zone, row.envelope, row.is_simulated) == (
        "two-stage 1.0.0",
        cast.lead.zone,
        "",
        True,
    )
    page = as_user(cast.lead).get(row.get_absolute_url()).content.decode()
    assert "还没有人签名" in page
    assert "模拟数据" in page


def test_what_is_wrong_with_a_folder_is_told(as_user, cast, tmp_path):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("innovation.toml", "id = 3\n")
    as_user(cast.lead).post(reverse("bundles:new"), {"folder": SimpleUploadedFile("x.zip", held.getvalue())})
    job = run_last()
    assert job.state == JobState.FAILED
    assert "innovation.toml" in job.error
    page = as_user(cast.lead).get(job.get_absolute_url()).content.decode()
    assert "重新开始" in page


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "CON"])
def test_names_that_lead_out_of_the_folder_are_refused(as_user, cast, name):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(name, "x")
    as_user(cast.lead).post(reverse("bundles:new"), {"folder": SimpleUploadedFile("x.zip", held.getvalue())})
    job = run_last()
    assert (job.state, "不可用" in job.error) == (JobState.FAILED, True)


def hostile(name):
    """Zips that are no bundles."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        if name == "bomb":
            archive.writestr("manifest.json", b"0" * (70 << 20))
        elif name == "link":
            info = zipfile.ZipInfo("process/a.bpmn")
            info.external_attr = 0o120777 << 16
            archive.writestr(info, "/etc/passwd")
        elif name == "outside":
            archive.writestr("../../x", "x")
        else:
            archive.writestr("manifest.json", "{}")
    return b"no zip" if name == "no zip" else held.getvalue()


@pytest.mark.parametrize("name", ["no zip", "bomb", "link", "outside", "compressed"])
def test_a_hostile_upload_is_refused_with_the_reason_and_nothing_is_kept(as_user, cast, name, settings):
    response = as_user(cast.lead).post(reverse("bundles:upload"), up(hostile(name)))
    assert response.status_code == 200
    assert "不是可用的成果包" in response.content.decode()
    with scopes_disabled():
        assert BundleFile.objects.count() == 0
    assert not list((settings.MEDIA_ROOT / "bundles").rglob("*.fip"))


def test_one_bit_changed_is_refused(as_user, cast, offered):
    from liandong.hub.bundles.domain import keeping

    data = bytearray(keeping.parcel("bundles", offered.sha256))
    data[len(data) // 2] ^= 1
    response = as_user(cast.rizhao).post(reverse("bundles:upload"), up(bytes(data)))
    assert response.status_code == 200
    with scopes_disabled():
        assert BundleFile.objects.count() == 1


def test_signing_takes_a_key_and_shows_none_of_it(as_user, cast, keep, built, parties, settings, tmp_path):
    row, lead = keep(built()), as_user(cast.lead)
    address = reverse("bundles:sign", args=[row.pk])
    asked = lead.get(address).content.decode()
    assert parties.qingdao.fingerprint in asked
    assert lead.post(address, {}).status_code == 302
    place = tmp_path / "home" / "keys" / "qingdao" / parties.qingdao.fingerprint
    secret = place.read_text("ascii").splitlines()[1]
    assert (place.stat().st_mode & 0o777, place.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    for page in (row.get_absolute_url(), reverse("bundles:keys"), address):
        assert secret not in lead.get(page).content.decode()
    assert not [one for one in AuditEntry.objects.all() if secret in str(one.changes)]
    with scopes_disabled():
        assert judging.judged(BundleFile.objects.get(), cast.lead.zone).signers == ("青岛",)
        assert AuditEntry.objects.filter(action="sign").count() == 1


def test_without_a_key_the_form_says_where_to_make_one(as_user, cast, keep, built):
    row = keep(built())
    response = as_user(cast.lead).post(reverse("bundles:sign", args=[row.pk]), {})
    assert "还没有签名密钥" in response.content.decode()


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (Signature.UNSIGNED, "还没有人签名"),
        (Signature.UNKNOWN, "不知道是谁签的"),
        (Signature.REVOKED, "签名的密钥已吊销"),
        (Signature.WITHDRAWN, "撤回：条款已修订"),
        (Signature.EXPIRED, "到期，请索取新的"),
    ],
)
def test_what_is_not_to_be_believed_says_why_and_cannot_be_installed(
    as_user, cast, zones, parties, keep, built, state, told, monkeypatch
):
    with scopes_disabled():
        row = keep(built())
        if state != Signature.UNSIGNED:
            taking.share(taking.sign(row), is_shared=True)
        else:
            row.circle = Circle.network()
            row.save()
        if state in (Signature.WITHDRAWN, Signature.EXPIRED):
            day = judging.today()
            cataloguing.publish(zone=zones.qingdao, on=day, expires=day + timedelta(days=9))
        if state == Signature.WITHDRAWN:
            gone = (("two-stage 1.0.0", "条款已修订"),)
            cataloguing.publish(zone=zones.qingdao, on=day, expires=day + timedelta(days=9), withdrawn=gone)
        if state == Signature.EXPIRED:
            monkeypatch.setattr(judging, "today", lambda: day + timedelta(days=10))
        if state == Signature.UNKNOWN:
            TrustedKey.objects.filter(zone=zones.rizhao, party="青岛").delete()
        if state == Signature.REVOKED:
            key = TrustedKey.objects.get(zone=zones.rizhao, party="青岛")
            keys.revoke(key=key, on=judging.today(), reason="丢失")
        row.refresh_from_db()
        assert judging.judged(row, zones.rizhao).state == state
        assert judging.told_states([row], zones.rizhao)[row.pk].state == state
    rizhao = as_user(cast.rizhao)
    assert told in rizhao.get(row.get_absolute_url()).content.decode()
    rizhao.post(reverse("bundles:fit", args=[row.pk]), FIT)
    run_last()
    response = rizhao.post(reverse("bundles:install", args=[row.pk]), {"is_sure": "on"})
    assert response.status_code == 200
    with scopes_disabled():
        assert BundleJob.objects.filter(kind=JobKind.INSTALL).count() == 0


def test_the_fit_tells_every_reason_with_what_is_needed(as_user, cast, offered):
    lacking = {"basis": [], "capabilities": [], "parameter_0": "99", "analysis": ""}
    rizhao = as_user(cast.rizhao)
    response = rizhao.post(reverse("bundles:fit", args=[offered.pk]), lacking)
    job = run_last()
    page = rizhao.get(response.url).content.decode()
    assert (job.state, job.found["is_good"]) == (JobState.DONE, False)
    for words in ("没有法律依据 QD-2021-7", "需要取得授权", "不具备条件“分段实施准入监管”", "须在 24 到 72"):
        assert words in page
    assert "安装</a>" not in page
    asked = rizhao.get(reverse("bundles:install", args=[offered.pk])).content.decode()
    assert "不适用" in asked


def test_a_bundle_that_does_not_fit_is_not_installed_whatever_is_posted(as_user, cast, offered):
    rizhao = as_user(cast.rizhao)
    rizhao.post(reverse("bundles:fit", args=[offered.pk]), {**FIT, "basis": []})
    run_last()
    rizhao.post(reverse("bundles:install", args=[offered.pk]), {"is_sure": "on"})
    job = run_last()
    assert (job.kind, job.state) == (JobKind.INSTALL, JobState.FAILED)
    assert "没有法律依据 QD-2021-7" in job.error
    with scopes_disabled():
        assert Installation.objects.count() == 0


def test_it_is_checked_installed_and_enters_the_replication_matrix(as_user, cast, offered, innovation, zones):
    rizhao = as_user(cast.rizhao)
    rizhao.post(reverse("bundles:fit", args=[offered.pk]), FIT)
    assert run_last().found["is_good"]
    unsure = rizhao.post(reverse("bundles:install", args=[offered.pk]), {"adopted_on": "2024-06-01"})
    assert "这个字段是必填项" in unsure.content.decode()
    rizhao.post(reverse("bundles:install", args=[offered.pk]), {"is_sure": "on", "adopted_on": "2024-06-01"})
    job = run_last()
    assert (job.kind, job.state, job.error) == (JobKind.INSTALL, JobState.DONE, "")
    with scopes_disabled():
        row = Installation.objects.get()
        assert (row.zone, row.signers, row.parameters) == (zones.rizhao, ["青岛"], {"laboratory": 30.0})
        assert Adoption.objects.get(zone=zones.rizhao).status == "fit"
        assert ZoneFacts.objects.get(zone=zones.rizhao).basis == ["QD-2021-7"]
    page = rizhao.get(offered.get_absolute_url()).content.decode()
    assert "回传成效" in page
    again = rizhao.post(reverse("bundles:install", args=[offered.pk]), {"is_sure": "on"})
    assert "已安装" in again.content.decode()


def test_a_zone_reports_and_the_origin_has_its_effect_beside_what_is_claimed(
    as_user, cast, installed, innovation, analysis, zones
):
    rizhao = as_user(cast.rizhao)
    data = {"analysis": analysis.pk, "approved_by": "数据处", "retention": "2028-12-31"}
    rizhao.post(reverse("bundles:report-new", args=[installed.bundle_id]), data)
    job = run_last()
    with scopes_disabled():
        job = BundleJob.objects.get(kind=JobKind.REPORT)
        assert (job.state, job.error) == (JobState.DONE, "")
        row = ReportFile.objects.get()
        assert (row.party, row.sequence, row.adopted_on, row.cases) == ("日照", 1, date(2024, 6, 1), 300)
        jobs.run(BundleJob.objects.filter(kind=JobKind.EFFECT, state=JobState.QUEUED).get().pk)
        [done] = BundleJob.objects.filter(kind=JobKind.EFFECT)
        assert (done.state, done.error, done.zone) == (JobState.DONE, "", zones.qingdao)
        adoption = Adoption.objects.get(zone=zones.rizhao)
        assert -5 < adoption.computed["value"] / 86_400 < -3
        assert (adoption.computed["simulated"], adoption.claim) == (True, None)
        assert Effect.objects.get().get_absolute_url() == adoption.computed["page"]
    lead = as_user(cast.lead)
    matrix = lead.get(reverse("innovations:matrix")).content.decode()
    assert f"模拟 {adoption.computed['short_zh']}" in matrix
    told = lead.get(adoption.get_absolute_url()).content.decode()
    assert adoption.computed["zh"] in told
    assert "模拟数据" in told
    assert lead.get(row.get_absolute_url()).status_code == 200
    assert as_user(cast.yanggu).get(row.get_absolute_url()).status_code == 404
    # The same counts again are the same report.
    rizhao.post(reverse("bundles:report-new", args=[installed.bundle_id]), data)
    run_last()
    with scopes_disabled():
        assert ReportFile.objects.count() == 1


def test_only_a_zones_own_counts_are_reported(as_user, cast, installed, analysis, zones):
    with scopes_disabled():
        analysis.zone = zones.yanggu
        analysis.circle = Circle.network()
        analysis.save()
    data = {"analysis": analysis.pk, "approved_by": "数据处", "retention": "2028"}
    response = as_user(cast.rizhao).post(reverse("bundles:report-new", args=[installed.bundle_id]), data)
    assert response.status_code == 200
    with scopes_disabled():
        assert BundleJob.objects.filter(kind=JobKind.REPORT).count() == 0


def test_versions_are_compared_in_words(as_user, cast, offered, keep, built):
    with scopes_disabled():
        later = taking.share(taking.sign(keep(built("1.1.0"))), is_shared=True)
    page = as_user(cast.rizhao).get(reverse("bundles:diff", args=[later.pk, offered.pk])).content.decode()
    assert "版本由“1.0.0”改为“1.1.0”" in page


def test_going_back_behind_a_version_is_refused(as_user, cast, installed, keep, built, zones):
    with scopes_disabled():
        older = taking.share(taking.sign(keep(built("0.9.0"))), is_shared=True)
        job = installing.ask_install(bundle=older, zone=zones.rizhao, analysis=None, user=cast.rizhao)
        jobs.run(job.pk)
        job.refresh_from_db()
    assert (job.state, "不能退回" in job.error) == (JobState.FAILED, True)


def test_a_catalogue_is_issued_extended_and_withdraws(as_user, cast, offered):
    lead, address = as_user(cast.lead), reverse("bundles:publish")
    bare = lead.post(address, {"expires": "2030-01-01", "withdrawn": ["two-stage 1.0.0"]})
    assert "撤回须写明原因" in bare.content.decode()
    data = {"expires": "2030-01-01", "withdrawn": ["two-stage 1.0.0"], "reason": "条款已修订"}
    response = lead.post(address, data)
    with scopes_disabled():
        row = CatalogueFile.objects.order_by("-version").first()
    assert (row.version, row.entries[0]["reason"], response.url) == (2, "条款已修订", row.get_absolute_url())
    page = as_user(cast.rizhao).get(row.get_absolute_url()).content.decode()
    assert "条款已修订" in page
    file = lead.get(reverse("bundles:catalogue-file", args=[row.pk]))
    assert file.content.decode() == row.content


def test_keys_are_made_trusted_and_revoked_by_forms(as_user, cast, zones):
    lead, other = as_user(cast.lead), new_key("烟台")
    lead.post(reverse("bundles:key-new"), {"party": "青岛"})
    unconfirmed = lead.post(reverse("bundles:trust"), up(f"{other.public.line}\n".encode(), "y.pub"))
    assert unconfirmed.status_code == 200
    data = {**up(f"{other.public.line}\n".encode(), "y.pub"), "is_confirmed": "on"}
    assert lead.post(reverse("bundles:trust"), data).status_code == 302
    with scopes_disabled():
        row = TrustedKey.objects.get(party="烟台")
    assert (row.zone, row.of, row.fingerprint) == (zones.qingdao, None, other.fingerprint)
    assert (
        as_user(cast.rizhao).post(reverse("bundles:revoke", args=[row.pk]), {"reason": "x"}).status_code
        == 404
    )
    lead.post(reverse("bundles:revoke", args=[row.pk]), {"reason": "丢失"})
    row.refresh_from_db()
    assert (row.revoked, row.reason) == (ANY, "丢失")
    assert row.revoked is not None
    assert "丢失" in lead.get(reverse("bundles:keys")).content.decode()


def test_a_key_given_up_signs_no_more_and_says_so_to_others(as_user, cast, parties, keep, built, zones):
    lead = as_user(cast.lead)
    key = parties.qingdao
    assert lead.get(reverse("bundles:revocation", args=[key.pk])).status_code == 404
    lead.post(reverse("bundles:give-up", args=[key.pk]), {"reason": "更换"})
    statement = lead.get(reverse("bundles:revocation", args=[key.pk])).content
    refused = lead.post(reverse("bundles:sign", args=[keep(built()).pk]), {})
    assert "已吊销" in refused.content.decode()
    data = {**up(statement, "x.revocation"), "is_confirmed": "on"}
    assert as_user(cast.rizhao).post(reverse("bundles:trust"), data).status_code == 302
    with scopes_disabled():
        assert TrustedKey.objects.get(zone=zones.rizhao, party="青岛").reason == "更换"


def test_files_from_a_stick_are_taken_in_by_a_form(as_user, cast, offered, report, zones):
    lead, address = as_user(cast.lead), reverse("bundles:take")
    assert lead.post(address, up(report(), "a.fips")).url == reverse("bundles:reports")
    assert lead.post(address, up(report(), "a.fips")).status_code == 302
    refused = lead.post(address, up(b"x", "a.exe"))
    assert "请选择 .catalogue、.fip 或 .fips 文件" in refused.content.decode()
    with scopes_disabled():
        assert ReportFile.objects.count() == 1
        stranger = new_key("路人")
        forged = judging.opened(offered)
        forged = type(forged)(forged.members, forged.manifest, forged.innovation).sign(stranger)
    response = as_user(cast.yanggu).post(address, up(forged.to_bytes(), "a.fip"))
    assert "不受信任" in response.content.decode()


def test_a_report_with_a_number_missing_says_so(as_user, cast, offered, report, zones):
    with scopes_disabled():
        for number in (1, 3):
            reporting.receive(report(number), zone=zones.qingdao, may=lambda _: True)
        row = ReportFile.objects.get(sequence=3)
    assert "还没有收到第 2 次回传" in as_user(cast.lead).get(row.get_absolute_url()).content.decode()


def test_pages_of_many_rows_ask_few_questions(as_user, cast, seen, django_assert_max_num_queries):
    with scopes_disabled():
        seed.seed(200)
    lead = as_user(cast.lead)
    for name in ("home", "reports"):
        with django_assert_max_num_queries(12):
            assert lead.get(reverse(f"bundles:{name}")).status_code == 200
    table = lead.get(f"{reverse('bundles:home')}?export=csv")
    with seen(cast.lead):
        assert b"".join(table).decode().count("\n") == 1 + BundleFile.objects.count() > 20


def test_the_pages_speak_english(as_user, cast, offered):
    rizhao = as_user(cast.rizhao)
    rizhao.cookies["django_language"] = "en"
    for address in (
        offered.get_absolute_url(),
        reverse("bundles:keys"),
        reverse("bundles:fit", args=[offered.pk]),
    ):
        rizhao.get(address)
    assert "Signed by 青岛" in rizhao.get(offered.get_absolute_url()).content.decode()
    assert "Signature trusted" in rizhao.get(reverse("bundles:home")).content.decode()


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh-hans", ("能否申请简易注销登记", "由上到下取第一行", "(20..30]", "SAMR-2021-45")),
        (
            "en",
            (
                "May simplified deregistration be applied for",
                "the first counts",
                "(20..30]",
                "SAMR-2021-45",
            ),
        ),
    ],
)
def test_the_decision_tables_of_a_bundle_are_shown_row_by_row(as_user, cast, keep, lang, words):
    row = keep(Bundle.build(folders()["simple-deregistration"]))
    lead = as_user(cast.lead)
    lead.cookies["django_language"] = lang
    page = lead.get(row.get_absolute_url()).content.decode()
    assert [one for one in words if one not in page] == []
