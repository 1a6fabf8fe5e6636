"""Events come out of any envelope the same, whether it fits the window or not."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.eventlog import json_stream
from liandong.eventlog.source import Source

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
EVENTS = st.lists(
    st.fixed_dictionaries({"type": st.just("ObjectEvent"), "ext": VALUES}), min_size=1, max_size=5
)


def events_of(folder, text, block, monkeypatch, encoding="utf-8"):
    path = folder / "a.json"
    path.write_bytes(text.encode(encoding))
    monkeypatch.setattr(json_stream, "_BLOCK", block)
    return list(json_stream.events(Source(path, "epcis", path.read_bytes()[:65536], is_gzip=False)))


@given(
    EVENTS,
    st.integers(1, 40),
    st.sampled_from([None, 1]),
    st.booleans(),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_any_window_and_encoding_gives_the_same_events(
    tmp_path_factory, events, block, indent, ascii_only, encoding
):
    folder = tmp_path_factory.mktemp("json")
    documents = (
        {"@context": [{"x": [1, {}]}], "n": 12, "epcisBody": {"eventList": events}, "end": True},
        {"epcisBody": {"queryResults": {"resultsBody": {"eventList": events}}}},
        {"events": events, "feedbackElements": []},
        events,
    )
    with pytest.MonkeyPatch.context() as patch:
        for document in documents:
            text = json.dumps(document, indent=indent, ensure_ascii=ascii_only)
            assert events_of(folder, text, block, patch, encoding) == events


@given(EVENTS, st.integers(1, 40))
def test_lines_and_objects_in_a_row_are_events_each(tmp_path_factory, events, block):
    folder = tmp_path_factory.mktemp("json")
    texts = [json.dumps(one) for one in events]
    with pytest.MonkeyPatch.context() as patch:
        assert events_of(folder, " ".join(texts), block, patch) == events
        assert events_of(folder, "\n\n".join(texts), 1 << 20, patch) == events


def test_an_object_that_holds_no_list_is_an_event_even_beyond_the_window(tmp_path, monkeypatch):
    event = {"type": "ObjectEvent", "text": "长" * 500, "epcList": ["a"]}
    assert events_of(tmp_path, json.dumps(event), 64, monkeypatch) == [event]


def test_no_number_is_no_value(tmp_path, monkeypatch):
    assert events_of(tmp_path, '[{"a": NaN, "b": -Infinity}]', 64, monkeypatch) == [{"a": None, "b": None}]
