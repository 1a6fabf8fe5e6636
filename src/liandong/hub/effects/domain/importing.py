"""Tables that people bring: the workbook of a case report read back, or a CSV file.

What was computed or published is compared with what is known here and refused where it was changed: figures are changed
where they come from. Other tables are taken over.
"""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Collection
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from liandong.errors import LiandongError
from liandong.hub.core.domain.telling import refused, told
from liandong.hub.effects.domain import gathering
from liandong.hub.effects.domain.writing import bring, report
from liandong.hub.effects.models import Dossier

if TYPE_CHECKING:
    import polars as pl

#: A larger file is no table that a case report quotes.
MOST_BYTES, _MOST_UNPACKED, _MOST_ROWS, _MOST_COLUMNS = 5 << 20, 50 << 20, 2000, 40


#: Names of the library's own tables and results, whether or not this case report has them yet.
_RESERVED = {
    *("claim", "claims", "steps", "basis", "parameter", "parameters", "table", "columns"),
    *gathering.CONDITIONS.values(),
    *gathering.ADOPTIONS.values(),
}


@dataclass(frozen=True)
class Taken:
    """What an import did: tables taken over or changed, and how many are as they were."""

    changed: tuple[str, ...]
    unchanged: int


def take(dossier: Dossier, name: str, content: bytes) -> Taken:
    """Take the tables of a file over. Raises ValidationError for what is no table, and for computed ones that differ."""
    if name.lower().endswith(".csv"):
        return _keep(dossier, {Path(name).stem[:60]: _rows_of_csv(content)}, 0)
    found = _tables(content)
    known = _known(dossier)[0]
    differing = sorted(it for it in found if it in known and not _are_alike(known[it], found[it]))
    if differing:
        told = "、".join(differing)
        raise ValidationError(
            _("这些表是测算或登记的，不能在 Excel 里改：%(names)s。请回到来源处修改。") % {"names": told}
        )
    own = {it: _rows(frame) for it, frame in found.items() if it not in known}
    return _keep(dossier, own, len(found) - len(own))


def _are_alike(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    """Whether the tables agree; programs that save a workbook keep some fifteen digits of a number."""
    import polars as pl

    left, right = (it.with_columns(pl.selectors.float().round_sig_figs(12)) for it in (one, other))
    return left.equals(right)


def _known(dossier: Dossier) -> tuple[dict[str, pl.DataFrame], set[str]]:
    """The tables that come from results and from the library, and the names of all, also of those without figures."""
    frames: dict[str, pl.DataFrame] = {}
    names: set[str] = set()
    bare = copy(dossier)
    bare.tables = {}
    for lang in dossier.texts:
        with told():
            found = report(bare, lang, "")
        frames |= found.frames
        names |= {*found.frames, *(one.name for one in found.tables)}
    return frames, names


def _keep(dossier: Dossier, tables: dict[str, list[dict[str, str]]], unchanged: int) -> Taken:
    changed = {name: rows for name, rows in tables.items() if dossier.tables.get(name) != rows}
    known = _known(dossier)[1] if changed else set()
    for name, rows in changed.items():
        _check(name, rows, known)
    if changed:
        bring(dossier, changed)
    return Taken(tuple(sorted(changed)), unchanged + len(tables) - len(changed))


def _check(name: str, rows: list[dict[str, str]], known: Collection[str]) -> None:
    is_taken = name in known or name in _RESERVED or name.startswith(("effect", "stress"))
    if not name.strip() or set(name) & set("{}/\\.") or is_taken:
        raise ValidationError(_("表名“%(name)s”不能用。") % {"name": name})
    if not all(rows) or not rows or len(rows) > _MOST_ROWS or len(rows[0]) > _MOST_COLUMNS:
        raise ValidationError(_("表“%(name)s”是空的，或者太大。") % {"name": name})
    keys = [next(iter(row.values())) for row in rows]
    if len(set(keys)) < len(keys):
        raise ValidationError(_("表“%(name)s”第一列有重复：每行靠它引用。") % {"name": name})


def _tables(content: bytes) -> dict[str, pl.DataFrame]:
    """The tables of a workbook. Raises ValidationError."""
    from liandong.report.office import read_tables

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(it.file_size for it in archive.infolist()) > _MOST_UNPACKED:
                raise ValidationError(_("工作簿太大。"))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "book.xlsx"
            path.write_bytes(content)
            return read_tables(path)
    except LiandongError as error:
        raise refused(error) from error
    except zipfile.BadZipFile:
        raise ValidationError(_("不是 Excel 工作簿（.xlsx），也不是 CSV。")) from None


def _rows(frame: pl.DataFrame) -> list[dict[str, str]]:
    return [{name: _text(it) for name, it in row.items()} for row in frame.iter_rows(named=True)]


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _rows_of_csv(content: bytes) -> list[dict[str, str]]:
    try:
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig").lstrip("\r\n")), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise ValidationError(_("不是 UTF-8 的 CSV。")) from None
    return [{name: (value or "").strip() for name, value in row.items() if name} for row in rows]
