"""Bad input, end to end: one sentence, exit code 1, and nothing half-written. Never a traceback."""

import gc
import gzip
import json
import os
import resource
import signal
import subprocess
import sys
import zipfile
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

import liandong as ld
from liandong.errors import LiandongError

from .conftest import HEADING, ROWS

XES = """<?xml version="1.0"?>{doctype}
<log><trace><string key="concept:name" value="1"/><event><string key="concept:name" value="{name}"/>
<date key="time:timestamp" value="2024-05-06T09:00:00+08:00"/></event></trace></log>"""
BOMB = (
    '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)


def zipped(path, name, size):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr(name, b"0" * size)


def made(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


#: What a file may be like that nobody can read, how to make it, and the options to read it with.
UNREADABLE = {
    "missing": lambda d: d / "no.csv",
    "a directory": lambda d: d,
    "empty": lambda d: made(d, "e.csv", ""),
    "blank": lambda d: made(d, "e.csv", " \n\n"),
    "a heading only": lambda d: made(d, "e.csv", HEADING),
    "an empty gz": lambda d: made(d, "e.csv.gz", gzip.compress(b"")),
    "a cut gz": lambda d: made(d, "e.csv.gz", gzip.compress((HEADING + ROWS * 999).encode())[:-40]),
    "a damaged gz": lambda d: made(d, "e.xes.gz", b"\x1f\x8b\x08" + b"\0" * 50),
    "no time column": lambda d: made(d, "e.csv", "办件编号,环节\n1,申报\n"),
    "mixed zones": lambda d: made(
        d, "e.csv", HEADING + "1,a,2024-05-06 09:00,王\n1,b,2024-05-06T09:00:00Z,王\n"
    ),
    "a picture": lambda d: made(d, "e.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9),
    "a PDF": lambda d: made(d, "e.xlsx", b"%PDF-1.7 ..."),
    "a web page": lambda d: made(d, "e.xls", "<html><table><tr><td>1</td></tr></table></html>"),
    "a cut workbook": lambda d: made(d, "e.xlsx", b"PK\x03\x04" + b"\0" * 99),
    "a cut Parquet": lambda d: made(d, "e.parquet", b"PAR1" + b"\0" * 99),
    "a cut database": lambda d: made(d, "e.sqlite", b"SQLite format 3\0" + b"\0" * 99),
    "cut XES": lambda d: made(d, "e.xes", XES.format(doctype="", name="a")[:150]),
    "cut JSON": lambda d: made(d, "e.jsonocel", '{"events": ['),
    "an entity bomb": lambda d: made(d, "e.xes", XES.format(doctype=BOMB, name="&i;")),
    "an entity of a file": lambda d: made(
        d, "e.xes", XES.format(doctype='<!DOCTYPE b [<!ENTITY i SYSTEM "file:///etc/passwd">]>', name="&i;")
    ),
    "a cut profile": lambda d: made(d, "e.profile", b"PK\x03\x04"),
    "an empty profile": lambda d: made(d, "e.profile", b""),
}


@pytest.mark.parametrize("make", UNREADABLE.values(), ids=UNREADABLE)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_cannot_be_read_is_told_in_one_sentence(run, tmp_path, make, language):
    path, out = make(tmp_path), tmp_path / "out.profile"
    before = sorted(tmp_path.rglob("*"))
    for command in (
        (("profile",), ("diagnose",), ("profile", "add"))
        if path.suffix == ".profile"
        else (("profile",), ("diagnose",), ("log", "check"))
    ):
        options = ("-o", out) if command[0] == "profile" else ()
        assert_told(run(*command, path, *options, "--lang", language), language)
        assert sorted(tmp_path.rglob("*")) == before


def assert_told(result, language="zh"):
    """One sentence on stderr in the language, exit code 1, nothing else."""
    assert (result.exit_code, result.stdout) == (1, "")
    lines = result.stderr.splitlines()
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("错误：" if language == "zh" else "Error: ")
    assert "Traceback" not in lines[0]
    assert "{" not in lines[0]


#: Files of which no row can be used, and why.
REJECTED = {
    "no readable time": (HEADING + "1,申报,昨天,王\n2,申报,前天,王\n", "时间无法识别（办结时间 = '昨天'）"),
    "no case id": (HEADING + ",申报,2024-05-06,王\n,放行,2024-05-07,王\n", "没有办件编号（办件编号 = ''）"),
    "cells beyond the heading": (
        HEADING + "1,申报,2024-05-06,王,2\n" * 2,
        "单元格数与表头不符（'1,申报,2024-05-06,王,2'）",
    ),
}


@pytest.mark.parametrize(("text", "reason"), REJECTED.values(), ids=REJECTED)
def test_a_file_of_bad_rows_only_is_told_with_their_number_and_the_first_reason(run, tmp_path, text, reason):
    path = made(tmp_path, "r.csv", text)
    sentence = (
        f"错误：{path} 的 2 行都不能采用；第一处在第 2 行：{reason}。请用 --case、--activity 或 --time "
        "指定正确的列，或更正数据；`liandong log check` 会逐行列出。\n"
    )
    for command in (("profile", path), ("diagnose", path), ("log", "convert", path, tmp_path / "x.csv")):
        result = run(*command)
        assert (result.exit_code, result.stdout, result.stderr) == (1, "", sentence)
    result = run("log", "check", path)
    assert (result.exit_code, result.stderr) == (1, sentence)
    assert [line[:11] for line in result.stdout.splitlines()[-2:]] == ["  [未采用] 第 2", "  [未采用] 第 3"]
    assert_told(run("profile", path, "--lang", "en"), "en")
    assert sorted(tmp_path.iterdir()) == [path]


def test_a_missing_column_is_named_in_the_language_of_the_message(run, tmp_path):
    path = made(tmp_path, "m.csv", "x,y\n1,2\n")
    assert run("profile", path).stderr.startswith(f"错误：{path} 里找不到“办件编号”列。")
    assert run("profile", path, "--lang", "en").stderr.startswith(
        f"Error: {path} has no column for the case id. Its columns are: x, y."
    )
    english = run("profile", path, "--case", "z", "--lang", "en").stderr
    assert english.startswith(f"Error: {path} has no column for the case id = z.")


def test_the_sentence_names_the_file_and_what_to_do(run, tmp_path):
    assert run("profile", tmp_path / "no.csv").stderr == (
        f"错误：{tmp_path}/no.csv 不存在，或者不是文件。请检查路径；要读多个文件，请逐个写出。\n"
    )
    assert run("profile", tmp_path / "no.csv", "--lang", "en").stderr == (
        f"Error: {tmp_path}/no.csv does not exist or is not a file. Check the path; to read several files, name each one.\n"
    )


@pytest.mark.parametrize("name", ["bomb.csv.gz", "bomb.xlsx"])
def test_a_bomb_is_refused_until_the_limit_is_raised(run, tmp_path, name):
    path = tmp_path / name
    if name.endswith(".gz"):
        path.write_bytes(gzip.compress((HEADING + ROWS * 20_000).encode()))
    else:
        ld.write_log(ld.read_log(made(tmp_path, "small.csv", HEADING + ROWS)), path)
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/media/ballast.bin", b"0" * 3_000_000)
    assert path.stat().st_size < 100_000
    result = run("profile", path, "--max-bytes", "1000000", "--lang", "en")
    assert_told(result, "en")
    assert result.stderr.endswith(
        "unpacks to more than 1000000 bytes. If you trust the file, raise the limit with --max-bytes.\n"
    )
    assert run("profile", path, "--max-bytes", "100000000").exit_code == 0


#: Rows that are left out or kept with a remark, and how many events of the seven remain.
DOUBTFUL = {
    "an end before its start": ("3,甲,2024-05-06 10:00,2024-05-06 09:00\n", 2, 1),
    "no case": (",甲,,2024-05-06 09:00\n", 2, 1),
    "no activity": ("3,,,2024-05-06 09:00\n", 2, 1),
    "no time": ("3,甲,,\n", 2, 1),
    "a year long ago": ("3,甲,,1948-01-01 09:00\n", 3, 0),
    "a year far away": ("3,甲,,2262-04-11 09:00\n", 3, 0),
    "an impossible year": ("3,甲,,9999-12-31 09:00\n", 2, 1),
    "a row twice": ("1,甲,,2024-05-06 09:00\n", 3, 0),
}


@pytest.mark.parametrize(("row", "events", "rejected"), DOUBTFUL.values(), ids=DOUBTFUL)
def test_doubtful_rows_are_listed_and_the_others_counted(said, tmp_path, row, events, rejected):
    path = made(
        tmp_path, "d.csv", "case,activity,start,end\n1,甲,,2024-05-06 09:00\n2,乙,,2024-05-06 10:00\n" + row
    )
    figures = json.loads(said("profile", path, "--summary"))
    assert (figures["events"], figures["rejected_rows"]) == (events, rejected)
    found = json.loads(said("log", "check", path, "--json"))
    assert (found["events"], found["rejected_rows"]) == (events, rejected)
    assert [problem["row"] for problem in found["problems"]] == [4]
    assert "[未采用]" in said("log", "check", path) if rejected else "[存疑]" in said("log", "check", path)


def test_a_case_over_two_zones_is_listed_and_counted_in_each(said, tmp_path):
    path = made(
        tmp_path, "z.csv", "case,activity,end,zone\n1,a,2024-05-06 09:00,青岛\n1,b,2024-05-06 10:00,烟台\n"
    )
    figures = json.loads(said("profile", path, "--summary"))
    assert (figures["cases"], sorted(figures["by_zone"])) == (2, ["烟台", "青岛"])
    assert "同一办件出现在多个片区" in said("log", "check", path)


def test_cases_of_one_event_are_counted(said, tmp_path):
    path = made(tmp_path, "o.csv", HEADING + "".join(f"{k},申报,2024-05-06 09:00:00,王\n" for k in range(9)))
    figures = json.loads(said("profile", path, "--summary"))
    assert (figures["cases"], figures["edges"], figures["mean_lead_seconds"]) == (9, 0, 0.0)
    assert said("diagnose", path)


def test_a_wrong_extension_is_read_by_content_and_remarked(said, exports):
    (exports / "a.csv").rename(exports / "a.xlsx")
    assert json.loads(said("profile", exports / "a.xlsx", "--summary"))["events"] == 5
    assert "扩展名与内容不符" in said("log", "check", exports / "a.xlsx")


def wide(folder, activities, events):
    """A Parquet log of five cases that goes through that many activities, named by hashes."""
    k = pl.int_range(events)
    frame = pl.select(
        case=pl.format("c{}", k % 5),
        activity=pl.format("{}{}", (k * 7919 % activities).hash(1), (k * 7919 % activities)),
        end=pl.lit(datetime(2024, 1, 1, tzinfo=UTC)) + pl.duration(seconds=k),
    )
    frame.write_parquet(folder / "wide.parquet")
    return folder / "wide.parquet"


@pytest.mark.parametrize("engine", ["duckdb", "numba"])
def test_a_hundred_thousand_edges_of_hashed_labels_are_counted(said, tmp_path, engine):
    path = wide(tmp_path, 100_001, 100_001)
    figures = json.loads(said("profile", path, "--summary", "--engine", engine))
    assert [figures[key] for key in ("events", "cases", "activities", "edges")] == [
        100_001,
        5,
        100_001,
        99_996,
    ]


@pytest.mark.slow
def test_two_hundred_thousand_activities_are_saved_and_shown(said, tmp_path):
    path = wide(tmp_path, 200_000, 200_000)
    said("profile", path, "-o", tmp_path / "w.profile")
    assert json.loads(said("profile", "show", tmp_path / "w.profile", "--summary"))["activities"] == 200_000


OUTPUTS = {
    "profile": lambda a, p, out: ("profile", a, "-o", out / "x.profile"),
    "add": lambda a, p, out: ("profile", "add", p, p, "-o", out / "x.profile"),
    "subtract": lambda a, p, out: ("profile", "subtract", p, p, "-o", out / "x.profile"),
    "coarsen": lambda a, p, out: ("profile", "coarsen", p, "--period", "year", "-o", out / "x.profile"),
    "mapping": lambda a, p, out: ("log", "check", a, "--save-mapping", out / "x.toml"),
    "problems": lambda a, p, out: ("log", "check", a, "--problems", out / "x.csv"),
    "problems in Excel": lambda a, p, out: ("log", "check", a, "--problems", out / "x.xlsx"),
    "calendar": lambda a, p, out: ("calendar", "export", out / "x.csv"),
    "report": lambda a, p, out: ("diagnose", p, "-o", out / "x.html"),
    "workbook": lambda a, p, out: ("diagnose", p, "-o", out / "x.xlsx"),
    "findings": lambda a, p, out: ("diagnose", p, "-o", out / "x.json"),
} | {
    kind: lambda a, p, out, kind=kind: ("log", "convert", a, out / f"x.{kind}")
    for kind in ("parquet", "csv", "xlsx", "xes", "xes.gz", "jsonocel", "xmlocel", "sqlite")
}


@pytest.fixture(scope="module")
def first_profile(tmp_path_factory):
    """The file of the profile of the first export."""
    folder = tmp_path_factory.mktemp("first")
    ld.profile(made(folder, "a.csv", HEADING + ROWS)).save(folder / "a.profile")
    return folder / "a.profile"


@pytest.fixture
def profiled(exports, first_profile):
    """The folder of exports, the first of them counted."""
    made(exports, "a.profile", first_profile.read_bytes())
    return exports


@pytest.mark.parametrize("command", OUTPUTS.values(), ids=OUTPUTS)
def test_a_place_that_cannot_be_written_to_is_told(run, profiled, command):
    before = sorted(profiled.iterdir())
    for place, language in ((profiled / "missing", "zh"), (profiled / "a.csv", "en")):
        words = command(profiled / "a.csv", profiled / "a.profile", place)
        assert_told(run(*words, "--lang", language), language)
        assert sorted(profiled.iterdir()) == before


@contextmanager
def full_disk(room):
    """As on a disk with that much room: writing more than that to a file raises OSError."""
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


# A workbook that could not be written is torn down by the garbage collector, which may not raise.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("command", OUTPUTS.values(), ids=OUTPUTS)
def test_a_full_disk_leaves_the_old_file_and_nothing_else(run, profiled, command):
    words = command(profiled / "a.csv", profiled / "a.profile", profiled)
    [out] = [word for word in words if isinstance(word, Path) and word.name.startswith("x.")]
    out.write_bytes(b"old")
    before = sorted(profiled.iterdir())
    with full_disk(20):
        result = run(*words)
    gc.collect()
    assert_told(result)
    assert (sorted(profiled.iterdir()), out.read_bytes()) == (before, b"old")


def test_output_is_never_a_directory(run, profiled):
    (profiled / "d.html").mkdir()
    result = run("diagnose", profiled / "a.profile", "-o", profiled / "d.html")
    assert result.exit_code in (1, 2)
    assert "Traceback" not in result.stderr
    assert list((profiled / "d.html").iterdir()) == []


def test_memory_that_runs_out_is_told(run, exports, monkeypatch):
    import liandong.cli.reading

    def exhaust(*args, **options):
        raise MemoryError

    monkeypatch.setattr(liandong.cli.reading, "read", exhaust)
    assert_told(run("profile", exports / "a.csv"))
    assert_told(run("profile", exports / "a.csv", "--lang", "en"), "en")


def test_more_zones_than_files_are_refused(run, exports):
    assert_told(run("profile", exports / "a.csv", "--zone", "A", "--zone", "B"))


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--timezone", "Mars/Olympus"),
        ("--mapping", "no.toml"),
        ("--calendar", "lunar"),
        ("--statutory", "no.toml"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_option_that_cannot_be_used_is_told(run, exports, option, value, language):
    assert_told(run("profile", exports / "a.csv", option, value, "--lang", language), language)


def test_a_calendar_without_the_year_is_told_on_both_engines(run, tmp_path):
    path = made(
        tmp_path, "old.csv", HEADING + "1,申报,1999-05-06 09:00:00,王\n1,放行,1999-05-07 09:00:00,王\n"
    )
    for engine in ("duckdb", "numba"):
        result = run("profile", path, "--calendar", "cn", "--engine", engine)
        assert_told(result)
        assert "1999" in result.stderr


def test_profiles_counted_by_different_settings_are_not_added(run, exports):
    run("profile", exports / "a.csv", "-o", exports / "week.profile")
    run("profile", exports / "a.csv", "--period", "year", "-o", exports / "year.profile")
    assert_told(
        run("profile", "add", exports / "week.profile", exports / "year.profile", "-o", exports / "x.profile")
    )
    assert_told(
        run(
            "profile",
            "subtract",
            exports / "week.profile",
            exports / "year.profile",
            "-o",
            exports / "x.profile",
        )
    )
    assert_told(
        run("profile", "coarsen", exports / "week.profile", "--forget", "names", "-o", exports / "x.profile")
    )
    assert_told(run("profile", "show", exports / "week.profile", "--table", "folows"))
    assert not (exports / "x.profile").exists()


def test_an_interrupted_program_leaves_nothing_behind(run, exports, monkeypatch):
    from liandong.profile import storage

    def interrupt(frame):
        raise KeyboardInterrupt

    monkeypatch.setattr(storage, "_parquet", interrupt)
    before = sorted(exports.iterdir())
    assert run("profile", exports / "a.csv", "-o", exports / "x.profile").exit_code == 1
    assert sorted(exports.iterdir()) == before


def test_a_full_screen_device_is_told_without_a_traceback(exports):
    program = [sys.executable, "-m", "liandong.cli", "profile", str(exports / "a.csv"), "--summary"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            program,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env=os.environ | {"LIANDONG_LANG": "en"},
        )
    assert (done.returncode, done.stderr) == (
        1,
        "Error: Cannot write the output or a temporary file: No space left on device. "
        "Nothing was left half-written; choose another place with -o.\n",
    )


def test_every_error_of_ours_is_told_by_the_program(run, exports, monkeypatch):
    import liandong.cli.reading

    def fail(*args, **options):
        raise LiandongError(reason="测试")

    monkeypatch.setattr(liandong.cli.reading, "read", fail)
    assert run("profile", exports / "a.csv").stderr == "错误：出错了：测试。\n"
    assert run("profile", exports / "a.csv", language="en").stderr == "Error: Something went wrong: 测试.\n"
