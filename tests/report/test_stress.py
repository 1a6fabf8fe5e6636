"""The page of a verdict shows every scenario in full, the base of the assumptions, and that a draft is one."""

import shutil
from datetime import UTC, datetime

import pytest

from liandong.procedure.reform.amount import Amount
from liandong.report import write_verdict
from liandong.report.markup import both
from liandong.report.stress import parts
from liandong.stress.criterion import Criterion
from liandong.stress.measured import Series
from liandong.stress.scenario import called
from liandong.stress.verdict import Bar, Judgement, Registration, Row, Verdict

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DAY = 86_400.0
NAMES = ("平常", "来件翻倍", "来件三倍", "人手减三成", "系统停机两天", "高峰两周", "补充检测增至四分之一")
WIDTH = """() => [...document.querySelectorAll('#criteria .judged')].every(
    it => it.scrollWidth <= it.clientWidth && it.getBoundingClientRect().right <= innerWidth)"""


def verdict(*, is_draft=False, bars=()):
    """Seven scenarios, each with two criteria."""
    rows = [
        Row(name, "before", measure, 8 * DAY, 7 * DAY, 9 * DAY)
        for name in NAMES
        for measure in ("median", "p90", "backlog", "utilisation")
    ]
    asked = [Criterion("median", at_most=Amount(9, "d")), Criterion("p90", at_most=Amount(25, "d"))]
    judged = [Judgement(one, row, "passed") for one in asked for row in rows if row.measure == one.measure]
    course = Series(
        "2024-01-01", (1.0, 2.0, 1.0) * 5, {"窗口": (0.0, 0.5, 0.2) * 5}, {"窗口": (0.5, float("nan"), 0.7)}
    )
    return Verdict(
        "两段准入",
        Registration("ab" * 32, datetime(2026, 1, 1, tzinfo=UTC)),
        tuple(judged),
        tuple(rows),
        (),
        tuple(bars),
        dict.fromkeys(NAMES, course),
        {name: {"窗口": 0.6} for name in NAMES},
        20,
        0.9,
        is_reform=False,
        is_draft=is_draft,
    )


def test_a_block_for_each_scenario_tells_all_that_was_asked_of_it():
    shown = parts(verdict())["criteria"]
    assert shown.count('class="judged"') == len(NAMES)
    assert shown.count('class="verdict passed"') == 2 * len(NAMES)
    heads = [f"<h3>{both((called(name, 'zh'), called(name, 'en')))}</h3>" for name in NAMES]
    assert [shown.index(head) for head in heads] == sorted(shown.index(head) for head in heads)


def test_ordinary_times_are_called_so_in_english():
    shown = parts(verdict())
    for part in ("criteria", "scenarios", "days"):
        assert "ordinary times" in shown[part]
    assert "平常" not in verdict().text("en")
    assert "ordinary times; " in verdict().text("en")


def test_a_draft_is_told_at_the_top_and_a_verdict_with_a_basis_says_nothing(tmp_path):
    def page(found):
        write_verdict(found, tmp_path / "v.html")
        return (tmp_path / "v.html").read_text("utf-8")

    assert "草案" not in page(verdict())
    told = page(verdict(is_draft=True))
    assert "压力测试：两段准入（草案）" in told
    assert "草案，没有核对法律依据，不能据此实施" in told
    assert "Draft, no legal basis was checked: not to be put in force" in told


def test_the_base_is_drawn_through_every_bar_and_told():
    bars = [
        Bar(("来件量 ±10 %", "cases that come ±10 %"), "median", 33.9 * DAY, 34.6 * DAY, 33.0 * DAY),
        Bar(("“查验”用时 ±10 %", "time of 查验 ±10 %"), "median", 32.0 * DAY, 34.0 * DAY, 33.0 * DAY),
        Bar(("“缴税”用时 ±10 %", "time of 缴税 ±10 %"), "median", 33.0 * DAY, 33.0 * DAY, 33.0 * DAY),
    ]
    shown = parts(verdict(bars=bars))["assumptions"]
    # From 32 to 34.6 days, a hundredth left free on either side: the base lies at 1/2.6 of the rest.
    assert shown.count('class="mark-base"') == 2
    assert f'x1="{1 + 98 / 2.6:.2f}%" x2="{1 + 98 / 2.6:.2f}%" y1="0" y2="18" class="mark-base"' in shown
    assert "竖线为基准 33 天" in shown


def test_queue_and_utilisation_are_drawn_over_time_with_a_gap_where_nobody_is_there():
    shown = parts(verdict())["days"]
    assert "最忙岗位的占用率，逐周" in shown
    assert "平常（窗口） · 第 1 周" in shown
    assert "平常（窗口） · 第 2 周" not in shown
    assert "平常（窗口） · 第 3 天" in shown


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
@pytest.mark.parametrize("width", [1280, 390])
def test_the_criteria_of_seven_scenarios_are_read_without_moving_sideways(width, tmp_path):
    playwright = pytest.importorskip("playwright.sync_api")
    write_verdict(verdict(), tmp_path / "v.html")
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.goto((tmp_path / "v.html").as_uri())
        assert page.evaluate(WIDTH)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        browser.close()
