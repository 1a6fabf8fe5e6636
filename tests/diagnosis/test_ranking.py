from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import polars as pl
import pytest

from liandong.diagnosis import bottlenecks
from liandong.diagnosis.ranking import day_cost
from liandong.errors import SettingError
from liandong.eventlog import EventLog
from liandong.profile import Mark, Profile, profile
from liandong.worktime import Calendar

Repeated = Callable[..., Profile]
DAY = 86_400


def test_the_slow_zone_is_held_against_the_best_one(repeated: Repeated) -> None:
    """青岛 takes 3 days, 日照 1, 临沂 2: with 60 cases the saving is 60 * 2 = 120 case-days."""
    whole = repeated("青岛", [72.0]) + repeated("日照", [24.0]) + repeated("临沂", [48.0])
    first, second = bottlenecks(whole)
    assert (first.zone, first.activity, first.example, first.against) == ("青岛", "审核", "日照", "zone")
    assert (first.n, first.compared, first.coverage) == (60, 2, 1.0)
    assert (first.mean_seconds, first.example_mean_seconds) == (3 * DAY, 1 * DAY)
    assert first.case_days_per_month * first.months == pytest.approx(120)
    assert (first.low, first.high) == pytest.approx((first.case_days_per_month,) * 2)
    assert (second.zone, second.example) == ("临沂", "日照")
    assert second.case_days_per_month * second.months == pytest.approx(60)


def test_a_bottleneck_says_what_it_found(repeated: Repeated) -> None:
    # From the first day to the last are 63 days, 2.07 months; 120 case-days in all.
    found = bottlenecks(repeated("青岛", [72.0]) + repeated("日照", [24.0]))[0]
    assert str(found) == (
        "青岛在“审核”环节平均用时 3 天，比日照多 2 天；照日照的做法办，"
        "每月可少占用 58 件·天（95% 区间 58 至 58），其中法定时限占 0%。"
    )
    assert found.sentence("en") == (
        "青岛 takes 3 days on average for “审核”, 2 days more than 日照; run as there, it would save 58 case-days "
        "a month (95% interval 58 to 58), 0% of it statutory time."
    )
    assert found.basis() == "依据 60 次办理，其中 100% 与对照有相同来路；从 1 个对照中选取。"


def test_equal_zones_have_no_bottleneck(repeated: Repeated) -> None:
    assert bottlenecks(repeated("青岛", [24.0, 48.0]) + repeated("日照", [24.0, 48.0])) == ()


def test_what_could_be_compared_is_said_where_it_is_not_nearly_all(counted: Callable[..., Profile]) -> None:
    """Of 青岛's 60 reviews 20 follow 补正, which 日照 does not have."""
    reviews = {f"a{i}": f"申报 {i * 24} → 审核 {i * 24 + 72}" for i in range(40)}
    amended = {f"b{i}": f"申报 {i * 24} → 补正 {i * 24 + 1} → 审核 {i * 24 + 2}" for i in range(20)}
    quick = {f"c{i}": f"申报 {i * 24} → 审核 {i * 24 + 24}" for i in range(40)}
    found = bottlenecks(counted("青岛", reviews | amended) + counted("日照", quick))[0]
    assert found.coverage == pytest.approx(2 / 3)
    assert "比日照多 2 天（可比办理占 67%）；照日照的做法办" in found.sentence("zh")
    assert "more than 日照 (67% comparable); run as there" in found.sentence("en")


def test_zones_are_compared_by_type_of_object() -> None:
    """Exports take 1 day and imports 9 in both zones; 青岛 has more imports, and that is no bottleneck."""

    def zone(name: str, imports: int) -> Profile:
        rows = []
        for i in range(80):
            kind, begun = (
                ("进口" if i < imports else "出口"),
                datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=i),
            )
            released = begun + timedelta(days=9 if i < imports else 1)
            rows += [(f"{kind}{i}", "申报", begun, kind), (f"{kind}{i}", "放行", released, kind)]
        frame = pl.DataFrame(rows, schema=["case", "activity", "end", "object_type"], orient="row")
        return profile(EventLog.from_frame(frame, zone=name))

    assert bottlenecks(zone("青岛", 60) + zone("日照", 20)) == ()


