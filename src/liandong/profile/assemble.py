"""From raw counts in codes to the tables of a profile: names, dates and clocks. Shared by all engines.

Every key column stays a small integer, the rank of its value among all values, until the rows are in order: then a
whole key packs into one 64-bit number, and grouping and sorting ten million rows is one sort of integers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2b

import numpy as np
import polars as pl

from liandong.profile import radix
from liandong.profile.cells import Cells, add_lists
from liandong.profile.coding import Coder
from liandong.profile.periods import FIRST_DAY, LAST_DAY, Unit, coarser, starts_of_days
from liandong.profile.raw import SUMS, WORKING_SUMS, CaseCounts, RawCounts
from liandong.profile.sequences import named, parts
from liandong.profile.tables import CLOCK_TIME, END, KEYS, START, TABLES, TEXT, WORKING_TIME, Table
from liandong.profile.tally import run_starts
from liandong.profile.wholes import counted


@dataclass(frozen=True)
class Column:
    """A key column: for each row the place of its value in ``values``, which are distinct and sorted."""

    codes: np.ndarray
    values: pl.Series

    def taken(self, rows: np.ndarray, times: np.ndarray | int = 1) -> pl.Series:
        """The values of these rows, each so many times."""
        # By numpy, on the numbers that stand for the values: five times as fast as the library's own.
        physical = pl.Series(np.repeat(self.values.to_physical().to_numpy()[self.codes[rows]], times))
        dtype = self.values.dtype
        return physical.cat.to(dtype) if dtype == TEXT else physical.cast(dtype)


class Domain:
    """The sorted values of one kind of name, and the rank of each code's name among them."""

    def __init__(self, texts: Iterable[str], extra: tuple[str, ...] = ()) -> None:
        texts = list(texts)
        self.values = sorted({*texts, *extra})
        places = {text: place for place, text in enumerate(self.values)}
        self.rank = np.array([places[text] for text in texts], dtype=np.int32)
        self.series = pl.Series(self.values, dtype=TEXT)

    def of(self, codes: np.ndarray) -> Column:
        return Column(self.rank[codes], self.series)

    def only(self, text: str, size: int) -> Column:
        return Column(np.full(size, self.values.index(text), dtype=np.int32), self.series)


#: By mark the columns of an edge to or from it: of the activity, of the mark, and the parties of either.
_SIDES = {
    START: ("target", "source", "party_to", "party_from"),
    END: ("source", "target", "party_from", "party_to"),
}
Columns = dict[str, Column]
Sums = dict[str, np.ndarray]


def assemble(raw: RawCounts, coder: Coder) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """The tables by name, and the activities of each variant (columns variant, activities)."""
    return _tables(raw, coder), _sequences(raw.sequences, coder)


def _tables(raw: RawCounts, coder: Coder) -> dict[str, pl.DataFrame]:
    """The tables by name. The columns that one is made of, some times as large, are gone before the next one's."""
    names = _Names(coder)
    cases = _Counted(raw.case_counts or counted(raw.cases, coder), raw.first_waits)

    def table(name: str, *parts: tuple[Columns, Sums]) -> pl.DataFrame:
        return _table(list(parts), TABLES[name], working=names.working)

    def shape(name: str, *parts: tuple[Columns, pl.DataFrame]) -> pl.DataFrame:
        return _shape(list(parts), TABLES[name])

    edges = names.edges(raw.edges), _sums(raw.edges)
    tables = {"follows": table("follows", edges, *cases.ends(names)), "handover": table("handover", edges)}
    del edges
    return {
        **tables,
        "work": table("work", (names.worked(raw.work), _sums(raw.work))),
        "case": table("case", cases.outcomes(names)),
        "variant": table("variant", cases.variants(names)),
        "arrival": table("arrival", cases.arrivals(names)),
        "daily": table("daily", (names.daily(raw.daily), _sums(raw.daily)), *cases.days(names)),
        "presence": table("presence", (names.present(raw.presence), _sums(raw.presence))),
        "follows_shape": shape(
            "follows_shape", (names.edges(raw.edge_shape), raw.edge_shape), *cases.begun(names)
        ),
        "case_shape": shape("case_shape", cases.shape(names)),
        "work_shape": shape("work_shape", (names.worked(raw.work_shape), raw.work_shape)),
    }


