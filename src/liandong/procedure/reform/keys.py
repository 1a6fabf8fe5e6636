"""The keys of a reform file, declared where their values are used, and one way to read them all.

A table of the file becomes a frozen dataclass: each field made by ``key`` says what kind of value it takes and what it
is called in words. So the commands, the manual and the messages tell the same keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, field, fields
from datetime import date
from difflib import get_close_matches
from math import isfinite
from typing import Any, TypeVar

from liandong.procedure.reform.amount import SECONDS, Amount
from liandong.procedure.reform.hours import weekly
from liandong.procedure.words import Text

T = TypeVar("T")
Names = Mapping[str, Amount]


class KeyRefused(Exception):
    """A key of a table cannot be used: which, and why."""

    def __init__(self, key: str, reason: Text) -> None:
        super().__init__(key, reason)
        self.key, self.reason = key, reason


def key(kind: str, zh: str, en: str, default: Any = MISSING) -> Any:
    """A field that is read as that kind of value (``READERS``) and called so in words."""
    return field(default=default, metadata={"kind": kind, "words": (zh, en)})


def declared(kind: type) -> Iterator[tuple[str, str, Text, bool]]:
    """The keys of a table: name, kind, words, whether it must be given."""
    for it in _keys(kind):
        yield it.name, it.metadata["kind"], it.metadata["words"], it.default is MISSING


def read(kind: type[T], table: Mapping[str, object], names: Names, *, also: Sequence[str] = ()) -> T:
    """The value a table stands for. Raises KeyRefused for a key that is unknown, missing or of the wrong kind."""
    known = {it.name: it for it in _keys(kind)}
    for name in table:
        if name not in known and name not in also:
            near = get_close_matches(name, known, n=1)
            hint = (f"，是否应为 {near[0]}", f"; is {near[0]} meant") if near else ("", "")
            listed = ", ".join((*also, *known))
            raise KeyRefused(
                name,
                (f"没有这个键{hint[0]}；可用：{listed}", f"there is no such key{hint[1]}; known: {listed}"),
            )
    values = {}
    for name, it in known.items():
        if name in table:
            values[name] = _value(name, it.metadata["kind"], table[name], names)
        elif it.default is MISSING:
            zh, en = it.metadata["words"]
            raise KeyRefused(name, (f"缺少这个键（{zh}）", f"this key is missing ({en})"))
    return kind(**values)


def _keys(kind: type) -> list[Field[Any]]:
    return [it for it in fields(kind) if "kind" in it.metadata]


def _value(name: str, kind: str, value: object, names: Names) -> object:
    try:
        return READERS[kind](value, names)
    except ValueError as error:
        raise KeyRefused(name, error.args[0]) from error


def _wrong(value: object, zh: str, en: str) -> ValueError:
    return ValueError((f"应为{zh}，不能是 {value!r}", f"{value!r} is not {en}"))


def _text(value: object, _: Names) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _wrong(value, "非空的文字", "a text")
    return value.strip()


def _elements(value: object, names: Names) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) < 2:
        raise _wrong(value, "两个以上名称的列表", "a list of two names or more")
    return tuple(_text(it, names) for it in value)


def _branches(value: object, names: Names) -> tuple[tuple[str, ...], ...]:
    """A list of names, or of lists of names that stay one behind the other."""
    if not isinstance(value, list) or len(value) < 2:
        raise _wrong(value, "两个以上名称或名称列表的列表", "a list of two names, or lists of names, or more")
    lists = [it if isinstance(it, list) and it else [it] for it in value]
    return tuple(tuple(_text(name, names) for name in branch) for branch in lists)


def _names(value: object, names: Names) -> tuple[str, ...]:
    return tuple(_text(it, names) for it in (value if isinstance(value, list) and value else [value]))


def _flag(value: object, _: Names) -> bool:
    if not isinstance(value, bool):
        raise _wrong(value, " true 或 false", "true or false")
    return value


def _date(value: object, _: Names) -> date:
    if type(value) is not date:
        raise _wrong(value, "日期（如 2026-01-01）", "a date such as 2026-01-01")
    return value


def _amount(value: object, names: Names) -> Amount:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise _wrong(value, "数值", "a number")
    amount = Amount.parse(value, names)
    if not isfinite(amount.value):
        raise _wrong(value, "有限的数值", "a finite number")
    return amount


def _within(zh: str, en: str, is_right: Callable[[Amount], bool]) -> Callable[[object, Names], Amount]:
    def reader(value: object, names: Names) -> Amount:
        amount = _amount(value, names)
        if amount.unit == "%":
            amount = Amount(amount.value / 100, "", amount.formula)
        if not is_right(amount):
            raise _wrong(value, f"{zh}（现为 {amount.as_text()}）", f"{en} (it is {amount.as_text()})")
        return amount

    return reader


def _hours(value: object, names: Names) -> str:
    text = _text(value, names)
    weekly(text)
    return text


def _whole(value: object, _: Names) -> int:
    if type(value) is not int or value < 0:
        raise _wrong(value, "不小于 0 的整数", "a whole number from 0 on")
    return value


def _weeks(value: object, _: Names) -> tuple[int, ...]:
    weeks = value if isinstance(value, list) else [value]
    if not weeks or not all(type(it) is int and it >= 1 for it in weeks):
        raise _wrong(value, "从 1 起的整数列表", "a list of whole numbers from 1 on")
    return tuple(weeks)


#: How each kind of value is read.
READERS: dict[str, Callable[[object, Names], object]] = {
    "branches": _branches,
    "change": _within("整数", "a whole number", lambda it: it.value == int(it.value) and not it.is_time),
    "count": _within(
        "不小于 1 的整数",
        "a whole number from 1 on",
        lambda it: it.value >= 1 and it.value == int(it.value) and not it.is_time,
    ),
    "date": _date,
    "element": _text,
    "elements": _elements,
    "factor": _within("不小于 0 的倍数", "a factor from 0 on", lambda it: it.value >= 0 and not it.is_time),
    "flag": _flag,
    "hours": _hours,
    "length": _within(
        "带单位的时长（" + "、".join(SECONDS) + "）",
        "a length with its unit (" + ", ".join(SECONDS) + ")",
        lambda it: it.value >= 0 and it.is_time,
    ),
    "names": _names,
    "number": _amount,
    "share": _within(
        "0 到 1 之间的份额", "a share between 0 and 1", lambda it: 0 <= it.value <= 1 and not it.unit
    ),
    "text": _text,
    "weeks": _weeks,
    "whole": _whole,
}
