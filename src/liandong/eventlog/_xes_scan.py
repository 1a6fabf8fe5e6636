"""A fast reading of plain XES, by byte positions instead of by parsing.

Almost every XES file is written by a program, one way: ``<string key="…" value="…"/>`` inside ``<event>``
inside ``<trace>``. Where a piece of a file is exactly of this shape, the positions of ``<`` and ``"``
tell everything, and numpy finds them for millions of elements at once. The scanner checks each element it
meets and answers None for anything else (comments, CDATA, single quotes, lists, another order of
attributes, broken nesting): the caller then uses a full XML parser, which also gives the exact error
message.

Eight bytes are compared at a time: ``words[i]`` is the number that the bytes i..i+7 spell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Bytes = npt.NDArray[np.uint8]
Kinds = npt.NDArray[np.int8]
Flags = npt.NDArray[np.bool_]

TYPES = ("string", "date", "int", "float", "boolean", "id")
#: Every tag that may appear, in full up to the key; the first eight bytes tell them apart.
_TAGS = (
    "<trace>",
    "<event>",
    "</trace>",
    "</event>",
    *(f"<{t} key=" for t in TYPES),
    *(f"</{t}>" for t in TYPES),
)
_TRACE, _EVENT, _END_TRACE, _END_EVENT, _ATTRIBUTE = range(5)
_END_ATTRIBUTE = _ATTRIBUTE + len(TYPES)
_OTHER = len(_TAGS)
_CONTROLS = bytes(set(range(32)) - set(b"\t\r\n"))
_HALF = np.uint64(32)
_MASKS = np.array([(1 << 8 * count) - 1 for count in range(9)], dtype=np.uint64)
_ENTITIES = {"lt": "<", "gt": ">", "quot": '"', "apos": "'", "amp": "&"}
_REFERENCE = re.compile(r"&([a-z]+|#\d+|#x[0-9a-fA-F]+);")


def _word(text: bytes) -> np.uint64:
    return np.uint64(int.from_bytes(text[:8].ljust(8, b"\0"), "little"))


_TAG_FIRST = np.array([_word(tag.encode()) for tag in _TAGS], dtype=np.uint64)
_TAG_LAST = np.array([_word(tag.encode()[-8:]) for tag in _TAGS], dtype=np.uint64)
_TAG_LENGTH = np.array([len(tag) for tag in _TAGS])
_TAG_MASK = _MASKS[np.minimum(_TAG_LENGTH, 8)]
#: Bytes 1 and 3 of a tag, as a number -> the one tag that has them; for an unknown pair any, as the full
#: check will fail.
_CANDIDATE = np.zeros(1 << 16, dtype=np.int8)
for _number, _tag in enumerate(_TAGS):
    _CANDIDATE[ord(_tag[1]) | ord(_tag[3]) << 8] = _number


@dataclass(frozen=True)
class Piece:
    """Some traces of a log: one frame of events and one of traces, a text column for each attribute key."""

    #: Event attributes, and ``#trace``: the number of the event's trace within the piece.
    events: pl.DataFrame
    traces: pl.DataFrame
    #: Attribute key -> XES types it was written with; traces' keys likewise.
    event_types: dict[str, frozenset[str]]
    trace_types: dict[str, frozenset[str]]
    #: Events outside of every trace, as number in the file and activity; only the parser meets them.
    outside: tuple[tuple[int, str], ...] = ()


def scan(piece: bytes) -> Piece | None:
    """The traces of a piece of XES from a ``<trace>`` to a ``</trace>``, or None if it is not plain."""
    if not _is_plain(piece):
        return None
    words = np.ndarray((len(piece) - 7,), dtype="<u8", buffer=piece, strides=(1,))
    text = _Text(np.frombuffer(piece, dtype=np.uint8), words)
    tags = np.flatnonzero(text.data == ord("<"))
    kinds = _kinds(words, tags)
    if bool((kinds == _OTHER).any()):
        return None
    spans = _attribute_spans(text, tags, kinds)
    places = None if spans is None else _places(kinds, spans.is_open)
    return None if spans is None or places is None else _piece(text, spans, places)


@dataclass(frozen=True)
class _Spans:
    """Where each attribute's key and value stand, its type, and whether the element stays open."""

    key: tuple[Ints, Ints]
    value: tuple[Ints, Ints]
    type: Kinds
    is_open: Flags


