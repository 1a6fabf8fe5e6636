"""EPCIS 2.0: steps become activities, things objects, containment relations; corrections count, bad events are listed."""

import json
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from liandong.errors import FileDamaged, FileEmpty, FormatUnknown, MixedTimeZones, RowsRejected
from liandong.eventlog.epcis import MOST_LINKS
from liandong.eventlog.read import read_log, read_ocel

DOCUMENT = Path(__file__).parent / "documents" / "qingdao_import.epcis.jsonld"
BOX, BILL = "urn:epc:id:bic:TEMU6079348", "urn:epcglobal:cbv:bt:6901234000016:QDBL2401"
PALLETS = [f"urn:epc:id:sscc:6901234.00000000{number}" for number in (17, 24)]
ITEMS = [f"urn:epc:id:sgtin:6901234.012345.{number}" for number in (1, 2)]


def event(**changes):
    plain = {
        "type": "ObjectEvent",
        "eventTime": "2024-05-06T10:30:00+08:00",
        "eventTimeZoneOffset": "+08:00",
        "action": "OBSERVE",
        "epcList": [BOX],
    }
    return {key: value for key, value in (plain | changes).items() if value is not None}


def document(*events):
    return {"type": "EPCISDocument", "epcisBody": {"eventList": list(events)}}


@pytest.fixture
def read(write):
    """The log of a value written as JSON, with the rest of the options."""
    return lambda value, **options: read_ocel(write("a.jsonld", json.dumps(value)), **options)


def problems(log):
    return log.problems.select("row", "column", "value", "reason", "rejected").rows()


def test_an_import_container_is_followed_by_its_steps():
    log = read_ocel(DOCUMENT).flatten("集装箱")
    assert log.events.select("case", "activity", "end").rows() == [
        (BOX, "验收", datetime(2024, 5, 6, 0, 0, tzinfo=UTC)),
        (BOX, "卸载", datetime(2024, 5, 6, 2, 30, tzinfo=UTC)),
        (BOX, "查验", datetime(2024, 5, 6, 7, 0, tzinfo=UTC)),
        (BOX, "拆箱", datetime(2024, 5, 7, 1, 0, tzinfo=UTC)),
        (BOX, "关联", datetime(2024, 5, 8, 2, 0, tzinfo=UTC)),
        (BOX, "离开", datetime(2024, 5, 8, 23, 5, tzinfo=UTC)),
    ]


def test_identifiers_have_types_and_parties_qualifiers():
    log = read_ocel(DOCUMENT)
    assert dict(log.objects.rows()) == {
        BOX: "集装箱",
        BILL: "提单",
        "urn:epc:id:pgln:6909999.00001": "持有方",
        "urn:epc:id:pgln:6901234.00001": "持有方",
        PALLETS[0]: "物流单元",
        PALLETS[1]: "物流单元",
        "urn:epc:class:lgtin:6901234.012345.L1": "批次",
        ITEMS[0]: "单品",
        ITEMS[1]: "单品",
        "urn:epc:id:giai:6901234.LOCK7": "资产",
    }
    unloading = log.events["event"][1]
    assert [row[1:] for row in log.relations.rows() if row[0] == unloading] == [
        (BOX, "epc"),
        ("urn:epc:id:pgln:6909999.00001", "source:possessing_party"),
        ("urn:epc:id:pgln:6901234.00001", "destination:possessing_party"),
    ]


def test_documents_containers_and_transformations_relate_objects():
    assert read_ocel(DOCUMENT).object_relations.rows() == [
        (BILL, BOX, "covers"),
        (BOX, PALLETS[0], "contains"),
        (BOX, PALLETS[1], "contains"),
        (BOX, "urn:epc:class:lgtin:6901234.012345.L1", "contains"),
        (PALLETS[0], ITEMS[0], "becomes"),
        (PALLETS[0], ITEMS[1], "becomes"),
        (BOX, "urn:epc:id:giai:6901234.LOCK7", "is associated with"),
    ]


def test_an_event_declared_wrong_is_taken_back_and_both_are_listed():
    log = read_ocel(DOCUMENT)
    wrong = "urn:uuid:00000000-0000-4000-8000-000000000007"
    assert log.events.height == 7
    assert wrong not in log.relations["event"]
    assert problems(log) == [
        (7, "event", wrong, "event_withdrawn", True),
        (8, "errorDeclaration", f"{wrong} (incorrect_data)", "event_declares_error", True),
    ]


