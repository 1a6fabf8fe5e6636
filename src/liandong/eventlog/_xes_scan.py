"""A fast reading of plain XES, by byte positions instead of by parsing.

Almost every XES file is written by a program, one way: ``<string key="…" value="…"/>`` inside ``<event>`` inside
``<trace>``. Where a piece of a file is exactly of this shape, the positions of ``<`` and ``"`` tell everything, and
numpy finds them for millions of elements at once. The scanner checks each element it meets and answers None for
anything else (comments, CDATA, single quotes, lists, another order of attributes, broken nesting): the caller then
uses a full XML parser, which also gives the exact error message.

Eight bytes are compared at a time: ``words[i]`` is the number that the bytes i..i+7 spell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

TYPES = ("string", "date", "int", "float", "boolean", "id")
_TRACE, _EVENT, _ATTRIBUTE, _END_TRACE, _END_EVENT, _END_ATTRIBUTE, _OTHER = range(7)
_PADDING = b"\0" * 16
_ENTITIES = {"lt": "<", "gt": ">", "quot": '"', "apos": "'", "amp": "&"}
_REFERENCE = re.compile(r"&([a-z]+|#\d+|#x[0-9a-fA-F]+);")


@dataclass(frozen=True)
class Piece:
    """Some traces of a log: one frame of events and one of traces, a text column for each attribute key."""

    #: Event attributes, and ``#trace``: the number of the event's trace within the piece.
    events: pl.DataFrame
    traces: pl.DataFrame
    #: Attribute key -> XES types it was written with; traces' keys likewise.
    event_types: dict[str, frozenset[str]]
    trace_types: dict[str, frozenset[str]]


def scan(text: bytes) -> Piece | None:
    """The traces of a piece of XES from the first ``<trace>`` to the last ``</trace>``, or None if it is not plain."""
    if not _is_plain(text):
        return None
    data = np.frombuffer(text + _PADDING, dtype=np.uint8)
    words = np.ndarray((len(text) + 8,), dtype="<u8", buffer=data.data, strides=(1,))
    tags = np.flatnonzero(data == ord("<"))
    kinds = _kinds(words, tags)
    quotes = np.flatnonzero(data == ord('"'))
    spans = _attribute_spans(data, words, tags, kinds, quotes)
    if spans is None or bool((kinds == _OTHER).any()):
        return None
    places = _places(kinds, spans.is_open)
    return None if places is None else _piece(data, words, spans, places)


@dataclass(frozen=True)
class _Spans:
    """Where each attribute's key and value stand, its type, and whether the element stays open."""

    key: tuple[Ints, Ints]
    value: tuple[Ints, Ints]
    type: npt.NDArray[np.int8]
    is_open: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class _Places:
    """For each attribute the trace and the event it belongs to, and whether it is one's own (not nested)."""

    trace_count: int
    event_trace: Ints
    trace: Ints
    event: Ints
    of_trace: npt.NDArray[np.bool_]
    of_event: npt.NDArray[np.bool_]


def _word(text: bytes) -> np.uint64:
    return np.uint64(int.from_bytes(text[:8].ljust(8, b"\0"), "little"))


def _is_plain(text: bytes) -> bool:
    """No declarations, comments or CDATA, valid UTF-8, and no control characters but tab and line ends."""
    if b"<!" in text or b"<?" in text:
        return False
    try:
        decoded = text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    if b"&" in text and not _has_known_references(decoded):
        return False
    data = np.frombuffer(text, dtype=np.uint8)
    low = np.count_nonzero(data < 32)
    return bool(low == sum(np.count_nonzero(data == char) for char in (9, 10, 13)))


def _has_known_references(text: str) -> bool:
    references = _REFERENCE.findall(text)
    return len(references) == text.count("&") and all(_character(name) for name in set(references))


def _character(name: str) -> str:
    """What ``&name;`` stands for; nothing if XML does not allow it."""
    if not name.startswith("#"):
        return _ENTITIES.get(name, "")
    code = int(name[2:], 16) if name[1] == "x" else int(name[1:])
    is_allowed = code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
    return chr(code) if is_allowed else ""


