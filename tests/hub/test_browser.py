"""The hub in a real browser: four people, two languages, two widths; no policy broken, nothing serious for axe."""

import re
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest

from liandong.hub.operate.served import Served, environment

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed"),
]
PREPARE = """
from liandong.hub.operate import prepare
prepare.configure(); prepare.prepare(lambda *_: None)
from django_scopes import scopes_disabled
from liandong.hub.cockpit.domain.reindex import rebuild
with scopes_disabled():
    prepare.load_figures("secret", lambda *_: None); rebuild()
"""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
#: What each person opens; the firm sees its own requests, the officers the rooms of the side bar.
OFFICER = [
    "/",
    "/tasks/",
    "/requests/",
    "/innovations/",
    "/innovations/matrix/",
    "/bottlenecks/",
    "/reforms/",
    "/effects/",
    "/bundles/",
    "/network/",
]
FIRM = ["/requests/", "/requests/new/", "/me/"]


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """A served installation with the figures of the rooms: its address."""
    env = environment(tmp_path_factory.mktemp("hub"))
    subprocess.run([sys.executable, "-c", PREPARE], env=env, check=True)
    with Served(env, workers=1) as server:
        yield server.address


@pytest.fixture(scope="module")
def chromium():
    """The browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(hub, chromium):
    """``visit("lead", width=390)``: a page of somebody who signed in, and what the browser complained about."""
    contexts = []

    def open_page(name, width=1440, language="zh-CN"):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, locale=language, base_url=hub
        )
        contexts.append(context)
        page = context.new_page()
        complaints = []
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/accounts/login/")
        page.fill("[name=login]", name)
        page.fill("[name=password]", "secret")
        page.click("main form button[type=submit]")
        page.wait_for_load_state()
        # The first reader of the cockpit sees its sections counted; then the page loads itself anew.
        page.wait_for_selector("#wait", state="detached")
        page.wait_for_load_state("networkidle")
        return SimpleNamespace(page=page, complaints=complaints)

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize(("name", "pages"), [("lead", OFFICER), ("rizhao", OFFICER), ("firm", FIRM)])
def test_pages_open_without_a_complaint_and_fit_the_width(visit, name, pages, width):
    seen = visit(name, width)
    for path in pages:
        assert seen.page.goto(path).status == 200, path
        assert not seen.page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"), path
    assert seen.complaints == []


@pytest.mark.parametrize(("name", "pages"), [("lead", OFFICER), ("firm", FIRM)])
def test_axe_finds_nothing_serious(visit, name, pages):
    from axe_playwright_python.sync_playwright import Axe

    seen = visit(name)
    found = [(path, *violation) for path in pages for violation in _serious(Axe(), seen.page, path)]
    assert found == []


def _serious(axe, page, path):
    page.goto(path)
    for violation in axe.run(page).response["violations"]:
        if violation["impact"] in ("serious", "critical"):
            yield violation["id"], violation["nodes"][0]["html"][:120]


def test_a_stranger_sees_nothing(visit):
    seen = visit("stranger")
    for path in OFFICER[1:]:
        assert seen.page.goto(path).status == 403, path
    text = seen.page.goto("/").text()
    assert "两段监管" not in text


def test_english_is_complete_and_stays(visit):
    seen = visit("lead")
    seen.page.goto("/tasks/")
    seen.page.click("header button[name=language]")
    seen.page.wait_for_load_state()
    assert seen.page.locator("h1").inner_text() == "Tasks"
    assert seen.page.goto("/innovations/").headers["content-language"] == "en"


def test_a_session_that_ends_in_the_middle_of_a_form_loses_nothing(visit):
    seen = visit("lead")
    seen.page.goto("/tasks/new/")
    seen.page.fill("[name=name]", "两段监管第二批")
    seen.page.context.clear_cookies()
    seen.page.click("main form[data-draft] button.btn-primary")
    seen.page.wait_for_load_state()
    seen.page.goto("/accounts/login/?next=/tasks/new/")
    sign_in(seen.page)
    assert seen.page.url.endswith("/tasks/new/")
    assert seen.page.input_value("[name=name]") == "两段监管第二批"


def sign_in(page, name="lead"):
    """Through the door that is open now."""
    page.fill("[name=login]", name)
    page.fill("[name=password]", "secret")
    page.click("main form button[type=submit]")
    page.wait_for_load_state()


def test_a_draft_is_shown_to_its_writer_at_its_own_form_only(visit):
    """Typed for one firm it is not in the way of another's; gone with the session it is there after the sign-in."""
    page = visit("lead").page
    page.goto("/requests/")
    first, second = page.eval_on_selector_all(
        "td a[href]",
        "all => all.map(it => it.getAttribute('href')).filter(it => /^.requests.\\d+.$/.test(it))",
    )[:2]
    page.goto(first)
    page.click(".req-talk:has(#text-message) summary")
    page.fill("#text-message", "只给这家企业")
    page.goto(second)
    assert page.input_value("#text-message") == ""
    page.goto(first)
    assert page.input_value("#text-message") == "只给这家企业"
    page.context.clear_cookies(name="sessionid")
    page.click(".req-talk:has(#text-message) button.btn-primary")
    page.wait_for_load_state()
    sign_in(page)
    assert (page.url.endswith(f"{first}message/"), page.input_value("[name=text]")) == (True, "只给这家企业")
    page.context.clear_cookies()
    page.goto(f"/accounts/login/?next={first}")
    sign_in(page, "admin")
    assert page.input_value("#text-message") == ""


