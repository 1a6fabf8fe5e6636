"""The tables of a dossier as a workbook that can be read back unchanged: every digit, every empty cell, every type.

The last sheet lists the columns of all tables with their types; ``read_tables`` goes by it, whatever the headings say.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import polars as pl
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from liandong.errors import FileDamaged, FileMissing
from liandong.report.office.case_report import Dossier
from liandong.report.titles import sheet_name
from liandong.report.workbook import Cover, book_of

_COLUMNS = "columns"
_TYPES: dict[str, pl.DataType] = {
    "text": pl.String(), "count": pl.Int64(), "number": pl.Float64(), "truth": pl.Boolean(), "date": pl.Date(),
}  # fmt: skip
_TRUTHS = {"是 yes": True, "否 no": False}


def dossier_workbook(found: Dossier) -> bytes:
    """The workbook as bytes; the same dossier gives the same bytes."""
    title = found.evidence.innovation.title
    told = [found.evidence.innovation.summary]
    if found.evidence.effect is not None:
        sentences = found.evidence.effect.sentences
        told += list(zip(sentences["zh"], sentences["en"], strict=True))
    sheet = [((name, name), [(value, value)]) for name, value in found.meta]
    first = Cover(title, found.simulated, told, sheet, [])
    return book_of(first, {**found.frames, _COLUMNS: columns_of(found.frames)})


def columns_of(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The columns of all tables: table, column, type."""
    rows = [
        {"table": name, "column": column, "type": _type(dtype)}
        for name, frame in frames.items()
        for column, dtype in frame.schema.items()
    ]
    return pl.DataFrame(rows, schema={"table": pl.String, "column": pl.String, "type": pl.String})


def _type(dtype: pl.DataType) -> str:
    return next(
        (name for name, known in _TYPES.items() if dtype == known), "count" if dtype.is_integer() else "text"
    )


def read_tables(path: str | os.PathLike[str]) -> dict[str, pl.DataFrame]:
    """The tables of a workbook that ``dossier_workbook`` made, by name, as they were put in.

    Raises FileMissing, FileDamaged, which names the sheet, the row and the cell that cannot be used.
    """
    if not Path(path).is_file():
        raise FileMissing(path=path)
    try:
        book = load_workbook(path, data_only=True)
        schema: dict[str, dict[str, str]] = {}
        for table, column, kind in list(book[sheet_name(_COLUMNS)].values)[1:]:
            schema.setdefault(str(table), {})[str(column)] = str(kind)
        return {
            name: _frame(list(book[sheet_name(name)].values)[1:], kinds, name)
            for name, kinds in schema.items()
        }
    except (BadZipFile, InvalidFileException, LookupError, OSError, ValueError) as error:
        reason = (
            f"不是案例报告的工作簿，或者单元格有误：{error}",
            f"no workbook of a dossier, or a cell is wrong: {error}",
        )
        raise FileDamaged(path=path, reason=reason) from None


def _frame(rows: list[tuple[Any, ...]], kinds: dict[str, str], name: str) -> pl.DataFrame:
    columns = {
        column: [
            _value(row[at], kind, f"{sheet_name(name)} {line}") for line, row in enumerate(rows, start=2)
        ]
        for at, (column, kind) in enumerate(kinds.items())
    }
    return pl.DataFrame(columns, schema={column: _TYPES[kind] for column, kind in kinds.items()})


def _value(cell: Any, kind: str, where: str) -> Any:
    """The cell as the type has it. Raises ValueError, telling where."""
    try:
        match cell, kind:
            case None, _:
                return None
            case _, "text":
                return str(cell)
            case _, "truth":
                return _TRUTHS[cell]
            case _, "date":
                return cell.date()
            case _, "count":
                return int(cell)
        return float(cell)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ValueError(f"{where}: {cell!r}") from None
