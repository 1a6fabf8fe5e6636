"""The tables of a profile: key -> (n, seconds), nothing else, so that profiles add.

Every key starts with zone, period, object type. Means (``n``, ``seconds``) and shapes (``bucket`` -> ``n``) are kept
apart, the shapes by month: with week x edge x bucket, most cells would hold fewer than five events.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from liandong.profile.periods import Unit

START, END = "▶", "■"
#: The name under which a shared profile counts names that are too rare to be told (``sharing``).
OTHER = "其他/other"

#: Names are kept as small integers with a shared dictionary; compare and filter them as text.
TEXT = pl.Categorical()

#: Every key column of any table, with its type.
KEYS: dict[str, pl.DataType | type[pl.DataType]] = {
    "zone": TEXT,
    "period": pl.Date,
    "object_type": TEXT,
    "source": TEXT,
    "target": TEXT,
    "activity": TEXT,
    "party_from": TEXT,
    "party_to": TEXT,
    "role": TEXT,
    "role_from": TEXT,
    "role_to": TEXT,
    "resource": TEXT,
    "same_resource": pl.Boolean,
    "outcome": TEXT,
    "variant": pl.UInt64,
    "kind": TEXT,
    "clock": TEXT,
    "bucket": pl.Int16,
    "hour_of_week": pl.Int16,
    "day": pl.Date,
    "related_type": TEXT,
    "count": pl.Int32,
}

COUNT: dict[str, pl.DataType | type[pl.DataType]] = {"n": pl.Int64}
CLOCK_TIME = ("seconds", "seconds2")
WORKING_TIME = ("working_seconds", "working_seconds2")
#: ``seconds`` sums durations exactly, to the microsecond; ``seconds2`` sums squares of whole seconds.
_SUMS = (pl.Decimal(38, 6), pl.Decimal(38, 0))
CLOCK = dict(zip(CLOCK_TIME, _SUMS, strict=True))
#: The same in working time, where a calendar was given.
WORKING = dict(zip(WORKING_TIME, _SUMS, strict=True))


@dataclass(frozen=True)
class Table:
    """The layout of one table: its own keys, the finest period it is kept by, and whether it sums durations."""

    keys: tuple[str, ...]
    finest: Unit
    timed: bool = False

    @property
    def all_keys(self) -> tuple[str, ...]:
        """The whole key, zone, period and object type first."""
        return ("zone", "period", "object_type", *self.keys)

    def measures(self, *, working: bool) -> dict[str, pl.DataType | type[pl.DataType]]:
        """The columns that add."""
        return COUNT | (CLOCK if self.timed else {}) | (WORKING if self.timed and working else {})

    def schema(self, *, working: bool) -> dict[str, pl.DataType | type[pl.DataType]]:
        """All columns with their types."""
        return {key: KEYS[key] for key in self.all_keys} | self.measures(working=working)


TABLES: dict[str, Table] = {
    # One activity directly followed by another in a case; ▶ and ■ stand for the case's start and end.
    "follows": Table(("source", "target", "party_from", "party_to", "kind"), "week", timed=True),
    "follows_shape": Table(("source", "target", "kind", "clock", "bucket"), "month"),
    # Time worked on an activity, where start times exist.
    "work": Table(("activity", "role", "kind"), "week", timed=True),
    "work_shape": Table(("activity", "kind", "clock", "bucket"), "month"),
    # Whole cases, in the period they started; the outcome is the last activity.
    "case": Table(("outcome",), "week", timed=True),
    "case_shape": Table(("outcome", "clock", "bucket"), "month"),
    # Whole sequences, by an order-sensitive hash; the text is in ``Profile.sequence``.
    "variant": Table(("variant",), "month", timed=True),
    # Case starts by local hour of the week (0 is Monday, midnight to one).
    "arrival": Table(("hour_of_week",), "month"),
    # Events a day; ▶ counts case starts and ■ case ends, whose difference is the backlog.
    "daily": Table(("activity", "day"), "month"),
    # Events by who did them (a pseudonym) and when: who is there at which hour.
    "presence": Table(("role", "resource", "hour_of_week"), "month"),
    # Steps from one role to another, and whether the same person went on.
    "handover": Table(("role_from", "role_to", "same_resource"), "week", timed=True),
}

#: How many objects go together (``cardinality``). Only object-centric logs have it, so it stands beside the tables that
#: every profile has; it is not shared between zones.
CARDINALITY = Table(("kind", "activity", "related_type", "count"), "month")


def add_up(frame: pl.DataFrame, table: Table, *, working: bool) -> pl.DataFrame:
    """The frame as a canonical table: equal keys summed, zero rows dropped, columns and rows in order."""
    schema = table.schema(working=working)
    measures = list(table.measures(working=working))
    summed = frame.group_by(table.all_keys).agg(pl.col(measures).sum())
    return (
        summed.filter(pl.any_horizontal(pl.col(measures) != 0))
        .select([pl.col(name).cast(dtype) for name, dtype in schema.items()])
        .sort(table.all_keys)
    )


def empty(table: Table, *, working: bool) -> pl.DataFrame:
    """The table with no rows: zero."""
    return pl.DataFrame(schema=table.schema(working=working))
