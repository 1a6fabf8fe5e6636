"""Tables on the page: sortable, with a button that saves them as CSV, exact values beside the written ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import polars as pl

from liandong.diagnosis.words import Clock
from liandong.report.columns import Column, columns
from liandong.report.markup import Markup, Text, both, join, tag
from liandong.report.titles import sheet_name, title

#: A longer table is cut on the page, which says so; the workbook has every row.
MOST_ROWS = 150
_SHORT = 12

#: A class for a cell, by column and row: the heat of a comparison.
Shade = Callable[[str, Mapping[str, object]], str | None]


#: By column, what its codes mean.
Words = Mapping[str, Mapping[str, Text]]


def table(
    frame: pl.DataFrame,
    name: str,
    clock: Clock,
    *,
    shade: Shade | None = None,
    note: Text | None = None,
    words: Words = MappingProxyType({}),
) -> Markup:
    """The table of a frame; ``name`` is that of its CSV file and of its sheet in the workbook, ``words`` tell codes."""
    heading = tag("h3", both(title(name)), join(" ", tag("small", both(note))) if note else None)
    if not frame.height:
        return tag("div", heading, tag("p", both(("没有数据。", "No data.")), class_="empty"), class_="table")
    every = columns(frame)
    rows = [_row(row, every, clock, shade, words) for row in frame.head(MOST_ROWS).iter_rows(named=True)]
    is_long = len(rows) > _SHORT
    return tag(
        "div",
        tag("div", heading, _csv(name), class_="table-head"),
        tag(
            "div",
            tag("table", tag("thead", tag("tr", *map(_heading, every))), tag("tbody", *rows)),
            class_="scroll",
            tabindex=0,
        ),
        _more(len(rows), frame.height) if is_long else None,
        _cut(frame.height, name) if frame.height > MOST_ROWS else None,
        class_="table short" if is_long else "table",
    )


def _csv(name: str) -> Markup:
    return tag("button", both(("下载 CSV", "Save CSV")), type="button", class_="button", data_csv=name)


def _heading(column: Column) -> Markup:
    unit = {"duration": "s"}.get(column.kind)
    sort = tag("button", both(column.heading), type="button")
    return tag("th", sort, scope="col", class_="num" if column.is_number else None, data_unit=unit)


def _row(
    row: Mapping[str, object], every: Sequence[Column], clock: Clock, shade: Shade | None, words: Words
) -> Markup:
    return tag("tr", *[_cell(row, column, clock, shade, words) for column in every])


def _cell(
    row: Mapping[str, object], column: Column, clock: Clock, shade: Shade | None, words: Words
) -> Markup:
    value = row[column.name]
    known = words.get(column.name, {}).get(str(value))
    written = _written(known or column.write(value, clock))
    heat = shade(column.name, row) if shade else None
    if heat:
        written = tag("span", written, class_=f"swatch {heat}")
    if column.is_number:
        return tag("td", written, class_="num", data_v="" if value is None else exact(value))
    return tag("td", tag("div", written, class_="clip", dir="auto") if column.kind == "text" else written)


def _written(words: Text) -> Markup:
    """Both languages; a number is written once and only its unit twice, for tables are most of the page."""
    (chinese, _, day), (english, _, unit) = words[0].partition(" "), words[1].partition(" ")
    return join(chinese, " ", both((day, unit))) if chinese == english and unit else both(words)


def exact(value: object) -> str:
    """A number as a spreadsheet reads it, with all digits that mean something."""
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _more(rows: int, of: int) -> Markup:
    words = (
        (f"显示全部 {rows:,} 行", f"Show all {rows:,} rows")
        if rows == of
        else (f"显示前 {rows:,} 行", f"Show the first {rows:,} rows")
    )
    return tag(
        "div", tag("button", both(words), type="button", class_="button", data_more=True), class_="more"
    )


def _cut(rows: int, name: str) -> Markup:
    words = (
        f"此处为前 {MOST_ROWS:,} 行，共 {rows:,} 行；全部见 Excel 工作簿的“{sheet_name(name)}”表。",
        f"The first {MOST_ROWS:,} of {rows:,} rows; all are in sheet “{sheet_name(name)}” of the Excel workbook.",
    )
    return tag("p", both(words), class_="formula")


def facts(pairs: Sequence[tuple[Text, object]]) -> Markup:
    """Names with values, one below the other."""
    return tag(
        "dl", *[join(tag("dt", both(name)), tag("dd", value)) for name, value in pairs], class_="sheet"
    )
