"""The table of days off and make-up days: a CSV file that a user can replace when a new year is announced."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from liandong.errors import CalendarDamaged, CalendarYearMissing, FileMissing, InputError
from liandong.files import refused

#: The table of China's days off and make-up days that ships with the package (see the README beside it).
CHINA = Path(__file__).parents[1] / "data" / "calendar" / "china.csv"

FLAGS = {"1": True, "true": True, "0": False, "false": False}


def read_holidays(path: Path) -> dict[date, bool]:
    """Day -> whether it is off, for each day that the table names."""
    days: dict[date, bool] = {}
    for row, day, is_off in _rows(_text(path), path):
        if days.setdefault(day, is_off) != is_off:
            reason = (f"{day} 既放假又上班", f"{day} is both off and worked")
            raise CalendarDamaged(path=path, row=row, reason=reason)
    return days


def covered_years(days: dict[date, bool], path: str | Path) -> range:
    """The years with days off in both halves, without a gap.

    Not every year that occurs is covered: the notice for a year also names days of its neighbours.
    """
    halves = {(day.year, day.month > 6) for day, is_off in days.items() if is_off}
    years = {year for year, _ in halves if {(year, False), (year, True)} <= halves}
    if not years:
        reason = ("没有一个完整年度的节假日", "no year has all its days off")
        raise CalendarDamaged(path=path, row=len(days) + 1, reason=reason)
    covered = range(min(years), max(years) + 1)
    for year in covered:
        if year not in years:
            raise CalendarYearMissing(calendar=path, year=year)
    return covered


def _text(path: Path) -> str:
    """The table's text, in UTF-8 or, as Excel writes in China, in GB18030."""
    if not path.is_file():
        raise FileMissing(path=path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(path=path, reason=refused(error)) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")


def _rows(text: str, path: Path) -> Iterator[tuple[int, date, bool]]:
    """(row, day, is off) of each row; the heading is row 1."""
    for row, record in enumerate(_records(text, path), start=2):
        flag = record["is_off_day"].strip().lower()
        if flag not in FLAGS:
            raise CalendarDamaged(path=path, row=row, reason=f"is_off_day = “{flag}”")
        yield row, _day(record["date"].strip(), path, row), FLAGS[flag]


def _records(text: str, path: Path) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(text), restval="")
    try:
        records = list(reader)
    except csv.Error as error:
        raise CalendarDamaged(path=path, row=reader.line_num + 1, reason=error) from None
    if not {"date", "is_off_day"} <= set(reader.fieldnames or ()):
        reason = ("缺少 date 或 is_off_day 列", "a column is missing: date or is_off_day")
        raise CalendarDamaged(path=path, row=1, reason=reason)
    return records


def _day(value: str, path: Path, row: int) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        reason = (f"“{value}”不是日期", f"“{value}” is not a date")
        raise CalendarDamaged(path=path, row=row, reason=reason) from None
