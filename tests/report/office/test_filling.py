"""Numbers get into a text by name; unknown names stop it, typed numbers are flagged."""

import pytest

from liandong.errors import ResultUnknown
from liandong.report.office.filling import Flag, filled, typed

RESULTS = {"effect.median.size": "2 天", "claim.S028-1": "约5-7 天"}


def test_a_missing_result_is_told_with_its_name_and_line():
    with pytest.raises(ResultUnknown) as error:
        filled("# 标题\n\n缩短 {{effect.median.sise}}", RESULTS, (), "text/dossier.zh.md")
    assert error.value.text("zh") == (
        "text/dossier.zh.md 第 3 行：没有名为 {{effect.median.sise}} 的结果；相近的有 effect.median.size。"
        "`liandong dossier names` 可列出全部；没有写出文件。"
    )


def test_a_result_cannot_become_markup():
    assert filled("{{a}}", {"a": "**x** | <b>"}, (), "") == r"\*\*x\*\* \| \<b\>"


def test_names_in_comments_are_not_looked_up_and_lines_are_kept():
    assert filled("<!-- {{nothing}}\n-->{{claim.S028-1}}", RESULTS, (), "") == "\n约5-7 天"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("由 10 天缩短", ["10 天"]),
        ("节约1%的成本，约5—7天", ["1%", "约5—7天"]),
        ("saved 3 days, 12 cases", ["3 days", "12 cases"]),
        ("2021年第3条、〔2023〕56号、S028、{{effect.median.size}}", []),
        ("<!-- 10 天 -->", []),
    ],
)
def test_typed_numbers_with_a_unit_are_flagged(text, words):
    assert typed(f"\n{text}") == tuple(Flag(2, word) for word in words)
