"""Each page, tried by an officer of the zone, one of another zone, a firm and a stranger."""

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from liandong.hub.bottlenecks.domain import jobs, opening
from liandong.hub.bottlenecks.enums import JobKind
from liandong.hub.bottlenecks.models import Analysis, Bottleneck, Dataset, Job
from liandong.hub.tasks.models import Task
from liandong.profile import Profile
from liandong.profile.sharing import verify

pytestmark = pytest.mark.django_db

SECTIONS = ("overview", "bottlenecks", "comparison", "release", "trends", "habits", "handling", "sheet")


@pytest.fixture
def analysis(made):
    return made()


@pytest.fixture
def bottleneck(analysis, cast):
    with scopes_disabled():
        return opening.from_finding(finding=analysis.findings.first(), zone=analysis.zone, user=cast.lead)


@pytest.fixture
def pages(analysis, bottleneck):
    """The address of every object of the zone's own."""
    with scopes_disabled():
        job, dataset = Job.objects.first(), Dataset.objects.first()
    pk = analysis.pk
    return [
        *(reverse("bottlenecks:section", args=[pk, section]) for section in SECTIONS),
        reverse("bottlenecks:analysis", args=[pk]),
        reverse("bottlenecks:setup", args=[pk]),
        reverse("bottlenecks:share", args=[pk]),
        reverse("bottlenecks:analysis-delete", args=[pk]),
        reverse("bottlenecks:finding-list", args=[pk]),
        reverse("bottlenecks:finding", args=[pk, 1]),
        reverse("bottlenecks:tables", args=[pk]),
        reverse("bottlenecks:table", args=[pk, "edges"]),
        *(reverse("bottlenecks:download", args=[pk, kind]) for kind in ("profile", "report", "workbook")),
        reverse("bottlenecks:mapping", args=[dataset.pk]),
        reverse("bottlenecks:mapping-file", args=[dataset.pk]),
        reverse("bottlenecks:job-progress", args=[job.pk]),
        *(reverse(f"bottlenecks:{name}", args=[bottleneck.pk]) for name in ("bottleneck", "bottleneck-edit")),
        *(
            reverse(f"bottlenecks:{name}", args=[bottleneck.pk])
            for name in ("move", "task", "request", "bottleneck-delete")
        ),
    ]


GENERAL = ("home", "bottleneck-list", "analysis-list")


@pytest.mark.parametrize("name", [*GENERAL, "upload", "combine", "bottleneck-new"])
def test_the_room_is_open_to_officers_and_to_nobody_outside(as_user, cast, analysis, name):
    address = reverse(f"bottlenecks:{name}")
    assert [as_user(who).get(address).status_code for who in (cast.lead, cast.rizhao, cast.customs)] == [
        200
    ] * 3
    assert [as_user(who).get(address).status_code for who in (cast.firm, cast.stranger)] == [403, 403]


def test_the_zone_opens_every_page_and_nobody_else_any(as_user, cast, pages, django_assert_max_num_queries):
    lead, rizhao, firm = as_user(cast.lead), as_user(cast.rizhao), as_user(cast.firm)
    stranger = as_user(cast.stranger)
    for address in pages:
        with django_assert_max_num_queries(12):
            response = lead.get(address)
        assert response.status_code == 200, address
        b"".join(response)  # read to its end, which closes a file that is sent
        assert rizhao.get(address).status_code == 404, address
        assert firm.get(address).status_code in (403, 404), address
        assert stranger.get(address).status_code in (403, 404), address


@pytest.mark.parametrize("name", GENERAL)
def test_lists_take_few_queries_however_much_there_is(
    as_user, cast, analysis, bottleneck, django_assert_max_num_queries, name
):
    from liandong.hub.bottlenecks.domain.seed import seed

    seed(300, 30)
    browser = as_user(cast.lead)
    with django_assert_max_num_queries(12):
        assert browser.get(reverse(f"bottlenecks:{name}")).status_code == 200


def test_posts_of_others_change_nothing(as_user, cast, analysis, bottleneck):
    for who in (cast.rizhao, cast.firm, cast.stranger):
        for address in (
            reverse("bottlenecks:unshare", args=[analysis.pk]),
            reverse("bottlenecks:analysis-delete", args=[analysis.pk]),
            reverse("bottlenecks:finding-open", args=[analysis.pk, 1]),
            reverse("bottlenecks:move", args=[bottleneck.pk]),
        ):
            assert as_user(who).post(address, {"state": "closed"}).status_code in (403, 404)
    with scopes_disabled():
        assert (Analysis.objects.count(), Bottleneck.objects.get().state) == (1, "new")


