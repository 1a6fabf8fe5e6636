"""Each page, by each of the cast; with few queries, in two languages, as a file."""

from itertools import product

from django.db import connection
from django.test.utils import CaptureQueriesContext

from liandong.hub.network.models import Meeting, Officer, Platform, Training, Usage

LISTS = (
    "agencies", "agreements", "obligations", "meetings", "decisions", "visits", "follow-ups", "officers", "trainings",
    "powers", "platforms", "bodies", "policies",
)  # fmt: skip
BOARDS = (
    "",
    "zones/qingdao/",
    "zones/rizhao/",
    "compliance/",
    "competence/",
    "reciprocity/",
    "meetings/2/minutes/",
)
FORMS = (
    "agreements",
    "meetings",
    "visits",
    "officers",
    "trainings",
    "powers",
    "platforms",
    "bodies",
    "policies",
)
URLS = (
    *BOARDS,
    *(f"{name}/" for name in LISTS),
    *(f"{name}/new/" for name in FORMS),
    *(f"{name}/1/" for name in (*FORMS, "obligations", "decisions", "follow-ups")),
    *(f"{name}/1/edit/" for name in (*FORMS, "clauses", "obligations", "delegations", "zones")),
    *(f"{name}/1/delete/" for name in (*FORMS, "clauses", "obligations", "members", "activities")),
    "agreements/1/clauses/new/", "clauses/1/obligations/new/", "meetings/1/agenda/new/", "meetings/1/decisions/new/",
    "visits/1/follow-ups/new/", "powers/1/delegations/new/", "bodies/1/members/new/", "bodies/1/activities/new/",
    "policies/1/zones/new/", "trainings/1/attendance/", "platforms/1/usage/", "obligations/1/close/",
    "obligations/1/waive/", "agencies/new/", "parameters/",
)  # fmt: skip


def test_every_page_opens_for_the_lead_officer_and_for_no_stranger(shown, as_user):
    browsers = [as_user(person) for person in (shown.lead, shown.firm, shown.stranger)]
    found = {url: [browser.get(f"/network/{url}").status_code for browser in browsers] for url in URLS}
    assert found == {url: [200, 403, 403] for url in URLS}


def test_no_page_asks_the_database_more_than_twelve_times(shown, as_user):
    browser = as_user(shown.lead)
    asked = {}
    for url in URLS:
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"/network/{url}")
        asked[url] = len(queries)
    assert {url: number for url, number in asked.items() if number > 12} == {}


def test_partners_leaders_and_reviewers_read(shown, as_user):
    browsers = [as_user(person) for person in (shown.rizhao, shown.leader, shown.customs, shown.reviewer)]
    urls = [*BOARDS, *(f"{name}/" for name in LISTS)]
    found = {url: [browser.get(f"/network/{url}").status_code for browser in browsers] for url in urls}
    assert found == {url: [200] * 4 for url in urls}


def test_what_another_zone_owns_can_be_read_but_not_changed(shown, as_user):
    browser = as_user(shown.rizhao)
    pages = ("", "edit/", "delete/")
    found = {name: [browser.get(f"/network/{name}/1/{page}").status_code for page in pages] for name in FORMS}
    assert found == {name: [200, 403, 403] for name in FORMS}


def test_every_list_is_a_file_too(shown, as_user):
    browser = as_user(shown.lead)
    for name, kind in product(LISTS, ("csv", "xlsx")):
        answer = browser.get(f"/network/{name}/", {"export": kind})
        assert (answer.status_code, "attachment" in answer["Content-Disposition"]) == (200, True), name
        assert len(b"".join(answer) if answer.streaming else answer.content) > 50, name


def test_nobody_is_let_in_without_signing_in(client, shown):
    assert client.get("/network/").url == "/accounts/login/?next=/network/"


def test_odd_questions_are_answered(shown, as_user):
    browser = as_user(shown.lead)
    urls = (
        "?year=99999999999999999999", "?year=²", "officers/?gap=1", "visits/?year=1e999", "bodies/?is_dormant=true",
        "agreements/?party=x&principle=whole", "obligations/?state=overdue&sort=-due_on", "meetings/?page=x",
        "competence/?name=%25&zone=1&on=2024-13-01", "competence/?name=xx&zone=1&on=0001-01-01",
    )  # fmt: skip
    expected = {url: 404 if "page=x" in url else 200 for url in urls}
    assert {url: browser.get(f"/network/{url}").status_code for url in urls} == expected


def test_invented_things_say_so(shown, as_user):
    browser = as_user(shown.lead)
    for url in ("visits/", "visits/1/", "officers/", "trainings/1/", "agreements/1/", "policies/1/"):
        assert "示例" in browser.get(f"/network/{url}").content.decode(), url


def test_the_map_says_that_it_draws_no_boundaries(shown, as_user):
    page = as_user(shown.lead).get("/network/").content.decode()
    assert "示意图，不含行政区划界线" in page
    assert "style=" not in page.split("<main")[1]


def test_the_agenda_button_and_the_attendance_form(shown, as_user, everything):
    browser = as_user(shown.lead)
    meeting = Meeting.objects.get(state="planned")
    assert browser.post(f"/network/meetings/{meeting.pk}/agenda/draft/").status_code == 302
    assert as_user(shown.rizhao).post(f"/network/meetings/{meeting.pk}/agenda/draft/").status_code == 403
    training = Training.objects.latest("held_on")
    one = Officer.objects.get(name="滕洲")
    browser.post(f"/network/trainings/{training.pk}/attendance/", {"officers": [one.pk]})
    assert [row.officer for row in training.attendances.all()] == [one]


def test_a_zone_counts_its_own_usage_and_no_other(shown, zones, as_user, everything):
    platform = Platform.objects.get(name="易货贸易平台")
    url = f"/network/platforms/{platform.pk}/usage/"
    sent = {"month": "2026-01-15", "amount": 7}
    answers = [
        as_user(shown.rizhao).post(url, {**sent, "zone": zone.pk}).status_code
        for zone in (zones.rizhao, zones.linyi)
    ]
    assert answers == [302, 200]
    assert [(row.zone, row.amount) for row in Usage.objects.filter(platform=platform)] == [(zones.rizhao, 7)]


def test_only_the_lead_zone_sets_the_rules(shown, as_user):
    people = (shown.lead, shown.admin, shown.rizhao, shown.leader)
    assert [as_user(person).get("/network/parameters/").status_code for person in people] == [
        200,
        200,
        403,
        403,
    ]


def test_pages_are_in_english_without_a_chinese_word_of_ours(shown, as_user):
    browser = as_user(shown.lead)
    browser.cookies["django_language"] = "en"
    page = browser.get("/network/").content.decode()
    assert "Link map" in page
    assert "Compliance" in page
