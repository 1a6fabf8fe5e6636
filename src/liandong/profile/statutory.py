"""Statutory time: activities and edges whose duration a clause prescribes.

A reform of a zone cannot shorten a 20-day public notice; a change of law can. Marked time is therefore counted as a
kind of its own, and every result is given with and without it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from liandong.errors import FileDamaged, FileMissing, SettingError
from liandong.profile.tables import START

_FIELDS = dict.fromkeys(("activity", "source", "target", "clause", "document"), str) | dict.fromkeys(
    ("days", "working_days"), int
)

#: A text in Chinese and in English.
Text = tuple[str, str]
_AS_TABLES = ("每个标注写成一个 [[statutory]] 表", "write each mark as a table [[statutory]]")
_WANTED: dict[type, Text] = {
    str: ("请用带引号的文字", "use text in quotes"),
    int: ("请用 0 或更大的整数", "use a whole number, 0 or more"),
}


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
            reason = (
                "请写明一个 activity，或写明 source 和 target",
                "name either an activity, or a source and a target",
            )
            raise SettingError(setting="statutory", value=self.clause or "?", reason=reason)
        if not self.clause:
            reason = ("缺少条款 clause", "the clause is missing")
            raise SettingError(setting="statutory", value=self.activity or self.source, reason=reason)

    def renamed(self, names: Mapping[str, str]) -> Mark:
        """The mark with its activities under their new names."""
        new = {
            place: names.get(old := getattr(self, place), old) for place in ("activity", "source", "target")
        }
        return replace(self, **new)


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
        raise SettingError(setting="statutory", value=", ".join(content), reason=_AS_TABLES)
    return tuple(sorted(map(_mark, rows)))


def _mark(row: object) -> Mark:
    """One table of the file as a mark; every field must be known and of its type."""
    if not isinstance(row, dict):
        raise SettingError(setting="statutory", value=row, reason=_AS_TABLES)
    for name, value in row.items():
        kind = _FIELDS.get(name)
        if kind is None:
            known = ", ".join(_FIELDS)
            raise SettingError(
                setting="statutory", value=name, reason=(f"可用的字段：{known}", f"known fields are {known}")
            )
        if type(value) is not kind or (isinstance(value, int) and value < 0):
            raise SettingError(setting=f"statutory.{name}", value=value, reason=_WANTED[kind])
    return Mark(**row)


def is_marked(marks: tuple[Mark, ...], *, source: str = "source", target: str = "target") -> pl.Expr:
    """Whether an edge is prescribed: itself, or the activity it leads to; a queue before the first step is not."""
    activities = [mark.activity for mark in marks if mark.activity]
    edge = pl.lit(value=False)
    for mark in marks:
        if mark.source:
            edge |= (pl.col(source) == mark.source) & (pl.col(target) == mark.target)
    waits_first = (pl.col(source).cast(pl.String) == START) & (pl.col("kind").cast(pl.String) == "waiting")
    return (pl.col(target).cast(pl.String).is_in(activities) | edge) & ~waits_first


def is_marked_work(marks: tuple[Mark, ...]) -> pl.Expr:
    """Whether work on an activity is prescribed."""
    return pl.col("activity").cast(pl.String).is_in([mark.activity for mark in marks if mark.activity])


def noted(
    assumptions: Iterable[Text], marks: tuple[Mark, ...], follows: pl.DataFrame, former: tuple[Mark, ...] = ()
) -> tuple[Text, ...]:
    """The assumptions with a note on each mark that no step or edge of ``follows`` meets, and on no other."""
    others = set(assumptions) - set(map(_note, marks + former))
    edges = follows.select(pl.col("source", "target").cast(pl.String)).unique() if marks else follows.clear()
    steps, pairs = set(edges["target"]), set(edges.select("source", "target").iter_rows())
    missed = {_note(m) for m in marks if m.activity not in steps and (m.source, m.target) not in pairs}
    return tuple(sorted(others | missed))


def _note(mark: Mark) -> Text:
    name = mark.activity or f"{mark.source} → {mark.target}"
    return (
        f"法定时限标注“{name}”（{mark.clause}）在日志中没有对应的环节，未起作用",
        f"the statutory mark “{name}” ({mark.clause}) meets no step of the log and has no effect",
    )
