"""The event log: what a process mining tool reads, as one value.

An event says: in this *case*, this *activity* was done, from *start* to *end*. Everything else (who, in which
role, for which party) is optional. Rows keep the order of the file, because equal times are told apart by it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import polars as pl

TIME = pl.Datetime("us", "UTC")

#: The columns that mean something to us, in their order; further columns of ``EventLog.events`` are
#: attributes. ``case``, ``activity`` and ``end`` are never null; ``start`` is null where there is one stamp.
COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "case": pl.String,
    "activity": pl.String,
    "start": TIME,
    "end": TIME,
    "resource": pl.String,
    "role": pl.String,
    "party": pl.String,
    "zone": pl.String,
    "object_type": pl.String,
}

#: Events of other years are rejected: they are placeholders such as 9999-12-31, and no calendar is kept for them.
YEARS = (1800, 2399)

#: Rows of rejected or doubtful input, one row a finding. ``row`` counts from 1 as a spreadsheet shows it (the
#: heading is row 1); for XES and OCEL it counts events. ``rejected`` tells whether the event was left out.
PROBLEMS: dict[str, pl.DataType | type[pl.DataType]] = {
    "source": pl.String,
    "row": pl.Int64,
    "column": pl.String,
    "value": pl.String,
    "reason": pl.String,
    "rejected": pl.Boolean,
}


@dataclass(frozen=True)
class EventLog:
    """Events in file order, with what was wrong and what was assumed.

    Examples
    --------
    >>> from datetime import datetime, UTC
    >>> log = EventLog.from_rows([("c1", "申报", datetime(2024, 5, 6, 1, tzinfo=UTC)),
    ...                           ("c1", "放行", datetime(2024, 5, 6, 9, tzinfo=UTC))], zone="青岛")
    >>> log
    EventLog(2 events, 1 cases, zone 青岛)
    """

    events: pl.DataFrame
    problems: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PROBLEMS))
    timezone: str = "Asia/Shanghai"
    sources: tuple[str, ...] = ()
    #: What had to be assumed, each a pair (Chinese, English), such as the zone that naive times were read in.
    assumptions: tuple[tuple[str, str], ...] = ()
    #: Canonical column -> heading in the file, as guessed or given.
    mapping: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_rows(
        cls, rows: list[tuple[object, ...]], *, zone: str = "", timezone: str = "Asia/Shanghai"
    ) -> EventLog:
        """A log from tuples: case, activity, end, or case, activity, start, end[, resource, role, party]."""
        names = ["case", "activity", "end"] if rows and len(rows[0]) == 3 else list(COLUMNS)
        records = [dict(zip(names, row, strict=False)) for row in rows]
        frame = (
            pl.DataFrame(records, schema_overrides=_overrides(names))
            if rows
            else pl.DataFrame(schema=COLUMNS)
        )
        return cls.from_frame(frame, zone=zone, timezone=timezone)

    @classmethod
    def from_frame(cls, frame: pl.DataFrame, *, zone: str = "", timezone: str = "Asia/Shanghai") -> EventLog:
        """A log from a frame with canonical column names; missing columns are filled, extra ones kept."""
        return cls(complete(frame, zone=zone), timezone=timezone)

    @property
    def has_start(self) -> bool:
        """Whether any event has a start time (an interval log)."""
        return self.events["start"].null_count() < self.events.height

    @property
    def rejected_rows(self) -> int:
        """Number of input rows that were left out, each listed in ``problems``."""
        return (
            self.problems.filter("rejected").select("source", "row").n_unique() if self.problems.height else 0
        )

    def drop(self, *activities: str) -> EventLog:
        """The log without the events of these activities (marker rows such as Start and End)."""
        return replace(self, events=self.events.filter(~pl.col("activity").is_in(activities)))

    def keep(self, *activities: str) -> EventLog:
        """The log with only the events of these activities: the milestones of a Time Release Study."""
        return replace(self, events=self.events.filter(pl.col("activity").is_in(activities)))

    def __repr__(self) -> str:
        zones = "、".join(self.events["zone"].unique().sort().to_list())
        cases = self.events.select("zone", "object_type", "case").n_unique()
        return f"EventLog({self.events.height} events, {cases} cases, zone {zones or '—'})"


def complete(frame: pl.DataFrame, *, zone: str = "", object_type: str = "case") -> pl.DataFrame:
    """The frame with every canonical column, in order, attributes behind; fills zone and object type."""
    defaults = {"zone": zone, "object_type": object_type}
    have = [
        (pl.col(name).fill_null(defaults[name]) if name in defaults else pl.col(name)).cast(dtype)
        if name in frame.columns
        else pl.lit(defaults.get(name), dtype=dtype).alias(name)
        for name, dtype in COLUMNS.items()
    ]
    return frame.select(*have, *[c for c in frame.columns if c not in COLUMNS])


def _overrides(names: list[str]) -> dict[str, pl.DataType | type[pl.DataType]]:
    return {name: COLUMNS[name] for name in names if name not in ("start", "end")}