@dataclass(frozen=True)
class _Places:
    """For each attribute the trace and the event it belongs to, and whether it is one's own (not nested)."""

    trace_count: int
    event_count: int
    #: The trace of each event.
    event_trace: Ints
    trace: Ints
    event: Ints
    of_trace: Flags
    of_event: Flags


def _is_plain(text: bytes) -> bool:
    """Valid UTF-8, only the references of XML itself, no control characters but tab and line ends."""
    try:
        decoded = text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    if b"&" in text and not _has_known_references(decoded):
        return False
    return len(text.translate(None, _CONTROLS)) == len(text)


def _has_known_references(text: str) -> bool:
    references = _REFERENCE.findall(text)
    return len(references) == text.count("&") and all(_character(name) for name in set(references))


def _character(name: str) -> str:
    """What ``&name;`` stands for; nothing if XML does not allow it."""
    if not name.startswith("#"):
        return _ENTITIES.get(name, "")
    code = int(name[2:], 16) if name[1] == "x" else int(name[1:])
    is_allowed = (
        code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
    )
    return chr(code) if is_allowed else ""


def _kinds(words: Words, tags: Ints) -> Kinds:
    """Which of the known tags each ``<`` begins, or ``_OTHER``."""
    first = words[tags]
    candidate = _CANDIDATE[
        (first >> np.uint64(8)) & np.uint64(0xFF) | (first >> np.uint64(16)) & np.uint64(0xFF00)
    ]
    is_it = (first & _TAG_MASK[candidate]) == _TAG_FIRST[candidate]
    return np.where(is_it, candidate, np.int8(_OTHER))


def _attribute_spans(text: _Text, tags: Ints, kinds: Kinds) -> _Spans | None:
    data, words = text.data, text.words
    is_attribute = _is_attribute(kinds)
    quotes, begins = np.flatnonzero(data == ord('"')), tags[is_attribute]
    if quotes.size != 4 * begins.size or not begins.size:
        return None
    ends = np.append(tags, data.size)[1:][is_attribute]
    opened, closed, opened2, closed2 = quotes.reshape(-1, 4).T
    kind = kinds[is_attribute]
    is_head = (opened - begins == _TAG_LENGTH[kind]) & (words[opened - 8] == _TAG_LAST[kind])
    is_key_value = (words[closed] == _word(b'" value=')) & (opened2 == closed + 8)
    after = closed2 + 1 + (data[closed2 + 1] == ord(" "))
    is_open = data[after] == ord(">")
    is_tail = (closed2 < ends) & (is_open | (data[after] == ord("/")) & (data[after + 1] == ord(">")))
    if not bool((is_head & is_key_value & is_tail).all()):
        return None
    return _Spans((opened + 1, closed), (opened2 + 1, closed2), kind - np.int8(_ATTRIBUTE), is_open)


def _is_attribute(kinds: Kinds) -> Flags:
    return (kinds >= _ATTRIBUTE) & (kinds < _END_ATTRIBUTE)


