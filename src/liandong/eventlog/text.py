"""CSV and its relatives: encoding and separator are found out, every cell is text, ragged rows are listed.

All cells stay text (``007``, ``NA`` and ``1e5`` are case ids like any other); only an empty cell is missing.
"""

from __future__ import annotations

import codecs
import csv
import io

import polars as pl
import pyarrow as pa
import pyarrow.csv as pc

from liandong.errors import FileDamaged, FileEmpty, SettingError
from liandong.eventlog.problems import findings
from liandong.eventlog.sheet import ROW, Sheet, own_preset, unique_headings
from liandong.eventlog.source import Source

_SEPARATORS = ",\t;|"
_BLOCK = 8 << 20


def read_text(source: Source, *, encoding: str | None = None, separator: str | None = None) -> Sheet:
    """The sheet of a delimited text file."""
    encoding = encoding or find_encoding(source.head)
    lines = _decode(source, encoding)
    separator = separator or find_separator(lines)
    head_rows = 1 if lines.lower().startswith("sep=") else 0
    headings = unique_headings(list(_first_row(lines, head_rows, separator)))
    bad: list[pc.InvalidRow] = []
    table = _parse(source, encoding, separator, headings, head_rows, bad)
    first = head_rows + 1
    frame = _number(table, [row.number for row in bad], first)
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
    facts = {"encoding": encoding, "separator": repr(separator)[1:-1]}
    return Sheet(frame, problems, facts, own_preset(headings), is_loose=True)


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
        raise SettingError(setting="encoding", value=encoding, reason="not an encoding Python knows") from None


def _first_row(text: str, skip: int, separator: str) -> list[str]:
    rows = csv.reader(io.StringIO(text), delimiter=separator)
    for _ in range(skip):
        next(rows, None)
    return next(rows, [])


def _parse(
    source: Source, encoding: str, separator: str, headings: list[str], skip: int, bad: list[pc.InvalidRow]
) -> pa.Table:
    """The rows that have as many cells as the heading; the others are put on ``bad``."""

    def collect(row: pc.InvalidRow) -> str:
        bad.append(row)
        return "skip"

    read = pc.ReadOptions(
        use_threads=False,
        block_size=_BLOCK,
        encoding="utf-8" if encoding == "utf-8-sig" else encoding,
        column_names=headings,
        skip_rows=skip + 1,
    )
    parse = pc.ParseOptions(
        delimiter=separator, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=collect
    )
    convert = pc.ConvertOptions(
        column_types={name: pa.large_string() for name in headings},
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=True,
    )
    with source.open() as stream:
        try:
            return pc.open_csv(stream, read_options=read, parse_options=parse, convert_options=convert).read_all()
        except (pa.ArrowInvalid, UnicodeError) as error:
            if "Empty CSV" in str(error):
                raise FileEmpty(path=source.path) from None
            raise FileDamaged(path=source.path, reason=str(error)) from None


def _number(table: pa.Table, bad: list[int], first: int) -> pl.DataFrame:
    """The rows with the numbers a spreadsheet would show, blank lines left out."""
    frame = pl.DataFrame(pl.from_arrow(table))
    total = frame.height + len(bad)
    numbers = pl.Series(ROW, range(first + 1, first + 1 + total), dtype=pl.Int64)
    if bad:
        numbers = numbers.filter(~numbers.is_in(bad))
    kept = frame.with_columns(numbers)
    return kept.filter(~pl.all_horizontal(pl.exclude(ROW).is_null()))
