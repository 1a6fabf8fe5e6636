"""A cell of a decision table: which values of its input a row is about.

    -                     every value
    "甲", "乙"            one of these texts
    5    < 5    >= 10     a number, or a comparison
    [1..5]    (1..5]      a range; round where its end does not belong to it
    true                  yes, or no
    not("甲", "乙")       every value but these

These are the unary tests of S-FEEL (OMG, Decision Model and Notation 1.5, clause 9) that name nothing but literals: what
is read here stays the same cell where a later version reads all of FEEL. A cell is matched, never run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Kind = Literal["number", "text", "truth"]
Value = Decimal | str | bool

_N = r"[+-]?\d+(?:\.\d+)?"
_TEST = re.compile(
    rf"(?P<sign><=|>=|<|>)\s*(?P<bound>{_N})"
    rf"|(?P<left>[\[(])\s*(?P<low>{_N})\s*\.\.\s*(?P<high>{_N})\s*(?P<right>[\])])"
    rf'|(?P<number>{_N})|(?P<text>"[^"]*")|(?P<truth>true|false)'
)
_NOT = re.compile(r"not\s*\((.*)\)", re.DOTALL)
_KINDS: dict[str, Kind] = {"text": "text", "truth": "truth"}


@dataclass(frozen=True)
class Span:
    """Numbers from ``low`` to ``high``; None where it has no end on that side."""

    low: Decimal | None
    high: Decimal | None
    has_low: bool = True
    has_high: bool = True

    def takes(self, value: Value) -> bool:
        """Whether the number lies in it."""
        if isinstance(value, bool | str):
            return False
        above = self.low is None or value > self.low or (self.has_low and value == self.low)
        below = self.high is None or value < self.high or (self.has_high and value == self.high)
        return above and below


@dataclass(frozen=True)
class Same:
    """One text, or one of yes and no."""

    value: str | bool

    def takes(self, value: Value) -> bool:
        """Whether it is this one."""
        return type(value) is type(self.value) and value == self.value


@dataclass(frozen=True)
class Cell:
    """What a cell says. Without tests it takes every value.

    >>> [Cell.parse(text, "number").takes(Decimal(5)) for text in ("-", "< 5", "[5..7]", "(5..7]", "not(5, 6)", "1, 5")]
    [True, False, True, False, False, True]
    """

    text: str
    tests: tuple[Span | Same, ...] = ()
    is_negated: bool = False

    @classmethod
    def parse(cls, text: str, kind: Kind) -> Cell:
        """The cell. Raises ValueError where it is none, or none of this kind."""
        if text.strip() == "-":
            return cls(text)
        inner = _NOT.fullmatch(text.strip())
        return cls(text, tuple(_tests(inner[1] if inner else text, kind)), bool(inner))

    def takes(self, value: Value) -> bool:
        """Whether the row is about this value, as far as this input goes."""
        return not self.tests or any(one.takes(value) for one in self.tests) != self.is_negated

    @property
    def limits(self) -> set[Decimal]:
        """The numbers it names: between two of them all numbers are alike to it."""
        spans = (one for one in self.tests if isinstance(one, Span))
        return {end for one in spans for end in (one.low, one.high) if end is not None}

    @property
    def names(self) -> set[str]:
        """The texts it names."""
        return {one.value for one in self.tests if isinstance(one, Same) and isinstance(one.value, str)}


def _tests(text: str, kind: Kind) -> Iterator[Span | Same]:
    """The tests of a list. Raises ValueError."""
    at, text = 0, text.strip()
    while True:
        found = _TEST.match(text, at)
        if found is None or _KINDS.get(found.lastgroup or "", "number") != kind:
            raise ValueError(f"no cell: {text}")
        yield _test(found)
        rest = text[found.end() :].lstrip()
        if not rest:
            return
        if not rest.startswith(","):
            raise ValueError(f"no cell: {text}")
        at = len(text) - len(rest[1:].lstrip())


def _test(found: re.Match[str]) -> Span | Same:
    match found.groupdict():
        case {"text": str(quoted)}:
            return Same(quoted[1:-1])
        case {"truth": str(word)}:
            return Same(word == "true")
        case {"number": str(number)}:
            return Span(Decimal(number), Decimal(number))
        case {"sign": str(sign), "bound": str(bound)}:
            has_end, end = "=" in sign, Decimal(bound)
            return Span(None, end, has_high=has_end) if sign[0] == "<" else Span(end, None, has_low=has_end)
    low, high = Decimal(found["low"]), Decimal(found["high"])
    if low > high:
        raise ValueError(f"no cell: {found[0]}")
    return Span(low, high, found["left"] == "[", found["right"] == "]")