class _Names:
    """The columns that codes stand for."""

    def __init__(self, coder: Coder) -> None:
        zones, object_types = zip(*coder.groups, strict=True)
        activities, roles, parties = zip(*coder.steps, strict=True)
        worker_roles, resources = zip(*coder.workers, strict=True)
        self.zone, self.object_type = Domain(zones), Domain(object_types)
        self.activity, self.role, self.party = (
            Domain(activities, (START, END)),
            Domain(roles),
            Domain(parties, ("",)),
        )
        self.worker_role, self.resource = Domain(worker_roles), Domain(map(pseudonym, resources))
        self.kind, self.clock = Domain(("elapsed", "waiting", "working")), Domain(("clock", "working"))
        self.timezone, self.unit, self.working = coder.timezone, coder.period, coder.calendar is not None

    def period(self, days: Column, finest: Unit) -> Column:
        """The period of each day, in a table kept by ``finest`` or coarser."""
        return _days(starts_of_days(coarser(finest, self.unit))[days.codes])

    def group(self, frame: pl.DataFrame) -> Columns:
        codes = _codes(frame, "group")
        days = {name: _days(_codes(frame, name)) for name in ("period", "day") if name in frame.columns}
        return {"zone": self.zone.of(codes), "object_type": self.object_type.of(codes)} | days

    def shaped(self, frame: pl.DataFrame) -> Columns:
        return {"clock": self.clock.of(_codes(frame, "clock"))} if "clock" in frame.columns else {}

    def edges(self, frame: pl.DataFrame) -> Columns:
        source, target = _codes(frame, "source"), _codes(frame, "target")
        columns = {
            "source": self.activity.of(source),
            "target": self.activity.of(target),
            "party_from": self.party.of(source),
            "party_to": self.party.of(target),
            "role_from": self.role.of(source),
            "role_to": self.role.of(target),
            "kind": self.kind.of(_codes(frame, "waits")),
        }
        same = (
            {"same_resource": _numbers(_codes(frame, "same"), "same_resource")}
            if "same" in frame.columns
            else {}
        )
        return self.group(frame) | self.shaped(frame) | columns | same

    def worked(self, frame: pl.DataFrame) -> Columns:
        steps = _codes(frame, "step")
        columns = {
            "activity": self.activity.of(steps),
            "role": self.role.of(steps),
            "kind": self.kind.only("working", len(steps)),
        }
        return self.group(frame) | self.shaped(frame) | columns

    def daily(self, frame: pl.DataFrame) -> Columns:
        columns = self.group(frame) | {"activity": self.activity.of(_codes(frame, "step"))}
        return columns | {"period": self.period(columns["day"], "month")}

    def present(self, frame: pl.DataFrame) -> Columns:
        workers = _codes(frame, "worker")
        hour = {"hour_of_week": _numbers(_codes(frame, "hour_of_week"), "hour_of_week")}
        return (
            self.group(frame)
            | hour
            | {"role": self.worker_role.of(workers), "resource": self.resource.of(workers)}
        )


