from collections.abc import Callable

from liandong.diagnosis.handovers import handovers
from liandong.diagnosis.reading import Reading
from liandong.profile import Profile

Counted = Callable[..., Profile]
HOUR = 3600


def test_hand_overs_between_parties_by_hand(counted: Counted) -> None:
    """Of 10 hours, 4 pass from 企业 to 海关; the step within 海关 is none."""
    found = handovers(Reading.of(counted("青岛", {"c": "申报 0 @企业 → 审核 4 @海关 → 放行 10 @海关"})))
    assert (found.between_parties, found.between_roles, found.steps) == (1, 1, 2)
    assert (found.party_share, found.changed_share) == (0.4, 0.5)
    parties = found.frame.filter(level="party").select(
        "zone", "sender", "receiver", "n", "mean_seconds", "share"
    )
    assert parties.rows() == [(zone, "企业", "海关", 1, 4 * HOUR, 0.4) for zone in ("", "青岛")]
    assert found.sentence("zh") == (
        "部门之间交接 1 次，交接用时占全程的 40%；用时最多的是“企业”交“海关”（1 次，平均 4 小时）。"
        "前后两步换人办理的占 50%。"
    )


def test_a_log_that_names_no_one_has_no_hand_overs(counted: Counted) -> None:
    found = handovers(Reading.of(counted("青岛", {"c": "申报 0 → 审核 4"})))
    assert (found.frame.height, found.changed_share) == (0, None)
    assert found.sentence("en") == "The log shows no hand-over between parties or roles."
