"""Excel out: one sheet, texts as texts (``007`` stays ``007``), the same bytes for the same rows."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from liandong.errors import OutputError
from liandong.eventlog.sheet import column_letter

_MAX_ROWS, _MAX_TEXT = 1_048_576, 32_767
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
#: The parts of the smallest workbook that every spreadsheet opens.
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="事件 events" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


def write_workbook(frame: pl.DataFrame, path: Path, target: Path) -> None:
    """Write a frame of texts (fit for XML), numbers and booleans as one sheet."""
    _check(frame, target)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _PARTS.items():
            archive.writestr(_entry(name), _XML + text)
        with archive.open(_entry("xl/worksheets/sheet1.xml"), "w", force_zip64=True) as sheet:
            for line in _sheet(frame):
                sheet.write(line.encode("utf-8"))


def _entry(name: str) -> zipfile.ZipInfo:
    """An archive entry without the moment it was made."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _check(frame: pl.DataFrame, target: Path) -> None:
    if frame.height >= _MAX_ROWS:
        reason = (
            f"Excel 最多 {_MAX_ROWS - 1} 行，日志有 {frame.height} 行；请改用 .parquet 或 .csv",
            f"Excel holds {_MAX_ROWS - 1} rows, the log has {frame.height}; use .parquet or .csv",
        )
        raise OutputError(path=target, reason=reason)
    for name in frame.select(pl.col(pl.String)).columns:
        if (frame[name].str.len_chars() > _MAX_TEXT).any():
            reason = (
                f"“{name}”列有单元格超过 Excel 的 {_MAX_TEXT} 个字符",
                f"a cell of {name} is longer than Excel's {_MAX_TEXT} characters",
            )
            raise OutputError(path=target, reason=reason)


def _sheet(frame: pl.DataFrame) -> Iterator[str]:
    yield f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>\n'
    letters = [column_letter(position) for position in range(frame.width)]
    for number, cells in enumerate([tuple(frame.columns), *frame.iter_rows()], start=1):
        inner = "".join(
            _cell(f"{letter}{number}", value)
            for letter, value in zip(letters, cells, strict=True)
            if value is not None
        )
        yield f'<row r="{number}">{inner}</row>\n'
    yield "</sheetData></worksheet>\n"


def _cell(place: str, value: object) -> str:
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float) and abs(value) < 1e15:
        return f'<c r="{place}"><v>{value}</v></c>'
    # Carriage returns would be lost in XML: they are written as a reference.
    text = str(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
