from collections.abc import Callable

import polars as pl
import pytest

from liandong.diagnosis.reading import Reading
from liandong.diagnosis.release import TimeReleaseStudy
from liandong.diagnosis.study import time_release_study
from liandong.errors import SettingError
from liandong.profile import Profile
from liandong.worktime import Calendar

Counted = Callable[..., Profile]
HOUR = 3600
CASES = {
    "c1": "到港 0 @港口 → 申报 10 @企业 → 放行 12 @海关",
    "c2": "到港 24 @港口 → 申报 54 @企业 → 放行 58 @海关",
    "c3": "到港 48 @港口 → 放行 51 @海关",
}


def study(whole: Profile, target: object = None, minimum: int = 1) -> TimeReleaseStudy:
    return time_release_study(Reading.of(whole), target, minimum)  # type: ignore[arg-type]


def test_segments_come_with_their_share_of_the_release_time(counted: Counted) -> None:
    """Lead times 12, 34 and 3 hours; 40 of 49 hours pass from 到港 to 申报."""
    found = study(counted("青岛", CASES))
    assert found.frame.select("source", "target", "n", "mean_seconds", "share").rows() == [
        ("到港", "申报", 2, 20 * HOUR, pytest.approx(40 / 49)),
        ("申报", "放行", 2, 3 * HOUR, pytest.approx(6 / 49)),
        ("到港", "放行", 1, 3 * HOUR, pytest.approx(3 / 49)),
    ]
    assert found.frame["share"].sum() == pytest.approx(1)


def test_rare_segments_are_counted_but_not_listed(counted: Counted) -> None:
    found = study(counted("青岛", CASES), minimum=2)
    assert found.frame["n"].to_list() == [2, 2]
    assert (found.rare_segments, found.rare_steps) == (1, 1)
    assert (
        found.exclusions("zh")
        == "样本：3 件，全部计入；读入时剔除 0 行；1 个不足 2 次的段落（共 1 次）不单列。"
    )


def test_time_is_attributed_to_the_party_that_has_to_act_next(counted: Counted) -> None:
    parties = study(counted("青岛", CASES)).parties
    assert parties.select("party", "n", "seconds").rows() == [("企业", 2, 40 * HOUR), ("海关", 3, 9 * HOUR)]


def test_targets_are_met_for_cases_and_for_segments(counted: Counted) -> None:
    """Two of three cases take at most a day; one of two declarations is lodged within 20 hours."""
    found = study(
        counted("青岛", CASES), {"": 24 * HOUR, "到港 → 申报": 20 * HOUR, ("申报", "放行"): 9 * HOUR}
    )
    assert found.whole["within_target"] == pytest.approx(2 / 3)
    shares = found.frame.select("source", "target", "within_target").rows()
    assert shares == [("到港", "申报", 0.5), ("申报", "放行", 1.0), ("到港", "放行", None)]
    assert "1 天目标内办结 67%" in found.sentence("zh")


def test_a_target_for_a_step_no_case_takes_is_refused(counted: Counted) -> None:
    with pytest.raises(SettingError, match="no case takes this step"):
        study(counted("青岛", CASES), {"申报 → 到港": HOUR})
    with pytest.raises(SettingError, match="positive number of seconds"):
        study(counted("青岛", CASES), 0)


def test_breakdowns_hold_every_case_once_each(counted: Counted) -> None:
    found = study(counted("青岛", CASES) + counted("日照", {"c": "到港 0 → 退运 5"}))
    sums = found.breakdowns.group_by("by").agg(pl.col("n").sum()).sort("by")
    assert sums.rows() == [("object_type", 4), ("outcome", 4), ("period", 4), ("zone", 4)]
    zones = found.breakdowns.filter(by="zone").select("value", "n", "mean_seconds")
    assert zones.rows() == [("日照", 1, 5 * HOUR), ("青岛", 3, pytest.approx(49 / 3 * HOUR))]


def test_a_profile_with_a_calendar_is_studied_on_both_clocks(counted: Counted) -> None:
    """From Monday 9:00 to Tuesday 9:00: 24 hours, or 6.5 of work. The target counts on the clock asked for."""
    whole = counted("青岛", {"c": "申报 9 → 放行 33"}, calendar=Calendar.weekdays(timezone="UTC"))
    found = time_release_study(Reading.of(whole, "working"), 7 * HOUR, 1)
    cases = found.cases.select("clock", "mean_seconds", "within_target")
    assert cases.rows() == [("working", 6.5 * HOUR, 1.0), ("clock", 24 * HOUR, None)]
    assert "工作时间" in found.scope("zh")


def test_the_last_complete_quarter_is_held_against_the_one_before(counted: Counted) -> None:
    """Cases of one day each until mid-December 2024; two days from July on."""
    waits = [48 if i >= 182 else 24 for i in range(350)]
    whole = counted(
        "青岛", {f"c{i}": f"申报 {i * 24} → 放行 {i * 24 + wait}" for i, wait in enumerate(waits)}
    )
    found = study(whole, minimum=30)
    names = ["source", "target", "n", "n_before", "change_seconds"]
    assert found.changes.select(names).rows() == [
        ("", "", 92, 91, 24 * HOUR),
        ("申报", "放行", 91, 91, pytest.approx(24 * HOUR, rel=0.03)),
    ]
    assert "延长 1 天（100%）" in found.against_before("zh")


def test_scope_and_rules_are_said_in_both_languages(counted: Counted) -> None:
    found = study(counted("青岛", CASES))
    assert found.scope("zh") == "范围：青岛；2024年1月1日至2024年1月3日；对象：case；计时：自然时间。"
    assert "1.5 times the interquartile range" in found.outlier_rule("en")
    assert "elapsed = waiting + work" in found.formula("en")
    assert found.against_before("zh") == "没有可比的上一期。"


def test_work_is_attributed_to_the_party_of_the_step_where_it_has_one(counted: Counted) -> None:
    """审核 is done by two parties: whose its five hours of work are cannot be told."""
    found = study(
        counted(
            "青岛",
            {
                "c1": "申报 0-2 @企业 → 审核 4-7 @海关 → 放行 8-9 @海关",
                "c2": "申报 0-1 @企业 → 审核 5-7 @港口",
            },
        )
    )
    assert found.parties.select("party", "n", "seconds", "work_seconds").rows() == [
        ("", 0, 5 * HOUR, 5 * HOUR),
        ("海关", 2, 4 * HOUR, HOUR),
        ("港口", 1, 4 * HOUR, None),
        ("企业", 0, 3 * HOUR, 3 * HOUR),
    ]
    assert found.parties["share"].sum() == pytest.approx(1)
