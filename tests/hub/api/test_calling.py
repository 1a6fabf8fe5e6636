"""Who calls, in which language, and what a refusal says."""

import json

import pytest
from django.test import Client

from liandong.hub.core.domain import tokens
from liandong.hub.core.models import ApiToken, AuditEntry


def test_a_token_may_do_what_its_owner_may(cast, calling):
    answer = calling(cast.rizhao).get("/api/me").json()
    assert answer == {
        "username": "rizhao",
        "display_name": cast.rizhao.display_name,
        "role": "officer",
        "zone": "rizhao",
        "agency": cast.rizhao.agency_id,
        "firm": None,
        "unread": 0,
    }


def test_without_a_token_one_is_asked_for_one(db):
    answer = Client().get("/api/me")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": "需要登录",
        "status": 401,
        "detail": "没有令牌，或者令牌已过期、已作废。请在“我的账号”里生成令牌，用 Authorization: Bearer 发送。",
        "errors": [],
    }


def test_a_token_that_ended_lets_nobody_in(cast, calling):
    client = calling(cast.lead)
    ApiToken.objects.all().delete()
    assert client.get("/api/me").status_code == 401


def test_a_wrong_token_is_not_made_good_by_a_session(cast, as_user):
    browser = as_user(cast.lead)
    assert browser.get("/api/me").status_code == 200
    assert browser.get("/api/me", headers={"Authorization": "Bearer wrong"}).status_code == 401


def test_a_session_changes_something_only_with_the_sites_own_token(cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.lead, backend="django.contrib.auth.backends.ModelBackend")
    refused = browser.post("/api/notices/read")
    assert (refused.status_code, refused.headers["Content-Type"]) == (403, "application/problem+json")
    assert "X-CSRFToken" in refused.json()["detail"]
    browser.get("/api/docs")
    mark = browser.cookies["csrftoken"].value
    assert browser.post("/api/notices/read", headers={"X-CSRFToken": mark}).status_code == 204


def test_a_token_changes_something_without_it(cast):
    token = tokens.create(username="lead", name="test", days=1)
    program = Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {token}"})
    assert program.post("/api/notices/read").status_code == 204


def test_what_a_program_does_is_written_under_its_owners_name(cast, calling):
    body = {"name": "减少一次盖章", "due": "2027-03-31"}
    calling(cast.rizhao).post("/api/tasks", body, content_type="application/json")
    assert AuditEntry.objects.filter(kind="tasks.task").first().actor == "rizhao"


def test_chinese_is_readable_in_the_answer(cast, calling):
    assert "青岛" in calling(cast.lead).get("/api/zones").content.decode()


def test_the_language_is_asked_for_in_the_address_or_the_header(db):
    titles = {
        "?lang=en": Client().get("/api/me?lang=en").json()["title"],
        "en-GB": Client(headers={"Accept-Language": "en-GB,en;q=0.9"}).get("/api/me").json()["title"],
        "fr, zh": Client(headers={"Accept-Language": "fr, zh"}).get("/api/me").json()["title"],
        "": Client().get("/api/me").json()["title"],
    }
    assert titles == {
        "?lang=en": "Sign-in needed",
        "en-GB": "Sign-in needed",
        "fr, zh": "需要登录",
        "": "需要登录",
    }
    assert Client().get("/api/me?lang=en").headers["Content-Language"] == "en"


def test_a_list_comes_in_pages(cast, calling):
    client = calling(cast.lead)
    whole = client.get("/api/zones").json()
    assert whole["count"] == len(whole["items"]) == 7
    page = client.get("/api/zones?limit=2&offset=3").json()
    assert page == {"items": whole["items"][3:5], "count": 7}
    assert client.get("/api/zones?offset=9000000000000000000").json() == {"items": [], "count": 7}


def test_more_than_200_at_once_is_refused(cast, calling):
    answer = calling(cast.lead).get("/api/zones?limit=201")
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"where": "query.limit", "message": "太大 (200)"}]


def test_what_is_wrong_with_a_body_is_listed_value_by_value(cast, calling):
    body = {"name": "", "due": "soon", "knid": "linked"}
    answer = calling(cast.lead).post("/api/tasks?lang=en", body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"where": "body.name", "message": "too short (1)"},
        {"where": "body.due", "message": "a date is needed, such as 2026-03-31"},
        {"where": "body.knid", "message": "there is no such value"},
    ]


def test_a_body_that_is_no_json_is_told(cast, calling):
    answer = calling(cast.lead).post("/api/tasks", b"\xff{", content_type="application/json")
    assert (answer.status_code, answer.json()["title"]) == (400, "请求不完整")


def test_half_characters_and_nul_are_refused(cast, calling):
    client = calling(cast.lead)
    for name in (r'"\ud800"', r'"a\u0000b"'):
        body = f'{{"name": {name}, "due": "2027-01-01", "\\ud800": 1}}'
        assert client.post("/api/tasks", body, content_type="application/json").status_code == 422


def test_an_address_or_a_method_that_is_not_there_is_told(cast, calling):
    client = calling(cast.lead)
    nowhere, wrong = client.get("/api/nothing/here"), client.delete("/api/tasks")
    assert (nowhere.status_code, nowhere.json()["status"]) == (404, 404)
    assert (wrong.status_code, wrong.json()["status"]) == (405, 405)
    assert sorted(wrong.headers["Allow"].split(", ")) == ["GET", "POST"]


def test_what_nobody_foresaw_is_told_without_its_inside(cast, calling, monkeypatch, caplog):
    monkeypatch.setattr("liandong.hub.api.tasks.create_task", lambda **_: 1 / 0)
    body = {"name": "x", "due": "2027-01-01"}
    answer = calling(cast.lead).post("/api/tasks", body, content_type="application/json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, "application/problem+json")
    assert "division" not in answer.content.decode()
    assert "ZeroDivisionError" in caplog.text


def test_the_schema_says_3_1_and_is_there_in_both_languages(db):
    chinese, english = (Client().get(f"/api/openapi.json{query}") for query in ("", "?lang=en"))
    assert json.loads(chinese.content)["openapi"] == "3.1.0"
    assert chinese.json()["info"]["title"] == "联动创新平台接口"
    assert english.content.decode().isascii()


@pytest.mark.parametrize("day", ["0", "1767225600", "2026-3-1", "1899-01-01"])
def test_a_day_is_written_as_a_day(cast, calling, day):
    answer = calling(cast.lead).get(f"/api/tasks?due_to={day}")
    assert (answer.status_code, [it["where"] for it in answer.json()["errors"]]) == (422, ["query.due_to"])


def test_a_value_is_said_once(cast, calling):
    answer = calling(cast.lead).get("/api/tasks?q=a&q=b")
    assert (answer.status_code, answer.json()["errors"]) == (422, [{"where": "q", "message": "只能写一次"}])


@pytest.mark.parametrize("progress", [False, "50", None])
def test_a_number_is_sent_as_a_number(cast, calling, progress):
    sent = {"month": "2026-03-01", "progress": progress, "done": "", "next_steps": ""}
    answer = calling(cast.lead).post("/api/tasks/1/reports", sent, content_type="application/json")
    assert (answer.status_code, [it["where"] for it in answer.json()["errors"]]) == (422, ["body.progress"])
