"""Statutory time: activities and edges whose duration a clause prescribes.

A reform of a zone cannot shorten a 20-day public notice; a change of law can. Marked time is therefore counted as a
kind of its own, and every result is given with and without it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from liandong.errors import FileDamaged, FileMissing, SettingError

_FIELDS = dict.fromkeys(("activity", "source", "target", "clause", "document"), str) | dict.fromkeys(
    ("days", "working_days"), int
)


@dataclass(frozen=True, order=True)
class Mark:
    """One prescribed activity, or edge from ``source`` to ``target``, with the clause that prescribes it.

    With a limit (``days`` or ``working_days``) only the time up to it is statutory, what lies beyond is not; without
    one all of it is.
    """

    activity: str = ""
    source: str = ""
    target: str = ""
    clause: str = ""
    document: str = ""
    days: int = 0
    working_days: int = 0

    def __post_init__(self) -> None:
        if bool(self.activity) == bool(self.source and self.target):
            raise SettingError(
                setting="statutory",
                value=self.clause or "?",
                reason="name either an activity, or a source and a target",
            )
        if not self.clause:
            raise SettingError(
                setting="statutory", value=self.activity or self.source, reason="the clause is missing"
            )


def read_marks(path: Path) -> tuple[Mark, ...]:
    """The marks of a TOML file: tables ``[[statutory]]`` with activity (or source, target), clause, document, days.

    Raises FileMissing, FileDamaged, SettingError.
    """
    if not path.is_file():
        raise FileMissing(path=path)
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FileDamaged(path=path, reason=error) from None
    rows = content.get("statutory", [])
    if set(content) - {"statutory"} or not isinstance(rows, list):
        raise SettingError(
            setting="statutory", value=", ".join(content), reason="write each mark as a table [[statutory]]"
        )
    return tuple(sorted(map(_mark, rows)))


def _mark(row: object) -> Mark:
    """One table of the file as a mark; every field must be known and of its type."""
    if not isinstance(row, dict):
        raise SettingError(setting="statutory", value=row, reason="write each mark as a table [[statutory]]")
    for name, value in row.items():
        kind = _FIELDS.get(name)
        if kind is None:
            raise SettingError(
                setting="statutory", value=name, reason="known fields are " + ", ".join(_FIELDS)
            )
        if type(value) is not kind or (isinstance(value, int) and value < 0):
            wanted = "text in quotes" if kind is str else "a whole number, 0 or more"
            raise SettingError(setting=f"statutory.{name}", value=value, reason=f"use {wanted}")
    return Mark(**row)


def is_marked(marks: tuple[Mark, ...], *, source: str = "source", target: str = "target") -> pl.Expr:
    """Whether an edge is prescribed: itself, or the activity it leads to."""
    activities = [mark.activity for mark in marks if mark.activity]
    edge = pl.lit(value=False)
    for mark in marks:
        if mark.source:
            edge |= (pl.col(source) == mark.source) & (pl.col(target) == mark.target)
    return pl.col(target).cast(pl.String).is_in(activities) | edge


def is_marked_work(marks: tuple[Mark, ...]) -> pl.Expr:
    """Whether work on an activity is prescribed."""
    return pl.col("activity").cast(pl.String).is_in([mark.activity for mark in marks if mark.activity])
