"""Requests from a spreadsheet: all of it or nothing, with the list of what is wrong."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from liandong.hub.core.domain import audit
from liandong.hub.core.domain.notify import notify
from liandong.hub.core.enums import Role
from liandong.hub.core.models import Firm, User
from liandong.hub.requests.domain import catalogue
from liandong.hub.requests.domain.filing import file_request
from liandong.hub.requests.enums import Channel, Queue
from liandong.hub.requests.models import Category, ImportDraft, Request
from liandong.hub.requests.worktime import local_today

HEADINGS = ("标题", "具体情况", "类别", "企业", "队列", "联系人及电话", "提交日期")
_REQUIRED = ("标题", "具体情况", "类别")
_LONGEST = {"标题": 120, "具体情况": 5000, "联系人及电话": 80}
MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 1000
_MAX_UNPACKED = 60 * 1024 * 1024


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where."""

    line: int
    column: str
    reason: str


@dataclass(frozen=True)
class Reading:
    """A file as it was read: rows ready to be filed, and everything that is wrong."""

    rows: list[dict[str, Any]]
    problems: list[Problem]


def read(file: Any, *, user: User) -> Reading:
    """Read a CSV or XLSX file for the person's zone; what cannot be read at all is a ``ValidationError``."""
    if file.size > MAX_BYTES:
        raise ValidationError(_("文件超过 5 MB。"))
    lines = list(_lines(file))
    if not lines:
        raise ValidationError(_("文件是空的。"))
    headings = [_text(cell) for cell in lines[0][1]]
    missing = [name for name in _REQUIRED if name not in headings]
    if missing:
        raise ValidationError(_("缺少这些列：%(names)s。") % {"names": "、".join(missing)})
    if len(lines) - 1 > MAX_ROWS:
        raise ValidationError(_("一次最多导入 %(n)s 条。") % {"n": MAX_ROWS})
    return _checked([(line, dict(zip(headings, cells, strict=False))) for line, cells in lines[1:]], user)


@transaction.atomic
def file_draft(draft: ImportDraft, *, user: User) -> list[Request]:
    """File all rows of a draft, once; nothing is filed where one fails."""
    draft = ImportDraft.objects.select_for_update().get(pk=draft.pk, user=user)
    made = [_file(row, user) for row in draft.rows]
    zone = user.zone_id
    audit.append("import", "requests.request", "", zone, {"file": draft.name, "rows": len(made)})
    notify(
        User.objects.filter(zone=zone, role=Role.OFFICER, is_active=True),
        zh=f"导入 {len(made)} 条诉求：{draft.name}",
        en=f"{len(made)} requests imported: {draft.name}",
        link=reverse("requests:request-list"),
    )
    draft.delete()
    return made


def _file(row: dict[str, Any], user: User) -> Request:
    return file_request(
        title=row["title"],
        text=row["text"],
        category=Category.objects.get(pk=row["category"]),
        zone=user.zone,  # type: ignore[arg-type]
        user=user,
        firm=Firm.objects.filter(pk=row["firm"]).first(),
        channel=Channel.IMPORT,
        queue=row["queue"],
        contact=row["contact"],
        on=date.fromisoformat(row["on"]),
        quietly=True,
    )


def _lines(file: Any) -> Iterator[tuple[int, list[Any]]]:
    """The lines that are not empty, with their number in the file."""
    file.seek(0)
    data = file.read()
    rows = _sheet(data) if data.startswith(b"PK") else csv.reader(io.StringIO(_decoded(data)))
    try:
        for line, cells in enumerate(rows, 1):
            if any(_text(cell) for cell in cells):
                yield line, list(cells)
    except csv.Error as error:
        raise ValidationError(_("不能读成表格：%(why)s") % {"why": error}) from error


def _sheet(data: bytes) -> Iterator[Any]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MAX_UNPACKED:
                raise ValidationError(_("工作簿解压后过大。"))
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        yield from book.worksheets[0].iter_rows(values_only=True, max_row=MAX_ROWS + 2)
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, SyntaxError) as error:
        raise ValidationError(_("工作簿已损坏，或者不是 Excel 文件。")) from error


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ValidationError(_("文件不是 UTF-8 或 GB 18030 编码的 CSV，也不是 Excel 工作簿。"))


def _checked(lines: list[tuple[int, dict[str, Any]]], user: User) -> Reading:
    catalogue.ensure()
    categories = dict(Category.objects.filter(is_active=True).values_list("name", "pk"))
    firms = dict(Firm.objects.filter(zone=user.zone_id).values_list("name", "pk"))
    queues = {str(choice.label): choice.value for choice in Queue} | {
        choice.value: choice.value for choice in Queue
    }
    good: list[dict[str, Any]] = []
    wrong: list[Problem] = []
    for line, cells in lines:
        found = list(_problems(line, cells, categories, firms, queues))
        wrong += found
        if not found:
            good.append(_row(cells, categories, firms, queues))
    return Reading(good, wrong)


def _problems(
    line: int, cells: dict[str, Any], categories: Any, firms: Any, queues: Any
) -> Iterator[Problem]:
    for name in _REQUIRED:
        if not _text(cells.get(name)):
            yield Problem(line, name, _("没有填写"))
    for name, longest in _LONGEST.items():
        if len(_text(cells.get(name))) > longest:
            yield Problem(line, name, _("超过 %(n)s 字") % {"n": longest})
    known = (
        ("类别", categories, _("没有这个类别")),
        ("企业", firms, _("本片区没有这家企业")),
        ("队列", queues, _("没有这个队列")),
    )
    for name, names, reason in known:
        value = _text(cells.get(name))
        if value and value not in names:
            yield Problem(line, name, f"{reason}：{value[:40]}")
    day = _day(cells.get("提交日期"))
    if day is None or day > local_today() or day.year < 2010:
        yield Problem(line, "提交日期", _("不是 2010 年以后、今天以前的日期"))


def _row(cells: dict[str, Any], categories: Any, firms: Any, queues: Any) -> dict[str, Any]:
    day = _day(cells.get("提交日期"))
    return {
        "title": _text(cells["标题"]),
        "text": _text(cells["具体情况"]),
        "category": categories[_text(cells["类别"])],
        "category_name": _text(cells["类别"]),
        "firm": firms.get(_text(cells.get("企业"))),
        "firm_name": _text(cells.get("企业")),
        "queue": queues.get(_text(cells.get("队列")), Queue.SERVICE.value),
        "contact": _text(cells.get("联系人及电话")),
        "on": (day or local_today()).isoformat(),
    }


def _text(cell: Any) -> str:
    # Exports disarm formulas with a quote; reading our own file back gives the text that was there.
    text = "" if cell is None else str(cell).strip().replace("\0", "")
    return text[1:] if text[:2] in ("'=", "'+", "'-", "'@") else text


def _day(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    text = _text(cell).replace("/", "-")
    if not text:
        return local_today()
    try:
        return date.fromisoformat("-".join(part.zfill(2) for part in text[:10].split("-")))
    except ValueError:
        return None
