"""Signing in: the page, the limit against guessing, the way back."""

import pytest
from django.core.cache import cache
from django.test import Client

from liandong.hub.core.models import AuditEntry, User


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()
    yield
    cache.clear()


def _try(browser, name, password, **extra):
    return browser.post("/accounts/login/", {"login": name, "password": password}, **extra)


def test_the_page_is_chinese_whatever_the_browser_prefers(db):
    page = Client().get("/accounts/login/", headers={"accept-language": "en-US,en"})
    assert (page.status_code, page.headers["Content-Language"]) == (200, "zh-hans")
    assert "联动创新平台" in page.content.decode()


def test_the_language_follows_the_cookie(db):
    browser = Client()
    browser.post("/language/", {"language": "en", "next": "/accounts/login/"})
    assert browser.get("/accounts/login/").headers["Content-Language"] == "en"


def test_nothing_inline_and_nothing_from_elsewhere(db):
    page = Client().get("/accounts/login/")
    assert page.headers["Content-Security-Policy"].startswith("default-src 'self';")
    text = page.content.decode()
    assert (" style=" in text, "<script>" in text, "http://" in text.replace("http://www.w3.org", "")) == (
        False,
    ) * 3


def test_the_right_password_leads_back_to_where_one_was(cast):
    answer = Client().post(
        "/accounts/login/?next=/me/", {"login": "lead", "password": "secret", "next": "/me/"}
    )
    assert (answer.status_code, answer.url) == (302, "/me/")


def test_another_site_is_no_way_back(cast):
    answer = Client().post(
        "/accounts/login/", {"login": "lead", "password": "secret", "next": "https://evil.example/"}
    )
    assert answer.url == "/"


def test_guessing_is_stopped_after_five_tries_even_from_elsewhere(cast):
    for number in range(5):
        assert _try(Client(), "lead", f"wrong{number}", REMOTE_ADDR=f"10.0.0.{number}").status_code == 200
    told = _try(Client(), "lead", "secret", REMOTE_ADDR="10.0.0.9")
    assert (told.status_code, told.wsgi_request.user.is_authenticated) == (200, False)


def test_a_closed_account_cannot_sign_in(cast):
    cast.lead.is_active = False
    cast.lead.save()
    assert not _try(Client(), "lead", "secret").wsgi_request.user.is_authenticated


def test_nobody_signs_up_where_the_operator_has_not_opened_the_door(db):
    Client().post(
        "/accounts/signup/", {"username": "eve", "password1": "Xk29!!kdkd", "password2": "Xk29!!kdkd"}
    )
    assert not User.objects.filter(username="eve").exists()


def test_a_page_without_signing_in_leads_to_the_sign_in(db):
    assert Client().get("/me/").url == "/accounts/login/?next=/me/"


def test_a_form_without_its_token_is_refused(cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.lead, backend="django.contrib.auth.backends.ModelBackend")
    answer = browser.post("/me/", {"display_name": "x"})
    assert (answer.status_code, "表单已过期" in answer.content.decode()) == (403, True)


def test_the_administration_pages_have_no_door_of_their_own(cast):
    answer = Client().post("/admin/login/", {"username": "admin", "password": "secret"})
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, "/accounts/login/")


def test_signing_in_stands_in_the_audit_chain(cast):
    _try(Client(), "lead", "secret")
    entry = AuditEntry.objects.filter(action="sign in").get()
    assert (entry.actor, entry.kind, entry.object_id) == ("lead", "core.user", str(cast.lead.pk))