class _Counted:
    """Whole cases: when they start and end, how they go, how long they take."""

    def __init__(self, counts: CaseCounts, first_waits: pl.DataFrame | None) -> None:
        self.counts, self.first_waits = counts, first_waits

    def variants(self, names: _Names) -> tuple[Columns, Sums]:
        frame = self.counts.variants
        hashes = frame["variant"].to_numpy()
        order = radix.argsort(hashes)
        begins = run_starts(hashes[order])
        variant = Column(_runs(order, begins), pl.Series(hashes[order[begins]]))
        return names.group(frame) | {"variant": variant}, _sums(frame)

    def arrivals(self, names: _Names) -> tuple[Columns, Sums]:
        frame = self.counts.arrivals
        hour = {"hour_of_week": _numbers(_codes(frame, "hour_of_week"), "hour_of_week")}
        return names.group(frame) | hour, _sums(frame)

    def ends(self, names: _Names) -> list[tuple[Columns, Sums]]:
        """Edges from ▶, which take no time where nobody knows when cases came, and to ■, which take none."""
        frames = (START, self.counts.begins), (END, self.counts.closes)
        return [(self._edges(names, mark, frame), _no_time(frame) | _sums(frame)) for mark, frame in frames]

    def begun(self, names: _Names) -> list[tuple[Columns, pl.DataFrame]]:
        """How long cases waited for their first step, where that is known."""
        frame = self.first_waits
        return [] if frame is None else [(self._edges(names, START, frame) | names.shaped(frame), frame)]

    def _edges(self, names: _Names, mark: str, frame: pl.DataFrame) -> Columns:
        codes, size = _codes(frame, "step"), frame.height
        waits = mark == START and self.first_waits is not None
        inner, outer, to, of = _SIDES[mark]
        return names.group(frame) | {
            "kind": names.kind.only("waiting" if waits else "elapsed", size),
            outer: names.activity.only(mark, size),
            inner: names.activity.of(codes),
            of: names.party.only("", size),
            to: names.party.of(codes),
        }

    def outcomes(self, names: _Names) -> tuple[Columns, Sums]:
        frame = self.counts.outcomes
        return names.group(frame) | {"outcome": names.activity.of(_codes(frame, "step"))}, _sums(frame)

    def shape(self, names: _Names) -> tuple[Columns, pl.DataFrame]:
        frame = self.counts.outcome_shape
        outcome = {"outcome": names.activity.of(_codes(frame, "step"))}
        return names.group(frame) | names.shaped(frame) | outcome, frame

    def days(self, names: _Names) -> list[tuple[Columns, Sums]]:
        parts = []
        for mark, frame in ((START, self.counts.start_days), (END, self.counts.end_days)):
            columns = names.group(frame) | {"activity": names.activity.only(mark, frame.height)}
            parts.append((columns | {"period": names.period(columns["day"], "month")}, _sums(frame)))
        return parts


def _table(parts: list[tuple[Columns, Sums]], table: Table, *, working: bool) -> pl.DataFrame:
    """The parts as one canonical table: equal keys added up, rows in the order of their keys."""
    sums = ["n"] if not table.timed else ["n", *SUMS, *WORKING_SUMS] if working else ["n", *SUMS]
    keys = _keys([part for part, _ in parts], table.all_keys)
    measures = {name: _joined([part[name] for _, part in parts]) for name in sums}
    order, begins = _grouped(keys)
    first = order[begins]
    columns = {name: key.taken(first) for name, key in zip(table.all_keys, keys, strict=True)}
    is_each_new = len(begins) == len(order)
    added = {
        name: values[order] if is_each_new else np.add.reduceat(values[order], begins)
        for name, values in measures.items()
    }
    frame = pl.DataFrame(columns | added)
    schema = table.schema(working=working)
    return _with_decimals(frame).select(pl.col(name).cast(dtype) for name, dtype in schema.items())


def _shape(rows: list[tuple[Columns, pl.DataFrame]], table: Table) -> pl.DataFrame:
    """A shape from rows that hold all buckets of a key: keys are ranked once a row, not once a bucket."""
    names = [name for name in table.all_keys if name != "bucket"]
    keys = _keys([heads for heads, _ in rows], names)
    order, begins = _grouped(keys)
    lists = [[parts(frame[name]) for _, frame in rows] for name in ("buckets", "counts")]
    at, counts = (_joined([values.to_numpy() for values, _ in each]) for each in lists)
    sizes = _joined([np.diff(offsets) for _, offsets in lists[0]])
    cells = add_lists(Cells(at, counts, sizes), order, begins)
    columns = {name: key.taken(order[begins], cells.sizes) for name, key in zip(names, keys, strict=True)}
    columns |= {"bucket": pl.Series(cells.at), "n": pl.Series(cells.counts, dtype=pl.Int64)}
    return pl.DataFrame(columns).select(table.schema(working=False).keys())


