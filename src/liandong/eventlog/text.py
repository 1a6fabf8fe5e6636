"""CSV and its relatives: encoding and separator are found out, every cell is text, ragged rows are listed.

All cells stay text (``007``, ``NA`` and ``1e5`` are case ids like any other); only an empty cell is missing.
"""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

import polars as pl

from liandong.errors import FileDamaged, FileEmpty, SettingError
from liandong.eventlog.problems import findings
from liandong.eventlog.sheet import ROW, Sheet, own_preset, unique_headings
from liandong.eventlog.source import HEAD_BYTES, Source

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.csv as pc

_SEPARATORS = ",\t;|"
_BLOCK = 8 << 20


@dataclass(frozen=True)
class Layout:
    """How a delimited text is laid out; ``skip`` counts the lines before the heading."""

    encoding: str
    separator: str
    headings: list[str]
    skip: int


def read_text(source: Source, *, encoding: str | None = None, separator: str | None = None) -> Sheet:
    """The sheet of a delimited text file."""
    layout = _layout(source, encoding or find_encoding(source.head), separator)
    try:
        table, bad = _parse(source, layout)
    except UnicodeError:
        # Only ASCII at the beginning, Chinese further on: the other encoding of Chinese exports.
        layout = replace(layout, encoding="gb18030")
        table, bad = _parse_or_damaged(source, layout)
    frame = _number(table, [row.number for row in bad], layout.skip + 1)
    if frame.is_empty() and not bad:
        raise FileEmpty(path=source.path)
    ragged = [row for row in bad if row.text.strip(" \r\n\t")]
    problems = findings(
        source.name,
        "cells_wrong",
        rows=pl.Series([row.number for row in ragged], dtype=pl.Int64),
        column="",
        values=pl.Series([row.text for row in ragged], dtype=pl.String),
        rejected=True,
    )
    facts = {"encoding": layout.encoding, "separator": repr(layout.separator)[1:-1]}
    return Sheet(frame, problems, facts, own_preset(layout.headings), is_loose=True)


def find_encoding(head: bytes) -> str:
    """The encoding of a text, by its byte order mark or by what its first bytes are valid in.

    >>> find_encoding("办件".encode("gb18030"))
    'gb18030'
    """
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head[1:64:2].count(0) > 8:
        return "utf-16-le"
    if head[0:64:2].count(0) > 8:
        return "utf-16-be"
    return next((name for name in ("utf-8", "gb18030") if _is_valid(head, name)), "latin-1")


def find_separator(text: str) -> str:
    """The separator that cuts the first lines most often and most evenly.

    >>> find_separator("案件;环节;时间\\n1;受理;2024-05-06\\n")
    ';'
    """
    if text.lower().startswith("sep=") and len(text) > 4:
        return text[4]
    lines = text.splitlines()[:20]

    def evenness(separator: str) -> tuple[int, int]:
        counts = [line.count(separator) for line in lines]
        return (counts[0] > 0) * sum(count == counts[0] for count in counts), counts[0]

    return max(_SEPARATORS, key=evenness)


def _is_valid(head: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _decode(source: Source, encoding: str) -> str:
    try:
        return codecs.getincrementaldecoder(encoding)("replace").decode(source.head).lstrip("\ufeff")
    except LookupError:
        reason = ("没有这种编码", "not an encoding Python knows")
        raise SettingError(setting="encoding", value=encoding, reason=reason) from None


def _layout(source: Source, encoding: str, separator: str | None) -> Layout:
    text = _decode(source, encoding)
    skip = 1 if text.lower().startswith("sep=") else 0
    separator = separator or find_separator(text)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    first = next(islice(rows, skip, None), [])
    if len(source.head) < HEAD_BYTES and not any(map(any, rows)):
        raise FileEmpty(path=source.path)
    return Layout(encoding, separator, unique_headings(list(first)), skip)


def _parse_or_damaged(source: Source, layout: Layout) -> tuple[pa.Table, list[pc.InvalidRow]]:
    try:
        return _parse(source, layout)
    except UnicodeError as error:
        raise FileDamaged(path=source.path, reason=str(error)) from None


def _parse(source: Source, layout: Layout) -> tuple[pa.Table, list[pc.InvalidRow]]:
    """The rows that have as many cells as the heading, and the others."""
    # Here, not above: pyarrow takes as long to import as everything else together.
    import pyarrow as pa
    import pyarrow.csv as pc

    bad: list[pc.InvalidRow] = []

    def collect(row: pc.InvalidRow) -> str:
        bad.append(row)
        return "skip"

    parse = pc.ParseOptions(
        delimiter=layout.separator,
        newlines_in_values=True,
        ignore_empty_lines=False,
        invalid_row_handler=collect,
    )
    read = pc.ReadOptions(
        use_threads=False,
        block_size=_BLOCK,
        encoding="utf-8" if layout.encoding == "utf-8-sig" else layout.encoding,
        column_names=layout.headings,
        skip_rows=layout.skip,
        skip_rows_after_names=1,
    )
    convert = pc.ConvertOptions(
        column_types=dict.fromkeys(layout.headings, pa.large_string()),
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=True,
    )
    with source.open() as stream:
        try:
            reader = pc.open_csv(stream, read_options=read, parse_options=parse, convert_options=convert)
            return reader.read_all(), bad
        except pa.ArrowInvalid as error:
            raise _translated(error, source) from None


def _translated(error: Exception, source: Source) -> Exception:
    if "UTF8" in str(error) or "UTF-8" in str(error):
        return UnicodeError(str(error))
    if "Empty CSV" in str(error):
        return FileEmpty(path=source.path)
    return FileDamaged(path=source.path, reason=str(error))


def _number(table: pa.Table, bad: list[int], first: int) -> pl.DataFrame:
    """The rows with the numbers a spreadsheet would show, blank lines left out."""
    frame = pl.DataFrame(pl.from_arrow(table))
    total = frame.height + len(bad)
    numbers = pl.Series(ROW, range(first + 1, first + 1 + total), dtype=pl.Int64)
    if bad:
        numbers = numbers.filter(~numbers.is_in(bad))
    kept = frame.with_columns(numbers)
    return kept.filter(~pl.all_horizontal(pl.exclude(ROW).is_null()))