def test_who_signs_out_leaves_no_draft_behind(visit):
    page = visit("lead").page
    page.goto("/tasks/new/")
    page.fill("[name=name]", "两段监管第三批")
    page.click("header .dropdown-toggle")
    page.click("form[data-sign-out] button")
    page.wait_for_load_state()
    assert page.evaluate("Object.keys(localStorage).filter(it => it.startsWith('draft:'))") == []


def test_a_draft_over_a_record_that_was_changed_since_is_offered(visit):
    page, other = visit("lead").page, visit("lead").page
    page.goto("/tasks/")
    page.goto(page.locator("td a[href^='/tasks/']").first.get_attribute("href") + "edit/")
    other.goto(page.url)
    page.fill("[name=problems]", "缺口径")
    for words in ("一", "二"):
        other.goto(page.url)
        other.fill("[name=problems]", words)
        other.click("main form[data-draft] button.btn-primary")
        other.wait_for_load_state()
        page.goto(page.url)
        assert page.input_value("[name=problems]") == words
        if words == "一":
            page.click("[data-restore]")
            assert page.input_value("[name=problems]") == "缺口径"
    page.click("[data-restore]")
    page.click("main form[data-draft] button.btn-primary")
    page.wait_for_load_state()
    assert "现在的内容：二" in page.locator("#id_problems_error").inner_text()
    assert page.input_value("[name=problems]") == "缺口径"
    page.click("main form[data-draft] button.btn-primary")
    page.wait_for_load_state()
    assert "缺口径" in page.locator("main").inner_text()
    page.goto(page.url + "edit/")
    assert page.locator(".hub-draft").count() == 0


def test_a_search_of_two_characters_finds_and_marks(visit):
    seen = visit("lead")
    seen.page.goto("/search/?q=退税")
    assert "退税" in seen.page.locator("mark").first.inner_text()


@pytest.mark.slow
@pytest.mark.parametrize(("name", "language"), [("lead", "zh"), ("lead", "en"), ("firm", "zh")])
def test_every_page_that_links_lead_to_is_whole_for_everybody(visit, name, language):
    """One page of each shape of address: on a phone nothing sticks out, at a desk axe finds nothing serious."""
    from axe_playwright_python.sync_playwright import Axe

    seen = visit(name, 390)
    if language == "en":
        seen.page.click("header button[name=language]")
        seen.page.wait_for_load_state()
    wrong, shapes, ahead = [], set(), ["/"]
    while ahead:
        path = ahead.pop(0)
        if _shape(path) in shapes or not _is_page(path):
            continue
        shapes.add(_shape(path))
        seen.page.set_viewport_size({"width": 390, "height": 844})
        answer = _opened(seen.page, path)
        if answer is None:
            continue
        if answer.status != 200 or seen.page.evaluate(
            "document.documentElement.scrollWidth > innerWidth + 1"
        ):
            wrong.append((path, answer.status))
        seen.page.set_viewport_size({"width": 1440, "height": 900})
        wrong += [(path, *violation) for violation in _serious(Axe(), seen.page, path)]
        ahead += seen.page.eval_on_selector_all("a[href]", "all => all.map(it => it.getAttribute('href'))")
    assert (wrong, seen.complaints) == ([], [])
    assert len(shapes) > (10 if name == "firm" else 100)


def _opened(page, path):
    """The answer to opening a page; nothing where it is a file."""
    from playwright.sync_api import Error

    try:
        return page.goto(path)
    except Error as error:
        if "Download is starting" in error.message:
            return None
        raise


def _shape(path):
    """The address without its numbers and what it asks for."""
    return re.sub(r"\d+", "N", path.split("?")[0].split("#")[0])


def _is_page(path):
    """Whether an address is one of our pages and no file."""
    others = ("/static/", "/admin/", "/api/", "/file/", "/picture/", "/accounts/", "/logout/", "export=", ".")
    return path.startswith("/") and not any(part in path for part in others)
