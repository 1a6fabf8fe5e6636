"""The tables of an effect: a page tells each code in the language it shows, a worksheet in both."""

import polars as pl

from liandong.diagnosis.words import Clock
from liandong.report.effect_tables import scaled, words_of, written
from liandong.report.table import table

ROW = pl.DataFrame(
    {
        "measure": ["median"],
        "zone": ["日照"],
        "value": [-86_400.0],
        "method": ["staggered"],
        "strength": ["weak"],
    }
)


def test_a_page_shows_one_language_at_a_time():
    drawn = str(table(scaled(ROW), "effect_adopters", Clock(), words=words_of(ROW)))
    for zh, en in (
        ("分批双重差分", "staggered difference-in-differences"),
        ("较弱", "weaker"),
        ("用时中位数", "median lead time"),
    ):
        assert f'<span class="zh" lang="zh-CN">{zh}</span><span class="en" lang="en">{en}</span>' in drawn


def test_a_worksheet_is_for_readers_of_both():
    assert written(ROW).row(0, named=True) == {
        "measure": "用时中位数",
        "zone": "日照",
        "unit": "天 d",
        "change": -1.0,
        "method": "分批双重差分 staggered difference-in-differences",
        "strength": "较弱 weaker",
    }
