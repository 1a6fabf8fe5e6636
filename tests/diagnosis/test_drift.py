from collections.abc import Callable
from datetime import date

import pytest

from liandong.diagnosis.drift import drift
from liandong.diagnosis.reading import Reading
from liandong.profile import Profile

Counted = Callable[..., Profile]
DAY = 86_400


def year(counted: Counted, quicker_from: int, *, spread: float = 0) -> Profile:
    """A case a day through 2024; before that day of the year it takes 3 days, from then on 1."""
    waits = [(24.0 if i >= quicker_from else 72.0) + (i % 2) * spread for i in range(366)]
    return counted("青岛", {f"c{i}": f"申报 {i * 24} → 放行 {i * 24 + wait}" for i, wait in enumerate(waits)})


def test_the_last_complete_quarter_is_held_against_the_one_before(counted: Counted) -> None:
    """From 1 July (day 182) on cases take 1 day: the third quarter against the second."""
    found = drift(Reading.of(year(counted, 182)))
    change = found.changes.filter(zone="青岛", unit="quarter").row(0, named=True)
    assert (change["period"], change["before"]) == (date(2024, 7, 1), date(2024, 4, 1))
    assert (change["mean_seconds"], change["mean_before_seconds"]) == (1 * DAY, 3 * DAY)
    assert (change["change_seconds"], change["low"], change["high"]) == (-2 * DAY, -2 * DAY, -2 * DAY)
    assert found.sentence("zh") == (
        "2024年三季度收件的平均用时 1 天，比2024年二季度（3 天）缩短 2 天（67%）（95% 区间 -2 天至 -2 天）。"
    )


def test_the_quarter_that_the_log_cuts_off_is_not_compared(counted: Counted) -> None:
    frame = drift(Reading.of(year(counted, 0))).frame
    quarters = frame.filter(zone="青岛", unit="quarter").select("period", "n", "is_complete")
    assert quarters.rows() == [
        (date(2024, 1, 1), 91, True),
        (date(2024, 4, 1), 91, True),
        (date(2024, 7, 1), 92, True),
        (date(2024, 10, 1), 92, False),
    ]


def test_no_change_is_said_to_be_within_chance(counted: Counted) -> None:
    found = drift(Reading.of(year(counted, 0, spread=5)))
    change = found.changes.filter(zone="", unit="quarter").row(0, named=True)
    assert not change["is_certain"]
    assert change["low"] < 0 < change["high"]
    assert "在随机波动范围内" in found.sentence("zh")
    assert "within chance" in found.sentence("en")


def test_months_and_quarters_count_the_same_cases(counted: Counted) -> None:
    frame = drift(Reading.of(year(counted, 100))).frame.filter(zone="青岛")
    sums = {
        unit: (rows["n"].sum(), (rows["n"] * rows["mean_seconds"]).sum())
        for (unit,), rows in frame.group_by("unit")
    }
    assert sums["month"][0] == sums["quarter"][0] == 366
    assert sums["month"][1] == pytest.approx(sums["quarter"][1])


def test_a_short_log_has_nothing_to_compare(counted: Counted) -> None:
    found = drift(Reading.of(counted("青岛", {"c": "申报 0 → 放行 24"})))
    assert found.changes.height == 0
    assert found.sentence("zh") == "完整的期间不足两个，无法比较前后变化。"
