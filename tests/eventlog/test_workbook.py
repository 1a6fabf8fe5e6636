"""Excel workbooks, as offices make them."""

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from liandong.errors import FileEmpty
from liandong.eventlog.read import read_log


def workbook(path: Path, *rows: list[object], sheets: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for name in sheets:
        book.create_sheet(name).append(["a", "b"])
        book[name].append([1, 2])
    book.save(path)
    return path


MORNING = datetime(2024, 5, 6, 9, 30)  # noqa: DTZ001 - Excel has no zones


def test_numbers_dates_and_title_lines_are_understood(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        ["青岛片区办件明细"],
        [],
        ["办件编号", "环节", "办结时间"],
        [1001.0, "受理", MORNING],
        ["007", "NA", "2024年5月6日 9时30分"],
        [None, None, None],
        ["x", None, MORNING],
    )
    log = read_log(path)
    assert log.events.select("case", "activity").rows() == [("1001", "受理"), ("007", "NA")]
    assert log.events["end"].dt.to_string("%F %T").to_list() == ["2024-05-06 01:30:00"] * 2
    assert log.problems.select("row", "reason").rows() == [(7, "activity_missing")]


def test_other_sheets_are_noted(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", ["case", "activity", "time"], ["1", "a", MORNING], sheets=("旧数据",)
    )
    assert read_log(path).problems.select("value", "reason").rows() == [("旧数据", "sheet_skipped")]


def test_a_workbook_without_rows_is_empty(tmp_path: Path) -> None:
    for rows in ([], [["case", "activity", "time"]]):
        with pytest.raises(FileEmpty):
            read_log(workbook(tmp_path / "a.xlsx", *rows))
