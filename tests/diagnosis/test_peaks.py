from collections.abc import Callable

import polars as pl

from liandong.diagnosis.peaks import peaks
from liandong.diagnosis.reading import Reading
from liandong.profile import Profile

Counted = Callable[..., Profile]


def test_hours_of_the_week_are_counted_in_local_time(counted: Counted) -> None:
    """Two cases arrive on Monday at 9, one on Saturday at 10; each is worked on an hour later by the same desk."""
    cases = {
        "c1": "申报 9 @甲 → 审核 10 @乙",
        "c2": "申报 9 @甲 → 审核 10 @乙",
        "c3": "申报 130 @甲 → 审核 131 @乙",
    }
    found = peaks(Reading.of(counted("青岛", cases)))
    busy = found.frame.filter((pl.col("zone") == "青岛") & (pl.col("events") > 0))
    rows = busy.select("hour_of_week", "arrivals", "events", "resources").rows()
    assert rows == [(9, 2, 2, 1), (10, 0, 2, 1), (130, 1, 1, 1), (131, 0, 1, 1)]
    assert found.sentence("zh") == (
        "收件最集中在周一 9–10 时（占全周 67%），办理最集中在周一 9–10 时（占 33%）；周末办理占 33%。"
    )


def test_every_hour_of_every_zone_has_a_row_and_shares_add_up(counted: Counted) -> None:
    cases = {"c1": "申报 9 → 审核 10"}
    frame = peaks(Reading.of(counted("青岛", cases) + counted("日照", cases))).frame
    assert frame.height == 3 * 168
    sums = frame.group_by("zone", maintain_order=True).sum().select("zone", "arrival_share", "event_share")
    assert sums.rows() == [("", 1.0, 1.0), ("日照", 1.0, 1.0), ("青岛", 1.0, 1.0)]
