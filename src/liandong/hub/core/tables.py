"""Tables as values: the same columns on the page, in the CSV and in the workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.encoding import force_str
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from liandong.eventlog.characters import fitting

#: A cell that begins so is run as a formula by spreadsheet programs (OWASP, CSV injection); the wide signs by those
#: for Chinese and Japanese.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Column:
    """One column: its heading, where its value comes from, and how it is shown.

    ``name`` is an attribute path with dots, called where it is callable. ``kind`` says how ``core.cells`` draws it:
    text, number, date, moment, percent, light, badge, link (to the object), progress, truth.
    ``order`` names the database field to sort by; empty where the column cannot be sorted.
    """

    name: str
    label: Any
    kind: str = "text"
    order: str = ""
    value: Callable[[Any], Any] | None = None

    def of(self, row: Any) -> Any:
        """The value of this column for an object or a mapping."""
        if self.value is not None:
            return self.value(row)
        for part in self.name.split("."):
            if row is None:
                return None
            row = row[part] if isinstance(row, dict) else getattr(row, part)
            row = row() if callable(row) else row
        return row

    def words(self, row: Any) -> Any:
        """The value as a reader sees it: a choice by its label, in a file as on the page."""
        show = getattr(row, f"get_{self.name}_display", None)
        if show is not None and self.value is None:
            return show()
        value = self.of(row)
        return getattr(value, "label", value)

    @property
    def template(self) -> str:
        """The template that draws a cell."""
        return f"core/cells/{self.kind}.html"


def plain(value: Any) -> Any:
    """A cell's value for a file: numbers and dates as they are, the rest as text without what no workbook can hold.

    >>> plain(None), plain(3), plain(True), plain("退\x0b税")
    ('', 3, '是', '退税')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if isinstance(value, (int, float, date)):
        return value
    return fitting(force_str(value))


def csv_rows(columns: Iterable[Column], rows: Iterable[Any]) -> Iterator[str]:
    """The table as CSV, line by line, with the mark that lets Excel read UTF-8; formulas are disarmed by a quote."""
    columns = tuple(columns)
    yield "\ufeff" + _line([force_str(column.label) for column in columns])
    for row in rows:
        yield _line([_disarmed(plain(column.words(row))) for column in columns])


def workbook(columns: Iterable[Column], rows: Iterable[Any], title: str) -> bytes:
    """The table as an Excel workbook; text is stored as text, so that no cell is ever a formula."""
    columns = tuple(columns)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title=_sheet_title(title))
    sheet.freeze_panes = "A2"
    sheet.append([force_str(column.label) for column in columns])
    for row in rows:
        sheet.append([_cell(sheet, plain(column.words(row))) for column in columns])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _line(cells: list[Any]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _disarmed(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _cell(sheet: Any, value: Any) -> Any:
    if not (isinstance(value, str) and value.startswith(_FORMULA)):
        return value
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


def _sheet_title(title: str) -> str:
    return "".join(" " if sign in r"[]:*?/\'" else sign for sign in title)[:31] or "表"
