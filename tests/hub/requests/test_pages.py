"""Each page, tried by the lead officer, a partner's officer, a firm and a stranger."""

import pytest
from django_scopes import scopes_disabled

from liandong.hub.requests.models import Hearing, Programme, Request, Service, Theme, Visit

OPEN = ["", "new/", "services/"]
INSIDE = [
    "themes/",
    "statistics/",
    "statistics/?period=all",
    "visits/",
    "visits/new/",
    "coverage/",
    "pairings/",
    "pairings/new/",
    "projects/new/",
    "hearings/",
    "hearings/new/",
    "import/",
]


def statuses(as_user, cast, path):
    people = (cast.lead, cast.rizhao, cast.firm, cast.stranger)
    return [as_user(person).get(f"/requests/{path}").status_code for person in people]


@pytest.mark.django_db
@pytest.mark.parametrize("path", OPEN)
def test_firms_and_officials_enter(path, as_user, cast, shown):
    assert statuses(as_user, cast, path) == [200, 200, 200, 403]


@pytest.mark.django_db
@pytest.mark.parametrize("path", INSIDE)
def test_only_officials_enter(path, as_user, cast, shown):
    assert statuses(as_user, cast, path) == [200, 200, 403, 403]


@pytest.mark.django_db
def test_who_is_not_signed_in_is_asked_to(client, filed):
    for path in ("", f"{filed.pk}/", f"{filed.pk}/answer/", "files/1/download/", "import/1/"):
        response = client.get(f"/requests/{path}")
        assert (response.status_code, response.url.split("?")[0]) == (302, "/accounts/login/")


@pytest.mark.django_db
def test_a_request_is_seen_by_its_firm_its_zone_and_the_province(as_user, cast, filed):
    page = f"/requests/{filed.pk}/"
    people = (cast.firm, cast.yanggu, cast.reviewer, cast.admin, cast.lead, cast.rizhao, cast.stranger)
    assert [as_user(one).get(page).status_code for one in people] == [200, 200, 200, 200, 404, 404, 403]


@pytest.mark.django_db
def test_no_page_takes_more_than_twelve_queries(as_user, cast, shown, django_assert_max_num_queries):
    with scopes_disabled():
        ids = {model: model.objects.first().pk for model in (Theme, Visit, Programme, Hearing)}
        request = Request.objects.filter(programme__isnull=False).first().pk
        waiting = Request.objects.filter(zone=cast.lead.zone, state="waiting").first().pk
    pages = [
        *OPEN,
        *INSIDE,
        f"{request}/",
        f"{waiting}/dispatch/",
        f"{waiting}/merge/",
        f"themes/{ids[Theme]}/",
        f"visits/{ids[Visit]}/",
        f"programmes/{ids[Programme]}/",
        f"hearings/{ids[Hearing]}/",
        f"new/?visit={ids[Visit]}",
        f"new/?service={Service.objects.first().pk}",
    ]
    browser = as_user(cast.lead)
    for page in pages:
        with django_assert_max_num_queries(12, info=page):
            assert browser.get(f"/requests/{page}").status_code == 200, page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["", "statistics/", "themes/", "visits/", "coverage/", "pairings/", "hearings/"]
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_table_is_exported(path, kind, as_user, cast, shown):
    response = as_user(cast.lead).get(f"/requests/{path}?export={kind}")
    content = b"".join(response.streaming_content) if response.streaming else response.content
    assert (response.status_code, response.headers["Content-Disposition"].startswith("attachment")) == (
        200,
        True,
    )
    assert content.startswith(b"\xef\xbb\xbf" if kind == "csv" else b"PK")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    ["q=退税", "q=SQ-2021", "state=open", "light=red", "light=blue", "light=yellow", "mine=on", "sort=-due"],
)
def test_the_list_is_narrowed_by_each_filter(query, as_user, cast, shown):
    assert as_user(cast.lead).get(f"/requests/?{query}").status_code == 200


@pytest.mark.django_db
def test_a_firm_reads_no_internal_words(as_user, cast, filed):
    browser = as_user(cast.yanggu)
    browser.post(f"/requests/{filed.pk}/note/", {"text": "先摸清底数"})
    browser.post(f"/requests/{filed.pk}/message/", {"text": "请补充报关单号"})
    firm = as_user(cast.firm).get(f"/requests/{filed.pk}/").content.decode()
    officer = browser.get(f"/requests/{filed.pk}/").content.decode()
    assert ("先摸清底数" in firm, "请补充报关单号" in firm) == (False, True)
    assert ("先摸清底数" in officer, "请补充报关单号" in officer) == (True, True)
