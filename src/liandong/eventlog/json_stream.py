"""The events of a JSON document of any size, one after the other.

A supply chain's export is one long list inside an envelope. The envelope is read key by key and the list element by
element, each with the standard library's decoder on a window of text, so memory holds one window whatever the file's size.
What is one event is all that is known here; what it means is not.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from liandong.errors import FileDamaged
from liandong.eventlog.source import Source

#: Keys whose list holds the events, and keys whose object leads there: EPCIS 2.0 §9.3, DCSA Track & Trace 3.0.0.
_LISTS = ("eventList", "events")
_INSIDE = ("epcisBody", "queryResults", "resultsBody")
_BLOCK = 1 << 20
#: Characters that one event may have; a file that needs more is damaged or no list of events.
_LONGEST = 1 << 26
_AFTER_NUMBERS = " \t\r\n,]}"
_BOMS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True)
class Broken:
    """A line that is not JSON, in a file with one event a line."""

    text: str


def events(source: Source) -> Iterator[Any]:
    """The events of an envelope, of a list, of single objects one after the other, or of lines, in file order.

    Broken lines of a file with one event a line come as ``Broken``; any other damage raises FileDamaged.
    """
    window = _Window(source)
    try:
        yield from _lines(window) if window.has_lines() else _documents(window)
    except (ValueError, RecursionError) as error:
        raise FileDamaged(path=source.path, reason=f"{error}"[:200]) from None


class _Window:
    """A piece of the text, moved on as it is read."""

    def __init__(self, source: Source) -> None:
        self._stream = source.open()
        encoding = _BOMS.get(source.head[:2], "utf-8-sig")
        self._decode = codecs.getincrementaldecoder(encoding)().decode
        # Not a number, infinity: what JSON does not have is a missing value.
        self._scan = json.JSONDecoder(parse_constant=lambda _: None).raw_decode
        self.text, self.at, self.is_whole = "", 0, False

    def fill(self) -> bool:
        """Read on, as much again as is left; False at the end of the file."""
        left = self.text[self.at :]
        if len(left) > _LONGEST:
            raise ValueError("an event of more than 64 million characters")
        while not self.is_whole:
            block = self._stream.read(max(_BLOCK, len(left)))
            more = self._decode(block, final=not block)
            self.is_whole = not block
            if more:
                self.text, self.at = left + more, 0
                return True
        return False

    def peek(self) -> str:
        """The next character that is no space; empty at the end."""
        while True:
            while self.at < len(self.text) and self.text[self.at] in " \t\r\n":
                self.at += 1
            if self.at < len(self.text) or not self.fill():
                return self.text[self.at : self.at + 1]

    def take(self, wanted: str) -> str:
        """The next character, which must be one of these."""
        found = self.peek()
        if not found or found not in wanted:
            raise ValueError(f"{wanted[0]!r} expected, not {self.text[self.at : self.at + 20]!r}")
        self.at += 1
        return found

    def value(self) -> Any:
        """The next value, whole."""
        self.peek()
        while True:
            try:
                found, end = self._scan(self.text, self.at)
            except json.JSONDecodeError:
                if not self.fill():
                    raise
                continue
            # A number at the end of the window may go on: 0 before .5 as well.
            is_whole = end < len(self.text) and self.text[end] in _AFTER_NUMBERS
            if is_whole or not isinstance(found, (int, float)) or not self.fill():
                self.at = end
                return found

    def at_once(self) -> Any:
        """The next value if it lies in the window, else None."""
        try:
            found, end = self._scan(self.text, self.at)
        except json.JSONDecodeError:
            return None
        self.at = end
        return found

    def has_lines(self) -> bool:
        """Whether the first line is a whole object and another one follows."""
        if self.peek() != "{":
            return False
        line, _, rest = self.text[self.at :].partition("\n")
        try:
            json.loads(line)
        except ValueError:
            return False
        return rest.lstrip().startswith("{")

    def lines(self) -> Iterator[str]:
        """The lines that are left."""
        while True:
            *whole, rest = self.text[self.at :].split("\n")
            yield from whole
            self.at = len(self.text) - len(rest)
            if not self.fill():
                yield rest
                return


def _lines(window: _Window) -> Iterator[Any]:
    for line in window.lines():
        if line.strip():
            try:
                found = json.loads(line, parse_constant=lambda _: None)
            except (ValueError, RecursionError):
                yield Broken(line.strip())
            else:
                yield from _found(found)


def _documents(window: _Window) -> Iterator[Any]:
    while start := window.peek():
        whole = window.at_once()
        if whole is not None:
            yield from _found(whole)
        elif start == "[":
            yield from _elements(window)
        elif start == "{":
            yield from _members(window)
        else:
            window.value()


def _found(value: Any) -> Iterator[Any]:
    """The events in a value that is read already: in its lists, or the value itself."""
    if isinstance(value, list):
        for item in value:
            yield from _found(item)
        return
    inside = [value[key] for key in (*_INSIDE, *_LISTS) if key in value] if isinstance(value, dict) else []
    if not inside:
        yield value
    for part in inside:
        # An envelope without a list is none: what stands there is told as a bad event.
        yield from _found(part)


def _elements(window: _Window) -> Iterator[Any]:
    """The events in a list too long for the window."""
    window.take("[")
    if window.peek() == "]":
        window.take("]")
        return
    while True:
        yield from _found(window.value())
        if window.take(",]") == "]":
            return


def _members(window: _Window) -> Iterator[Any]:
    """The events in an object too long for the window: in its lists, or else the object itself."""
    window.take("{")
    rest: dict[str, Any] = {}
    has_list = False
    while window.peek() == '"':
        key = window.value()
        window.take(":")
        start = window.peek()
        if (key in _LISTS and start == "[") or (key in _INSIDE and start == "{"):
            has_list = True
            yield from _elements(window) if start == "[" else _members(window)
        else:
            rest[key] = window.value()
        if window.take(",}") == "}":
            break
    else:
        window.take("}")
    if not has_list:
        yield rest