def test_an_officer_uploads_checks_and_diagnoses(
    as_user, cast, two_zones, django_capture_on_commit_callbacks
):
    browser = as_user(cast.lead)
    values = {"title": "通关", "zone": cast.lead.zone_id, "files": two_zones, "log_zones": "甲区\n乙区"}
    with django_capture_on_commit_callbacks(execute=True):
        response = browser.post(reverse("bottlenecks:upload"), values)
    assert response.status_code == 302
    setup = browser.get(response.url, follow=True)
    assert setup.redirect_chain[-1][0].endswith("/setup/")
    assert "甲.csv" in setup.content.decode()
    wanted = {"title": "通关", "period": "week", "calendar": "cn", "minimum": 30, "drop": "", "statutory": ""}
    with django_capture_on_commit_callbacks(execute=True):
        response = browser.post(setup.redirect_chain[-1][0], wanted)
    page = browser.get(response.url, follow=True).content.decode()
    assert "流程热力图" in page
    assert "乙区" in page
    assert "style=" not in page


def test_a_corrected_mapping_is_used(as_user, cast, analysis, django_capture_on_commit_callbacks):
    with scopes_disabled():
        dataset = Dataset.objects.first()
    values = {
        "log_zone": "丙",
        "timezone": "Asia/Shanghai",
        "column_0": "case",
        "column_1": "activity",
        "column_2": "end",
    }
    address = reverse("bottlenecks:mapping", args=[dataset.pk])
    twice = as_user(cast.lead).post(address, {**values, "column_1": "case"})
    assert "只能对应一列" in twice.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert as_user(cast.lead).post(address, values).status_code == 302
    with scopes_disabled():
        dataset.refresh_from_db()
    assert (dataset.log_zone, dataset.state, dataset.preview["zones"]) == ("丙", "checked", ["丙"])


@pytest.mark.parametrize(
    ("language", "headings"),
    [("zh-hans", ["办件编号", "环节", "完成时间", "片区"]), ("en", ["Case", "Activity", "End", "Zone"])],
)
def test_the_mapping_shows_the_rows_as_the_officer_knows_them(as_user, cast, analysis, language, headings):
    with scopes_disabled():
        dataset = Dataset.objects.first()
    browser = as_user(cast.lead)
    browser.cookies["django_language"] = language
    page = browser.get(reverse("bottlenecks:mapping", args=[dataset.pk]))
    assert page.context["rows"][0] == ["C0", "申报", "2024-01-01 09:00:00", dataset.preview["zones"][0]]
    shown = page.content.decode()
    assert "".join(f'<th scope="col">{heading}</th>' for heading in headings) in shown
    assert ("+00:00" in shown, shown.count("Asia/Shanghai 显示") + shown.count("are in Asia/Shanghai")) == (
        False,
        1,
    )
    assert dataset.preview["first"] == "2024-01-01 09:00:00"


def test_a_file_beyond_the_limit_is_refused_by_the_form(as_user, cast, settings, two_zones):
    settings.LIANDONG_UPLOAD_MAX_BYTES = 100
    values = {"title": "通关", "zone": cast.lead.zone_id, "files": two_zones}
    page = as_user(cast.lead).post(reverse("bottlenecks:upload"), values).content.decode()
    assert "“甲.csv”超过" in page
    with scopes_disabled():
        assert not Analysis.objects.exists()


def test_sharing_opens_the_counts_and_never_the_log(
    as_user, cast, analysis, django_capture_on_commit_callbacks, tmp_path
):
    browser, other = as_user(cast.lead), as_user(cast.rizhao)
    address = reverse("bottlenecks:share", args=[analysis.pk])
    assert browser.post(address, {}).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(address, {"is_sure": "on"})
    assert other.get(reverse("bottlenecks:analysis", args=[analysis.pk])).status_code == 200
    profile = other.get(reverse("bottlenecks:download", args=[analysis.pk, "profile"]))
    assert profile.headers["Content-Disposition"].startswith("attachment")
    (tmp_path / "shared.profile").write_bytes(b"".join(profile))
    shared = Profile.load(tmp_path / "shared.profile")
    assert verify(shared, k=10) == ()
    assert shared.sheet.releases[0].approved_by == str(cast.lead)
    with scopes_disabled():
        dataset = Dataset.objects.first()
    assert other.get(reverse("bottlenecks:mapping", args=[dataset.pk])).status_code == 404
    assert other.get(reverse("bottlenecks:setup", args=[analysis.pk])).status_code == 403
    browser.post(reverse("bottlenecks:unshare", args=[analysis.pk]))
    assert other.get(reverse("bottlenecks:analysis", args=[analysis.pk])).status_code == 404