def _kinds(words: Words, tags: Ints) -> npt.NDArray[np.int8]:
    """What each ``<`` begins; closing tags of attributes are told by their first letters."""
    first = words[tags]
    kinds = np.full(tags.size, _OTHER, dtype=np.int8)
    known = {b"<trace>": _TRACE, b"<event>": _EVENT, b"</trace>": _END_TRACE, b"</event>": _END_EVENT}
    known |= {f"<{name} key="[:8].encode(): _ATTRIBUTE for name in TYPES}
    known |= {f"</{name}>"[:8].encode(): _END_ATTRIBUTE for name in TYPES}
    for tag, kind in known.items():
        mask = np.uint64((1 << 8 * len(tag)) - 1)
        kinds[(first & mask) == _word(tag)] = kind
    return kinds


def _attribute_spans(
    data: npt.NDArray[np.uint8], words: Words, tags: Ints, kinds: npt.NDArray[np.int8], quotes: Ints
) -> _Spans | None:
    is_attribute = kinds == _ATTRIBUTE
    begins = tags[is_attribute]
    if quotes.size != 4 * begins.size or not begins.size:
        return None
    ends = np.append(tags, data.size)[1:][is_attribute]
    opened, closed, opened2, closed2 = quotes.reshape(-1, 4).T
    types = _types(words, begins, opened)
    is_between = (begins < opened) & (closed2 < ends)
    is_key_value = (words[closed] == _word(b'" value=')) & (opened2 == closed + 8)
    after = closed2 + 1 + (data[closed2 + 1] == ord(" "))
    is_closed = (data[after] == ord("/")) & (data[after + 1] == ord(">"))
    is_open = data[after] == ord(">")
    if not bool((is_between & is_key_value & (types >= 0) & (is_closed | is_open)).all()):
        return None
    return _Spans((opened + 1, closed), (opened2 + 1, closed2), types, is_open)


def _types(words: Words, begins: Ints, opened: Ints) -> npt.NDArray[np.int8]:
    """The index of each attribute's type; -1 where the bytes before its key are not exactly ``<type key=``."""
    first, last, length = words[begins], words[np.maximum(opened - 8, 0)], opened - begins
    types = np.full(begins.size, -1, dtype=np.int8)
    for index, name in enumerate(TYPES):
        head = f"<{name} key=".encode()
        types[(first == _word(head)) & (last == _word(head[-8:])) & (length == len(head))] = index
    return types


def _places(kinds: npt.NDArray[np.int8], is_open: npt.NDArray[np.bool_]) -> _Places | None:
    """Where in the tree each attribute stands; None unless every tag is closed where it should be."""
    opens = np.isin(kinds, (_TRACE, _EVENT))
    opens[kinds == _ATTRIBUTE] = is_open
    closes = kinds >= _END_TRACE
    after = np.cumsum(opens.astype(np.int64) - closes)
    depth = after - opens + closes
    if not _is_nested(kinds, opens, closes, depth, after):
        return None
    number = np.arange(kinds.size)
    parent = np.maximum.accumulate(np.where(opens & (depth == 1), number, 0))
    attribute, is_event = kinds == _ATTRIBUTE, kinds == _EVENT
    trace = np.cumsum(kinds == _TRACE) - 1
    return _Places(
        trace_count=int(trace[-1]) + 1,
        event_trace=trace[is_event],
        trace=trace[attribute],
        event=(np.cumsum(is_event) - 1)[attribute],
        of_trace=depth[attribute] == 1,
        of_event=(depth[attribute] == 2) & is_event[parent[attribute]],
    )


