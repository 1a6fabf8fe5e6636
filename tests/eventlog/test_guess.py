"""Headings and what they mean."""

import polars as pl
import pytest

from liandong.eventlog.guess import NAMES, disbelieved, guess, plain

T, A = "2024-05-06 09:00:00", "x"


def guessed(**cells: str | None) -> dict[str, str]:
    frame = pl.DataFrame(
        {name: [value] for name, value in cells.items()}, schema=dict.fromkeys(cells, pl.String)
    )
    return guess(frame, frame.columns, {})


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["案件编号", "环节", "完成时间"], {"case": "案件编号", "activity": "环节", "end": "完成时间"}),
        (["报关单号", "操作", "时间"], {"case": "报关单号", "activity": "操作", "end": "时间"}),
        (
            ["case_id", "activity", "timestamp"],
            {"case": "case_id", "activity": "activity", "end": "timestamp"},
        ),
        (
            ["Case ID", "Activity", "Start Timestamp", "Complete Timestamp"],
            {
                "case": "Case ID",
                "activity": "Activity",
                "end": "Complete Timestamp",
                "start": "Start Timestamp",
            },
        ),
        (
            ["企业办件编号(内网)", "当前环节", "受理时间", "办结时间"],
            {"case": "企业办件编号(内网)", "activity": "当前环节", "end": "办结时间", "start": "受理时间"},
        ),
    ],
)
def test_usual_headings_are_understood(headings: list[str], expected: dict[str, str]) -> None:
    cells = {name: T if any(word in name for word in ("时间", "imestamp")) else A for name in headings}
    assert guessed(**cells) == expected


def test_standard_names_win_over_plain_doubles() -> None:
    cells = {"Activity": A, "concept:name": A, "case:concept:name": A, "time:timestamp": T, "time": T}
    assert guessed(**cells) == {
        "case": "case:concept:name",
        "activity": "concept:name",
        "end": "time:timestamp",
    }


def test_a_time_heading_over_something_else_is_not_believed() -> None:
    assert guessed(案件=A, 环节=A, 完成时间="三天", 时间=T)["end"] == "时间"


def test_a_known_name_is_kept_where_no_other_column_will_do() -> None:
    assert guessed(办件编号=None, 环节=A, 完成时间="三天") == {
        "case": "办件编号",
        "activity": "环节",
        "end": "完成时间",
    }
    assert guessed(办件编号="", 环节=A, 受理时间="三天", 完成时间="三天")["end"] == "完成时间"


def test_a_known_name_that_is_not_believed_is_told() -> None:
    frame = pl.DataFrame({"案件": [A], "环节": [A], "完成时间": ["三天"], "时间": [T], "备注": [A]})
    assert disbelieved(frame, frame.columns, guess(frame, frame.columns, {})) == {"end": "完成时间"}
    assert disbelieved(frame, frame.columns, {"case": "案件", "activity": "环节", "end": "完成时间"}) == {}


def test_the_only_column_of_times_needs_no_name() -> None:
    assert guessed(案件=A, 环节=A, 盖章=T)["end"] == "盖章"


def test_one_stamp_called_start_is_the_time() -> None:
    assert guessed(案件=A, 环节=A, 开始时间=T) == {
        "case": "案件",
        "activity": "环节",
        "end": "开始时间",
    }


def test_what_was_given_is_not_guessed_again() -> None:
    frame = pl.DataFrame({"case": [A], "other": [A], "activity": [A], "time": [T]})
    assert guess(frame, frame.columns, {"case": "other"}) == {
        "case": "other",
        "activity": "activity",
        "end": "time",
    }


def test_no_name_stands_for_two_meanings() -> None:
    seen: dict[str, str] = {}
    for meaning, names in NAMES.items():
        for name in map(plain, names):
            assert seen.setdefault(name, meaning) == meaning
