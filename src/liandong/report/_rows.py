"""The rows of a worksheet as SpreadsheetML, written by Polars a column at a time."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from liandong.eventlog.characters import UNFIT, fitting
from liandong.report.columns import Column

#: What a worksheet holds below its heading.
MOST_ROWS = 1_048_575
_MOST_TEXT = 32_000


def safe(words: str) -> str:
    """The words as a cell can hold them."""
    return fitting(words)[:_MOST_TEXT]


def rows_xml(frame: pl.DataFrame, every: Sequence[Column], styles: Sequence[int]) -> str:
    """The rows of the frame; ``styles`` are the numbers of the columns' styles in the workbook."""
    cells = [_cell(column, style) for column, style in zip(every, styles, strict=True)]
    rows = frame.head(MOST_ROWS).select(pl.concat_str(pl.lit("<row>"), *cells, pl.lit("</row>")))
    return "".join(rows.to_series())


def _cell(column: Column, style: int) -> pl.Expr:
    value = pl.col(column.name)
    if column.kind in ("text", "truth"):
        written = _text(value, is_truth=column.kind == "truth")
        cell = pl.format(
            '<c t="inlineStr" s="{}"><is><t xml:space="preserve">{}</t></is></c>', pl.lit(style), written
        )
    else:
        cell = pl.format('<c s="{}"><v>{}</v></c>', pl.lit(style), _number(value, column))
    return cell.fill_null("<c/>")


def _text(value: pl.Expr, *, is_truth: bool) -> pl.Expr:
    if is_truth:
        return (
            pl.when(value.is_null()).then(None).when(value).then(pl.lit("是 yes")).otherwise(pl.lit("否 no"))
        )
    words = value.cast(pl.String).str.slice(0, _MOST_TEXT).str.replace_all(UNFIT, "")
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        words = words.str.replace_all(sign, entity, literal=True)
    return words


def _number(value: pl.Expr, column: Column) -> pl.Expr:
    """The value as a spreadsheet counts it: hours, and days since 30 December 1899."""
    if column.kind == "date":
        return (value.cast(pl.Date) - pl.date(1899, 12, 30)).dt.total_days()
    number = value.cast(pl.Float64)
    if column.kind == "duration":
        number = number / 3600
    number = pl.when(number.is_finite()).then(number)
    return number.cast(pl.Int64) if column.kind == "count" else number
