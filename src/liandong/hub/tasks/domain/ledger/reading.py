"""Reading an uploaded ledger: a workbook that is one, or a CSV in UTF-8 or GB18030; rows of text, and what is wrong."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from liandong.hub.tasks.domain.ledger.cells import BY_HEADING, CELLS, text_of

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 5000
#: A workbook unpacks to more than the file; a bomb to very much more.
_MOST_UNPACKED = 100 * 1024 * 1024
_MACROS = ("vbaproject.bin", "vbadata.xml")
_NEEDED = ("序号", "任务", "止")


class LedgerError(ValueError):
    """A file that cannot be read as a ledger at all, with the reason in words."""


def read(name: str, content: bytes) -> list[dict[str, Any]]:
    """The rows of the file, each a mapping of heading → text, with the row's number in the file under ``row``."""
    if len(content) > MOST_BYTES:
        raise LedgerError(_("文件超过 %(n)s MB。") % {"n": MOST_BYTES // 1024 // 1024})
    table = _workbook(content) if content[:4] == b"PK\x03\x04" else _csv(name, content)
    if not table:
        raise LedgerError(_("文件是空的。"))
    return _rows(table)


def _rows(table: list[list[Any]]) -> list[dict[str, Any]]:
    headings = [text_of(value) for value in table[0]]
    missing = [heading for heading in _NEEDED if heading not in headings]
    if missing:
        known = "、".join(cell.heading for cell in CELLS)
        words = {"missing": "、".join(missing), "known": known}
        raise LedgerError(_("第一行缺少这些列：%(missing)s。台账的列是：%(known)s。") % words)
    doubled = sorted(
        {heading for heading in headings if heading in BY_HEADING and headings.count(heading) > 1}
    )
    if doubled:
        raise LedgerError(_("这些列出现了两次：%(names)s。") % {"names": "、".join(doubled)})
    rows = [_row(number, headings, values) for number, values in enumerate(table[1:], start=2)]
    rows = [row for row in rows if any(value for key, value in row.items() if key != "row")]
    if not rows:
        raise LedgerError(_("文件里没有一行数据。"))
    if len(rows) > MOST_ROWS:
        raise LedgerError(
            _("文件有 %(n)s 行，最多 %(most)s 行，请分开导入。") % {"n": len(rows), "most": MOST_ROWS}
        )
    return rows


def _row(number: int, headings: list[str], values: list[Any]) -> dict[str, Any]:
    cells = {heading: text_of(value) for heading, value in zip(headings, values, strict=False)}
    return {"row": number, **{heading: text for heading, text in cells.items() if heading in BY_HEADING}}


def _workbook(content: bytes) -> list[list[Any]]:
    _check_archive(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        sheet = book.worksheets[0]
        # A file may lie about its size, or not tell it; both are read as far as there are rows.
        sheet.reset_dimensions()
        rows = []
        for row in sheet.iter_rows(max_col=len(CELLS) * 3):
            rows.append([_plain(cell) for cell in row])
            if len(rows) > MOST_ROWS * 2:
                raise LedgerError(_("文件的行数太多，最多 %(most)s 行。") % {"most": MOST_ROWS})
    except LedgerError:
        raise
    except Exception as error:  # openpyxl raises many kinds over a damaged file
        raise LedgerError(_("不是可以读取的 Excel 工作簿：文件损坏。")) from error
    return rows


def _check_archive(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {info.filename.lower() for info in archive.infolist()}
            size = sum(info.file_size for info in archive.infolist())
            types = archive.read("[Content_Types].xml")[:100_000] if "[content_types].xml" in names else b""
            has_entities = size <= _MOST_UNPACKED and _has_entities(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise LedgerError(_("不是可以读取的 Excel 工作簿：文件损坏。")) from error
    if size > _MOST_UNPACKED:
        raise LedgerError(_("文件解压后太大，拒绝读取。"))
    if "xl/workbook.xml" not in names or has_entities:
        raise LedgerError(_("不是 Excel 工作簿（xlsx）。"))
    if b"macroEnabled" in types or any(name.endswith(_MACROS) for name in names):
        raise LedgerError(_("文件带宏，拒绝读取。请另存为不带宏的 xlsx。"))


def _has_entities(archive: zipfile.ZipFile) -> bool:
    """Whether an XML part declares entities, which no spreadsheet program writes and bombs are made of."""
    for info in archive.infolist():
        if info.filename.lower().endswith((".xml", ".rels")):
            with archive.open(info) as part:
                if b"<!DOCTYPE" in part.read(4096).upper():
                    return True
    return False


def _plain(cell: Any) -> Any:
    if getattr(cell, "data_type", "") == "f":
        where = f"{cell.column_letter if hasattr(cell, 'column_letter') else cell.column}{cell.row}"
        raise LedgerError(_("单元格 %(cell)s 是公式。请粘贴为数值后再导入。") % {"cell": where})
    return cell.value


def _csv(name: str, content: bytes) -> list[list[Any]]:
    if not name.lower().endswith((".csv", ".txt")) or b"\0" in content:
        raise LedgerError(_("不是台账文件：请上传 xlsx，或者 UTF-8、GB18030 编码的 CSV。"))
    try:
        return list(csv.reader(io.StringIO(_decoded(content), newline="")))
    except csv.Error as error:
        raise LedgerError(_("CSV 读不出来：%(why)s") % {"why": error}) from error


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise LedgerError(_("编码既不是 UTF-8，也不是 GB18030。"))
