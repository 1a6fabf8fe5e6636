"""The columns of the ledger file (PRACTICE §3), each with how a task fills its cell and how its cell fills a task.

A cell is compared as text. Only where the text differs from what the task would write itself is it read back, so a file
that was not touched changes nothing, whatever a spreadsheet program did to its formats.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from liandong.hub.tasks.models import Node

#: Between the parts of a node in its cell; one line a node.
SEPARATOR = "｜"
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ]00:00:00)?")
_MOMENT = re.compile(
    _DATE.pattern.removesuffix("(?:[T ]00:00:00)?") + r"(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?"
)


@dataclass(frozen=True)
class Cell:
    """A column: its heading, the field it stands for, and whether a file may change it."""

    heading: str
    field: str
    write: Callable[[Any], Any]
    read: Callable[[str], Any] | None = None
    longest: int = 0

    @property
    def is_read_only(self) -> bool:
        """Whether the column is computed, so that a file cannot set it."""
        return self.read is None


class CellError(ValueError):
    """A cell that cannot be read, with the reason in words."""


def text_of(value: Any) -> str:
    """The cell as text: dates as 2026-03-01, whole numbers without a point, line ends as one sign.

    >>> text_of(date(2026, 3, 1)), text_of(60.0), text_of(" 甲\\r\\n乙 ")
    ('2026-03-01', '60', '甲\\n乙')
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return (
            value.date().isoformat()
            if value.time().isoformat() == "00:00:00"
            else f"{value:%Y-%m-%d %H:%M:%S}".removesuffix(":00")
        )
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "").strip()


def armed(text: str) -> str:
    """The text without the quote that a CSV of ours puts before what a spreadsheet would run as a formula.

    >>> armed("'=1+1"), armed("'甲'")
    ('=1+1', "'甲'")
    """
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


def read_date(text: str) -> date | None:
    """The date that is meant by the text, None for an empty one.

    >>> read_date("2026年3月1日") == read_date("2026/3/1") == date(2026, 3, 1)
    True
    """
    if not text:
        return None
    found = _DATE.fullmatch(text)
    try:
        return date(*map(int, found.groups())) if found else _no_date(text)
    except ValueError:
        return _no_date(text)


def read_moment(text: str) -> tuple[datetime, timedelta] | None:
    """The moment that is written, and how exact it is: a second, a minute or a day; None where it is none.

    >>> read_moment("2026/3/1 10:30")
    (datetime.datetime(2026, 3, 1, 10, 30), datetime.timedelta(seconds=60))
    """
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    given = [int(part) for part in found.groups() if part]
    exact = {6: timedelta(seconds=1), 5: timedelta(minutes=1)}.get(len(given), timedelta(days=1))
    try:
        return datetime(*given), exact  # type: ignore[arg-type]  # noqa: DTZ001 — local time, as it is written
    except ValueError:
        return None


def read_percent(text: str) -> int:
    """A whole number from 0 to 100; the sign % may stand behind it."""
    digits = text.removesuffix("%").strip() or "0"
    if not (digits.isascii() and digits.isdigit() and int(digits) <= 100):
        raise CellError(_("要是 0 到 100 的整数"))
    return int(digits)


def read_nodes(text: str) -> list[Node]:
    """The nodes of a cell: a line each, 名称｜时限｜完成日期｜证据; the last two may be left out."""
    return [_node(line.strip()) for line in text.split("\n") if line.strip()]


def write_nodes(task: Any) -> str:
    """The nodes of a task as they stand in its cell."""
    return "\n".join(_line(node) for node in task.nodes.all())


def _no_date(text: str) -> date:
    raise CellError(_("不是日期，请写成 2026-03-01"))


def _node(line: str) -> Node:
    parts = [part.strip() for part in line.split(SEPARATOR, 3)] + ["", "", ""]
    due = read_date(parts[1])
    if not parts[0] or due is None:
        raise CellError(_("节点要写成“名称｜时限｜完成日期｜证据”，一行一个"))
    if len(parts[0]) > 120 or len(parts[3]) > 300:
        raise CellError(_("节点名称不超过 120 字，证据不超过 300 字"))
    return Node(name=parts[0], due=due, done_on=read_date(parts[2]), evidence=parts[3])


def _line(node: Any) -> str:
    done = node.done_on.isoformat() if node.done_on else ""
    name, evidence = (" ".join(text.split()) for text in (node.name, node.evidence))
    return SEPARATOR.join((name, node.due.isoformat(), done, evidence)).rstrip(SEPARATOR)


def _text(heading: str, field: str, longest: int = 0) -> Cell:
    return Cell(heading, field, lambda task: getattr(task, field), str, longest)


def _date_cell(heading: str, field: str) -> Cell:
    return Cell(heading, field, lambda task: getattr(task, field), read_date)


def _light_name(task: Any) -> str:
    # The file is one language, whoever exports it, so that it can be read back.
    with override("zh-hans"):
        return str(task.get_light_display())


CELLS = (
    _text("序号", "number", 40),
    _text("任务", "name", 200),
    _text("依据", "basis"),
    _text("目标", "goal"),
    _text("牵头单位", "lead_unit", 120),
    _text("责任单位", "responsible_units", 300),
    _text("配合单位", "supporting_units", 300),
    _text("责任人", "person", 60),
    _text("联系人", "contact", 100),
    _date_cell("起", "start"),
    _date_cell("止", "due"),
    Cell("节点", "nodes", write_nodes, read_nodes),
    Cell("进度%", "progress", lambda task: task.progress, read_percent),
    Cell("灯色", "light", _light_name),
    _text("存在问题", "problems"),
    _text("需协调事项", "to_coordinate"),
    _text("下步打算", "next_steps"),
    Cell("更新时间", "updated_at", lambda task: f"{timezone.localtime(task.updated_at):%Y-%m-%d %H:%M:%S}"),
    _text("签收", "receipt", 100),
)
BY_HEADING = {cell.heading: cell for cell in CELLS}
