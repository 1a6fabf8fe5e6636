from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from liandong.report.markup import Markup, both, join, tag, text


def test_text_is_escaped_and_markup_is_not() -> None:
    assert tag("b", "<i>", Markup("<i></i>")) == "<b>&lt;i&gt;<i></i></b>"


def test_attributes_are_escaped_and_left_out_when_there_is_nothing_to_say() -> None:
    assert tag("p", class_='"x"', data_n=3, hidden=True, title=None, lang=False) == (
        '<p class="&quot;x&quot;" data-n="3" hidden></p>'
    )


def test_coordinates_have_one_decimal_at_most_and_no_negative_zero() -> None:
    assert tag("g", x=1.0, y=2.345, dx=-0.01) == '<g x="1" y="2.3" dx="0"></g>'


def test_marks_that_turn_the_reading_direction_are_left_out() -> None:
    assert text("a\u202eb\u0000c") == "abc"


def test_words_that_are_equal_in_both_languages_stand_once() -> None:
    assert both(("P90", "P90")) == "P90"
    assert both(("天", "d")) == '<span class="zh" lang="zh-CN">天</span><span class="en" lang="en">d</span>'


def test_none_is_left_out_of_a_row_of_parts() -> None:
    assert join("a", None, 1) == "a1"


@given(st.text(), st.text())
def test_any_text_makes_well_formed_markup_that_reads_the_same(words: str, attribute: str) -> None:
    made = tag("a", words, title=attribute)
    read = ET.fromstring(made)
    shown = words.replace("\r", "")
    assert (read.text or "") == "".join(c for c in shown if text(c) != "")
