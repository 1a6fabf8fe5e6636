"""Excel workbooks (.xlsx, .xls): the first sheet with rows, every cell as text, title lines above the
heading left out.
"""

from __future__ import annotations

import fastexcel
import polars as pl

from liandong.errors import FileDamaged, FileEmpty
from liandong.eventlog.problems import finding, gather
from liandong.eventlog.sheet import ROW, Sheet, own_preset, unique_headings
from liandong.eventlog.source import Source
from liandong.eventlog.unpacked import check_workbook


def read_workbook(source: Source) -> Sheet:
    """The first sheet that has rows; further sheets are noted, not read."""
    if source.format == "xlsx":
        check_workbook(source)
    try:
        book = fastexcel.read_excel(source.path)
        cells = {name: _cells(book, name) for name in book.sheet_names}
    except (fastexcel.FastExcelError, OSError) as error:
        raise FileDamaged(path=source.path, reason=str(error).splitlines()[0]) from None
    filled = [name for name, frame in cells.items() if frame.height > 1]
    if not filled:
        raise FileEmpty(path=source.path)
    notes = [finding(source.name, "sheet_skipped", value=name) for name in filled[1:]]
    frame = _below_heading(cells[filled[0]])
    if frame.is_empty():
        raise FileEmpty(path=source.path)
    return Sheet(frame, gather(notes), {"sheet": filled[0]}, own_preset(frame.columns), is_loose=True)


def _cells(book: fastexcel.ExcelReader, name: str) -> pl.DataFrame:
    sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    frame = pl.DataFrame(sheet)
    return frame.with_columns(pl.all().replace("", None))


def _below_heading(cells: pl.DataFrame) -> pl.DataFrame:
    """The rows under the heading: the first line more than half as full as the fullest near the top."""
    filled = cells.head(50).select(pl.sum_horizontal(pl.all().is_not_null())).to_series()
    heading = (2 * filled > filled.to_numpy().max()).arg_max() or 0
    frame = cells.slice(heading + 1)
    frame.columns = unique_headings(list(cells.row(heading)))
    numbered = frame.with_columns(pl.int_range(heading + 2, cells.height + 1, dtype=pl.Int64).alias(ROW))
    return numbered.filter(~pl.all_horizontal(pl.exclude(ROW).is_null()))