def _is_nested(
    kinds: npt.NDArray[np.int8], opens: npt.NDArray[np.bool_], closes: npt.NDArray[np.bool_], depth: Ints, after: Ints
) -> bool:
    """Whether traces stand outermost, events inside them, and each closing tag fits what it closes."""
    top, second = opens & (depth == 1), closes & (after == 1)
    return bool(
        after[-1] == 0
        and ((kinds == _TRACE) == (depth == 0)).all()
        and ((kinds == _END_TRACE) == (closes & (after == 0))).all()
        and (depth[kinds == _EVENT] == 1).all()
        and (after[kinds == _END_EVENT] == 1).all()
        and ((kinds[top] == _EVENT) == (kinds[second] == _END_EVENT)).all()
    )


def _piece(data: npt.NDArray[np.uint8], words: Words, spans: _Spans, places: _Places) -> Piece:
    keys = _texts(data, words, *spans.key)
    of_event, event_types = _wide(data, words, spans, keys, places.of_event, places.event, places.event_trace.size)
    of_trace, trace_types = _wide(data, words, spans, keys, places.of_trace, places.trace, places.trace_count)
    events = of_event.insert_column(0, pl.Series("#trace", places.event_trace))
    return Piece(events, of_trace, event_types, trace_types)


def _wide(
    data: npt.NDArray[np.uint8],
    words: Words,
    spans: _Spans,
    keys: pl.Series,
    chosen: npt.NDArray[np.bool_],
    owner: Ints,
    owners: int,
) -> tuple[pl.DataFrame, dict[str, frozenset[str]]]:
    """One column a key, one row an owner (event or trace); of a repeated key the last value counts."""
    where = np.flatnonzero(chosen)
    groups = pl.DataFrame({"key": keys[where], "at": where}).group_by("key", maintain_order=True).agg("at")
    columns, types = [pl.Series("#", np.zeros(owners, dtype=np.int8))], {}
    for key, members in zip(groups["key"], groups["at"], strict=True):
        at = members.to_numpy()
        chosen_at = np.full(owners, -1)
        chosen_at[owner[at]] = at
        columns.append(_texts(data, words, *(side[chosen_at] for side in spans.value), chosen_at >= 0).alias(key))
        types[key] = frozenset(TYPES[index] for index in np.unique(spans.type[at]))
    return pl.DataFrame(columns).drop("#"), types


def _texts(
    data: npt.NDArray[np.uint8], words: Words, begin: Ints, end: Ints, valid: npt.NDArray[np.bool_] | None = None
) -> pl.Series:
    """The texts between two positions, as Arrow views: short ones copied, long ones pointing into the data."""
    length = end - begin
    views = np.zeros((begin.size, 2), dtype="<u8")
    low, high = words[begin], words[np.minimum(begin + 8, words.size - 1)]
    is_short = length <= 12
    views[:, 0] = length.astype(np.uint64) | (np.where(is_short, _first(low, length), low) << np.uint64(32))
    rest = (_first(low, length) >> np.uint64(32)) | (_first(high, length - 8) << np.uint64(32))
    views[:, 1] = np.where(is_short, rest, begin.astype(np.uint64) << np.uint64(32))
    bits = None if valid is None else pa.py_buffer(np.packbits(valid, bitorder="little"))
    array = pa.Array.from_buffers(pa.string_view(), begin.size, [bits, pa.py_buffer(views), pa.py_buffer(data)])
    texts = pl.Series(pl.from_arrow(array))
    return _unescape(texts)


def _first(word: Words, count: Ints) -> Words:
    """The first ``count`` bytes of each word, zeros behind them."""
    bits = (np.clip(count, 0, 8) * 8).astype(np.uint64)
    mask = np.where(bits >= 64, ~np.uint64(0), (np.uint64(1) << np.minimum(bits, np.uint64(63))) - np.uint64(1))
    return word & mask


def _unescape(texts: pl.Series) -> pl.Series:
    """Attribute values as XML means them: line breaks are spaces, references are characters."""
    marked = texts.str.contains(r"[&\t\r\n]")
    if not marked.any():
        return texts
    where = marked.arg_true()
    return texts.scatter(where, [_value(text) for text in texts[where]])


def _value(text: str) -> str:
    spaced = re.sub(r"\r\n|[\t\r\n]", " ", text)
    return _REFERENCE.sub(lambda match: _character(match[1]), spaced)
