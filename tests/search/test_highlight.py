"""What was found is shown, and nothing of the text becomes markup."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.search import excerpt, marked, spans

TEXTS = st.text("监管两段Ab1<&> ，\U00020000\ud800", max_size=30)


@given(TEXTS, TEXTS)
def test_marked_text_is_the_text_with_marks_and_nothing_else(text, query):
    html = marked(text, query)
    assert unescape(re.sub("</?mark>", "", html)) == text
    assert re.findall("<(?!/?mark>)", html) == []
    assert [unescape(part) for part in re.findall("<mark>(.*?)</mark>", html)] == [
        text[start:stop] for start, stop in spans(text, query)
    ]


@given(st.text("监管两段 ", max_size=60), st.text("监管两段", min_size=1, max_size=3), st.integers(4, 30))
def test_an_excerpt_is_a_stretch_of_the_text_no_longer_than_asked(text, query, width):
    part = excerpt(text, query, width=width)
    assert part.strip("…") in text
    assert len(part.strip("…")) == min(width, len(text))
    assert bool(spans(part, query)) >= bool(len(query) == 1 and query in text)


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("青岛港，Qingdao ＰＯＲＴ", "港 port", [(2, 3), (12, 16)]),
        ("监管部门的监管", "监管", [(0, 2), (5, 7)]),
        ("管监", "监管", []),
        ("", "监管", []),
        ("监管", "", []),
    ],
)
def test_terms_are_marked_where_they_stand(text, query, expected):
    assert spans(text, query) == expected
