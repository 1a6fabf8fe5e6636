"""From rows to a log: what is rejected, what is noted, what is assumed."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from liandong.errors import ColumnMissing, MixedTimeZones
from liandong.eventlog.log import EventLog
from liandong.eventlog.read import read_log

Write = Callable[..., Path]
HEAD = "办件编号,环节,开始时间,完成时间,片区\n"


def read(write: Write, rows: str, head: str = HEAD, **options: object) -> EventLog:
    return read_log(write("export.csv", head + rows), **options)


def findings(log: EventLog) -> list[tuple[object, ...]]:
    return log.problems.select("row", "column", "value", "reason", "rejected").rows()


GOOD = "1,受理,2024-05-06 09:00,2024-05-06 10:00,青岛\n"


def test_bad_rows_are_listed_beside_the_good_ones(write: Write) -> None:
    log = read(
        write,
        GOOD
        + ",受理,2024-05-06 09:00,2024-05-06 10:00,青岛\n"
        + "2,,2024-05-06 09:00,2024-05-06 10:00,青岛\n"
        + "3,受理,2024-05-06 09:00,,青岛\n"
        + "4,受理,2024-05-06 09:00,改日,青岛\n"
        + "5,受理,2024-05-06 11:00,2024-05-06 10:00,青岛\n"
        + "6,受理,刚才,2024-05-06 10:00,青岛\n"
        + "7,a\0b,2024-05-06 09:00,2024-05-06 10:00,青岛\n",
    )
    assert log.events.select("case", "activity").rows() == [("1", "受理"), ("6", "受理")]
    assert findings(log) == [
        (3, "办件编号", "", "case_missing", True),
        (4, "环节", "", "activity_missing", True),
        (5, "完成时间", "", "time_missing", True),
        (6, "完成时间", "改日", "time_unreadable", True),
        (7, "完成时间", "2024-05-06 10:00", "end_before_start", True),
        (8, "开始时间", "刚才", "start_unreadable", False),
        (9, "环节", "a\0b", "text_damaged", True),
    ]
    assert log.rejected_rows == 6


def test_far_off_years_are_kept_and_doubted(write: Write) -> None:
    log = read(write, "2,a,,1948-01-01 00:00,x\n2,b,,2262-05-05 00:00,x\n" + GOOD)
    assert log.events.height == 3
    assert [(row[0], row[3], row[4]) for row in findings(log)] == [
        (2, "time_doubtful", False),
        (3, "time_doubtful", False),
    ]


def test_repeated_rows_are_kept_and_noted_once(write: Write) -> None:
    log = read(write, GOOD * 3)
    assert (log.events.height, findings(log)) == (3, [(3, "", "2", "duplicate_rows", False)])


def test_a_case_over_two_zones_is_noted(write: Write) -> None:
    log = read(write, GOOD + GOOD.replace("青岛", "烟台"))
    assert log.events["zone"].to_list() == ["青岛", "烟台"]
    assert findings(log) == [(2, "片区", "1", "case_in_several_zones", False)]


def test_the_zone_is_given_or_in_the_file_or_the_files_name(write: Write) -> None:
    assert read(write, GOOD, zone="日照").events["zone"].to_list() == ["日照"]
    assert read(write, GOOD).events["zone"].to_list() == ["青岛"]
    assert read(write, GOOD.replace("青岛", "")).events["zone"].to_list() == ["export"]


def test_naive_times_are_read_in_the_logs_zone_and_that_is_said(write: Write) -> None:
    log = read(write, GOOD)
    assert log.events["end"].to_list() == [datetime(2024, 5, 6, 2, tzinfo=UTC)]
    said = ("时间不带时区，按 Asia/Shanghai 读取", "Times carry no zone; read in Asia/Shanghai")
    assert log.assumptions == (said,)
    assert read(write, GOOD, timezone="UTC").events["end"].to_list() == [datetime(2024, 5, 6, 10, tzinfo=UTC)]


def test_mixed_zones_are_refused_with_row_and_value(write: Write) -> None:
    with pytest.raises(MixedTimeZones) as caught:
        read(write, "1,a,,2024-05-06 10:00:00+08:00,x\n1,b,,2024-05-06 11:00:00,x\n")
    assert "第 3 行：2024-05-06 11:00:00" in caught.value.text("zh")


def test_a_missing_column_names_those_there_are(write: Write) -> None:
    with pytest.raises(ColumnMissing, match=r"case.*Its columns are: 甲, 乙"):
        read(write, "1,2\n", head="甲,乙\n")
    with pytest.raises(ColumnMissing, match="--time"):
        read(write, "1,受理\n", head="办件编号,环节\n")
    with pytest.raises(ColumnMissing, match="没有此列"):
        read(write, GOOD, mapping={"activity": "没有此列"})


def test_a_given_mapping_wins(write: Write) -> None:
    log = read(write, GOOD, mapping={"activity": "片区"})
    assert (log.events["activity"].to_list(), log.mapping["activity"]) == (["青岛"], "片区")


def test_other_columns_are_attributes(write: Write) -> None:
    log = read(write, "1,a,2024-05-06,007,x\n", head="case,activity,time,HS6,attr\n")
    assert log.events.select("HS6", "attr").rows() == [("007", "x")]
    assert read_log(log.sources[0], attributes=False).events.columns[-1] == "object_type"


def test_stray_spaces_do_not_make_two_activities(write: Write) -> None:
    log = read(write, "1, 受理 ,2024-05-06\n1,受理,2024-05-07\n", head="case,环节,时间\n")
    assert log.events["activity"].to_list() == ["受理", "受理"]


def test_hashed_labels_and_very_many_activities_are_fine(write: Write) -> None:
    rows = "".join(f"{i},{i:064x},2024-05-06\n" for i in range(200_000))
    log = read(write, rows, head="case,activity,time\n")
    assert (log.events["activity"].n_unique(), log.problems.height) == (200_000, 0)


def test_an_ambiguous_day_order_is_an_assumption(write: Write) -> None:
    log = read(write, "1,a,05/06/2024\n", head="case,activity,time\n")
    assert log.events["end"].dt.month().to_list() == [6]
    assert any("day/month/year" in english for _, english in log.assumptions)
    assert read_log(log.sources[0], dayfirst=False).events["end"].dt.month().to_list() == [5]
