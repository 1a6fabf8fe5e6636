"""What the codes of supply-chain standards are called: activities and types of objects, in Chinese and English.

The table is a TOML file (``data/vocabulary/supply_chain.toml``). A file of one's own is laid over it, entry by entry, so
it holds only what differs: another word for a business step, the zone of a terminal, the type of private identifiers.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from liandong.errors import FileMissing, SettingError

SHIPPED = Path(__file__).parents[1] / "data" / "vocabulary" / "supply_chain.toml"
LANGUAGES = ("zh", "en")

Names = tuple[str, str]
Tables = Mapping[str, Mapping[str, Names]]


@dataclass(frozen=True)
class Vocabulary:
    """Tables code -> (Chinese, English), by a dotted name such as ``epcis.step``, read in one language.

    Examples
    --------
    >>> Vocabulary.of().name("epcis.step", "inspecting"), Vocabulary.of(names="en").name("dcsa.document", "TRD")
    ('查验', 'transport document')
    """

    tables: Tables
    language: str = "zh"

    @classmethod
    def of(cls, value: Vocabulary | str | Path | None = None, *, names: str | None = None) -> Vocabulary:
        """The vocabulary a caller gave: as such, as a TOML file over the shipped one, or the shipped one."""
        if names is not None and names not in LANGUAGES:
            reason = ("请用 zh 或 en", "use zh or en")
            raise SettingError(setting="names", value=names, reason=reason)
        if isinstance(value, Vocabulary):
            return cls(value.tables, names or value.language)
        shipped = _shipped()
        own = _load(Path(value), shipped) if value is not None else {}
        tables = {name: {**table, **own.get(name, {})} for name, table in shipped.items()}
        return cls(tables, names or "zh")

    def find(self, table: str, *codes: str) -> str | None:
        """The name of the first of these codes that the table has."""
        known, place = self.tables[table], LANGUAGES.index(self.language)
        return next((known[code][place] for code in codes if code in known), None)

    def name(self, table: str, *codes: str) -> str:
        """The name of the first of these codes that the table has; else the last code itself."""
        return self.find(table, *codes) or codes[-1]

    def by_prefix(self, table: str, text: str) -> str | None:
        """The name of the longest code that the text begins with."""
        fits = sorted((code for code in self.tables[table] if text.startswith(code)), key=len, reverse=True)
        return self.find(table, *fits)


@cache
def _shipped() -> Tables:
    return _load(SHIPPED, None)


def _load(path: Path, known: Tables | None) -> dict[str, dict[str, Names]]:
    """The tables of a file; those that the shipped file lacks are refused. Raises FileMissing and SettingError."""
    if not path.is_file():
        raise FileMissing(path=path)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError(setting="vocabulary", value=path.name, reason=str(error)) from None
    tables = dict(_tables(data))
    for name in tables:
        if known is not None and name not in known:
            names = ", ".join(known)
            raise SettingError(
                setting="vocabulary", value=name, reason=(f"可用的有 {names}", f"known are {names}")
            )
    return tables


def _tables(data: Mapping[str, Any], above: str = "") -> list[tuple[str, dict[str, Names]]]:
    """The tables of a TOML document by their dotted names; those that hold entries or nothing."""
    found: list[tuple[str, dict[str, Names]]] = []
    entries: dict[str, Names] = {}
    for key, value in data.items():
        if isinstance(value, dict):
            found += _tables(value, f"{above}{key}.")
        else:
            entries[key] = _names(f"{above}{key}", value)
    if above and (entries or not found):
        found.append((above.removesuffix("."), entries))
    elif entries:
        raise SettingError(
            setting="vocabulary", value=next(iter(entries)), reason=("须在表内", "it must stand in a table")
        )
    return found


def _names(key: str, value: object) -> Names:
    match value:
        case str(text) if text:
            return text, text
        case [str(zh), str(en)] if zh and en:
            return zh, en
    reason = ('须是 ["中文", "English"]', 'it must be ["中文", "English"]')
    raise SettingError(setting=f"vocabulary.{key}", value=value, reason=reason)
