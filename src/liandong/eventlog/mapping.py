"""The mapping: which heading of a file means what, kept as a TOML file a person can read and correct."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from liandong.errors import FileMissing, SettingError
from liandong.eventlog.log import COLUMNS
from liandong.files import written_beside

_SETTINGS = ("columns", "timezone", "dayfirst", "encoding", "separator")
_T = TypeVar("_T")

#: What a heading can mean: the canonical columns, and two that say which rows belong together.
MEANINGS = (*COLUMNS, "lifecycle", "instance")


@dataclass(frozen=True)
class Mapping:
    """Canonical column -> heading, with what a table needs to be read the same way again.

    Examples
    --------
    >>> Mapping({"case": "办件编号", "activity": "环节", "end": "办结时间"}, timezone="Asia/Shanghai")
    Mapping(case=办件编号, activity=环节, end=办结时间)
    """

    columns: dict[str, str] = field(default_factory=dict)
    timezone: str | None = None
    dayfirst: bool | None = None
    encoding: str | None = None
    separator: str | None = None

    def __post_init__(self) -> None:
        for name, heading in self.columns.items():
            if name not in MEANINGS:
                raise SettingError(setting="mapping", value=name, reason=_known(MEANINGS))
            if not isinstance(heading, str):
                raise SettingError(
                    setting=f"mapping.{name}", value=heading, reason=("须是表头", "it must be a heading")
                )

    def __repr__(self) -> str:
        return f"Mapping({', '.join(f'{name}={heading}' for name, heading in self.columns.items())})"

    @classmethod
    def of(cls, value: Mapping | Table[str, str] | str | Path | None) -> Mapping:
        """The mapping a caller gave: as such, as a dictionary, as a TOML file, or none."""
        if isinstance(value, Mapping):
            return value
        if isinstance(value, str | Path):
            return cls.load(value)
        return cls(dict(value or {}))

    @classmethod
    def load(cls, path: str | Path) -> Mapping:
        """The mapping saved in a TOML file."""
        path = Path(path)
        if not path.is_file():
            raise FileMissing(path=path)
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingError(setting="mapping", value=path.name, reason=str(error)) from None
        for name in data:
            if name not in _SETTINGS:
                raise SettingError(setting="mapping", value=name, reason=_known(_SETTINGS))
        return cls(
            columns=_setting(data, "columns", dict) or {},
            timezone=_setting(data, "timezone", str),
            dayfirst=_setting(data, "dayfirst", bool),
            encoding=_setting(data, "encoding", str),
            separator=_setting(data, "separator", str),
        )

    def save(self, path: str | Path) -> Path:
        """Write the mapping as TOML; returns the path."""
        with written_beside(Path(path)) as beside:
            beside.write_text(self.to_toml(), encoding="utf-8", newline="\n")
        return Path(path)

    def to_toml(self) -> str:
        """The mapping as TOML text."""
        settings = {
            "timezone": self.timezone,
            "dayfirst": self.dayfirst,
            "encoding": self.encoding,
            "separator": self.separator,
        }
        lines = [f"{name} = {_toml(value)}" for name, value in settings.items() if value is not None]
        lines += ["", "[columns]", *(f"{name} = {_toml(heading)}" for name, heading in self.columns.items())]
        return "\n".join(lines).lstrip("\n") + "\n"


def _known(names: tuple[str, ...]) -> tuple[str, str]:
    listed = ", ".join(names)
    return f"可用的有 {listed}", f"known are {listed}"


def _setting(data: dict[str, object], name: str, kind: type[_T]) -> _T | None:
    value = data.get(name)
    if value is not None and not isinstance(value, kind):
        reason = (f"类型须是 {kind.__name__}", f"it must be a {kind.__name__}")
        raise SettingError(setting=f"mapping.{name}", value=value, reason=reason)
    return value


def _toml(value: str | bool) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    escaped = "".join(_ESCAPES.get(char, char) if char in _ESCAPES else _visible(char) for char in value)
    return f'"{escaped}"'


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\t": "\\t", "\n": "\\n", "\r": "\\r"}


def _visible(char: str) -> str:
    return f"\\u{ord(char):04X}" if ord(char) < 32 or ord(char) == 127 else char