def test_what_only_a_withdrawn_event_said_is_gone(read):
    said = event(eventID="e1", type="AggregationEvent", parentID="urn:p", childEPCs=["urn:c"], epcList=None)
    log = read([said, said | {"errorDeclaration": {"declarationTime": "2024-05-07T00:00:00Z"}}, event()])
    assert (log.objects["object"].to_list(), log.object_relations.rows()) == ([BOX], [])


def test_an_event_without_an_id_is_the_same_event_when_it_says_the_same(read):
    again = event(recordTime="2024-06-01T00:00:00Z")
    log = read([event(), again, event(bizStep="loading")])
    assert log.events["activity"].to_list() == ["观察", "装载"]
    assert problems(log) == [(2, "event", log.events["event"][0], "event_repeated", True)]
    declared = read(
        [event(), event(errorDeclaration={"declarationTime": "2024-05-07T00:00:00Z"}), event(action="ADD")]
    )
    assert declared.events["activity"].to_list() == ["产生"]


@pytest.mark.parametrize(
    "wrap",
    [
        lambda events: document(*events),
        lambda events: {
            "type": "EPCISQueryDocument",
            "epcisBody": {"queryResults": {"queryName": "q", "resultsBody": {"eventList": events}}},
        },
        lambda events: events,
    ],
    ids=["document", "query", "list"],
)
def test_envelopes_say_the_same(read, wrap):
    events = json.loads(DOCUMENT.read_text("utf-8"))["epcisBody"]["eventList"]
    assert read(wrap(events)).events.equals(read_ocel(DOCUMENT).events)


def test_lines_say_the_same_and_a_broken_line_is_listed(write):
    events = json.loads(DOCUMENT.read_text("utf-8"))["epcisBody"]["eventList"]
    lines = [json.dumps(one, ensure_ascii=False) for one in events]
    lines.insert(2, '{"type": "ObjectEvent", "eventTime": ')
    log = read_ocel(write("a.ndjson.gz", "\n".join(lines) + "\n"))
    assert log.events.equals(read_ocel(DOCUMENT).events)
    assert problems(log)[0] == (3, "", lines[2].strip(), "event_damaged", True)


def test_a_single_event_is_a_log(read):
    assert read(event()).events["activity"].to_list() == ["观察"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"type": "DeliveryEvent"}, ("type", "DeliveryEvent", "event_type_unknown")),
        ({"eventTime": "yesterday"}, ("time", "yesterday", "time_unreadable")),
        ({"eventTime": None}, ("time", "", "time_missing")),
        ({"epcList": "urn:a", "childEPCs": [3]}, ("childEPCs", "3", "event_damaged")),
        ({"bizStep": {"id": "loading"}}, ("bizStep", "{'id': 'loading'}", "event_damaged")),
        ({"quantityList": [{"quantity": 3}]}, ("epcClass", "{'quantity': 3}", "event_damaged")),
        ({"sourceList": [{"type": "location"}]}, ("source", "{'type': 'location'}", "event_damaged")),
        ({"readPoint": "gate"}, ("readPoint", "gate", "event_damaged")),
        ({"epcList": []}, ("", "e2", "event_without_object")),
    ],
)
def test_a_bad_event_is_listed_beside_the_good_ones(read, change, problem):
    log = read(
        document(event(eventID="e1"), event(eventID="e2", **change), event(eventID="e3", action="ADD"))
    )
    assert log.events["event"].to_list() == ["e1", "e3"]
    assert problems(log) == [(2, *problem, True)]


def test_what_is_no_event_at_all_is_listed(read):
    log = read(document(event(), None, 7, "text", ["nested"], {}))
    assert log.events.height == 1
    assert [row[0] for row in problems(log)] == [2, 3, 4, 5, 6]


