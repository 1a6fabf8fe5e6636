"""Cells are written as a template would write them: escaped, in the page's words and time."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils import translation

from liandong.hub.core.cells import drawn
from liandong.hub.core.tables import Column

EVIL = "<b>&"


def _drawn(kind, value, **more):
    return drawn(Column("value", "x", kind), SimpleNamespace(value=value, **more))


@pytest.mark.parametrize(
    ("kind", "value", "drawn"),
    [
        ("text", None, ""),
        ("text", EVIL, "&lt;b&gt;&amp;"),
        ("text", date(2026, 3, 4), "2026年3月4日"),
        ("number", None, "—"),
        ("number", 1234567, "1,234,567"),
        ("percent", None, "—"),
        ("percent", 0.5, "50.0 %"),
        ("date", None, ""),
        ("date", date(2026, 3, 4), '<time datetime="2026-03-04">2026-03-04</time>'),
        ("moment", None, ""),
        (
            "moment",
            datetime(2026, 3, 4, 18, 30, tzinfo=UTC),
            '<time datetime="2026-03-05T02:30:00+08:00">2026-03-05 02:30</time>',
        ),
        ("badge", "", ""),
        ("badge", EVIL, '<span class="badge hub-badge-&lt;b&gt;&amp;">&lt;b&gt;&amp;</span>'),
        (
            "light",
            "red",
            '<span class="hub-light hub-light-red"><span aria-hidden="true">●</span> red</span>',
        ),
        ("truth", True, '<span class="text-green">是</span>'),
    ],
)
def test_a_cell_is_drawn_by_its_kind(kind, value, drawn):
    assert _drawn(kind, value) == drawn


def test_a_link_leads_to_the_object():
    drawn = _drawn("link", EVIL, get_absolute_url=lambda: "/x/?a=1&b=2")
    assert drawn == '<a href="/x/?a=1&amp;b=2">&lt;b&gt;&amp;</a>'


def test_a_choice_shows_its_words_on_the_page_as_in_a_file():
    assert _drawn("text", "medium", get_value_display=lambda: "中等") == "中等"


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", ['<span lang="zh">铜精矿 &amp;</span>', "Copper"]), ("zh-hans", ["铜精矿 &amp;", "Copper"])],
)
def test_chinese_words_are_marked_on_an_english_page_and_nowhere_else(language, shown):
    with translation.override(language):
        cells = [drawn(Column("value", "x"), SimpleNamespace(value=it)) for it in ("铜精矿 &", "Copper")]
        link = Column("value", "x", "link")
        linked = drawn(link, SimpleNamespace(value="铜精矿 &", get_absolute_url=lambda: "/1/"))
        heading = Template("{% load liandong %}<h1>{{ title|tongue }}</h1>").render(
            Context({"title": "铜精矿 &"})
        )
    assert (cells, linked, heading) == (shown, f'<a href="/1/">{shown[0]}</a>', f"<h1>{shown[0]}</h1>")
