"""Object-centric logs: three encodings and a predecessor, one meaning."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from liandong.errors import FileDamaged, FileEmpty, FormatUnknown, MixedTimeZones, SettingError
from liandong.eventlog.ocel import ObjectLog
from liandong.eventlog.read import read_log, read_ocel
from liandong.eventlog.write import write_log

Write = Callable[..., Path]
TABLES = ("events", "objects", "relations", "object_relations", "changes", "types")

CUSTOMS = {
    "objectTypes": [
        {"name": "报关单", "attributes": [{"name": "状态", "type": "string"}]},
        {"name": "集装箱", "attributes": []},
    ],
    "eventTypes": [
        {
            "name": "申报",
            "attributes": [{"name": "件数", "type": "integer"}, {"name": "片区", "type": "string"}],
        },
        {"name": "放行", "attributes": [{"name": "急件", "type": "boolean"}]},
    ],
    "objects": [
        {
            "id": "D1",
            "type": "报关单",
            "relationships": [{"objectId": "C1", "qualifier": "含"}],
            "attributes": [
                {"name": "状态", "time": "1970-01-01T00:00:00Z", "value": "已申报"},
                {"name": "状态", "time": "2024-01-02T00:00:00Z", "value": "已放行"},
            ],
        },
        {"id": "C1", "type": "集装箱"},
        {"id": "C2", "type": "集装箱"},
    ],
    "events": [
        {
            "id": "e1",
            "type": "申报",
            "time": "2024-01-01T08:00:00.125+08:00",
            "attributes": [{"name": "件数", "value": 3}, {"name": "片区", "value": "青岛"}],
            "relationships": [{"objectId": "D1", "qualifier": "主"}, {"objectId": "D1", "qualifier": "副"}],
        },
        {
            "id": "e2",
            "type": "放行",
            "time": "2024-01-02T00:00:00Z",
            "attributes": [{"name": "急件", "value": True}],
            "relationships": [{"objectId": "C1", "qualifier": ""}, {"objectId": "D1", "qualifier": ""}],
        },
    ],
}


def customs(write: Write, **changes: object) -> Path:
    return write("a.jsonocel", json.dumps({**CUSTOMS, **changes}))


def assert_equal(left: ObjectLog, right: ObjectLog) -> None:
    for table in TABLES:
        first, second = getattr(left, table), getattr(right, table)
        assert_frame_equal(first, second.select(first.columns), check_row_order=table != "types")


def test_events_keep_typed_attributes_and_objects_their_history(write: Write) -> None:
    log = read_ocel(customs(write))
    assert repr(log) == "ObjectLog(2 events, 3 objects, types 集装箱、报关单)"
    assert log.events.rows() == [
        ("e1", "申报", datetime(2024, 1, 1, 0, 0, 0, 125000, tzinfo=UTC), 3, "青岛", None),
        ("e2", "放行", datetime(2024, 1, 2, tzinfo=UTC), None, None, True),
    ]
    assert log.changes["value"].to_list() == ["已申报", "已放行"]
    assert log.object_relations.rows() == [("D1", "C1", "含")]


def test_flattening_counts_an_event_once_an_object(write: Write) -> None:
    log = read_ocel(customs(write)).flatten("报关单")
    assert log.events.select("case", "activity", "zone", "object_type").rows() == [
        ("D1", "申报", "青岛", "报关单"),
        ("D1", "放行", "a", "报关单"),
    ]


def test_read_log_gives_every_type_or_one(write: Write) -> None:
    path = customs(write)
    assert read_log(path).events.select("object_type", "case").rows() == [
        ("集装箱", "C1"),
        ("报关单", "D1"),
        ("报关单", "D1"),
    ]
    assert read_log(path, object_type="集装箱", attributes=False).events["case"].to_list() == ["C1"]
    with pytest.raises(SettingError, match="known are 集装箱, 报关单"):
        read_log(path, object_type="提单")


@pytest.mark.parametrize("extension", [".jsonocel", ".xmlocel", ".sqlite"])
def test_every_encoding_gives_the_log_back(write: Write, tmp_path: Path, extension: str) -> None:
    log = read_ocel(customs(write))
    assert_equal(read_ocel(write_log(log, tmp_path / f"b{extension}")), log)


def test_table_names_in_sqlite_never_clash(tmp_path: Path, write: Write) -> None:
    kinds = ["A b", "a-B", "map_type", "object", "!"]
    events = [{**CUSTOMS["events"][0], "id": kind, "type": kind} for kind in kinds]
    log = read_ocel(customs(write, events=events, eventTypes=[]))
    assert read_ocel(write_log(log, tmp_path / "b.sqlite")).events["activity"].to_list() == kinds


def test_a_type_is_found_through_its_map(write: Write, tmp_path: Path) -> None:
    path = write_log(read_ocel(customs(write)), tmp_path / "b.sqlite")
    with closing(sqlite3.connect(path)) as base:
        base.execute('alter table "event_申报" rename to event_t1')
        base.execute("update event_map_type set ocel_type_map = 't1' where ocel_type = '申报'")
        base.commit()
    assert read_ocel(path).events["activity"].to_list() == ["申报", "放行"]


def test_dangling_references_are_listed(write: Write) -> None:
    lost = {
        "id": "e3",
        "type": "x",
        "time": "2024-01-03T00:00:00Z",
        "relationships": [{"objectId": "?", "qualifier": ""}],
    }
    late = {"id": "e4", "type": "x", "time": "soon", "relationships": [{"objectId": "C2", "qualifier": ""}]}
    log = read_ocel(customs(write, events=[*CUSTOMS["events"], lost, late]))
    assert log.events["event"].to_list() == ["e1", "e2"]
    assert log.problems.select("row", "value", "reason", "rejected").rows() == [
        (None, "? × 1", "object_unknown", False),
        (3, "e3", "event_without_object", True),
        (4, "soon", "time_unreadable", True),
    ]


def test_version_1_is_read(write: Write) -> None:
    old = {
        "ocel:global-log": {"ocel:version": ["1.0"]},
        "ocel:events": {
            "1": {
                "ocel:activity": "申报",
                "ocel:timestamp": "2024-01-01T08:00:00",
                "ocel:omap": ["D1"],
                "ocel:vmap": {"n": 1},
            }
        },
        "ocel:objects": {"D1": {"ocel:type": "报关单", "ocel:ovmap": {"价": 2.5}}},
    }
    log = read_ocel(write("a.json", json.dumps(old)))
    assert log.events.rows() == [("1", "申报", datetime(2024, 1, 1, tzinfo=UTC), "1")]
    assert log.changes.select("object", "name", "value").rows() == [("D1", "价", "2.5")]
    assert [english for _, english in log.assumptions] == ["Times carry no zone; read in Asia/Shanghai"]


def test_bad_files_are_named(write: Write) -> None:
    with pytest.raises(FileDamaged):
        read_ocel(write("a.jsonocel", '{"events": ['))
    with pytest.raises(FileDamaged, match="not as OCEL"):
        read_ocel(write("a.jsonocel", '{"events": [1], "objects": []}'))
    with pytest.raises(FormatUnknown, match="csv, not an object-centric log"):
        read_ocel(write("a.csv", "case,activity,time\n1,a,2024-05-06\n"))
    with pytest.raises(FileEmpty):
        read_ocel(customs(write, events=[]))
    naive = {**CUSTOMS["events"][0], "time": "2024-01-01T08:00:00"}
    with pytest.raises(MixedTimeZones):
        read_ocel(customs(write, events=[*CUSTOMS["events"], naive]))
    with pytest.raises(FileDamaged, match="entities"):
        read_ocel(
            write("a.xmlocel", '<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "b">]><log><objects/></log>')
        )


def test_the_standards_example_is_one_log_in_three_encodings(shared: Path) -> None:
    as_json, as_xml, as_sqlite = (
        read_ocel(shared / "ocel" / f"ocel20_example.{name}", timezone="Europe/Berlin")
        for name in ("jsonocel", "xmlocel", "sqlite")
    )
    # The JSON file carries offsets, the others naive times of Berlin: in that zone all three agree.
    for table in ("events", "objects", "relations", "object_relations"):
        first = getattr(as_json, table)
        for other in (as_xml, as_sqlite):
            assert_frame_equal(first, getattr(other, table).select(first.columns), check_row_order=False)
    # Read as they stand, the trap of the manifest: 14:00Z here, 15:00Z there.
    naive = read_ocel(shared / "ocel" / "ocel20_example.xmlocel", timezone="UTC").events["time"][0]
    assert (as_json.events["time"][0].hour, naive.hour) == (14, 15)


def test_the_container_log_agrees_with_the_reference(shared: Path) -> None:
    reference = json.loads((shared / "reference.json").read_text())["cross"]["ocel_logistics"]
    log = read_ocel(shared / "ocel" / "logistics.sqlite")
    assert (log.events.height, log.objects.height) == (reference["n_events"], reference["n_objects"])
    assert (log.relations.height, log.object_relations.height) == (
        reference["n_relations"],
        reference["n_o2o"],
    )
    assert dict(log.events["activity"].value_counts().iter_rows()) == reference["event_types"]
    assert dict(log.objects["type"].value_counts().iter_rows()) == reference["object_types"]
    for name, expected in reference["flattened"].items():
        flat = log.flatten(name).events
        assert (flat["case"].n_unique(), flat.height) == (expected["cases"], expected["events"])


def test_the_suite_samples_are_one_log(shared: Path) -> None:
    suite = shared.parent / "suites" / "ocel20"
    if not suite.is_dir():
        pytest.skip("../shared/suites is not here")
    names = ("sample.json", "sample.sqlite", "sample.xmlocel")
    logs = [read_ocel(suite / name).flatten("报关单").events for name in names]
    for other in logs[1:]:
        assert_frame_equal(logs[0].drop("zone"), other.drop("zone"))
