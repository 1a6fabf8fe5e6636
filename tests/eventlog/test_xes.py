"""XES: the fast scanner and the XML parser are two readers of one language."""

import gzip
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from liandong.errors import FileDamaged, FileEmpty, MixedTimeZones, RowsRejected
from liandong.eventlog import _xes_parse, xes
from liandong.eventlog.read import read_log
from liandong.eventlog.source import open_source

Write = Callable[..., Path]


def log(*traces: str, head: str = "") -> str:
    opening = '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0">'
    return opening + head + "\n" + "\n".join(traces) + "\n</log>\n"


def trace(name: str | None, *events: str, extra: str = "") -> str:
    title = "" if name is None else f'<string key="concept:name" value="{name}"/>'
    return f"<trace>{title}{extra}{''.join(events)}</trace>"


def event(activity: str, time: str = "2024-05-06T09:00:00+08:00", extra: str = "") -> str:
    return (
        f'<event><string key="concept:name" value="{activity}"/>'
        f'<date key="time:timestamp" value="{time}"/>{extra}</event>'
    )


def parser_of(path: Path) -> str:
    return xes.read_xes(open_source(path)).facts["parser"]


def both(path: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    source = open_source(path)
    pieces = xes._scanned(source)
    assert pieces is not None
    return xes._join(pieces)[0], xes._join([_xes_parse.parse(source)])[0]


def test_a_plain_log_is_read_by_the_scanner(write: Write) -> None:
    path = write("a.xes", log(trace("c1", event("受理"), event("办结")), trace("c2", event("受理"))))
    assert parser_of(path) == "scanner"
    assert read_log(path).events.select("case", "activity", "zone").rows() == [
        ("c1", "受理", "a"),
        ("c1", "办结", "a"),
        ("c2", "受理", "a"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        log(
            f"<!-- <trace> --><trace><!-- c --><string key='concept:name' value='c1'/>{event('受理')}</trace>"
        ),
        log(trace("c1", event("受理"))).replace(
            'key="concept:name" value="c1"', 'value="c1" key="concept:name"'
        ),
        log(trace("c1", event("受理", extra='<list key="l"><string key="concept:name" value="no"/></list>'))),
        log(trace("c1", event("受理"))).replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?"),
        log(trace("c1", event("受理"))).replace("<log ", '<log xmlns="http://www.xes-standard.org/" '),
        log(trace("c1", event("受理"))).replace("<event>", "<event >"),
        log(trace("c1", event("受理"), extra='<string key="k" value="v"><int key="n" value="1"/></string>')),
        "\ufeff" + log(trace("c1", event("受理"))),
        log(trace("c1", event("受理")), head="<!-- <trace> is explained here -->"),
        log(trace("c1", event("受&#29702;"))),
        log(trace("c1", event("受理"))).replace("/>", " />"),
    ],
)
def test_unusual_spelling_means_the_same(write: Write, text: str) -> None:
    assert read_log(write("a.xes", text)).events.select("case", "activity").rows() == [("c1", "受理")]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "iso-8859-1"])
def test_the_declared_encoding_is_used(write: Write, encoding: str) -> None:
    name = "réception" if encoding == "iso-8859-1" else "受理"
    text = log(trace("c1", event(name))).replace("UTF-8", encoding)
    assert read_log(write("a.xes", text, encoding)).events["activity"].to_list() == [name]


def test_attributes_keep_their_types_and_levels(write: Write) -> None:
    extra = '<int key="n" value="7"/><float key="f" value="1.5"/><boolean key="b" value="true"/>'
    nested = '<string key="outer" value="yes"><string key="inner" value="no"/></string>'
    fee = '<int key="fee" value="3"/>'
    path = write("a.xes", log(trace("c1", event("a", extra=extra + nested), extra=fee)))
    events = read_log(path).events
    assert events.select("n", "f", "b", "outer", "case:fee").rows() == [(7, 1.5, True, "yes", 3)]
    assert "inner" not in events.columns
    assert read_log(path, attributes=False).events.width == 9


