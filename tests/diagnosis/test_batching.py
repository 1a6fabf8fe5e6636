from collections.abc import Callable

import numpy as np
import pytest

from liandong.diagnosis.batching import batching
from liandong.diagnosis.reading import Reading
from liandong.profile import Profile

Counted = Callable[..., Profile]


def test_expected_days_are_those_of_balls_in_cells(counted: Counted) -> None:
    """申报 on each of 4 days; 放行 4 times on the last two: 3 days between (all worked), 3 (1 - (2/3)^4) expected."""
    cases = {f"c{i}": f"申报 {i * 24} → 放行 {72 if i else 24}" for i in range(4)}
    row = batching(Reading.of(counted("青岛", cases)), 2).frame.row(0, named=True)
    assert (row["activity"], row["n"], row["days"], row["busy_days"]) == ("放行", 4, 3, 2)
    assert row["expected_days"] == pytest.approx(3 * (1 - (2 / 3) ** 4))
    assert row["ratio"] == pytest.approx(2 / (3 * (1 - (2 / 3) ** 4)))
    assert row["per_busy_day"] == 2


def test_a_weekly_meeting_is_found_and_daily_work_is_not(counted: Counted) -> None:
    """One case a day; the committee meets every seventh day."""
    cases = {f"c{i}": f"申报 {i * 24} → 审核 {i * 24 + 5} → 会审 {(i // 7 + 1) * 168}" for i in range(140)}
    found = batching(Reading.of(counted("青岛", cases)), 30)
    assert found.batched["activity"].to_list() == ["会审"]
    assert found.batched["busy_days"].item() == 20
    assert found.sentence("zh").startswith(
        "1 个环节集中在少数日子批量办理；最集中的是青岛的“会审”：140 次办理集中在 20 天"
    )


def test_days_at_random_are_no_batches(counted: Counted) -> None:
    rng = np.random.default_rng(3)
    cases = {f"c{i}": f"申报 {i * 24} → 审核 {i * 24 + rng.uniform(0, 600)}" for i in range(200)}
    found = batching(Reading.of(counted("青岛", cases)), 30)
    assert found.batched.height == 0
    assert found.frame.filter(activity="审核")["ratio"].item() == pytest.approx(1, abs=0.1)
    assert found.sentence("en") == "No step is clearly done in batches."
