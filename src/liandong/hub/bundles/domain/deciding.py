"""The decision tables of a bundle, for a page: in the words of its language, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from liandong.errors import LiandongError
from liandong.hub.bundles.domain import judging
from liandong.hub.bundles.models import BundleFile
from liandong.hub.core.language import either, in_words

_HITS = {
    "unique": ("至多一行适用", "at most one row is met"),
    "any": ("适用的各行一致", "rows that are met agree"),
    "first": ("由上到下取第一行", "from the top, the first counts"),
    "collect": ("适用的全部列出", "all that are met"),
}
_TRUTHS = {True: ("是", "yes"), False: ("否", "no")}
_CELLS = {"-": ("—", "—"), "true": _TRUTHS[True], "false": _TRUTHS[False]}


@dataclass(frozen=True)
class Shown:
    """A table: its title, how rows count, its headings, its rows as (cells, outputs, legal act)."""

    title: str
    hit: str
    inputs: list[str]
    outputs: list[str]
    rows: list[tuple[list[str], list[str], str]]
    otherwise: list[str]


def shown(row: BundleFile) -> list[Shown]:
    """The tables in the bundle; none of one that cannot be read, which the page says by itself."""
    try:
        tables = judging.opened(row).tables
    except LiandongError:
        return []
    return [
        Shown(
            in_words(one.title),
            either(*_HITS[one.hit]),
            [in_words(column.title) for column in one.inputs],
            [in_words(column.title) for column in one.outputs],
            [([_cell(cell.text) for cell in it.when], _said(it.then), it.basis) for it in one.rules],
            _said(one.otherwise or ()),
        )
        for one in tables
    ]


def _cell(text: str) -> str:
    return either(*_CELLS[text]) if text in _CELLS else text


def _said(values: tuple[Any, ...]) -> list[str]:
    return [either(*_TRUTHS[one]) if isinstance(one, bool) else str(one) for one in values]