def test_a_time_without_an_offset_takes_the_one_beside_it(read):
    log = read(event(eventTime="2024-05-06T10:30:00", eventTimeZoneOffset="+02:00"))
    assert log.events["time"].to_list() == [datetime(2024, 5, 6, 8, 30, tzinfo=UTC)]
    naive = event(eventID="n", eventTime="2024-05-06T10:30:00", eventTimeZoneOffset=None)
    with pytest.raises(MixedTimeZones):
        read([event(), naive])


def test_too_many_pairs_are_told_and_not_made(read):
    inputs, outputs = ([f"urn:x:{side}{number}" for number in range(101)] for side in "io")
    change = {
        "type": "TransformationEvent",
        "inputEPCList": inputs,
        "outputEPCList": outputs,
        "epcList": None,
    }
    log = read(event(eventID="e", **change))
    assert (log.events.height, log.object_relations.height) == (1, 0)
    assert problems(log) == [(1, "TransformationEvent", str(101 * 101), "too_many_links", False)]
    assert MOST_LINKS < 101 * 101
    run = read(event(transformationID="urn:x:run", **change)).object_relations
    assert (run.height, set(run["qualifier"])) == (202, {"goes into", "yields"})


def test_names_may_be_english_and_ones_own(read, write):
    own = write(
        "own.toml",
        '[epcis.step]\nloading = ["吊装", "lifting"]\n[epcis.prefix]\n"urn:x:truck:" = "集卡"\n'
        '[zone]\n"urn:epc:id:sgln:6901234." = "青岛"\n',
    )
    said = event(
        bizStep="loading", epcList=["urn:x:truck:7"], bizLocation={"id": "urn:epc:id:sgln:6901234.00001.0"}
    )
    log = read(said, vocabulary=own)
    assert (log.events["activity"][0], log.object_types, log.flatten_all().events["zone"][0]) == (
        "吊装",
        ["集卡"],
        "青岛",
    )
    assert read(said, names="en").events["activity"][0] == "loading"
    assert read(said, vocabulary=own, names="en").events["activity"][0] == "lifting"


def test_an_event_log_comes_of_it_like_of_any_other(read):
    log = read_log(DOCUMENT, object_type="物流单元", zone="青岛")
    assert log.events.select("case", "activity", "zone").rows() == [
        (PALLETS[0], "拆箱", "青岛"),
        (PALLETS[1], "拆箱", "青岛"),
        (PALLETS[0], "赋码", "青岛"),
    ]


def test_files_without_events_are_refused_in_words(write):
    with pytest.raises(FileEmpty):
        read_ocel(write("a.jsonld", json.dumps(document())))
    with pytest.raises(RowsRejected) as caught:
        read_ocel(write("b.jsonld", json.dumps(document(event(type="X"), {}))))
    assert caught.value.values["count"] == 2
    whole = json.dumps(document(event()))
    deep = whole.replace('"epcisBody"', '"x": ' + "[" * 50_000 + ', "epcisBody"')
    for text in (whole[:-4], whole.replace("]", "}"), whole.replace('"epcList"', "epcList"), deep):
        with pytest.raises(FileDamaged):
            read_ocel(write("c.jsonld", text))
    with pytest.raises(FormatUnknown, match="JSON-LD"):
        read_ocel(write("d.xml", '<?xml version="1.0"?><epcis:EPCISDocument xmlns:epcis="urn:x"/>'))


def test_every_published_example_is_read(shared, tmp_path):
    """The examples of github.com/gs1/EPCIS: each gives its events, or says why not."""
    with tarfile.open(shared / "models" / "gs1_epcis2_examples.tar.gz") as archive:
        archive.extractall(tmp_path, filter="data")
    files = [
        path
        for folder in ("JSON", "JSON-simple-context")
        for path in sorted((tmp_path / folder).rglob("*.jsonld"))
    ]
    taken, reasons = 0, []
    for path in files:
        try:
            log = read_ocel(path)
        except RowsRejected as error:
            reasons += [error.values["reason"][1]] * error.values["count"]
        else:
            taken += log.events.height
            reasons += log.problems["reason"].to_list()
    wanted = {
        "event_declares_error",
        "event_without_object",
        "declares another event wrong or takes it back (not counted)",
    }
    assert (len(files), set(reasons)) == (93, wanted)
    said = sum(path.read_text("utf-8").count('"eventTime"') for path in files)
    assert (taken, taken + len(reasons)) == (93, said)
