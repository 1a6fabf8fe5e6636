from collections.abc import Callable

from liandong.diagnosis.reading import Reading
from liandong.diagnosis.rework import rework
from liandong.profile import Profile

Counted = Callable[..., Profile]
HOUR = 3600


def test_repetition_loops_and_their_time_by_hand(counted: Counted) -> None:
    """c1 goes 审核 → 审核 (2 h), c2 goes 审核 → 补正 → 审核; 审核 takes 1, 2, 1, 4 hours, on average 2."""
    whole = counted(
        "青岛",
        {
            "c1": "申报 0 → 审核 1 → 审核 3",
            "c2": "申报 0 → 审核 1 → 补正 2 → 审核 6",
            "c3": "申报 0 → 放行 1",
        },
    )
    found = rework(Reading.of(whole))
    assert (found.cases, found.all_cases, found.cases_share) == (2, 3, 2 / 3)
    # Lead times are 3, 6 and 1 hours; two extra executions at 2 hours are 4 of those 10.
    assert found.frame.rows() == [
        (zone, "审核", 2, 2 / 3, 2, 1, 1, 2 * HOUR, 4 * HOUR, 0.4) for zone in ("", "青岛")
    ]
    assert found.sentence("en") == (
        "2 cases (67%) repeat an activity; most time goes into “审核”: 2 extra executions in 2 cases, about 40% of "
        "the lead time."
    )


def test_no_repetition_is_said_plainly(counted: Counted) -> None:
    found = rework(Reading.of(counted("青岛", {"c": "申报 0 → 放行 1"})))
    assert (found.cases, found.frame.height) == (0, 0)
    assert found.sentence("zh") == "没有办件重复办理同一环节。"


def test_extra_executions_of_zones_add_up(counted: Counted) -> None:
    loop = {"c": "申报 0 → 审核 1 → 审核 2 → 审核 3"}
    frame = rework(Reading.of(counted("青岛", loop) + counted("日照", loop))).frame
    assert dict(frame.select("zone", "extra").iter_rows()) == {"": 4, "日照": 2, "青岛": 2}
