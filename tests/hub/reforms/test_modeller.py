"""The modeller in a real browser: its tools stand above the drawing, cover nothing of it, and still draw."""

import shutil
from html import escape
from pathlib import Path

import pytest

import liandong.hub
from liandong.procedure import Procedure, Tree
from liandong.procedure.to_bpmn import document_of

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]
HUB = Path(liandong.hub.__file__).parent
VENDOR, OWN = HUB / "static" / "vendor" / "bpmn", HUB / "reforms" / "static" / "reforms"
DRAWN = Procedure(document_of(Tree.parse("→(申请, ×(发证, 退件))"), name="许可")).laid_out()


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture
def page(tmp_path):
    """A page with the form of ``draw.html`` and its scripts and styles."""
    styles = (VENDOR / "diagram-js.css", VENDOR / "bpmn-js.css", VENDOR / "bpmn-codes.css", OWN / "draw.css")
    head = "".join(f'<link rel="stylesheet" href="{it.as_uri()}">' for it in styles)
    scripts = (VENDOR / "bpmn-modeler.min.js", OWN / "draw.js")
    head += "".join(f'<script src="{it.as_uri()}" defer></script>' for it in scripts)
    form = f'<div class="rf-draw" data-draw></div><p class="hub-field"><textarea name="xml">{escape(DRAWN.to_bytes().decode())}</textarea></p>'
    path = tmp_path / "draw.html"
    path.write_text(
        f'<!doctype html><html lang="zh"><meta charset="utf-8">{head}<form>{form}</form></html>', "utf-8"
    )
    return path.as_uri()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_tools_cover_nothing_of_the_drawing_and_draw(browser, page, width):
    shown = browser.new_page(viewport={"width": width, "height": 900})
    complaints = []
    shown.on("pageerror", lambda error: complaints.append(str(error)))
    shown.goto(page)
    shown.wait_for_selector(".rf-draw .djs-shape")
    tools, drawing = (shown.locator(name).bounding_box() for name in (".djs-palette", ".rf-draw"))
    assert tools["y"] + tools["height"] <= drawing["y"] + 1
    assert tools["x"] + tools["width"] <= width
    assert tools["height"] < 150
    before = shown.locator(".djs-shape").count()
    pool = shown.locator(f".djs-shape[data-element-id={DRAWN.model.pools[0].id}]").bounding_box()
    shown.locator(".djs-palette .entry[data-action='create.task']").hover()
    shown.mouse.down()
    for part in (0.1, 0.15):  # the lower left corner is free
        shown.mouse.move(pool["x"] + part * pool["width"], pool["y"] + 0.85 * pool["height"], steps=8)
    shown.mouse.up()
    assert shown.locator(".djs-shape").count() == before + 1
    assert complaints == []
