"""Logs out and in again."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from liandong.errors import OutputError
from liandong.eventlog import write as module
from liandong.eventlog.log import COLUMNS, EventLog
from liandong.eventlog.read import read_log, read_ocel
from liandong.eventlog.write import WRITABLE, write_log

Write = Callable[..., Path]
NINE, TEN = datetime(2024, 5, 6, 1, 0, 0, 123456, tzinfo=UTC), datetime(2024, 5, 6, 2, tzinfo=UTC)


def sample() -> EventLog:
    frame = pl.DataFrame(
        {
            "case": ["007", "007", "NA", "1e5"],
            "activity": ['受理 "急" <&>', "办结", '受理 "急" <&>', "a,b;c\nd"],
            "start": [None, NINE, None, NINE],
            "end": [NINE, TEN, TEN, TEN],
            "resource": ["张三", None, None, "NULL"],
            "zone": ["青岛", "青岛", "烟台", "青岛"],
            "object_type": ["case", "case", "case", "货物"],
            "件数": [1, None, 3, 4],
            "费": [0.1, 1e-9, None, 2.0],
            "case:企业": ["甲", "甲", None, "乙"],
        },
        schema_overrides={"start": COLUMNS["start"], "end": COLUMNS["end"]},
    )
    return EventLog.from_frame(frame)


def canonical(log: EventLog) -> pl.DataFrame:
    return log.events.select(*COLUMNS).sort(*COLUMNS, nulls_last=True)


@pytest.mark.parametrize("extension", WRITABLE)
def test_canonical_columns_come_back_from_every_format(tmp_path: Path, extension: str) -> None:
    log = sample()
    back = read_log(write_log(log, tmp_path / f"b{extension}"))
    assert_frame_equal(canonical(back), canonical(log))
    assert back.rejected_rows == 0


@pytest.mark.parametrize("extension", WRITABLE)
def test_the_same_log_gives_the_same_bytes(tmp_path: Path, extension: str) -> None:
    first, second = (write_log(sample(), tmp_path / f"{name}{extension}").read_bytes() for name in "ab")
    assert first == second


def test_parquet_and_xes_keep_attributes_and_their_types(tmp_path: Path) -> None:
    log = sample()
    assert_frame_equal(read_log(write_log(log, tmp_path / "b.parquet")).events, log.events)
    back = read_log(write_log(log, tmp_path / "b.xes")).events
    assert_frame_equal(back.sort("end", "case"), log.events.sort("end", "case"), check_column_order=False)


def test_a_chain_of_formats_loses_nothing_canonical(tmp_path: Path) -> None:
    log = sample()
    for name in ("a.xes", "b.parquet", "c.csv", "d.xlsx", "e.xes.gz"):
        log = read_log(write_log(log, tmp_path / name))
    assert_frame_equal(canonical(log), canonical(sample()))


characters = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs"]), min_size=1), min_size=1
    )
)
def test_any_printable_activity_survives_xes_and_csv(tmp_path: Path, activities: list[str]) -> None:
    rows = [(f"c{number}", activity, NINE) for number, activity in enumerate(activities)]
    log = EventLog.from_rows(rows, zone="z")
    for name in ("a.xes", "a.csv", "a.jsonocel"):
        assert read_log(write_log(log, tmp_path / name)).events["activity"].to_list() == activities


def test_a_plain_log_becomes_objects_of_its_type(tmp_path: Path) -> None:
    log = EventLog.from_rows([("c1", "a", NINE), ("c1", "b", TEN)], zone="z")
    objects = read_ocel(write_log(log, tmp_path / "a.sqlite"))
    assert (objects.objects.rows(), objects.relations.height) == ([("c1", "case")], 2)


def test_written_json_follows_the_standards_schema(tmp_path: Path, shared: Path) -> None:
    written = json.loads(write_log(sample(), tmp_path / "a.jsonocel").read_text(encoding="utf-8"))
    schema = json.loads((shared.parent / "suites" / "ocel20" / "ocel20-schema-json.json").read_text())
    assert_valid(written, schema)


def assert_valid(value: object, schema: dict) -> None:
    """The part of JSON schema that OCEL's schema uses: type, required, properties, items."""
    kinds = {"object": dict, "array": list, "string": str}
    assert isinstance(value, kinds[schema["type"]]), (value, schema)
    for name in schema.get("required", ()):
        assert name in value
    if isinstance(value, dict):
        for name, part in schema.get("properties", {}).items():
            if name in value:
                assert_valid(value[name], part)
    elif isinstance(value, list):
        for item in value:
            assert_valid(item, schema["items"])


def test_an_unknown_extension_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"\.xes\.gz"):
        write_log(sample(), tmp_path / "a.docx")


def test_a_failure_leaves_the_old_file_and_no_half_written_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_log(sample(), tmp_path / "a.xes")
    before = path.read_bytes()

    def full(_: EventLog, beside: Path, __: Path) -> None:
        beside.write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "write_xes", full)
    with pytest.raises(OutputError, match="No space left"):
        write_log(sample(), path)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["a.xes"]


@pytest.mark.parametrize("extension", [".xes", ".xes.gz", ".xlsx"])
def test_characters_that_a_format_cannot_hold_are_replaced_and_counted(
    tmp_path: Path, extension: str
) -> None:
    frame = pl.DataFrame(
        {"case": "c1", "activity": ["a\x01b", "c"], "end": [NINE, TEN], "x\x02": ["\x1f\ufffe", "d"]}
    )
    remarks: list[tuple[str, str]] = []
    path = write_log(EventLog.from_frame(frame, zone="z"), tmp_path / f"a{extension}", remark=remarks.append)
    back = read_log(path).events
    assert back.select("activity", "x\ufffd").rows() == [("a\ufffdb", "\ufffd\ufffd"), ("c", "d")]
    assert remarks == [
        (
            f"有 4 个控制字符不能写入 {extension}，已换成 \ufffd（U+FFFD）",
            f"{extension} cannot hold 4 control characters; each is now \ufffd (U+FFFD)",
        )
    ]


def test_what_every_format_can_hold_is_not_remarked(tmp_path: Path) -> None:
    remarks: list[tuple[str, str]] = []
    control = EventLog.from_rows([("c1", "a\x01b", NINE)], zone="z")
    write_log(sample(), tmp_path / "a.xlsx", remark=remarks.append)
    write_log(control, tmp_path / "a.csv", remark=remarks.append)
    assert remarks == []
    assert read_log(tmp_path / "a.csv").events["activity"].to_list() == ["a\x01b"]


def test_a_cell_too_long_for_excel_is_an_error_not_a_loss(tmp_path: Path) -> None:
    log = EventLog.from_rows([("c1", "a" * 32_768, NINE)], zone="z")
    with pytest.raises(OutputError, match="longer than Excel's 32767 characters"):
        write_log(log, tmp_path / "a.xlsx")
    assert os.listdir(tmp_path) == []


def test_a_place_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        write_log(sample(), tmp_path / "none" / "a.csv")
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(OutputError, match="directory"):
        write_log(sample(), tmp_path / "a.csv")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_directory_is_said_so(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="Permission"):
        write_log(sample(), tmp_path / "a.csv")
