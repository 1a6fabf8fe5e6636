from collections.abc import Callable
from datetime import date

from liandong.diagnosis.overview import overview
from liandong.diagnosis.reading import Reading
from liandong.profile import Profile

Counted = Callable[..., Profile]
HOUR = 3600


def test_the_overview_counts_and_times_cases(counted: Counted) -> None:
    found = overview(
        Reading.of(counted("青岛", {"c1": "申报 0 → 放行 10", "c2": "申报 24 → 补正 30 → 放行 54"}))
    )
    assert (found.cases, found.events, found.activities, found.variants) == (2, 5, 3, 2)
    assert (found.first, found.last) == (date(2024, 1, 1), date(2024, 1, 3))
    assert found.mean_seconds == 20 * HOUR
    assert found.kinds == {"elapsed": 1.0}
    row = found.frame.row(0, named=True)
    assert (row["zone"], row["cases"], row["events"], row["variants"], row["mean_seconds"]) == (
        "青岛",
        2,
        5,
        2,
        20 * HOUR,
    )


def test_end_times_alone_are_said_to_hold_waiting_and_work(counted: Counted) -> None:
    found = overview(Reading.of(counted("青岛", {"c": "申报 0 → 放行 10"})))
    assert not found.has_work
    assert "elapsed time = waiting + work" in found.composition("en")


def test_waiting_and_work_are_told_apart_with_start_times(counted: Counted) -> None:
    found = overview(Reading.of(counted("青岛", {"c": "申报 0-2 → 放行 4-8"})))
    assert found.kinds == {"working": 0.75, "waiting": 0.25}
    assert found.composition("zh") == "全程用时构成：办理 75%、等待 25%。"
    assert found.overlap == 0


def test_steps_side_by_side_are_shown_as_overlap(counted: Counted) -> None:
    found = overview(Reading.of(counted("青岛", {"c": "申报 0-8 → 会签 0-10"})))
    assert found.kinds == {"working": 1.8}
    assert found.overlap == 0.8


def test_a_log_where_nothing_takes_time_says_so(counted: Counted) -> None:
    found = overview(Reading.of(counted("青岛", {"c": "申报 0 → 放行 0"})))
    assert found.composition("zh") == "各环节均不占时间。"