def test_a_finding_leads_to_its_rows_and_to_files(as_user, cast, analysis):
    browser, address = as_user(cast.lead), reverse("bottlenecks:finding", args=[analysis.pk, 1])
    page = browser.get(address).content.decode()
    assert "堵点来路" in page
    assert "申报" in page
    content = b"".join(browser.get(f"{address}?export=csv&table=bottleneck_edges").streaming_content).decode()
    assert content.splitlines()[1].split(",")[:4] == ["1", "乙", "查验", "申报"]
    assert browser.get(f"{address}?export=xlsx&table=steps").content[:2] == b"PK"
    assert browser.get(f"{address}?export=csv&table=none").status_code == 404


def test_one_click_makes_a_bottleneck_and_one_more_a_task(as_user, cast, analysis):
    browser = as_user(cast.lead)
    response = browser.post(reverse("bottlenecks:finding-open", args=[analysis.pk, 1]))
    with scopes_disabled():
        made = Bottleneck.objects.get()
    assert response.url == made.get_absolute_url()
    task = {"name": "压缩查验等待", "due": "2027-03-31", "kind": "ordinary"}
    assert browser.post(reverse("bottlenecks:task", args=[made.pk]), task).status_code == 302
    with scopes_disabled():
        made.refresh_from_db()
        assert (made.state, Task.objects.get().name) == ("tasked", "压缩查验等待")
    assert "压缩查验等待" in browser.get(made.get_absolute_url()).content.decode()


def test_an_unknown_request_is_told(as_user, cast, bottleneck):
    address = reverse("bottlenecks:request", args=[bottleneck.pk])
    assert "没有编号为 X-1 的诉求" in as_user(cast.lead).post(address, {"number": "X-1"}).content.decode()


def test_a_running_job_tells_how_far_it_is_until_the_page_moves_on(as_user, cast, analysis):
    with scopes_disabled():
        job = Job(analysis=analysis, kind=JobKind.ANALYSE, zone=analysis.zone, circle=analysis.circle)
        job.state, job.done, job.message = "open", 40, "读取 甲.csv"
        job.save()
    browser = as_user(cast.lead)
    progress = reverse("bottlenecks:job-progress", args=[job.pk])
    page = browser.get(progress).content.decode()
    assert "读取 甲.csv" in page
    assert 'value="40"' in page
    browser.post(reverse("bottlenecks:job-cancel", args=[job.pk]))
    with scopes_disabled():
        Job.objects.filter(pk=job.pk).update(state="done")
    assert browser.get(progress).headers["HX-Redirect"] == analysis.get_absolute_url()


def test_pages_are_in_english_for_those_who_ask(as_user, cast, analysis, pages):
    browser = as_user(cast.lead)
    browser.cookies["django_language"] = "en"
    page = browser.get(reverse("bottlenecks:analysis", args=[analysis.pk])).content.decode()
    assert "Process map" in page
    assert 'data-lang="en"' in page


def test_style_and_script_of_the_report_are_confined_and_kept(client):
    from liandong.hub.bottlenecks.domain import drawing

    address = reverse("bottlenecks:asset", args=[drawing.version(), "css"])
    response = client.get(address)
    assert "immutable" in response.headers["Cache-Control"]
    assert ".ld-report .card" in response.content.decode()
    assert "\nbody" not in response.content.decode()


def test_a_job_is_started_once_what_led_to_it_is_committed(
    cast, analysis, django_capture_on_commit_callbacks
):
    with scopes_disabled(), django_capture_on_commit_callbacks() as waiting:
        jobs.start(analysis=analysis, kind=JobKind.CHECK, user=cast.lead)
    assert len(waiting) == 1