def test_a_difference_within_chance_is_flagged(repeated: Repeated) -> None:
    found = bottlenecks(repeated("青岛", [1.0, 300.0, 30.0]) + repeated("日照", [1.0, 290.0, 28.0]))[0]
    assert not found.is_certain
    assert found.sentence().endswith("区间包含零，尚不能确定。")
    assert found.sentence("en").endswith("the interval includes zero, so this is not certain.")


def test_too_few_executions_are_not_compared(repeated: Repeated) -> None:
    whole = repeated("青岛", [72.0], n=29) + repeated("日照", [24.0])
    assert bottlenecks(whole) == ()
    assert len(bottlenecks(whole, minimum=29)) == 1


def test_a_lone_zone_is_held_against_its_own_best_quarter(counted: Callable[..., Profile]) -> None:
    """Five quarters of 2024 and 2025; in the third of 2024 a case takes 1 day, else 3.

    The first and the last quarter are no examples, as the log may show only part of them.
    """
    hours = [24.0 if 4368 <= i * 48 < 6552 else 72.0 for i in range(228)]
    cases = {f"c{i}": f"申报 {i * 48} → 审核 {i * 48 + wait}" for i, wait in enumerate(hours)}
    found = bottlenecks(counted("青岛", cases))
    assert [(one.against, one.example, one.example_name("zh")) for one in found] == [
        ("quarter", "2024-07-01", "自身2024年三季度")
    ]
    slow = sum(wait == 72.0 for wait in hours)
    assert found[0].case_days_per_month * found[0].months == pytest.approx(2 * slow, rel=0.03)
    assert found[0].coverage == 1.0


def test_a_step_of_one_zone_only_is_held_against_its_own_past(
    counted: Callable[..., Profile], repeated: Repeated
) -> None:
    """日照 has no 复核, so 青岛's is compared with its own second quarter, when it still took one day, not four."""
    cases = {f"c{i}": f"申报 {i * 20} → 复核 {i * 20 + (24 if i < 200 else 96)}" for i in range(400)}
    found = bottlenecks(counted("青岛", cases) + repeated("日照", [24.0], n=300))
    assert [(one.zone, one.activity, one.example) for one in found] == [("青岛", "复核", "2024-04-01")]


def test_goods_value_and_rate_turn_case_days_into_money(repeated: Repeated) -> None:
    """57.976 case-days a month at 365,000 a case and 10 % a year: 100 a day."""
    whole = repeated("青岛", [72.0]) + repeated("日照", [24.0])
    found = bottlenecks(whole, goods_value=Decimal(365_000), annual_rate=Decimal("0.1"))[0]
    assert found.money_per_month == Decimal("5797.62")
    assert "折合资金占用成本每月 5,797.6" in found.sentence()


@pytest.mark.parametrize(
    ("value", "rate", "clock", "message"),
    [
        (Decimal(1), None, "clock", "together"),
        (None, Decimal(1), "clock", "together"),
        (Decimal(-1), Decimal(1), "clock", "not negative"),
        (Decimal(1), Decimal("NaN"), "clock", "not negative"),
        (Decimal(1), Decimal(1), "working", "day and night"),
    ],
)
def test_money_that_makes_no_sense_is_refused(
    value: Decimal | None, rate: Decimal | None, clock: str, message: str
) -> None:
    with pytest.raises(SettingError, match=message):
        day_cost(value, rate, clock)


