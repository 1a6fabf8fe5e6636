"""How much room a workbook takes when opened: measured, not believed.

A workbook is a zip archive, and a small one can fill the memory in two ways. Its parts may unpack to far more
than their headers declare, so every part is unpacked once, and counted, before it is opened. And one cell far
away from the others makes a table of everything between them, so the furthest cell of each sheet is sought too.
"""

from __future__ import annotations

import sys
import zipfile
import zlib
from collections.abc import Iterator
from copy import copy

import numpy as np

from liandong.errors import FileDamaged, FileTooLarge, FormatUnknown, InputError
from liandong.eventlog.sheet import column_letter
from liandong.eventlog.source import KNOWN, Source

_BLOCK = 4 << 20
#: The longest reference to a cell is ``r="XFD1048576"``; blocks overlap by as much.
_REFERENCE = 16
#: Bytes that the reader of workbooks takes for each cell between the first and the furthest.
_CELL = 32
_SPACES = b" \t\r\n"
_QUOTES = [ord('"'), ord("'")]


def check_workbook(source: Source) -> None:
    """Raises FileTooLarge where the parts together, InputError where the cells of the sheets, need more than the limit."""
    try:
        with zipfile.ZipFile(source.path) as archive:
            _check_parts(source, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise FileDamaged(path=source.path, reason=str(error)) from None


def furthest_cell(text: bytes) -> tuple[int, int]:
    """The last row and the last column (from 1) that a piece of a sheet, its spaces left out, refers to; (0, 0) for none.

    >>> furthest_cell(b"<rowr='7'><cr='B7's='1'/><cs='1'r='AA3'/></row>")
    (7, 27)
    """
    data = np.frombuffer(text + bytes(_REFERENCE), dtype=np.uint8)
    equals = np.flatnonzero(data == ord("="))
    at = equals[(data[equals - 1] == ord("r")) & np.isin(data[equals + 1], _QUOTES)] + 2
    row, column = np.zeros(at.size, dtype=np.int64), np.zeros(at.size, dtype=np.int64)
    is_open = np.ones(at.size, dtype=bool)
    for step in range(10):
        char = data[np.minimum(at + step, data.size - 1)].astype(np.int64)
        letter, digit = (char | 32) - ord("a") + 1, char - ord("0")
        is_letter = is_open & (letter >= 1) & (letter <= 26) & (row == 0)
        is_digit = is_open & (digit >= 0) & (digit <= 9) & (column > 0)
        column = np.where(is_letter, column * 26 + letter, column)
        row = np.where(is_digit, row * 10 + digit, row)
        is_open = is_letter | is_digit
    is_cell = row > 0
    return int(row[is_cell].max(initial=0)), int(column[is_cell].max(initial=0))


def _check_parts(source: Source, archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if not any(part.filename.startswith("xl/") for part in parts):
        raise FormatUnknown(
            path=source.path, reason=("是压缩包；请先解压", "a zip archive; unpack it first"), known=KNOWN
        )
    left, cells = source.max_bytes, source.max_bytes // _CELL
    for part in parts:
        rows = columns = 0
        tail = b""
        for block in _unpacked(archive, part):
            left -= len(block)
            if left < 0:
                raise FileTooLarge(path=source.path, limit=source.max_bytes)
            # Any part may be a sheet: a workbook names its sheets' parts as it likes.
            text = tail + block.translate(None, _SPACES)
            row, column = furthest_cell(text)
            rows, columns, tail = max(rows, row), max(columns, column), text[-_REFERENCE:]
        cells -= rows * columns
        if cells < 0:
            raise _too_far(source, rows, columns)


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part in blocks to its real end, whatever size is declared."""
    undeclared = copy(part)
    undeclared.file_size = sys.maxsize
    with archive.open(undeclared) as stream:
        while block := stream.read(_BLOCK):
            yield block


def _too_far(source: Source, rows: int, columns: int) -> InputError:
    letter = column_letter(columns - 1)
    reason = (
        f"有一张表的单元格远至第 {rows} 行、{letter} 列，整张表超过 {source.max_bytes} 字节的上限。"
        "请删除数据区以外的单元格后另存；确需读取，请用 --max-bytes 提高上限",
        f"the cells of a sheet reach to row {rows}, column {letter}, which makes it larger than the limit of "
        f"{source.max_bytes} bytes. Delete the cells outside of the data and save it again, or raise the limit "
        "with --max-bytes",
    )
    return InputError(path=source.path, reason=reason)
