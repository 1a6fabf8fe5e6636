"""The statements: a profile is two relations and one ``group by`` a table.

*Neighbours* holds each event beside the one before it in its case, *cases* one row a case; every table of a profile
is a count over one of them. The SQL is plain, spelled as DuckDB reads it; ``dialects`` says it in the others' words.
Three rules make the same integers come out everywhere:

- Times are whole microseconds since 1800, never negative, so that every ``//`` rounds alike.
- Seconds are squared in halves of 16 bits, so that no sum needs more than 64 bits.
- The logarithm only guesses a bucket; the table of bounds decides.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from liandong.profile.buckets import GAMMA

#: Tables of ours, by a name that no table of theirs has.
MOMENTS, BOUNDS, NEIGHBOURS, CASES = "ld_moments", "ld_bounds", "ld_neighbours", "ld_cases"

DAY = 86_400_000_000
#: More steps than a case has, and more places than a log has steps: place and step travel in one number.
_WIDTH = 1 << 32


@dataclass(frozen=True)
class Statements:
    """The statements for some events with or without start times, in clock time alone or in working time too."""

    #: The events, a table or a select in brackets: case_id, grp, step, act, worker, start_us, end_us, line.
    events: str
    has_start: bool
    working: bool
    #: Whether every event has a line of its own; where not, equal times are told apart by step and worker.
    has_lines: bool = True

    @property
    def days(self) -> str:
        """The UTC days of the events with the first and last instant of each: what the moments have to cover."""
        starts = f"union all select start_us as instant from {self.events} as e where start_us is not null"
        return f"""
            select instant // {DAY} as utc_day, min(instant) as first, max(instant) as last
            from (select end_us as instant from {self.events} as e {starts if self.has_start else ""}) as instants
            group by 1
        """

    @property
    def neighbours(self) -> str:
        """Each event with its local day, week, month and hour, and what is needed of the event before."""
        ties = "e.line" if self.has_lines else "e.line, e.step, e.worker"
        worked = ""
        if self.working:
            begin = "b.worked + b.pace * (coalesce(e.start_us, e.end_us) - b.since)"
            end = "m.worked + m.pace * (e.end_us - m.since)"
            worked = (
                f", {begin} as worked_begin, {end} as worked_end, lag({end}) over line_of_case as last_worked"
            )
        return f"""
            select e.grp as grp, e.case_id as case_id, e.step as step, e.act as act, e.worker as worker,
                   m.day as day, m.week as week, m.month as month,
                   {_hour("e.end_us", "m")} as hour_of_week, e.start_us as start_us, e.end_us as end_us,
                   coalesce(e.start_us, e.end_us) as begin_us, row_number() over line_of_case as place,
                   lag(e.step) over line_of_case as last_step, lag(e.worker) over line_of_case as last_worker,
                   lag(e.end_us) over line_of_case as last_end {worked}
            from {self.events} as e {_moment("m", "e.end_us")}
                 {_moment("b", "coalesce(e.start_us, e.end_us)") if self.working else ""}
            where {_within("m", "e.end_us")}
                  {"and " + _within("b", "coalesce(e.start_us, e.end_us)") if self.working else ""}
            window line_of_case as (
                partition by e.grp, e.case_id order by e.end_us, coalesce(e.start_us, e.end_us), {ties})
        """

    @property
    def cases(self) -> str:
        """One row a case: when it starts and ends, its first and last step, its path, how long it took."""
        working = ", max(worked_end) - min(worked_begin) as working_span" if self.working else ""
        return f"""
            select c.grp as grp, c.start_us as start_us, c.end_us as end_us, c.first_step as first_step,
                   c.last_step as last_step, c.path as path, s.day as day, s.week as week, s.month as month,
                   {_hour("c.start_us", "s")} as hour_of_week, f.day as end_day, f.week as end_week,
                   f.month as end_month, c.end_us - c.start_us as span
                   {", c.working_span as working_span" if self.working else ""}
            from (select grp, min(begin_us) as start_us, max(end_us) as end_us,
                         min(place * {_WIDTH} + step) % {_WIDTH} as first_step,
                         max(place * {_WIDTH} + step) % {_WIDTH} as last_step,
                         path_of(act, place) as path {working}
                  from {NEIGHBOURS} group by grp, case_id) as c
                 {_moment("s", "c.start_us")} {_moment("f", "c.end_us")}
            where {_within("s", "c.start_us")} and {_within("f", "c.end_us")}
        """

    def counts(self) -> dict[str, str]:
        """Every count by its name; each gives far fewer rows than there are events."""
        edge, work, case = ("source", "target", "waits"), ("step",), ("last_step",)
        counts = {
            "edges": self._sums(self._edges, ("week", *edge, "same_resource")),
            "edge_shape": self._shape(self._edges, ("month", *edge)),
            "presence": _count(NEIGHBOURS, ("month", "worker", "hour_of_week")),
            "daily": _count(NEIGHBOURS, ("month", "day", "step")),
            "firsts": _count(CASES, ("week", "first_step")),
            "lasts": _count(CASES, ("end_week", "last_step")),
            "begun": _count(CASES, ("month", "day")),
            "ended": _count(CASES, ("end_month", "end_day")),
            "arrivals": _count(CASES, ("month", "hour_of_week")),
            "outcomes": self._sums(self._whole, ("week", *case)),
            "outcome_shape": self._shape(self._whole, ("month", *case)),
            "variants": self._sums(self._whole, ("month", "path")),
        }
        if self.has_start:
            counts["work"] = self._sums(self._work, ("week", *work))
            counts["work_shape"] = self._shape(self._work, ("month", *work))
        return counts

    @property
    def _edges(self) -> str:
        worked = ", greatest(worked_begin - last_worked, 0) as working_took" if self.working else ""
        return f"""
            select grp, week, month, last_step as source, step as target,
                   case when start_us is null then 0 else 1 end as waits,
                   case when worker = last_worker then 1 else 0 end as same_resource,
                   greatest(begin_us - last_end, 0) as took {worked}
            from {NEIGHBOURS} where place > 1
        """

    @property
    def _work(self) -> str:
        worked = ", worked_end - worked_begin as working_took" if self.working else ""
        return f"""
            select grp, week, month, step, end_us - begin_us as took {worked}
            from {NEIGHBOURS} where start_us is not null
        """

    @property
    def _whole(self) -> str:
        worked = ", working_span as working_took" if self.working else ""
        return f"select grp, week, month, last_step, path, span as took {worked} from {CASES}"

    def _sums(self, durations: str, keys: tuple[str, ...]) -> str:
        """Count, and sums of whole seconds, of the rest in microseconds, and of the products of their halves."""
        heads = ", ".join(("grp", *keys))
        clocks = {"": "took"} | ({"working_": "working_took"} if self.working else {})
        split = "".join(
            f", {took} // 1000000 as {clock}whole, {took} % 1000000 as {clock}rest, "
            f"{took} // 1000000 // 65536 as {clock}upper, {took} // 1000000 % 65536 as {clock}lower"
            for clock, took in clocks.items()
        )
        sums = "".join(
            f", sum({clock}whole) as {clock}seconds, sum({clock}rest) as {clock}micros, "
            f"sum({clock}upper * {clock}upper) as {clock}high, sum({clock}upper * {clock}lower) as {clock}middle, "
            f"sum({clock}lower * {clock}lower) as {clock}low"
            for clock in clocks
        )
        return f"""
            select {heads}, count(*) as n {sums} from (select {heads} {split} from ({durations}) as d) as s
            group by {_positions(len(keys) + 1)}
        """

    def _shape(self, durations: str, keys: tuple[str, ...]) -> str:
        """How many durations fall into each bucket; ``clock`` is 0 for clock time and 1 for working time."""
        heads = ", ".join(("grp", *keys))
        clocks = [(0, "took")] + ([(1, "working_took")] if self.working else [])
        parts = [
            f"select {heads}, {clock} as clock, {took} as lasted from ({durations}) as d"
            for clock, took in clocks
        ]
        guess = f"ceil(ln(cast(greatest(lasted, 1000000) as double) / 1000000) / {math.log(GAMMA)!r})"
        return f"""
            select {heads}, clock, g.guess + case when lasted > b.upto then 1 when lasted <= b.above then -1 else 0 end
                   as bucket, count(*) as n
            from (select {heads}, clock, lasted, cast(greatest({guess}, 0) as int) as guess
                  from ({" union all ".join(parts)}) as u) as g join {BOUNDS} as b on g.guess = b.guess
            group by {_positions(len(keys) + 3)}
        """


SPAN = f"select count(*) as n, min(start_us) as first, max(end_us) as last from {CASES}"


def _count(relation: str, keys: tuple[str, ...]) -> str:
    heads = ", ".join(("grp", *keys))
    return f"select {heads}, count(*) as n from {relation} group by {_positions(len(keys) + 1)}"


def _positions(count: int) -> str:
    return ", ".join(map(str, range(1, count + 1)))


def _hour(instant: str, moment: str) -> str:
    """The hour of the week; 1800 began on a Wednesday."""
    return f"(({instant} + {moment}.shift) // 3600000000 + 48) % 168"


def _moment(name: str, instant: str) -> str:
    return f"join {MOMENTS} as {name} on {instant} // {DAY} = {name}.utc_day"


def _within(name: str, instant: str) -> str:
    return f"{instant} >= {name}.since and {instant} < {name}.until"
