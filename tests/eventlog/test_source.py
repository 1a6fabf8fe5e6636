"""What a file is, and that it stays within bounds."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from liandong.errors import FileDamaged, FileEmpty, FileMissing, FileTooLarge, FormatUnknown
from liandong.eventlog.read import read_log
from liandong.eventlog.source import open_source

Write = Callable[..., Path]
CSV = "case,activity,time\n1,a,2024-05-06\n"


def test_a_directory_or_a_missing_file_is_said_so(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.csv"):
        with pytest.raises(FileMissing):
            open_source(path)


@pytest.mark.parametrize("content", [b"", b"  \n\t", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_said_so(write: Write, content: bytes) -> None:
    with pytest.raises(FileEmpty):
        open_source(write("a.csv", content))


def test_the_content_decides_and_a_wrong_name_is_noted(write: Write) -> None:
    log = read_log(write("a.xes", CSV))
    assert log.events.height == 1
    assert log.problems.select("reason", "value").rows() == [("wrong_extension", "csv")]
    assert read_log(write("a.csv", gzip.compress(CSV.encode()))).events.height == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
        (b"%PDF-1.7 ...", "binary"),
        (b'{"a": 1}', "not OCEL"),
    ],
)
def test_what_cannot_be_read_is_named(write: Write, content: bytes, reason: str) -> None:
    with pytest.raises(FormatUnknown, match=reason):
        read_log(write("a.xls", content))


def test_a_gzip_bomb_stops_at_the_limit(write: Write) -> None:
    path = write("a.csv.gz", CSV + "1,a,2024-05-06\n" * 200_000)
    assert path.stat().st_size < 50_000
    with pytest.raises(FileTooLarge, match="1000000 bytes"):
        read_log(path, max_bytes=1_000_000)


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0", b"SQLite format 3\0"])
def test_a_damaged_binary_file_is_said_so(write: Write, start: bytes) -> None:
    with pytest.raises(FileDamaged):
        read_log(write("a.bin", start + b"rubbish" * 500))


def test_progress_tells_bytes_done_of_all(write: Write) -> None:
    seen: list[tuple[int, int]] = []
    path = write("a.csv", CSV)
    read_log(path, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)


def test_the_stem_drops_every_known_extension(write: Write) -> None:
    assert open_source(write("青岛.片区.csv.gz", CSV)).stem == "青岛.片区"