def test_an_attribute_with_a_canonical_name_is_kept_beside(write: Write) -> None:
    path = write("a.xes", log(trace("c1", event("a", extra='<string key="start" value="door"/>'))))
    assert read_log(path).events.select("start", "attr:start").rows() == [(None, "door")]


def test_nameless_and_empty_traces_are_noted(write: Write) -> None:
    read = read_log(write("a.xes", log(trace(None, event("a")), trace("c2"))))
    assert read.events["case"].to_list() == ["#1"]
    assert read.problems.select("row", "value", "reason").rows() == [
        (None, "c2", "empty_trace"),
        (1, "#1", "case_name_missing"),
    ]


OUTSIDE_EVENTS = [
    ("", event("x"), trace("c1", event("a"))),
    ("", trace("c1", event("a")), event("x")),
    ("", trace("c1", event("a")), event("x"), trace("c2", event("b"))),
    (event("x"), trace("c1", event("a"))),
    ('<x:event xmlns:x="u"><x:string key="concept:name" value="x"/></x:event>', trace("c1", event("a"))),
]


@pytest.mark.parametrize(("head", "parts"), [(head, parts) for head, *parts in OUTSIDE_EVENTS])
def test_events_outside_of_traces_are_rejected_by_number(write: Write, head: str, parts: list[str]) -> None:
    read = read_log(write("a.xes", log(*parts, head=head)))
    row = 1 + "".join(parts).partition('value="x"')[0].count('value="a"') if not head else 1
    assert "x" not in read.events["activity"].to_list()
    assert read.problems.select("row", "value", "reason", "rejected").rows() == [
        (row, "x", "event_outside_trace", True)
    ]
    assert read.rejected_rows == 1


def test_a_log_of_events_outside_of_traces_only_is_told_so(write: Write) -> None:
    with pytest.raises(
        RowsRejected, match="none of its 2 rows can be used; the first, row 1: the event stands"
    ):
        read_log(write("a.xes", log(event("x"), event("y"))))


def test_rows_count_all_events_of_the_file(write: Write) -> None:
    read = read_log(write("a.xes", log(event("x"), trace("c1", event("a"), event("b", "soon")))))
    assert read.problems.select("row", "value").rows() == [(1, "x"), (3, "soon")]


@pytest.mark.parametrize(("opening", "parser"), [("<trace>", "scanner"), ("<trace >", "expat")])
def test_traces_of_one_name_are_one_case_and_told(write: Write, opening: str, parser: str) -> None:
    traces = [
        trace("c1", event("a"), event("b")),
        trace("c2", event("a")),
        trace("c1", event("c")),
        trace("c1"),
    ]
    path = write("a.xes", log(*traces).replace("<trace>", opening))
    assert parser_of(path) == parser
    read = read_log(path)
    assert read.events["case"].to_list() == ["c1", "c1", "c2", "c1"]
    assert read.problems.select("row", "value", "reason", "rejected").rows() == [
        (None, "c1", "empty_trace", False),
        (4, "c1", "trace_repeated", False),
    ]


def test_one_name_in_two_zones_is_two_cases(write: Write) -> None:
    zones = [f'<string key="zone" value="{zone}"/>' for zone in ("青岛", "烟台")]
    read = read_log(write("a.xes", log(*[trace("c1", event("a"), extra=zone) for zone in zones])))
    assert "trace_repeated" not in read.problems["reason"].to_list()


def test_events_without_name_or_time_are_rejected_by_number(write: Write) -> None:
    bare = '<event><string key="concept:name" value="b"/></event>'
    read = read_log(write("a.xes", log(trace("c1", event("a"), bare, event("c", "soon")))))
    assert read.events["activity"].to_list() == ["a"]
    assert read.problems.select("row", "column", "value", "reason").rows() == [
        (2, "time:timestamp", "", "time_missing"),
        (3, "time:timestamp", "soon", "time_unreadable"),
    ]


