from hypothesis import given
from hypothesis import strategies as st

from liandong.report.wrapping import shorten, width, wrap


def test_chinese_is_twice_as_wide_as_latin() -> None:
    assert [width(words) for words in ("abc", "海关", "é", "e\u0301", "🚢")] == [3, 4, 1, 1, 2]


def test_what_fits_exactly_stays_whole() -> None:
    assert shorten("海关查验放行", 12) == "海关查验放行"


def test_names_break_between_words_and_between_chinese_characters() -> None:
    assert wrap("Homologacion por grupo de cursos", 16, lines=3) == ["Homologacion por", "grupo de cursos"]
    assert wrap("进口铜精矿检验监管放行", 12) == ["进口铜精矿检", "验监管放行"]


def test_a_word_longer_than_a_line_is_cut() -> None:
    assert wrap("x" * 5000, 8, lines=3) == ["xxxxxxxx", "xxxxxxxx", "xxxxxxx…"]


@given(st.text(max_size=200), st.integers(4, 30), st.integers(1, 4))
def test_lines_are_never_wider_or_more_than_allowed(words: str, limit: int, lines: int) -> None:
    wrapped = wrap(words, limit, lines)
    assert 1 <= len(wrapped) <= lines
    assert all(width(line) <= limit for line in wrapped)
