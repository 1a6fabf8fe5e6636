"""Delimited text: encodings, separators, ragged rows."""

from collections.abc import Callable
from pathlib import Path

import pytest

from liandong.errors import FileDamaged, FileEmpty
from liandong.eventlog.sheet import ROW, Sheet
from liandong.eventlog.source import open_source
from liandong.eventlog.text import read_text

Write = Callable[..., Path]
TABLE = "办件编号,环节,时间\n007,受理,2024-05-06 09:00\nNA,办结,2024-05-06 10:00\n"
ROWS = [("007", "受理", "2024-05-06 09:00", 2), ("NA", "办结", "2024-05-06 10:00", 3)]


def sheet(path: Path) -> Sheet:
    return read_text(open_source(path))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_usual_encoding_gives_the_same_rows(write: Write, encoding: str) -> None:
    read = sheet(write("a.csv", TABLE, encoding))
    assert (read.frame.rows(), read.headings) == (ROWS, ["办件编号", "环节", "时间"])


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(write: Write, separator: str) -> None:
    assert sheet(write("a.csv", TABLE.replace(",", separator))).frame.rows() == ROWS


def test_excels_separator_line_is_obeyed(write: Write) -> None:
    read = sheet(write("a.csv", "sep=;\n" + TABLE.replace(",", ";")))
    assert read.frame[ROW].to_list() == [3, 4]


def test_ids_stay_as_they_were_typed(write: Write) -> None:
    ids = ["NA", "NULL", "null", "None", "007", "1e5", "1.0", "-", "nan", "#N/A"]
    read = sheet(write("a.csv", "id,x\n" + "".join(f"{value},1\n" for value in ids)))
    assert read.frame["id"].to_list() == ids


def test_ragged_rows_are_listed_and_never_shifted(write: Write) -> None:
    read = sheet(write("a.csv", 'case,task,time\n1,a,t\n2,b\n3,"c\nd",t\n\n4,e,t,extra\n5,f,t\n'))
    assert read.frame.rows() == [("1", "a", "t", 2), ("3", "c\nd", "t", 4), ("5", "f", "t", 7)]
    assert read.problems.select("row", "value", "reason", "rejected").rows() == [
        (3, "2,b", "cells_wrong", True),
        (6, "4,e,t,extra", "cells_wrong", True),
    ]


def test_a_heading_with_a_line_break_is_one_heading(write: Write) -> None:
    read = sheet(write("a.csv", '"案件\n编号",环节\n1,a\n'))
    assert (read.headings, read.frame.rows()) == (["案件\n编号", "环节"], [("1", "a", 2)])


def test_chinese_far_behind_an_ascii_beginning_is_read(write: Write) -> None:
    text = "case,task\n" + "1,aaaaaaaaaa\n" * 8000 + "2,受理\n"
    assert sheet(write("a.csv", text, "gb18030")).frame["task"][-1] == "受理"


def test_repeated_and_empty_headings_get_names(write: Write) -> None:
    assert sheet(write("a.csv", "a,a,,#row\n1,2,3,4\n")).headings == ["a", "a_2", "C", "#row_2"]


def test_a_heading_alone_is_an_empty_file(write: Write) -> None:
    for text in ("case,task\n", "case,task", "case,task\n\n\n"):
        with pytest.raises(FileEmpty):
            sheet(write("a.csv", text))


def test_bytes_that_are_no_text_are_an_error(write: Write) -> None:
    with pytest.raises(FileDamaged):
        sheet(write("a.csv", b"case,task\n" + b"1,x\n" * 20000 + b"2,\xff\xff\xff\n"))