def test_marked_time_is_statutory_as_a_whole_or_up_to_its_limit(repeated: Repeated) -> None:
    whole = repeated("青岛", [72.0]) + repeated("日照", [24.0])

    def share(**limit: int) -> float:
        mark = Mark(activity="审核", clause="条例第8条", **limit)
        return bottlenecks(whole.mark([mark]))[0].statutory_share

    assert share() == 1.0
    # 青岛's 3 days hold 2 statutory ones, 日照's 1 day is all statutory: of 2 days saved, 1 is statutory.
    assert share(days=2) == pytest.approx(0.5, abs=0.02)
    assert share(days=1) == pytest.approx(0.0, abs=0.02)


def test_work_and_waiting_are_told_apart_where_start_times_exist(counted: Callable[..., Profile]) -> None:
    """青岛 waits 2 h and works 4, 日照 waits 1 and works 1: of 4 hours, 3 are work."""
    slow = {f"a{i}": f"申报 {i * 24} → 审核 {i * 24 + 2}-{i * 24 + 6}" for i in range(40)}
    quick = {f"b{i}": f"申报 {i * 24} → 审核 {i * 24 + 1}-{i * 24 + 2}" for i in range(40)}
    found = bottlenecks(counted("青岛", slow) + counted("日照", quick))[0]
    assert (found.mean_seconds, found.example_mean_seconds) == (6 * 3600, 2 * 3600)
    assert found.working_case_days_per_month / found.case_days_per_month == pytest.approx(0.75)
    assert found.frame.select("source", "kind", "n").rows() == [("", "working", 40), ("申报", "waiting", 40)]


def test_the_party_that_has_to_act_next_holds_the_case(counted: Callable[..., Profile]) -> None:
    def cases(wait: int) -> dict[str, str]:
        return {f"c{i}": f"申报 {i * 24} @企业 → 审核 {i * 24 + wait} @海关" for i in range(40)}

    found = bottlenecks(counted("青岛", cases(9)) + counted("日照", cases(3)))[0]
    assert (found.party, found.party_share) == ("海关", 1.0)


def test_working_time_counts_office_hours_only(counted: Callable[..., Profile]) -> None:
    """From Monday 9:00 to Tuesday 9:00 is one working day of 6.5 hours; to 10:00 of the same day, one hour."""
    calendar = Calendar.weekdays(timezone="UTC")
    slow = {f"a{i}": f"申报 {i * 168 + 9} → 审核 {i * 168 + 33}" for i in range(40)}
    quick = {f"b{i}": f"申报 {i * 168 + 9} → 审核 {i * 168 + 10}" for i in range(40)}
    whole = counted("青岛", slow, calendar=calendar) + counted("日照", quick, calendar=calendar)
    found = bottlenecks(whole, clock="working")[0]
    assert (found.mean_seconds, found.example_mean_seconds) == (6.5 * 3600, 3600)
    assert "件·工作日" in found.sentence()


@pytest.mark.slow
def test_the_interval_holds_the_truth_from_the_log_to_the_finding() -> None:
    """200 steps, each 10 days in one zone and 4 in the other, all exponential: 6 days times its executions."""
    rng = np.random.default_rng(11)

    def moment(micros: int) -> datetime:
        return datetime(2022, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(micros))

    def simulated(zone: str, mean_days: float, steps: int = 200, n: int = 80) -> Profile:
        begun = rng.integers(0, 700 * DAY, steps * n) * 1_000_000
        waited = (rng.exponential(mean_days * DAY, steps * n) * 1e6).astype(np.int64)
        rows = []
        for i, (start, wait) in enumerate(zip(begun, waited, strict=True)):
            rows += [(f"c{i}", "申报", moment(start)), (f"c{i}", f"环节{i % steps}", moment(start + wait))]
        return profile(EventLog.from_rows(rows, zone=zone))

    found = bottlenecks(simulated("甲", 10) + simulated("乙", 4))
    hits = [one.low * one.months <= 6 * one.n <= one.high * one.months for one in found if one.zone == "甲"]
    assert len(hits) == 200
    assert 0.91 <= np.mean(hits) <= 0.99
