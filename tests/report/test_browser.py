"""The page in a real browser: nothing is fetched, nothing complains, everything can be switched, saved and reached."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from liandong.diagnosis import Diagnosis
from liandong.report import write_report

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def files(diagnosis: Diagnosis, hostile: Diagnosis, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    write_report(diagnosis, folder / "report.html")
    write_report(hostile, folder / "hostile.html")
    return folder


class Opened:
    """A page with what it asked for and complained about."""

    def __init__(self, browser: Any, path: Path, width: int) -> None:
        self.page = browser.new_page(viewport={"width": width, "height": 900})
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(path.as_uri())


@pytest.fixture
def opened(browser: Any, files: Path) -> Iterator[Opened]:
    page = Opened(browser, files / "report.html", 1440)
    yield page
    assert page.complaints == []
    assert page.requests == [(files / "report.html").as_uri()]
    page.page.close()


def test_the_language_is_switched_everywhere(opened: Opened) -> None:
    page = opened.page
    assert page.locator("h2").first.inner_text() == "主要发现"
    page.get_by_text("English", exact=True).click()
    assert page.locator("h2").first.inner_text() == "What we found"
    assert page.title() == "Process diagnosis: 日照, 青岛"
    assert page.locator(".zh").locator("visible=true").count() == 0


def test_the_slider_shows_more_and_the_drawing_stays_whole(opened: Opened) -> None:
    page = opened.page
    slider = page.locator("#detail")
    for level in range(int(slider.get_attribute("max")) + 1):
        slider.evaluate("(it, level) => { it.value = level; it.dispatchEvent(new Event('input')); }", level)
        assert page.locator(".stage svg.flow .mark").count() == 2


def test_zone_and_measure_are_switched(opened: Opened) -> None:
    page = opened.page
    page.locator("button[data-set=zone]", has_text="青岛").click()
    page.locator("button[data-set=metric]", has_text="次数").click()
    assert page.locator(".stage .e .mn").first.is_visible()
    assert not page.locator(".stage .e .mt").first.is_visible()
    assert page.locator("#shown").inner_text().startswith("显示 5/5 个环节")


def test_an_activity_tells_its_figures_to_the_pointer_and_to_the_keyboard(opened: Opened) -> None:
    page = opened.page
    page.locator(".stage .a:not(.mark)").first.hover()
    assert "中位数" in page.locator(".tooltip").inner_text()
    page.locator(".stage").press("Tab")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("申报: 160")
    page.keyboard.press("Enter")
    assert page.locator(".stage .a.near").count() > 0
    page.keyboard.press("Escape")
    assert page.locator(".stage .a.near").count() == 0


def test_tables_are_sorted_and_saved_for_excel(opened: Opened) -> None:
    page = opened.page
    table = page.locator(".table", has=page.locator("[data-csv=zones]"))
    table.locator("th button").nth(5).click()
    with page.expect_download() as waiting:
        table.locator("[data-csv]").click()
    saved = Path(waiting.value.path()).read_bytes()
    assert saved.startswith(b"\xef\xbb\xbf")
    lines = saved.decode("utf-8-sig").split("\r\n")
    assert lines[0].startswith("片区,办件数,事件数,环节数,办理顺序数,中位数 (s),P90 (s),平均 (s)")
    assert [line.split(",")[0] for line in lines[1:]] == ["青岛", "日照", ""]


def test_the_workbook_is_saved_whole(opened: Opened, tmp_path: Path) -> None:
    with opened.page.expect_download() as waiting:
        opened.page.locator("[data-workbook]").click()
    waiting.value.save_as(tmp_path / "report.xlsx")
    assert waiting.value.suggested_filename == "report.xlsx"
    assert load_workbook(tmp_path / "report.xlsx").worksheets[0].title == "说明 About"


@pytest.mark.parametrize("name", ["report", "hostile"])
@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_is_wider_than_the_screen(browser: Any, files: Path, width: int, name: str) -> None:
    opened = Opened(browser, files / f"{name}.html", width)
    assert opened.page.evaluate("document.documentElement.scrollWidth") == width
    assert opened.complaints == []
    opened.page.close()


def test_a_formula_in_a_name_is_saved_as_text(browser: Any, files: Path) -> None:
    opened = Opened(browser, files / "hostile.html", 1440)
    with opened.page.expect_download() as waiting:
        opened.page.evaluate("document.querySelector('[data-csv=means]').click()")
    saved = Path(waiting.value.path()).read_text("utf-8-sig")
    assert "'=cmd|' /C calc'!A0" in saved
    assert "\n=cmd" not in saved
    opened.page.close()


def test_the_page_prints_on_a4(browser: Any, files: Path, tmp_path: Path) -> None:
    opened = Opened(browser, files / "report.html", 1440)
    opened.page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    printed = (tmp_path / "report.pdf").read_bytes()
    assert b"/MediaBox [0 0 594" in printed or b"/MediaBox [0 0 595" in printed
    opened.page.close()