def test_times_with_and_without_zone_do_not_mix(write: Write) -> None:
    path = write("a.xes", log(trace("c1", event("a"), event("b", "2024-05-06T10:00:00"))))
    with pytest.raises(MixedTimeZones, match="row 2: 2024-05-06T10:00:00"):
        read_log(path)


def test_lifecycle_rows_become_intervals(write: Write) -> None:
    start = '<string key="lifecycle:transition" value="start"/>'
    complete = '<string key="lifecycle:transition" value="complete"/>'
    begun, done = event("a", extra=start), event("a", "2024-05-06T11:00:00+08:00", extra=complete)
    read = read_log(write("a.xes", log(trace("c1", begun, done))))
    assert read.events.select((pl.col("end") - pl.col("start")).dt.total_hours()).rows() == [(2,)]
    assert "lifecycle:transition" not in read.events.columns


BOMB = """<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<log><trace><string key="concept:name" value="&b;"/></trace></log>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<log><trace><string key="concept:name" value="c"/></trace></log>"""


@pytest.mark.parametrize("text", [BOMB, OUTSIDE])
def test_entity_declarations_are_refused(write: Write, text: str) -> None:
    with pytest.raises(FileDamaged, match="entities"):
        read_log(write("a.xes", text))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text.replace("</event>", "</trace>", 1),
        lambda text: text.replace("</log>", ""),
        lambda text: text.replace("c1", "c&unknown;"),
        lambda text: text.replace("c1", "c\x00"),
        lambda text: text + "<log/>",
    ],
)
def test_broken_xml_is_an_error_with_a_place(write: Write, spoil: Callable[[str], str]) -> None:
    with pytest.raises(FileDamaged, match=r"line \d+"):
        read_log(write("a.xes", spoil(log(trace("c1", event("a"), event("b"))))))


def test_a_cut_off_gz_is_an_error(tmp_path: Path) -> None:
    packed = gzip.compress(log(*[trace(f"c{i}", event(f"a{i * i}")) for i in range(2000)]).encode())
    path = tmp_path / "a.xes.gz"
    path.write_bytes(packed[: len(packed) // 2])
    with pytest.raises(FileDamaged, match="gzip"):
        read_log(path)


def test_a_log_without_events_is_empty(write: Write) -> None:
    for text in (log(), log(trace("c1"))):
        with pytest.raises(FileEmpty):
            read_log(write("a.xes", text))


def test_pieces_are_joined_wherever_they_are_cut(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("a.xes", log(*[trace(f"c{i}", *[event(f"a{j}") for j in range(i % 4)]) for i in range(50)]))
    whole = xes.read_xes(open_source(path)).frame
    monkeypatch.setattr(xes, "_BLOCK", 257)
    assert_frame_equal(xes.read_xes(open_source(path)).frame, whole, check_column_order=False)


characters = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
names = st.text(characters, max_size=20)
Cases = list[tuple[str, list[tuple[str, str]]]]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(st.tuples(names, st.lists(st.tuples(names, names), min_size=1)), min_size=1))
def test_scanner_and_parser_agree_on_any_text(write: Write, cases: Cases) -> None:
    def escape(text: str) -> str:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")

    def attribute(text: str) -> str:
        return f'<string key="k{escape(text)}" value="{escape(text)}"/>'

    traces = [
        trace(escape(name), *[event(escape(activity), extra=attribute(value)) for activity, value in events])
        for name, events in cases
    ]
    scanned, parsed = both(write("a.xes", log(*traces)))
    assert_frame_equal(scanned, parsed, check_column_order=False)


def test_scanner_and_parser_agree_on_a_real_log(shared: Path) -> None:
    scanned, parsed = both(shared / "logs" / "coselog_receipt.xes.gz")
    assert_frame_equal(scanned, parsed, check_column_order=False)
