"""Texts become terms as the words in them say."""

import pytest

from liandong.search.terms import WORD, asked, points, tokens


def shown(text):
    """Terms in readable form, in order of their places."""
    found = sorted(
        zip(*(column.tolist() for column in tokens(points(text))), strict=True), key=lambda t: t[1]
    )
    return [text[start:stop].lower() for _, start, stop in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("两段监管", ["两段", "段监", "监管", "管"]),
        ("A股上市", ["a", "股上", "上市", "市"]),
        ("SQ-2025 号", ["sq", "2025", "号"]),
        ("日本のカナ", ["日本", "本の", "のカ", "カナ", "ナ"]),
        ("𠀀𠀁x", ["𠀀𠀁", "𠀁", "x"]),
        ("😀，\n", []),
    ],
)
def test_each_character_begins_one_term_and_words_stay_whole(text, expected):
    assert shown(text) == expected


def test_a_word_is_the_same_term_wherever_it_stands_and_however_it_is_written():
    assert asked("customs") == asked("（ＣＵＳＴＯＭＳ）") == asked("x Customs")[1:]
    assert asked("customs")[0] >= WORD
    assert len({code for n in range(2000) for code in asked(f"w{n} {n}")}) == 4000


def test_the_end_of_a_run_is_no_term_of_a_query_but_a_single_character_is():
    assert len(asked("两段监管")) == 3
    assert asked("管") == [ord("管") << 18]
