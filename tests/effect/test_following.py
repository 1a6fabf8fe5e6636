"""How long cases were followed, in words: never for no time at all."""

from datetime import date

import pytest

from liandong.effect.following import FollowUp

HOUR, DAY = 3600, 86_400


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (6.4 * HOUR, "6.4 小时", "6.4 hours"),
        (20 * 60, "20 分钟", "20 minutes"),
        (DAY, "1 天", "1 day"),
        (27.9 * DAY, "28 天", "28 days"),
    ],
)
def test_a_follow_up_is_told_in_its_natural_unit(seconds, zh, en):
    whole = FollowUp(seconds, None, False, 0, ())
    assert whole.sentence("zh") == f"所有办件都可跟踪满 {zh}，没有剔除。"
    assert whole.sentence("en") == f"Every case was followed for {en}; none is left out."
    cut = FollowUp(seconds, 0.9, True, 7, (("青岛", date(2024, 6, 1), date(2024, 6, 1)),))
    assert f"不能跟踪满 {zh}的时段" in cut.sentence("zh")
    assert f"within {en} count" in cut.sentence("en")


def test_what_was_cut_is_told_in_the_order_of_time():
    months = [date(2024, 6, 1), date(2023, 2, 1), date(2024, 6, 1)]
    cut = FollowUp(DAY, 0.99, False, 7, tuple(("青岛", month, month) for month in months))
    assert "in 2023-02, 2024-06 left out" in cut.sentence("en")
