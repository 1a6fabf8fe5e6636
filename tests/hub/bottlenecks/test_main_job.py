"""From files to findings: what is uploaded is checked, counted, diagnosed and kept."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scopes_disabled

import liandong as ld
from liandong.hub.bottlenecks.domain import (
    combining,
    files,
    jobs,
    open_bottleneck,
    opening,
    tables,
    top,
    uploading,
)
from liandong.hub.bottlenecks.enums import AnalysisState, BottleneckState, DatasetState, JobKind, JobState
from liandong.hub.bottlenecks.models import Analysis, Dataset, Job
from liandong.hub.core.models import Circle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everything")]


def test_two_files_become_one_analysis_with_its_findings(made):
    analysis = made()
    assert (analysis.state, analysis.cases, analysis.events, analysis.log_zones) == (
        "done",
        120,
        360,
        ["乙", "甲"],
    )
    first = analysis.findings.first()
    assert (first.rank, first.log_zone, first.activity, first.compared_with) == (1, "乙", "查验", "甲")
    assert first.n == 60
    assert first.is_certain


def test_what_is_kept_is_what_the_library_says(made):
    analysis = made()
    found = ld.diagnose(ld.Profile.load(files.place(f"{analysis.folder}/profile")))
    assert analysis.sha256 == found.profile.sha256
    assert analysis.sentences == {lang: found.sentences(lang) for lang in ("zh", "en")}
    assert {name: it.height for name, it in tables.tables(analysis).items()} == {
        name: frame.height for name, frame in found.tables().items()
    }
    assert [row.cells for row in tables.rows(analysis, "bottlenecks")] == [
        list(row) for row in found.tables()["bottlenecks"].rows()
    ]


def test_report_workbook_and_profile_are_written(made):
    folder = files.place(made().folder)
    assert (folder / "report.html").read_text("utf-8").startswith("<!doctype html>")
    assert (folder / "workbook.xlsx").read_bytes()[:2] == b"PK"


def test_the_check_shows_how_columns_were_understood_and_which_rows_are_left_out(
    cast, django_capture_on_commit_callbacks
):
    content = "办件编号,环节,办结时间\nC1,申报,2024-01-01 09:00:00\nC1,放行,昨天\n".encode()
    with django_capture_on_commit_callbacks(execute=True):
        uploading.upload(
            title="通关", zone=cast.lead.zone, user=cast.lead, uploads=[SimpleUploadedFile("a.csv", content)]
        )
    dataset = Dataset.objects.get()
    assert (dataset.state, dataset.events, dataset.rejected) == (DatasetState.CHECKED, 1, 1)
    assert dataset.mapping["columns"] == {"case": "办件编号", "activity": "环节", "end": "办结时间"}
    problem = dataset.preview["problems"][0]
    assert (problem["row"], problem["column"], problem["value"], problem["en"]) == (
        3,
        "办结时间",
        "昨天",
        "the time cannot be read",
    )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("log.xlsx", b"PK\x03\x04 no workbook", "log.xlsx"),
        ("log.csv", b"%PDF-1.7 a document", "log.csv"),
        ("log.xes", b"<html><table></table></html>", "log.xes"),
        ("log.csv", b"   \n", "log.csv"),
        ("log.csv", b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff", "log.csv"),
    ],
)
def test_a_disguised_file_is_refused_with_a_sentence_that_names_it(
    cast, django_capture_on_commit_callbacks, name, content, said
):
    with django_capture_on_commit_callbacks(execute=True):
        uploading.upload(
            title="?", zone=cast.lead.zone, user=cast.lead, uploads=[SimpleUploadedFile(name, content)]
        )
    dataset = Dataset.objects.get()
    assert (dataset.state, Job.objects.get().state) == (DatasetState.REFUSED, JobState.DONE)
    assert said in dataset.refusal
    assert said in dataset.refusal_en
    assert dataset.path not in dataset.refusal


def test_file_names_never_become_paths(cast, two_zones):
    two_zones[0].name = "../../etc/passwd"
    uploading.upload(title="?", zone=cast.lead.zone, user=cast.lead, uploads=two_zones)
    for dataset in Dataset.objects.all():
        assert files.place(dataset.path).is_relative_to(files.place(dataset.analysis.folder))
        assert dataset.path.rsplit("/", 1)[1].isalnum()
    with pytest.raises(ValueError, match="passwd"):
        files.place("bottlenecks/../../passwd")


def test_a_job_without_usable_files_fails_with_a_sentence(made):
    analysis = made(uploads=[SimpleUploadedFile("x.csv", b"a,b\n1,2\n")])
    job = Job.objects.filter(analysis=analysis).first()
    assert (analysis.state, job.state) == (AnalysisState.FAILED, JobState.FAILED)
    assert "通关" in job.error


def test_a_cancelled_job_stops_at_its_next_step(cast, made):
    analysis = made()
    job = Job(analysis=analysis, kind=JobKind.ANALYSE, zone=analysis.zone, circle=analysis.circle)
    job.is_cancel_asked = True
    job.save()
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_counting_again_with_other_settings_replaces_the_results(
    made, cast, django_capture_on_commit_callbacks
):
    analysis = made()
    before = analysis.sha256
    analysis.settings = {**analysis.settings, "drop": ["放行"], "statutory": ["查验 | 某法第三条 | 1"]}
    analysis.save()
    with django_capture_on_commit_callbacks(execute=True):
        jobs.start(analysis=analysis, kind=JobKind.ANALYSE, user=cast.lead)
    analysis.refresh_from_db()
    assert (analysis.events, analysis.sha256 == before) == (240, False)
    assert analysis.findings.first().statutory_share > 0


def test_profiles_of_two_analyses_add_up(made, cast, two_zones, django_capture_on_commit_callbacks):
    parts = [made(title=each.name, uploads=[each], log_zones=[each.name[0]]) for each in two_zones]
    with django_capture_on_commit_callbacks(execute=True):
        job = combining.combine(title="两区", parents=parts, zone=cast.lead.zone, user=cast.lead)
    whole = Analysis.objects.get(pk=job.analysis_id)
    for each in two_zones:
        each.seek(0)
    assert whole.sha256 == made().sha256
    with pytest.raises(ValidationError):
        combining.combine(title="一区", parents=parts[:1], zone=cast.lead.zone, user=cast.lead)


def test_a_profile_can_be_uploaded_like_a_log(made):
    analysis = made()
    content = files.place(f"{analysis.folder}/profile").read_bytes()
    again = made(title="画像", uploads=[SimpleUploadedFile("a.profile", content)])
    assert again.sha256 == analysis.sha256


def test_simulated_data_stay_marked(made):
    assert made(is_simulated=True).is_simulated
    analysis = Analysis.objects.get()
    bottleneck = opening.from_finding(finding=analysis.findings.first(), zone=analysis.zone, user=None)
    assert bottleneck.is_simulated


def test_a_finding_becomes_one_bottleneck_however_often_it_is_clicked(made, cast):
    analysis = made()
    finding = analysis.findings.first()
    opened = [opening.from_finding(finding=finding, zone=analysis.zone, user=cast.lead) for _ in range(2)]
    assert opened[0] == opened[1]
    assert (opened[0].step, opened[0].case_days, opened[0].circle) == (
        "查验",
        finding.case_days,
        analysis.circle,
    )


def test_bottlenecks_rank_by_what_they_cost_and_closed_ones_are_left_out(zones, cast):
    made = [open_bottleneck(title=name, zone=zones.qingdao, user=cast.lead) for name in ("甲", "乙", "丙")]
    for one, days in zip(made, (None, 7.5, 90.0), strict=True):
        one.case_days = days
        one.save()
    opening.move(bottleneck=made[2], state=BottleneckState.CLOSED, note="已无等待")
    assert [str(one) for one in top(5)] == ["乙", "甲"]
    assert (made[2].note, made[0].circle) == ("已无等待", Circle.network())
    with pytest.raises(ValidationError):
        opening.move(bottleneck=made[0], state=BottleneckState.IMPROVED)


def test_deleting_an_analysis_removes_its_files_and_leaves_its_bottlenecks(
    made, django_capture_on_commit_callbacks
):
    analysis = made()
    bottleneck = opening.from_finding(finding=analysis.findings.first(), zone=analysis.zone, user=None)
    folder = files.place(analysis.folder)
    with django_capture_on_commit_callbacks(execute=True):
        uploading.remove(analysis)
    bottleneck.refresh_from_db()
    assert not folder.exists()
    assert (bottleneck.analysis_id, bottleneck.step) == (None, "查验")


def test_who_may_not_see_an_upload_finds_nothing(made, cast, seen):
    analysis = made()
    with scopes_disabled():
        assert Analysis.objects.count() == 1
    with seen(cast.rizhao):
        assert not Analysis.objects.filter(pk=analysis.pk).exists()
        assert not Dataset.objects.exists()
        assert not Job.objects.exists()
