"""The rows of a table of theirs as events: which columns are read and how, and which rows cannot be used."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from liandong.errors import SettingError
from liandong.profile.coding import MARKS
from liandong.profile.periods import FIRST_DAY, LAST_DAY, ORIGIN
from liandong.profile.sql.database import Kind
from liandong.profile.sql.dialects import quoted, text
from liandong.profile.sql.statements import DAY
from liandong.profile.sql.table import EventTable

_END_OF_TIME = ((LAST_DAY - FIRST_DAY).days + 1) * DAY


@dataclass(frozen=True)
class Rows:
    """How to read a table, once its columns are known: meaning -> column, and how each keeps time."""

    table: EventTable
    chosen: dict[str, str]
    kinds: dict[str, Kind]

    @classmethod
    def of(cls, table: EventTable, kinds: dict[str, Kind]) -> Rows:
        """The columns chosen among those of the table. Raises ColumnMissing, InputError, SettingError."""
        chosen = table.chosen(kinds)
        if table.order is not None and table.order not in kinds:
            reason = (f"现有列：{', '.join(kinds)}", f"its columns are {', '.join(kinds)}")
            raise SettingError(setting="order", value=table.order, reason=reason)
        if "lifecycle" in chosen and table.lifecycle == "pair":
            reason = (
                "表里分开始和完成的行无法在数据库里配对；请用 complete 或 all，或统计一个已配对的视图",
                "rows of starts and completes are not paired inside a database; use complete or all, or count a view "
                "that pairs them",
            )
            raise SettingError(setting="lifecycle", value="pair", reason=reason)
        return cls(table, chosen, kinds)

    @property
    def has_start(self) -> bool:
        """Whether the table has start times."""
        return "start" in self.chosen

    @property
    def columns(self) -> str:
        """What is read of each row, under our names; ``sound`` and ``counted`` speak of these."""
        table = self.table
        name = table.name.replace('"', "").replace("`", "")
        zone = table.zone or (PurePath(name).stem if "/" in name else name.rpartition(".")[2])
        marks = " ".join(f"when {text(mark)} then {text(told)}" for mark, told in MARKS.items())
        activity = self._text("activity")
        columns = {
            "case_id": self._text("case"),
            "activity": f"case {activity} {marks} else {activity} end",
            "role": f"coalesce({self._text('role')}, '')",
            "party": f"coalesce({self._text('party')}, '')",
            "resource": f"coalesce({self._text('resource')}, '')",
            "zone": text(zone) if table.zone else f"coalesce({self._text('zone')}, {text(zone)})",
            "object_type": f"coalesce({self._text('object_type')}, 'case')",
            "lifecycle": f"coalesce({self._text('lifecycle')}, '')",
            "start_us": self._instant("start"),
            "end_us": self._instant("end"),
            "line": f"t.{quoted(table.order)}" if table.order else "0",
        }
        return ", ".join(f"{value} as {name}" for name, value in columns.items())

    @property
    def sound(self) -> str:
        """Which rows can be used."""
        possible = f"end_us is not null and end_us >= 0 and end_us < {_END_OF_TIME}"
        in_order = "(start_us is null or (start_us >= 0 and start_us <= end_us))"
        return f"case_id is not null and activity is not null and {possible} and {in_order}"

    def counted(self, drop: tuple[str, ...], keep: tuple[str, ...]) -> str:
        """Which of the rows are asked for."""
        conditions = ["lower(lifecycle) = 'complete'"] if self.table.lifecycle == "complete" else []
        if drop:
            conditions.append(f"activity not in ({', '.join(map(text, drop))})")
        if keep:
            conditions.append(f"activity in ({', '.join(map(text, keep))})")
        return " and ".join(conditions) or "true"

    @property
    def assumptions(self) -> tuple[tuple[str, str], ...]:
        """What had to be assumed, each a pair (Chinese, English)."""
        said = []
        if any(self.kinds[self.chosen[name]] == "local" for name in ("start", "end") if name in self.chosen):
            zone = self.table.timezone
            said.append((f"时间不带时区，按 {zone} 读取", f"Times carry no zone; read in {zone}"))
        if self.table.order is None:
            said.append(
                (
                    "表中行没有先后，同一时刻的事件按环节、岗位、部门的名称排列",
                    "Rows of a table have no order; events of one instant stand by the names of activity, role and party",
                )
            )
        return tuple(said)

    def _text(self, meaning: str) -> str:
        return (
            f"cast(t.{quoted(self.chosen[meaning])} as text)"
            if meaning in self.chosen
            else "cast(null as text)"
        )

    def _instant(self, meaning: str) -> str:
        """Microseconds since 1800, or null."""
        if meaning not in self.chosen:
            return "cast(null as bigint)"
        column = self.chosen[meaning]
        if self.kinds[column] == "instant":
            return f"instant_micros(t.{quoted(column)}) + {ORIGIN}"
        return f"local_micros(t.{quoted(column)}, {text(self.table.timezone)}) + {ORIGIN}"
