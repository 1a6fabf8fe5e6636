import errno
from io import BytesIO

import pytest
from openpyxl import load_workbook

from liandong.diagnosis import Diagnosis, diagnose
from liandong.profile import Profile
from liandong.report.titles import sheet_name
from liandong.report.workbook import workbook


def test_every_table_has_a_sheet_with_all_its_rows(diagnosis: Diagnosis) -> None:
    book = load_workbook(BytesIO(workbook(diagnosis)))
    expected = {sheet_name(name): frame.height for name, frame in diagnosis.tables().items()}
    assert {sheet.title: sheet.max_row - 1 for sheet in book.worksheets[1:]} == expected


def test_values_are_numbers_and_durations_are_hours(diagnosis: Diagnosis) -> None:
    zones = diagnosis.tables()["zones"]
    sheet = load_workbook(BytesIO(workbook(diagnosis)))[sheet_name("zones")]
    heading = [str(cell.value).split("\n")[0] for cell in sheet[1]]
    assert heading[:7] == ["片区", "办件数", "事件数", "环节数", "办理顺序数", "中位数（小时）", "P90 (h)"]
    first = dict(zip(zones.columns, (cell.value for cell in sheet[2]), strict=True))
    assert (first["zone"], first["cases"]) == ("日照", 80)
    assert first["median_seconds"] == zones["median_seconds"][0] / 3600
    assert first["first"].date() == zones["first"][0]


def test_headings_stay_in_sight_and_can_be_filtered(diagnosis: Diagnosis) -> None:
    sheet = load_workbook(BytesIO(workbook(diagnosis)))[sheet_name("steps")]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:J{sheet.max_row}"
    assert sheet["C2"].number_format == "#,##0"


def test_the_cover_tells_findings_formulas_and_where_the_data_comes_from(diagnosis: Diagnosis) -> None:
    cover = load_workbook(BytesIO(workbook(diagnosis))).worksheets[0]
    words = {cell.value for row in cover.iter_rows() for cell in row}
    assert {*diagnosis.sentences("zh"), *diagnosis.sentences("en"), diagnosis.trs.formula("zh")} <= words
    assert f"sha256 {diagnosis.profile.sha256}" in words


def test_no_name_becomes_a_formula(hostile: Diagnosis) -> None:
    book = load_workbook(BytesIO(workbook(hostile)))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert any(cell.value == "=cmd|' /C calc'!A0" for cell in cells)
    assert any(cell.value == "模拟数据 Simulated data" for cell in cells)


def test_the_same_diagnosis_gives_the_same_bytes(diagnosis: Diagnosis) -> None:
    assert workbook(diagnosis) == workbook(diagnosis)


def test_an_empty_profile_makes_a_workbook() -> None:
    book = load_workbook(BytesIO(workbook(diagnose(Profile()))))
    assert book.worksheets[0]["A1"].value == "—流程诊断"


def test_a_workbook_needs_no_temporary_files(diagnosis: Diagnosis, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("openpyxl.worksheet._writer.create_temporary_file", full)
    assert workbook(diagnosis)[:2] == b"PK"
