"""A sheet: rows as they were read, headings and cells, before anything is known about their meaning."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from liandong.eventlog.log import COLUMNS, PROBLEMS

#: The column that numbers the rows as a spreadsheet shows them.
ROW = "#row"


@dataclass(frozen=True)
class Sheet:
    """Cells under headings, with the row numbers in ``#row`` and what was wrong while reading."""

    frame: pl.DataFrame
    problems: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PROBLEMS))
    #: What was found out about the file (encoding, separator, sheet ...), for `liandong log check`.
    facts: dict[str, str] = field(default_factory=dict)
    #: Canonical column -> heading, where the format itself says so (XES, our own Parquet).
    preset: dict[str, str] = field(default_factory=dict)
    #: Whether cells may carry stray spaces: text formats yes, formats with quoted values no.
    is_loose: bool = False

    @property
    def headings(self) -> list[str]:
        """The headings in the file's order."""
        return [name for name in self.frame.columns if name != ROW]


def own_preset(headings: list[str]) -> dict[str, str]:
    """The mapping of a file that this package has written: its headings are the canonical names."""
    is_own = {"case", "activity", "end", "zone", "object_type"} <= set(headings)
    return {name: name for name in COLUMNS if name in headings} if is_own else {}


def unique_headings(names: list[str | None]) -> list[str]:
    """Headings made usable as names: blanks get a letter as in a spreadsheet, repeats get a number.

    >>> unique_headings(["案件", "", "时间", "时间"])
    ['案件', 'B', '时间', '时间_2']
    """
    seen: dict[str, int] = {ROW: 1}
    result = []
    for position, name in enumerate(names):
        wanted = (name or "").strip().lstrip("\ufeff") or column_letter(position)
        seen[wanted] = seen.get(wanted, 0) + 1
        while seen[wanted] > 1 and f"{wanted}_{seen[wanted]}" in seen:
            seen[wanted] += 1
        unique = wanted if seen[wanted] == 1 else f"{wanted}_{seen[wanted]}"
        seen.setdefault(unique, 1)
        result.append(unique)
    return result


def column_letter(position: int) -> str:
    """The letter of a column as a spreadsheet shows it.

    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    rest, letter = divmod(position, 26)
    return (column_letter(rest - 1) if rest else "") + chr(ord("A") + letter)
