"""A table is the same on the page, in the CSV and in the workbook, and no cell of a file is ever a formula."""

import io
from dataclasses import dataclass
from datetime import date

import pytest
from openpyxl import load_workbook

from liandong.hub.core.tables import Column, csv_rows, workbook


@dataclass(frozen=True)
class Row:
    name: str
    days: float | None
    due: date


COLUMNS = (Column("name", "名称"), Column("days", "天数", "number"), Column("due", "时限", "date"))
ROWS = [Row("两段监管", 5.5, date(2026, 1, 2)), Row("简易注销", None, date(2026, 3, 4))]


def test_a_csv_opens_in_excel_as_utf8():
    assert "".join(csv_rows(COLUMNS, ROWS)) == (
        "\ufeff名称,天数,时限\r\n两段监管,5.5,2026-01-02\r\n简易注销,,2026-03-04\r\n"
    )


def test_a_workbook_holds_numbers_and_dates_as_such():
    sheet = load_workbook(io.BytesIO(workbook(COLUMNS, ROWS, "台账/任务"))).active
    assert sheet.title == "台账 任务"
    assert [cell.value for cell in sheet[2]][:2] == ["两段监管", 5.5]


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", "＝1+1"])
def test_a_formula_typed_into_a_field_stays_text_in_files(evil):
    row = Row(evil, 1, date(2026, 1, 2))
    sheet = load_workbook(io.BytesIO(workbook(COLUMNS, [row], "x"))).active
    assert (sheet["A2"].data_type, sheet["A2"].value) == ("s", evil)
    assert "".join(csv_rows(COLUMNS, [row])).splitlines()[1].lstrip('"').startswith("'")


def test_a_sign_that_no_workbook_can_hold_costs_no_export():
    sheet = load_workbook(
        io.BytesIO(workbook(COLUMNS, [Row("退\x0b税\x01\ufffe\ud800", 1, date(2026, 1, 2))], "x"))
    ).active
    assert sheet["A2"].value == "退税"


def test_a_column_follows_a_path_and_calls_what_can_be_called():
    assert Column("name.upper", "x").of(Row("ab", 1, date(2026, 1, 2))) == "AB"
