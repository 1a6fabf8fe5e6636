from collections.abc import Callable

import pytest

from liandong.diagnosis.comparison import Comparison, comparison
from liandong.diagnosis.overview import overview
from liandong.diagnosis.process_map import process_maps
from liandong.diagnosis.reading import Reading
from liandong.profile import Profile

Counted = Callable[..., Profile]
HOUR = 3600


def compared(whole: Profile, minimum: int = 1) -> Comparison | None:
    reading = Reading.of(whole)
    return comparison(reading, process_maps(reading), overview(reading).frame, minimum)


def test_one_zone_has_nothing_to_compare(counted: Counted) -> None:
    assert compared(counted("青岛", {"c": "申报 0 → 放行 1"})) is None


def test_steps_stand_side_by_side_with_the_quickest_zone(counted: Counted) -> None:
    found = compared(counted("青岛", {"c": "申报 0 → 放行 9"}) + counted("日照", {"c": "申报 0 → 放行 3"}))
    assert found is not None
    assert found.frame.select("activity", "zone", "n", "mean_seconds", "best_zone", "ratio").rows() == [
        ("放行", "日照", 1, 3 * HOUR, "日照", 1.0),
        ("放行", "青岛", 1, 9 * HOUR, "日照", 3.0),
        ("申报", "日照", 1, None, None, None),
        ("申报", "青岛", 1, None, None, None),
    ]


def test_a_zone_with_too_few_executions_is_neither_best_nor_rated(counted: Counted) -> None:
    cases = {f"c{i}": "申报 0 → 放行 9" for i in range(3)}
    found = compared(counted("青岛", cases) + counted("日照", {"c": "申报 0 → 放行 3"}), minimum=2)
    assert found is not None
    assert found.frame["best_zone"].drop_nulls().to_list() == []


def test_overlap_tells_how_alike_zones_work(counted: Counted) -> None:
    """Of 青岛's two cases one goes as 日照's does; of its three steps, one is known there."""
    qingdao = counted("青岛", {"c1": "申报 0 → 放行 9", "c2": "申报 0 → 补正 1 → 放行 2"})
    found = compared(qingdao + counted("日照", {"c": "申报 0 → 放行 3"}))
    assert found is not None
    assert found.overlap.rows() == [
        ("日照", "青岛", 2, 1, 1, 1.0, 1.0),
        ("青岛", "日照", 2, 1, 1, 0.5, pytest.approx(1 / 3)),
    ]


def test_the_comparison_says_who_is_quickest(counted: Counted) -> None:
    found = compared(
        counted("青岛", {"c": "申报 0 → 放行 9"}) + counted("日照", {"c": "申报 0 → 补正 1 → 放行 3"})
    )
    assert found is not None
    assert found.sentence("zh").startswith("全程用时中位数最短的是日照")
    assert "Nothing" not in found.sentence("en")


def test_zones_that_are_alike_are_not_called_once_as_long(counted: Counted) -> None:
    case = {"c": "申报 0 → 放行 24"}
    found = compared(counted("青岛", case) + counted("日照", case))
    assert found is not None
    assert found.sentence("zh").startswith("各区全程用时中位数都是 1 天。各区办理顺序")
    assert found.sentence("en").startswith("The median case takes 1 day in every zone. At most")
