"""The workbook: every table of a diagnosis on a sheet of its own, behind a cover that explains them.

Durations are in hours, which mean the same by clock and in working time. The bytes depend on the diagnosis alone: dates
inside the file are fixed. openpyxl makes the book and its styles, in memory; the rows of large tables are written by
Polars (``_rows``), which takes a hundredth of the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import polars as pl
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from liandong.diagnosis import Diagnosis
from liandong.report._rows import MOST_ROWS, rows_xml, safe
from liandong.report.columns import Column, columns
from liandong.report.explained import formulas
from liandong.report.markup import Text
from liandong.report.sections import cover
from liandong.report.sections.sheet import rows as data_sheet
from liandong.report.titles import sheet_name, title
from liandong.report.wrapping import width

#: The earliest time a zip archive can hold.
_DATE = (1980, 1, 1, 0, 0, 0)
_FORMATS = {
    "count": "#,##0",
    "number": "#,##0.00",
    "share": "0.0%",
    "duration": "#,##0.00",
    "date": "yyyy-mm-dd",
}
_TITLE = Font(size=18, bold=True, color="14508F")
_HEADING = Font(bold=True, color="14508F", size=12)
_BOLD = Font(bold=True)
_HEAD_FILL = PatternFill("solid", fgColor="E8F0F9")
_TOP = Alignment(vertical="top", wrap_text=True)
_UNIT: tuple[Text, Text] = (
    ("用时单位", "Unit of durations"),
    ("小时；按工作时间计时的为工作小时", "hours; working hours where working time is measured"),
)


@dataclass(frozen=True)
class Cover:
    """What the first sheet says: title, sentences, data sheet, formulas."""

    title: Text
    simulated: bool
    found: Sequence[Text]
    sheet: Sequence[tuple[Text, Sequence[Text]]]
    formulas: Sequence[tuple[Text, Text]]


def workbook(diagnosis: Diagnosis) -> bytes:
    """The workbook as bytes; the same diagnosis gives the same bytes."""
    found = tuple(zip(diagnosis.sentences("zh"), diagnosis.sentences("en"), strict=True))
    overview = diagnosis.overview
    first = Cover(
        cover.title(overview), overview.simulated, found, data_sheet(diagnosis), formulas(diagnosis)
    )
    return book_of(first, diagnosis.tables())


def book_of(first: Cover, tables: dict[str, pl.DataFrame]) -> bytes:
    """A workbook of tables behind a cover, as bytes."""
    book = Workbook()
    book.properties.creator = "Liandong"
    book.properties.title = first.title[0]
    book.properties.created = book.properties.modified = datetime(*_DATE)  # noqa: DTZ001 - the format knows no zone
    _cover(book, first, tables)
    bodies = [_table(book.create_sheet(sheet_name(name)), frame) for name, frame in tables.items()]
    raw = BytesIO()
    with ZipFile(raw, "w") as archive:
        _Writer(book, archive).write_data()
    return _packed(raw, bodies)


class _Writer(ExcelWriter):  # type: ignore[misc]
    """Keeps sheets in memory: openpyxl would put each in a temporary file and leave it behind where the disk is full."""

    def write_worksheet(self, ws: Worksheet) -> None:
        """Adds the sheet to the archive."""
        writer = WorksheetWriter(ws, BytesIO())
        writer.write()
        ws._rels, ws._drawing = writer._rels, None
        self._archive.writestr(ws.path[1:], writer.read())
        self.manifest.append(ws)


def _packed(raw: BytesIO, bodies: Sequence[str]) -> bytes:
    """The archive again, with the rows in their sheets and no entry with the time of writing."""
    packed = BytesIO()
    with ZipFile(raw) as source, ZipFile(packed, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            number = name.removeprefix("xl/worksheets/sheet").removesuffix(".xml")
            if number.isdigit() and number != "1":
                rows = bodies[int(number) - 2].encode()
                content = content.replace(b"</sheetData>", rows + b"</sheetData>")
            target.writestr(ZipInfo(name, _DATE), content, ZIP_DEFLATED, 6)
    return packed.getvalue()


def _cover(book: Workbook, first: Cover, tables: dict[str, pl.DataFrame]) -> None:
    """The first sheet: what this is, findings, data sheet, formulas, list of sheets; Chinese left, English right."""
    sheet = book.active
    sheet.title = "说明 About"
    sheet.sheet_view.showGridLines = False
    for letter, wide in zip("ABCD", (22, 70, 26, 70), strict=True):
        sheet.column_dimensions[letter].width = wide
    chinese, english = first.title
    _write(sheet, 1, 1, chinese, _TITLE, is_wrapped=False)
    _write(sheet, 2, 1, english, _HEADING, is_wrapped=False)
    if first.simulated:
        _write(
            sheet, 3, 1, "模拟数据 Simulated data", Font(bold=True, color="B3381E", size=14), is_wrapped=False
        )
    sheets = [
        ((sheet_name(name), name), _with_rows(title(name), frame.height)) for name, frame in tables.items()
    ]
    _part(
        sheet,
        ("主要发现", "What we found"),
        [((str(n), str(n)), said) for n, said in enumerate(first.found, start=1)],
    )
    _part(sheet, ("数据说明", "Data sheet"), [(name, _joined(values)) for name, values in first.sheet])
    _part(sheet, ("算法", "How it is computed"), [_UNIT, *first.formulas])
    _part(sheet, ("工作表", "Sheets"), sheets)


def _part(sheet: Worksheet, name: Text, pairs: Iterable[tuple[Text, Text]]) -> None:
    row = sheet.max_row + 2
    for column, words in ((1, name[0]), (3, name[1])):
        _write(sheet, row, column, words, _HEADING, is_wrapped=False)
    for at, (key, value) in enumerate(pairs, start=row + 1):
        for column, words in enumerate((key[0], value[0], key[1], value[1]), start=1):
            _write(sheet, at, column, words, _BOLD if column % 2 else None)


def _write(
    sheet: Worksheet, row: int, column: int, words: str, font: Font | None = None, *, is_wrapped: bool = True
) -> None:
    cell = sheet.cell(row, column, safe(words))
    cell.data_type = "s"  # never a formula, whatever a name begins with
    if is_wrapped:
        cell.alignment = _TOP
    if font is not None:
        cell.font = font


def _with_rows(name: Text, rows: int) -> Text:
    return f"{name[0]}（{rows:,} 行）", f"{name[1]} ({rows:,} rows)"


def _joined(values: Sequence[Text]) -> Text:
    return "；".join(chinese for chinese, _ in values), "; ".join(english for _, english in values)


def _table(sheet: Worksheet, frame: pl.DataFrame) -> str:
    """The rows of a table; its sheet gets the headings, fixed in sight, with filters."""
    every = columns(frame)
    for index, column in enumerate(every, start=1):
        _write(sheet, 1, index, _heading(column), _BOLD)
        sheet.cell(1, index).fill = _HEAD_FILL
        sheet.column_dimensions[get_column_letter(index)].width = _wide(column, frame)
    if not every:
        return ""
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(every))}{min(frame.height, MOST_ROWS) + 1}"
    return rows_xml(frame, every, [_style(sheet, column) for column in every])


def _style(sheet: Worksheet, column: Column) -> int:
    """The number of the style of a column's cells, which the book keeps for a cell that is then taken away."""
    cell = sheet.cell(2, 1)
    cell.number_format = _FORMATS.get(column.kind, "General")
    number: int = cell.style_id
    sheet.delete_rows(2)
    return number


def _heading(column: Column) -> str:
    chinese, english = column.heading
    unit = ("（小时）", " (h)") if column.kind == "duration" else ("", "")
    return f"{chinese}{unit[1]}" if chinese == english else f"{chinese}{unit[0]}\n{english}{unit[1]}"


def _wide(column: Column, frame: pl.DataFrame) -> float:
    """Room for the heading and for the names near the top."""
    heading = max(map(width, column.heading)) + 4
    names = (
        [width(str(value)[:60]) for value in frame[column.name].head(200)] if column.kind == "text" else [10]
    )
    return float(min(48, max(10, heading, max(names, default=0) + 2)))
