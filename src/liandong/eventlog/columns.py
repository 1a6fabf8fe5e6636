"""Which column of a sheet means what: as given, as the format says, else guessed; and what is said about it."""

from __future__ import annotations

from pathlib import Path

from liandong.errors import ColumnMissing
from liandong.eventlog.guess import disbelieved, guess
from liandong.eventlog.mapping import Mapping
from liandong.eventlog.sheet import Sheet

#: Chinese and English names of the columns a log cannot do without, and the option that names one.
_NEEDED = {
    "case": (("办件编号", "case id"), "--case"),
    "activity": (("环节", "activity"), "--activity"),
    "end": (("时间", "time"), "--time"),
}


def choose_columns(sheet: Sheet, path: str | Path, given: Mapping) -> dict[str, str]:
    """Meaning -> heading: as given, as the format says, else guessed; an error names what is missing."""
    columns = ", ".join(sheet.headings)
    for meaning, heading in given.columns.items():
        if heading not in sheet.headings:
            (chinese, english), option = _NEEDED.get(meaning, ((meaning, meaning), "--mapping"))
            wanted = (f"{chinese} = {heading}", f"{english} = {heading}")
            raise ColumnMissing(path=path, wanted=wanted, columns=columns, option=option)
    preset = {
        meaning: heading
        for meaning, heading in sheet.preset.items()
        if heading in sheet.headings
        and meaning not in given.columns
        and heading not in given.columns.values()
    }
    known = {**preset, **given.columns}
    chosen = known if set(_NEEDED) <= set(preset) else guess(sheet.frame, sheet.headings, known)
    for meaning, (names, option) in _NEEDED.items():
        if meaning not in chosen:
            raise ColumnMissing(path=path, wanted=names, columns=columns, option=option)
    return chosen


def passed_over(sheet: Sheet, chosen: dict[str, str], given: Mapping) -> list[tuple[str, str]]:
    """What to say (Chinese, English) of columns that are called like a needed one but were not believed."""
    said = []
    for meaning, heading in disbelieved(sheet.frame, sheet.headings, chosen).items():
        if meaning in given.columns:
            continue
        (chinese, english), _ = _NEEDED[meaning]
        used = chosen[meaning]
        zh = f"“{heading}”列名像{chinese}列，但内容为空或不符，改用“{used}”列"
        en = f"Column {heading} is called like the {english}, but its cells are empty or of another kind; {used} is used"
        said.append((zh, en))
    return said