def _keys(heads: list[Columns], names: Iterable[str]) -> list[Column]:
    """The key columns of all parts, end to end."""
    return [Column(_joined([part[name].codes for part in heads]), heads[0][name].values) for name in names]


def _grouped(keys: list[Column]) -> tuple[np.ndarray, np.ndarray]:
    """The order of the rows by their keys, and where in it each new key begins."""
    packed = [np.zeros(len(keys[0].codes), dtype=np.uint64)]
    room = 1
    for key in keys:
        size = max(1, len(key.values))
        if room * size > 1 << 64:
            packed.append(np.zeros_like(packed[0]))
            room = 1
        packed[-1] = packed[-1] * np.uint64(size) + key.codes.astype(np.uint64)
        room *= size
    order = radix.argsort(*packed)
    new = np.zeros(len(order), dtype=bool)
    new[:1] = True
    for part in packed:
        ordered = part[order]
        new[1:] |= ordered[1:] != ordered[:-1]
    return order, np.flatnonzero(new)


def _runs(order: np.ndarray, begins: np.ndarray) -> np.ndarray:
    """For each row the number of the run it is in, of those that begin at these places of the order."""
    numbers = np.empty(len(order), dtype=np.int64)
    numbers[order] = np.repeat(np.arange(len(begins)), np.diff(begins, append=len(order)))
    return numbers


def _joined(parts: list[np.ndarray]) -> np.ndarray:
    """The parts end to end; one alone, some times as large as all others, as it is."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _with_decimals(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with exact decimal sums in place of their integer parts."""
    whole, square = pl.Decimal(38, 6), pl.Decimal(38, 0)
    micro, half = pl.lit(Decimal("0.000001")), pl.lit(Decimal(1 << 32)).cast(square)
    for halves, (name, name2) in ((SUMS, CLOCK_TIME), (WORKING_SUMS, WORKING_TIME)):
        if halves[0] in frame.columns:
            seconds, micros, high, low = map(pl.col, halves)
            exact = seconds.cast(whole) + micros.cast(whole) * micro
            frame = frame.with_columns(
                exact.alias(name), (high.cast(square) * half + low.cast(square)).alias(name2)
            )
    return frame


def _codes(frame: pl.DataFrame, name: str) -> np.ndarray:
    return frame[name].cast(pl.Int32).to_numpy()


def _sums(frame: pl.DataFrame) -> Sums:
    return {
        name: frame[name].cast(pl.Int64).to_numpy()
        for name in ("n", *SUMS, *WORKING_SUMS)
        if name in frame.columns
    }


def _no_time(frame: pl.DataFrame) -> Sums:
    return {name: np.zeros(frame.height, dtype=np.int64) for name in (*SUMS, *WORKING_SUMS)}


def _numbers(codes: np.ndarray, name: str) -> Column:
    """A key that is itself a small number."""
    return Column(codes, pl.Series(range(int(codes.max(initial=1)) + 1)).cast(KEYS[name]))


_ALL_DAYS = pl.select(pl.date_range(FIRST_DAY, LAST_DAY)).to_series()


def _days(numbers: np.ndarray) -> Column:
    return Column(numbers, _ALL_DAYS)


def pseudonym(resource: str) -> str:
    """A stand-in for a person's name: the same name always gets the same one, so tables still add.

    It hides the name from readers, not from someone who tries names: share presence only after coarsening.
    """
    return blake2b(resource.encode(), digest_size=6).hexdigest() if resource else ""


def _sequences(frame: pl.DataFrame, coder: Coder) -> pl.DataFrame:
    """The activities of each variant, sorted by variant."""
    activities = Domain(str(step[0]) for step in coder.steps)
    steps, offsets = parts(frame["steps"])
    ranks = activities.rank.astype(np.uint32)[steps.to_numpy()]
    return named(frame["variant"].to_numpy(), ranks, offsets, activities.values)
