"""A TOML file of tables that are read into values, every refusal with its file, line and key."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from liandong.errors import FileMissing, LiandongError, SettingError
from liandong.procedure.reform.keys import KeyRefused, read
from liandong.procedure.reform.lines import line_of

T = TypeVar("T")
#: Windows writes a mark before the text that is no part of it.
TEXT = "utf-8-sig"


class Tables:
    """The tables of one file; ``error`` is the kind of error that tells path, line, key and reason."""

    def __init__(self, path: str | os.PathLike[str], error: type[LiandongError]) -> None:
        self.path, self.error = Path(path), error
        if not self.path.is_file():
            raise FileMissing(path=self.path)
        try:
            self.text = self.path.read_text(TEXT)
            self.data: dict[str, Any] = tomllib.loads(self.text)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as wrong:
            reason = (f"不是正确的 TOML：{wrong}", f"this is no TOML: {wrong}")
            raise error(path=self.path, line=1, key="—", reason=reason) from wrong

    def damaged(self, table: str, number: int, key: str, reason: object) -> LiandongError:
        """The error about a key of the table of that name and number."""
        line = line_of(self.text, table, number, key)
        return self.error(path=self.path, line=line, key=key, reason=reason)

    def read(
        self, kind: type[T], table: Mapping[str, object], name: str, number: int, also: tuple[str, ...] = ()
    ) -> T:
        """The value a table stands for; keys in ``also`` are read elsewhere."""
        try:
            return read(kind, table, {}, also=also)
        except KeyRefused as wrong:
            raise self.damaged(name, number, wrong.key, wrong.reason) from wrong
        except SettingError as wrong:
            setting, value, reason = (wrong.values[it] for it in ("setting", "value", "reason"))
            assert isinstance(reason, tuple)
            told = (f"不能是 {value}：{reason[0]}", f"it cannot be {value}: {reason[1]}")
            raise self.damaged(name, number, str(setting), told) from wrong

    def listed(self, name: str) -> list[tuple[int, Mapping[str, Any]]]:
        """The tables ``[[name]]`` with their numbers; none where there are none."""
        found = self.data.get(name, [])
        if not isinstance(found, list) or not all(isinstance(it, dict) for it in found):
            raise self.damaged("", 0, name, (f"请写成 [[{name}]]", f"write it as [[{name}]]"))
        return list(enumerate(found))

    def rows(self, kind: type[T], name: str) -> tuple[T, ...]:
        """The values of the tables ``[[name]]``."""
        return tuple(self.read(kind, it, name, number) for number, it in self.listed(name))

    def table(self, name: str) -> Mapping[str, Any]:
        """The table ``[name]``; empty where there is none."""
        found = self.data.get(name, {})
        if not isinstance(found, dict):
            raise self.damaged("", 0, name, (f"请写成 [{name}]", f"write it as [{name}]"))
        return found