def _places(kinds: Kinds, is_open: Flags) -> _Places | None:
    """Where in the tree each attribute stands; None unless every tag is closed where it should be."""
    is_attribute, is_event = _is_attribute(kinds), kinds == _EVENT
    opens = (kinds == _TRACE) | is_event
    opens[is_attribute] = is_open
    closes = (kinds == _END_TRACE) | (kinds == _END_EVENT) | (kinds >= _END_ATTRIBUTE)
    after = np.cumsum(opens.astype(np.int8) - closes, dtype=np.int64)
    depth = after - opens + closes
    if not _is_nested(kinds, opens, closes, depth, after):
        return None
    parent = np.maximum.accumulate(np.where(opens & (depth == 1), np.arange(kinds.size), 0))
    trace = np.cumsum(kinds == _TRACE) - 1
    return _Places(
        trace_count=int(trace[-1]) + 1,
        event_count=int(is_event.sum()),
        event_trace=trace[is_event],
        trace=trace[is_attribute],
        event=(np.cumsum(is_event) - 1)[is_attribute],
        of_trace=depth[is_attribute] == 1,
        of_event=(depth[is_attribute] == 2) & is_event[parent[is_attribute]],
    )


def _is_nested(kinds: Kinds, opens: Flags, closes: Flags, depth: Ints, after: Ints) -> bool:
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


def _piece(text: _Text, spans: _Spans, places: _Places) -> Piece:
    keys = text.cut(*spans.key)
    events, event_types = _wide(text, spans, keys, _Owners(places.of_event, places.event, places.event_count))
    traces, trace_types = _wide(text, spans, keys, _Owners(places.of_trace, places.trace, places.trace_count))
    numbered = events.insert_column(0, pl.Series("#trace", places.event_trace))
    return Piece(numbered, traces, event_types, trace_types)


@dataclass(frozen=True)
class _Owners:
    """Which attributes belong to an event (or to a trace), and to which of them."""

    is_own: Flags
    number: Ints
    count: int


def _wide(
    text: _Text, spans: _Spans, keys: pl.Series, owners: _Owners
) -> tuple[pl.DataFrame, dict[str, frozenset[str]]]:
    """One column a key, one row an owner; of a repeated key the last value counts."""
    where = np.flatnonzero(owners.is_own)
    groups = pl.DataFrame({"key": keys[where], "at": where}).group_by("key", maintain_order=True).agg("at")
    columns, types = [pl.Series("#", np.zeros(owners.count, dtype=np.int8))], {}
    for key, members in zip(_unescape(groups["key"]), groups["at"], strict=True):
        at = members.to_numpy()
        chosen = np.full(owners.count, -1)
        chosen[owners.number[at]] = at
        begin, end = spans.value
        columns.append(_unescape(text.cut(begin[chosen], end[chosen], chosen >= 0)).alias(key))
        types[key] = frozenset(TYPES[index] for index in np.unique(spans.type[at]))
    return pl.DataFrame(columns).drop("#"), types


@dataclass(frozen=True)
class _Text:
    """The bytes of a piece, one by one and as the numbers that eight of them spell."""

    data: Bytes
    words: Words

    def cut(self, begin: Ints, end: Ints, valid: Flags | None = None) -> pl.Series:
        """The texts between positions, as Arrow views: short ones copied, long ones pointing to the data."""
        import pyarrow as pa

        length = end - begin
        low, high = self.words[begin], self.words[np.minimum(begin + 8, self.words.size - 1)]
        start, rest = _first(low, length), _first(high, length - 8)
        is_short = length <= 12
        views = np.empty((begin.size, 2), dtype="<u8")
        # A view is the length and twelve bytes: the text itself, or its first four bytes, the number of a
        # buffer (0) and the position in it.
        views[:, 0] = length.astype(np.uint64) | (start << _HALF)
        views[:, 1] = np.where(is_short, (start >> _HALF) | (rest << _HALF), begin.astype(np.uint64) << _HALF)
        bits = None if valid is None else pa.py_buffer(np.packbits(valid, bitorder="little"))
        buffers = [bits, pa.py_buffer(views), pa.py_buffer(self.data)]
        return pl.Series(pl.from_arrow(pa.Array.from_buffers(pa.string_view(), begin.size, buffers)))


def _first(word: Words, count: Ints) -> Words:
    """The first ``count`` bytes of each word, zeros behind them."""
    return word & _MASKS[np.clip(count, 0, 8)]


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
