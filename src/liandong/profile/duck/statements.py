"""What DuckDB is asked: each event beside the one before it in its case, and one ``group by`` a table.

Every count adds: a log may be counted in parts that hold whole cases each, and the counts of equal keys summed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from liandong.profile.buckets import GAMMA
from liandong.profile.raw import SUMS, WORKING_SUMS

#: What is summed; every other column of a count is a key.
MEASURES = ("n", *SUMS, *WORKING_SUMS)

#: The events with a number for their case.
NUMBERED = 'select hash(case_id, cell >> 40) as "case", * exclude (case_id) from events'

# Each event beside the one before it in its case. Equal ends are told apart by start, then by row. Every column that
# the window carries costs as much as the sort, so several travel in one: step and worker as ``who``, group, day and
# hour as ``cell``, week and month as ``span``. The sort is a third cheaper when its key fits in 24 bytes: hence the
# short ``row``, and no start in the key of a log that has none.
_NEIGHBOURS = """
create or replace temp table neighbours as
select "case", cell, span, who, {start} as start, "end", {working}
       (row_number() over steps)::int as place, lag(who) over steps as last_who,
       lag("end") over steps as last_end {last_working}
from numbered
window steps as (partition by "case" order by "end", {begin} "row")
"""

_MOVES = """
create or replace temp view moves as
select (cell >> 40)::int as "group", (span >> 32)::int as week, (span & 4294967295)::int as month,
       (last_who >> 32)::int as source, (who >> 32)::int as target, start is not null as waits,
       (last_who & 4294967295) = (who & 4294967295) as same,
       case when start is null then "end" - last_end else greatest(start - last_end, 0) end as micros,
       {waited} as working_micros
from neighbours where last_who is not null
"""

_PIECES = """
create or replace temp view pieces as
select (cell >> 40)::int as "group", (span >> 32)::int as week, (span & 4294967295)::int as month,
       (who >> 32)::int as step, "end" - start as micros, {worked} as working_micros
from neighbours where start is not null
"""

_CASES = """
select (first(cell) >> 40)::int as "group", min(coalesce(start, "end")) as start, max("end") as "end",
       {lead} as working, list((place::bigint << 32) | (who >> 32)) as steps
from neighbours group by "case"
"""

_PRESENCE = """
select cell >> 40 as "group", span & 4294967295 as period, who & 4294967295 as worker, cell & 255 as hour_of_week,
       count(*) as n
from neighbours group by all
"""

_DAILY = """
select cell >> 40 as "group", (cell >> 8) & 4294967295 as day, who >> 32 as step, count(*) as n
from neighbours group by all
"""

# What the statements say where a calendar counts working time and where none does, where starts are known and not.
_WITH_CALENDAR = {
    "working": "working_start, working_end,",
    "last_working": ", lag(working_end) over steps as last_working",
    "waited": "greatest(if(start is null, working_end, working_start) - last_working, 0)",
    "worked": "working_end - working_start",
    "lead": "max(working_end) - min(working_start)",
}
_WITHOUT = dict.fromkeys(("working", "last_working"), "") | dict.fromkeys(("waited", "worked", "lead"), "0")
_WITH_STARTS = {"start": "start", "begin": 'coalesce(start, "end"),'}
_ONE_STAMP = {"start": "null::tinyint", "begin": ""}

# The logarithm gives the bucket or, by rounding, a neighbour of it; the table of bounds decides.
_BUCKET = "guess + (micros > upper)::int - (micros <= lower)::int"
_GUESS = f"greatest(ceil(ln(greatest(micros, 1000000) / 1000000) / {math.log(GAMMA)!r}), 0)::int"


@dataclass(frozen=True)
class Statements:
    """The statements for events with or without start times, in clock time alone or in working time too."""

    has_start: bool
    working: bool

    @property
    def prepare(self) -> list[str]:
        """What makes of the events (``numbered``) the relations that are counted."""
        return [statement.format(**self._words) for statement in (_NEIGHBOURS, _MOVES, _PIECES)]

    @property
    def cases(self) -> str:
        """One row a case, with its steps and their places in no order."""
        return _CASES.format(**self._words)

    @property
    def counts(self) -> dict[str, str]:
        """What is counted by event and by step: the tables of ``RawCounts``, shapes bucket by bucket."""
        edge, piece = ("source", "target", "waits"), ("step",)
        return {
            "edges": self._sums("moves", (*edge, "same")),
            "edge_shape": self._shape("moves", edge),
            "work": self._sums("pieces", piece),
            "work_shape": self._shape("pieces", piece),
            "presence": _PRESENCE,
            "daily": _DAILY,
        }

    @property
    def _words(self) -> dict[str, str]:
        return (_WITH_CALENDAR if self.working else _WITHOUT) | (
            _WITH_STARTS if self.has_start else _ONE_STAMP
        )

    def _sums(self, relation: str, keys: tuple[str, ...]) -> str:
        """Count and sums of durations by key and week."""
        columns = ["count(*) as n", *_four_sums("micros", SUMS)]
        if self.working:
            columns += _four_sums("working_micros", WORKING_SUMS)
        return f"""select "group", week as period, {", ".join(keys)}, {", ".join(columns)}
                   from {relation} group by all"""

    def _shape(self, relation: str, keys: tuple[str, ...]) -> str:
        """Counts by key, month, clock and bucket; a bucket's bound is its longest duration."""
        clocks = ((0, "micros"), (1, "working_micros")) if self.working else ((0, "micros"),)
        listed = ", ".join(keys)
        parts = [
            f"""select "group", period, {listed}, {clock} as clock, {_BUCKET} as bucket, count(*) as n
                from (select "group", month as period, {listed}, micros, {_GUESS} as guess
                      from (select * replace ({column} as micros) from {relation})) join bounds using (guess)
                group by all"""
            for clock, column in clocks
        ]
        return " union all ".join(parts)


def total(table: str, columns: Iterable[str]) -> str:
    """The rows of a count that several parts have put into a table, equal keys added up.

    >>> total("daily", ["day", "step", "n"])
    'select "day", "step", sum(n)::bigint as n from daily group by all'
    """
    said = (f"sum({name})::bigint as {name}" if name in MEASURES else f'"{name}"' for name in columns)
    return f"select {', '.join(said)} from {table} group by all"


def _four_sums(micros: str, names: tuple[str, ...]) -> list[str]:
    """Sums of whole seconds, of the rest, and of squared seconds in two halves of 128 bits."""
    seconds = f"({micros} // 1000000)"
    squares = f"sum({seconds}::hugeint * {seconds})"
    terms = (f"sum({seconds})", f"sum({micros} % 1000000)", f"({squares} >> 32)", f"({squares} & 4294967295)")
    return [f"{term}::bigint as {name}" for term, name in zip(terms, names, strict=True)]
