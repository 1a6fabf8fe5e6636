"""A forecast is scored against what was measured."""

from datetime import UTC, datetime

import pytest

from liandong.effect import Figure, Forecast, Measure, read_effect, score
from liandong.errors import FileDamaged

DAY = 86_400.0
FOUND = {
    "simulated": False,
    "estimates": [
        {"measure": "median", "zone": "", "value": -2 * DAY, "low": -3 * DAY, "high": -DAY, "after": 6 * DAY},
        {"measure": "within-5d", "zone": "", "value": 0.1, "low": 0.0, "high": 0.2, "after": 0.7},
        {"measure": "p90", "zone": "", "value": None, "low": None, "high": None, "after": None},
    ],
}


def made(*figures):
    return Forecast(figures, datetime(2024, 5, 6, tzinfo=UTC))


def test_bias_and_coverage_are_those_of_the_figures():
    median = Figure(Measure("median"), -3 * DAY, -4 * DAY, -2.5 * DAY)
    level = Figure(Measure("median"), 6 * DAY, 5 * DAY, 7 * DAY, kind="level")
    share = Figure(Measure("within", 5 * DAY), 0.15, 0.05, 0.25)
    found = score(made(median, level, share), FOUND)
    assert [row.is_covered for row in found.rows] == [False, True, True]
    assert found.coverage == pytest.approx(2 / 3)
    assert found.bias == pytest.approx(-1 / 8)
    assert found.sentences()[0] == "用时中位数变化：预测 −3 天，实际 −2 天，偏差 −1 天，落在 95% 预测区间外。"
    assert found.sentences("en")[-1].startswith("2 of 3 figures lie in their intervals (67%)")


def test_figures_without_a_counterpart_are_named_and_not_scored():
    p90 = Figure(Measure("p90"), -DAY, -2 * DAY, 0.0)
    found = score(made(p90), FOUND)
    assert (found.rows, found.coverage, found.bias) == ((), None, None)
    assert found.sentences() == ["没有可对照的实际值：p90。", "没有一项预测可以评分。"]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": "liandong.effect/1"}', '{"format": "x", "estimates": []}']
)
def test_a_file_that_holds_no_effect_is_told(tmp_path, text):
    (tmp_path / "e.json").write_text(text, "utf-8")
    with pytest.raises(FileDamaged):
        read_effect(tmp_path / "e.json")
