"""Small workbooks that would fill the memory."""

import random
import struct
import tracemalloc
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from liandong.errors import FileDamaged, FileTooLarge, FormatUnknown, InputError
from liandong.eventlog import unpacked
from liandong.eventlog.log import EventLog
from liandong.eventlog.read import read_log
from liandong.eventlog.sheet import column_letter
from liandong.eventlog.unpacked import furthest_cell
from liandong.eventlog.write import write_log

LIMIT = 20_000_000
SHEET = "xl/worksheets/sheet1.xml"


def workbook(folder: Path, before: str, after: str) -> Path:
    """A workbook of one event, with a change made in the text of its sheet."""
    plain, path = folder / "plain.xlsx", folder / "a.xlsx"
    write_log(EventLog.from_rows([("1", "a", datetime(2024, 5, 6, tzinfo=UTC))], zone="z"), plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name).decode()
            new.writestr(name, text.replace(before, after) if name == SHEET else text)
    return path


def bomb(folder: Path) -> Path:
    """A workbook of a hundred kilobytes that unpacks to sixty megabytes, all of it inside one cell."""
    return workbook(folder, ">a<", ">" + "a" * 3 * LIMIT + "<")


def declaring(path: Path, size: int) -> Path:
    """The workbook with another unpacked size of its sheet in both of its headers."""
    data, name = bytearray(path.read_bytes()), SHEET.encode()
    for signature, size_at, name_at in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        start = data.find(signature)
        while data[start + name_at : start + name_at + len(name)] != name:
            start = data.find(signature, start + 1)
        data[start + size_at : start + size_at + 4] = struct.pack("<I", size)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("declared", [None, 1000])
def test_a_bomb_is_refused_whatever_size_it_declares(tmp_path: Path, declared: int | None) -> None:
    path = bomb(tmp_path) if declared is None else declaring(bomb(tmp_path), declared)
    assert path.stat().st_size < LIMIT / 100
    with zipfile.ZipFile(path) as archive:
        assert archive.getinfo(SHEET).file_size == declared or declared is None
    tracemalloc.start()
    with pytest.raises(FileTooLarge, match=f"more than {LIMIT} bytes"):
        read_log(path, max_bytes=LIMIT)
    # Refused on the way: neither the sixty megabytes nor even the limit were held at once.
    assert tracemalloc.get_traced_memory()[1] < 3 * LIMIT
    tracemalloc.stop()


def test_all_parts_together_count(tmp_path: Path) -> None:
    path = workbook(tmp_path, "", "")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"xl/media/{number}.bin", b"0" * (LIMIT // 2))
    with pytest.raises(FileTooLarge):
        read_log(path, max_bytes=LIMIT)
    assert read_log(path, max_bytes=2 * LIMIT).events.height == 1


@pytest.mark.parametrize("reference", ['r="XFD1048576"', "s = '1' r\n= 'xfd1048576'"])
def test_a_cell_far_away_is_named_instead_of_filling_the_memory(tmp_path: Path, reference: str) -> None:
    path = workbook(tmp_path, "</sheetData>", f"<row><c {reference}><v>1</v></c></row></sheetData>")
    with pytest.raises(InputError, match="reach to row 1048576, column XFD") as told:
        read_log(path)
    assert "第 1048576 行、XFD 列" in told.value.text("zh")
    assert path.stat().st_size < 5_000


def test_a_long_or_a_wide_sheet_is_not_far(tmp_path: Path) -> None:
    for reference in ("A1048576", "XFD9"):
        cell = f'<row><c r="{reference}" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
        path = workbook(tmp_path, "</sheetData>", cell)
        with zipfile.ZipFile(path) as archive:
            assert furthest_cell(archive.read(SHEET).replace(b" ", b"")) in ((1048576, 5), (9, 16384))
        unpacked.check_workbook(unpacked_source(path))


def unpacked_source(path: Path) -> unpacked.Source:
    return unpacked.Source(path, "xlsx", b"", False)


def test_the_furthest_cell_is_found_wherever_blocks_are_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacked, "_BLOCK", 7)
    path = workbook(tmp_path, "</sheetData>", '<row><c r="XFD1048576"/></row></sheetData>')
    with pytest.raises(InputError, match="row 1048576, column XFD"):
        unpacked.check_workbook(unpacked_source(path))


def test_references_are_read_as_spreadsheets_write_them() -> None:
    draw = random.Random(7)
    cells = [(draw.randint(1, 1 << 20), draw.randint(1, 1 << 14)) for _ in range(300)]
    for row, column in cells:
        assert furthest_cell(f'<cr="{column_letter(column - 1)}{row}"/>'.encode()) == (row, column)
    text = "".join(f'<cr="{column_letter(column - 1)}{row}"/>' for row, column in cells).encode()
    assert furthest_cell(text) == (max(row for row, _ in cells), max(column for _, column in cells))
    assert furthest_cell(b"") == furthest_cell(b'<rowr="9"/>') == (0, 0)


def test_a_damaged_part_is_said_so(tmp_path: Path) -> None:
    path = workbook(tmp_path, "", "")
    data = bytearray(path.read_bytes())
    at = data.find(SHEET.encode()) + len(SHEET) + 20
    data[at : at + 40] = bytes(40)
    path.write_bytes(data)
    with pytest.raises(FileDamaged):
        read_log(path)


def test_a_zip_that_is_no_workbook_is_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.csv", "case,activity,time\n1,a,2024-05-06\n")
    with pytest.raises(FormatUnknown, match="zip"):
        read_log(tmp_path / "a.zip")
