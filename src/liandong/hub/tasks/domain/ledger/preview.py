"""What an uploaded ledger would do: new tasks, changed cells, unchanged rows, rows older than their task, and
everything that is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from liandong.hub.core.models import Zone
from liandong.hub.tasks.domain.ledger.cells import BY_HEADING, CELLS, Cell, CellError, armed, text_of
from liandong.hub.tasks.domain.ledger.stale import Clash, authors, since
from liandong.hub.tasks.models import Task


@dataclass(frozen=True)
class Fault:
    """One cell that cannot be used, and why."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class Change:
    """One cell that would change."""

    column: str
    before: str
    after: str


@dataclass
class Line:
    """One row of the file: the task it is about (None for a new one), the values it would set, what changes."""

    row: int
    number: str
    name: str
    task: Task | None
    values: dict[str, Any] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    #: After this moment the task was changed without the file knowing; its cells are then ``clashes``, taken one by one.
    since: datetime | None = None
    clashes: list[Clash] = field(default_factory=list)


@dataclass
class Preview:
    """All rows of the file, sorted by what would happen."""

    new: list[Line] = field(default_factory=list)
    changed: list[Line] = field(default_factory=list)
    unchanged: list[Line] = field(default_factory=list)
    conflicts: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    #: Cells of computed columns that differ; they are not taken over.
    ignored: int = 0

    @property
    def can_apply(self) -> bool:
        """Whether there is something to do and nothing wrong: all or nothing."""
        return not self.faults and bool(self.new or self.changed or self.conflicts)


def preview(zone: Zone, rows: Iterable[dict[str, Any]]) -> Preview:
    """What the rows would do to the ledger of the zone; changes nothing."""
    rows = list(rows)
    known = _known(zone, [armed(row.get("序号", "")) for row in rows])
    found, seen = Preview(), dict[str, int]()
    for row in rows:
        number = armed(row.get("序号", ""))
        if number in seen:
            reason = _("与第 %(row)s 行的序号相同") % {"row": seen[number]}
            found.faults.append(Fault(row["row"], "序号", number, reason))
            continue
        seen[number] = row["row"]
        _sort(found, _line(found, row, known.get(number)))
    _name_authors(found.conflicts)
    return found


def _name_authors(lines: list[Line]) -> None:
    """Say of each cell of the rows that are older than their task who changed it since."""
    by = authors((line.task, line.since) for line in lines if line.task and line.since)
    for line in lines:
        line.clashes = [
            replace(clash, by=who, at=at)
            for clash in line.clashes
            for who, at in [by.get((line.task.pk if line.task else 0, clash.field), ("", None))]
        ]


def _known(zone: Zone, numbers: list[str]) -> dict[str, Task]:
    tasks: dict[str, Task] = {}
    for at in range(0, len(numbers), 500):
        rows = Task.objects.filter(zone=zone, number__in=numbers[at : at + 500]).prefetch_related("nodes")
        tasks.update({task.number: task for task in rows})
    return tasks


def _line(found: Preview, row: dict[str, Any], task: Task | None) -> Line:
    line = Line(row["row"], armed(row.get("序号", "")), armed(row.get("任务", "")), task)
    line.since = since(row.get("更新时间", ""), task) if task else None
    for heading, text in row.items():
        cell = BY_HEADING.get(heading)
        if cell is not None:
            _cell(found, line, cell, text)
    _whole(found, line)
    return line


def _cell(found: Preview, line: Line, cell: Cell, text: str) -> None:
    before = text_of(cell.write(line.task)) if line.task else ""
    if before in (text, armed(text)):
        return
    text = armed(text)
    if cell.read is None:
        found.ignored += line.task is not None
        return
    try:
        value = _checked(cell, text)
    except CellError as error:
        found.faults.append(Fault(line.row, cell.heading, text, str(error)))
        return
    # The same date or number in another spelling is no change.
    if cell.field != "nodes" and line.task and value == getattr(line.task, cell.field):
        return
    line.values[cell.field] = value
    if line.since:
        key = f"{line.row}-{cell.field}"
        line.clashes.append(Clash(key, cell.heading, cell.field, before, text))
    else:
        line.changes.append(Change(cell.heading, before, text))


def _checked(cell: Cell, text: str) -> Any:
    if cell.longest and len(text) > cell.longest:
        raise CellError(_("超过 %(n)s 个字") % {"n": cell.longest})
    return cell.read(text) if cell.read else None


def _whole(found: Preview, line: Line) -> None:
    """What one cell alone does not show: needed cells, the order of the dates, a task that is closed."""
    faulty = {fault.column for fault in found.faults if fault.row == line.row}
    for cell in (cell for cell in CELLS if cell.field in ("number", "name", "due")):
        if cell.heading not in faulty and not _value(line, cell.field):
            found.faults.append(Fault(line.row, cell.heading, "", _("不能为空")))
    if line.clashes:  # what is ticked of them is looked at when it is known
        return
    start, due = _value(line, "start"), _value(line, "due")
    if start and due and start > due:
        found.faults.append(Fault(line.row, "止", str(due), _("早于“起”%(start)s") % {"start": start}))
    if line.task and line.changes and not line.task.is_open:
        columns = "、".join(change.column for change in line.changes)
        found.faults.append(Fault(line.row, columns, line.number, _("任务已经销号，不能再改")))


def _value(line: Line, name: str) -> Any:
    return line.values.get(name, getattr(line.task, name) if line.task else None)


def _sort(found: Preview, line: Line) -> None:
    if line.clashes:
        found.conflicts.append(line)
    elif line.task is None:
        found.new.append(line)
    elif line.changes:
        found.changed.append(line)
    else:
        found.unchanged.append(line)
