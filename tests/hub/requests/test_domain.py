"""What happens to a request, from filing to the firm's word."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scopes_disabled

from liandong.hub.core.domain import audit
from liandong.hub.core.domain.attaching import kind_of
from liandong.hub.core.models import Notice
from liandong.hub.requests.domain import (
    dispatching,
    file_request,
    importing,
    merging,
    moves,
    statistics,
    summary,
    themes,
)
from liandong.hub.requests.domain.thread import holdings
from liandong.hub.requests.models import Category, ImportDraft, Programme, Request


@pytest.mark.django_db
def test_a_request_is_numbered_due_and_told(cast, filed):
    year = filed.filed_on.year
    assert (filed.number, filed.state, filed.zone.slug) == (f"SQ-{year}-0001", "waiting", "yanggu")
    assert [notice.user for notice in Notice.objects.all()] == [cast.yanggu]


@pytest.mark.django_db
def test_the_way_to_solved_leaves_its_thread_and_the_audit_chain_holds(cast, filed, everything):
    request = moves.accept(filed, user=cast.yanggu)
    request = moves.answer(request, user=cast.yanggu, text="已协调")
    request = moves.send_back(request, user=cast.firm, text="还在排队")
    request = moves.answer(request, user=cast.yanggu, text="已开绿色通道")
    request = moves.confirm(request, user=cast.firm, satisfaction=5)
    assert [entry.action for entry in request.entries.all()] == [
        "filed", "accept", "answer", "return", "answer", "confirm",
    ]  # fmt: skip
    assert (request.state, request.satisfaction, request.is_in_time, request.days) == ("solved", 5, True, 0)
    assert audit.verify() is None


@pytest.mark.django_db
def test_a_step_that_does_not_follow_is_refused(cast, filed, everything):
    with pytest.raises(ValidationError):
        moves.confirm(filed, user=cast.firm, satisfaction=5)


@pytest.mark.django_db
def test_escalation_shows_it_to_the_lead_zone(cast, filed, seen):
    with seen(cast.lead):
        assert list(Request.objects.all()) == []
    with scopes_disabled():
        request = dispatching.escalate(filed, user=cast.yanggu, text="两地协调")
        levels = [held.level.name for held in holdings(request.entries.all())]
    with seen(cast.lead):
        assert list(Request.objects.all()) == [filed]
    with seen(cast.rizhao):
        assert list(Request.objects.all()) == []
    assert (levels, request.escalations) == (["片区", "市"], 1)


@pytest.mark.django_db
def test_merging_keeps_lineage_and_counts_once(cast, filed, everything):
    again = file_request(
        title="铜精矿取样送检排队久", text="到港后取样送检要排队三天，希望协调。", category=filed.category,
        zone=filed.zone, user=cast.yanggu, firm=filed.firm, channel="phone",
    )  # fmt: skip
    merging.merge(again, into=filed, user=cast.yanggu)
    assert list(filed.duplicates.all()) == [again]
    assert (summary()["filed"], [(one.n, one.firms, one.zones) for one in themes(5)]) == (1, [(2, 1, 1)])


@pytest.mark.django_db
def test_the_demonstration_gives_the_sources_counts(shown, everything):
    rows = Request.objects.filter(programme=Programme.objects.get())
    whole = statistics.total(statistics.by(rows, "category"))
    assert (whole.filed, whole.solved, f"{whole.share:.1%}") == (128, 110, "85.9%")
    assert rows.values("category").distinct().count() == 9
    assert Programme.objects.get().pairings.count() == 51
    assert audit.verify() is None


def file(text, name="a.csv"):
    return SimpleUploadedFile(name, text.encode())


@pytest.mark.django_db
def test_an_import_is_all_or_nothing(cast, everything):
    good = "标题,具体情况,类别,提交日期\n退税慢,两个月未到账,留抵退税,2024-03-01\n"
    wrong = importing.read(file(good + ",没有标题,航天,2999-01-01\n"), user=cast.lead)
    assert [(problem.line, problem.column) for problem in wrong.problems] == [
        (3, "标题"),
        (3, "类别"),
        (3, "提交日期"),
    ]
    reading = importing.read(file(good), user=cast.lead)
    draft = ImportDraft.objects.create(user=cast.lead, name="a.csv", rows=reading.rows)
    (made,) = importing.file_draft(draft, user=cast.lead)
    assert (made.number, made.category.name, made.due) == ("SQ-2024-0001", "留抵退税", date(2024, 3, 15))


@pytest.mark.django_db
def test_a_partner_cannot_act_on_it_by_its_address(as_user, cast, filed):
    for action in ("accept", "answer", "confirm", "withdraw", "note", "merge"):
        assert as_user(cast.rizhao).post(f"/requests/{filed.pk}/{action}/", {"text": "x"}).status_code == 404
    assert as_user(cast.firm).post(f"/requests/{filed.pk}/accept/", {}).status_code == 403


@pytest.mark.django_db
def test_a_firm_files_with_a_file_and_only_its_readers_get_it(as_user, cast):
    data = {
        "title": "退税慢", "text": "两个月", "category": Category.objects.first().pk, "once": "t1",
        "files": SimpleUploadedFile("证明.pdf", b"%PDF-1.7 x"),
    }  # fmt: skip
    browser = as_user(cast.firm)
    place = browser.post("/requests/new/", data).url
    assert browser.post("/requests/new/", {**data, "files": ""}).url == place  # sent twice, filed once
    with scopes_disabled():
        (file,) = Request.objects.get().attachments.all()
    people = (cast.firm, cast.yanggu, cast.rizhao, cast.stranger)
    got = [as_user(one).get(f"/requests/files/{file.pk}/download/") for one in people]
    assert [response.status_code for response in got] == [200, 200, 404, 403]
    assert got[0].headers["Content-Disposition"].startswith("attachment")
    for response in got[:2]:
        response.close()


def test_a_disguised_file_is_refused():
    with pytest.raises(ValidationError):
        kind_of(SimpleUploadedFile("a.pdf", b"<script>alert(1)</script>"))
