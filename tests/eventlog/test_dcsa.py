"""DCSA Track & Trace: three versions, one meaning; only what happened is counted."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from liandong.errors import RowsRejected
from liandong.eventlog.read import read_ocel

DOCUMENTS = Path(__file__).parent / "documents"
BOX, BOOKING, BILL = "TEMU6079348", "BKG:QD240501", "TRD:QDBL2401"
CALL, VESSEL, VOYAGE = "CALL:call-1", "IMO:9321483", "VOY:9321483/2403E"


def log(version):
    return read_ocel(DOCUMENTS / f"qingdao_export.{version}.json")


def problems(found):
    return found.problems.select("row", "column", "value", "reason").rows()


@pytest.fixture
def read(write):
    return lambda value, **options: read_ocel(write("a.json", json.dumps(value)), **options)


def test_an_export_container_is_followed_by_its_steps():
    assert log("dcsa2").events.select("event", "activity", "time", "location").rows() == [
        ("e1", "订舱：确认", datetime(2024, 5, 1, 1, tzinfo=UTC), None),
        ("e2", "空箱出闸", datetime(2024, 5, 2, 0, tzinfo=UTC), "CNQDG"),
        ("e3", "重箱进闸", datetime(2024, 5, 3, 0, tzinfo=UTC), "CNQDG"),
        ("e5", "装船", datetime(2024, 5, 4, 18, tzinfo=UTC), "CNQDG"),
        ("e6", "船舶离港", datetime(2024, 5, 5, 1, tzinfo=UTC), "CNQDG"),
        ("e7", "提单：签发", datetime(2024, 5, 5, 4, tzinfo=UTC), None),
    ]


def test_estimates_are_listed_and_not_counted():
    found = log("dcsa2")
    assert problems(found) == [(4, "eventClassifierCode", "EST", "not_actual")]
    assert "e4" not in found.events["event"]


def test_containers_calls_vessels_voyages_and_documents_are_objects():
    found = log("dcsa2")
    assert dict(found.objects.rows()) == {
        BOOKING: "订舱",
        BOX: "集装箱",
        "CALL:depot-1": "挂靠",
        CALL: "挂靠",
        VESSEL: "船舶",
        VOYAGE: "航次",
        BILL: "提单",
        "FF:FW-9": "参考号",
    }
    assert [row[1:] for row in found.relations.rows() if row[0] == "e6"] == [
        (CALL, "transport call"),
        (VESSEL, "vessel"),
        (VOYAGE, "voyage"),
        (BOX, "reference"),
        ("FF:FW-9", "reference:FF"),
    ]
    assert found.object_relations.rows() == [
        (BOOKING, BOX, "covers"),
        (CALL, VESSEL, "made by"),
        (CALL, VOYAGE, "part of"),
        (BILL, BOX, "covers"),
    ]


def test_version_3_beta_says_the_same_in_two_halves():
    found = log("dcsa3beta")
    assert found.events.select("event", "activity", "emptyIndicator").rows() == [("e1", "装船", "LADEN")]
    assert set(found.objects["object"]) == {BOX, BOOKING, CALL, VESSEL, VOYAGE}
    assert problems(found) == [
        (2, "event", "e2", "event_withdrawn"),
        (3, "retracted", "e2", "event_declares_error"),
    ]


def test_version_3_says_the_same_in_whole_words_and_corrects_itself():
    found = log("dcsa3")
    assert found.events.select("event", "activity", "time", "facility").rows() == [
        ("e2", "重箱进闸", datetime(2024, 5, 3, 0, tzinfo=UTC), "QQCT"),
        ("e3", "船舶离港", datetime(2024, 5, 5, 1, 30, tzinfo=UTC), None),
    ]
    assert problems(found) == [
        (1, "event", "e1", "event_withdrawn"),
        (3, "event", "e3", "event_replaced"),
        (5, "eventType", "REEFER", "event_type_unknown"),
        (6, "retracted", "e1", "event_declares_error"),
    ]


def test_a_later_update_stands_above_a_retraction(read):
    events = json.loads((DOCUMENTS / "qingdao_export.dcsa3.json").read_text("utf-8"))["events"]
    again = events[0] | {"eventUpdatedDateTime": "2024-05-02T00:00:00+08:00"}
    assert "e1" in read({"events": [*events, again]}).events["event"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"eventType": "IOT"}, ("eventType", "IOT", "event_type_unknown")),
        ({"eventClassifierCode": "PLN"}, ("eventClassifierCode", "PLN", "not_actual")),
        ({"eventDateTime": "soon"}, ("time", "soon", "time_unreadable")),
        ({"transportCall": "call-1"}, ("transportCall", "call-1", "event_damaged")),
        ({"documentReferences": [1]}, ("documentReferences", "1", "event_damaged")),
        ({"equipmentReference": None, "transportCall": None, "documentReferences": None}, ("", "x", "event_without_object")),
    ],
)  # fmt: skip
def test_a_bad_event_is_listed_beside_the_good_ones(read, change, problem):
    events = json.loads((DOCUMENTS / "qingdao_export.dcsa2.json").read_text("utf-8"))
    found = read([events[4], events[4] | {"eventID": "x"} | change])
    assert found.events["event"].to_list() == ["e5"]
    assert problems(found) == [(2, *problem)]


def test_a_file_of_plans_only_says_so(read):
    events = json.loads((DOCUMENTS / "qingdao_export.dcsa2.json").read_text("utf-8"))
    with pytest.raises(RowsRejected) as caught:
        read([events[3]])
    assert caught.value.values["reason"][1] == "planned or estimated, not what happened (not counted)"


def test_unknown_codes_keep_their_code_and_names_may_be_english(read):
    events = json.loads((DOCUMENTS / "qingdao_export.dcsa2.json").read_text("utf-8"))
    assert read([events[4] | {"equipmentEventTypeCode": "WAIT"}]).events["activity"][0] == "WAIT"
    english = read(events, names="en")
    assert english.events["activity"].to_list() == [
        "booking confirmed",
        "gated out empty",
        "gated in laden",
        "loaded",
        "vessel departed",
        "transport document issued",
    ]
    assert english.object_types[0] == "transport call"
