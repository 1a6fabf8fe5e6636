"""Values taken from a table of a TOML file one by one; what is wrong is collected, so that an author sees all at once."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any, TypeVar, cast

Text = tuple[str, str]
T = TypeVar("T")
#: JSON numbers are exact below this (RFC 8785).
_MOST = 1 << 53

_KINDS: dict[type, Text] = {
    str: ("须为带引号的文字", "it must be text in quotes"),
    int: ("须为整数", "it must be a whole number"),
    float: ("须为数字", "it must be a number"),
    bool: ("须为 true 或 false", "it must be true or false"),
    list: ("须为列表", "it must be a list"),
    dict: ("须为一张表", "it must be a table"),
    date: ("须为日期，如 2026-11-22，不加引号", "it must be a date like 2026-11-22, without quotes"),
}


class Fields:
    """The fields of one table. Each is taken once; ``finish`` complains of what is left."""

    def __init__(self, values: dict[str, Any], where: str, problems: list[Text]) -> None:
        self.values, self.where, self.problems = dict(values), where, problems

    @classmethod
    def of_file(cls, data: bytes, where: str, problems: list[Text]) -> Fields:
        """The top table of a TOML file; empty where it is none."""
        try:
            return cls(tomllib.loads(data.decode()), where, problems)
        except (ValueError, RecursionError) as error:
            fields = cls({}, where, problems)
            fields.wrong("", "不是 UTF-8 的 TOML", f"it is no TOML in UTF-8: {error}")
            return fields

    def wrong(self, name: str, zh: str, en: str) -> None:
        """Notes a problem of the field."""
        where = f"{self.where} {name}".strip()
        self.problems.append((f"{where} {zh}", f"{where}: {en}"))

    def take(self, name: str, kind: type[T], *, default: T | None = None) -> T:
        """The value, of exactly this kind (a whole number is a number too); the empty one where it is missing or wrong.

        Without a ``default`` it must be there and not empty.
        """
        value = self.values.pop(name, default)
        empty: Any = date.min if kind is date else kind()
        if value is None:
            self.wrong(name, "缺失", "it is missing")
        elif type(value) is not kind and not (kind is float and type(value) is int):
            self.wrong(name, *_KINDS[kind])
        elif default is None and value in ("", []):
            self.wrong(name, "是空的", "it is empty")
        elif isinstance(value, int | float) and not (math.isfinite(value) and abs(value) < _MOST):
            self.wrong(name, "过大，或不是有限的数", "it is too large or not finite")
        else:
            return cast(T, value)
        return cast(T, empty)

    def maybe(self, name: str, kind: type[T]) -> T | None:
        """The value, or None where it is not given."""
        return self.take(name, kind) if name in self.values else None

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; none where it is not given."""
        values = self.take(name, list, default=[])
        if not all(isinstance(value, str) and value for value in values):
            self.wrong(name, "的每一项须为文字", "each of its items must be text")
            return ()
        return tuple(values)

    def words(self, name: str) -> Text:
        """A text in Chinese and English: ``{ zh = "…", en = "…" }``."""
        both = self.inner(name, self.take(name, dict))
        pair = both.take("zh", str), both.take("en", str)
        both.finish()
        return pair

    def tables(self, name: str) -> Iterator[Fields]:
        """The tables of a list ``[[name]]``; none where it is not given."""
        for number, values in enumerate(self.take(name, list, default=[]), 1):
            if isinstance(values, dict):
                inner = self.inner(f"{name} {number}", values)
                yield inner
                inner.finish()
            else:
                self.wrong(
                    name, f"的每一项须写成 [[{name}]] 表", f"each of its items must be a table [[{name}]]"
                )

    def inner(self, name: str, values: dict[str, Any]) -> Fields:
        """The fields of a table in this one."""
        return Fields(values, f"{self.where} {name}", self.problems)

    def check(self, name: str, good: bool, zh: str, en: str) -> None:
        """Notes a problem of the field unless ``good``."""
        if not good:
            self.wrong(name, zh, en)

    def finish(self) -> None:
        """Complains of fields that nobody asked for, which are misspelt as a rule."""
        for name in self.values:
            self.wrong(name, "不认识，请检查拼写", "it is not known; check its spelling")


def told(problems: list[Text], most: int = 8) -> Text:
    """The problems as one text in each language."""
    rest = len(problems) - most
    zh, en = ("；".join(one[0] for one in problems[:most]), "; ".join(one[1] for one in problems[:most]))
    return (f"{zh}；另有 {rest} 处", f"{en}; and {rest} more") if rest > 0 else (zh, en)
