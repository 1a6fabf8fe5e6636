"""All tables of a profile in cells of at least k cases, so that the counts tell of no small group of them.

Never shared, whatever k is: resources (people), and sequences, nearly each of which is one case's own (von Voigt et
al., Quantifying the Re-identification Risk of Event Logs, CAiSE 2020). Days are rounded to periods, as counts by day
and counts by hour of the week would tell each other's small cells.

Cells are merged in this order: people, sequences and days; then periods, buckets and hours with their neighbours; then
names into OTHER; a zone or an object type of fewer than k cases with the smallest other one. The finest period is the
month, as it is that of the shapes.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from liandong.profile.periods import Unit, coarser, floor
from liandong.profile.sharing import cases, edges, people, repeats, working
from liandong.profile.sharing.care import EDGE, GROUP, Care
from liandong.profile.sharing.cells import in_blocks, rolled_up, with_floats
from liandong.profile.sharing.clip import clipped, excess, scaled, withheld
from liandong.profile.sharing.differences import Thresholds
from liandong.profile.sharing.repeats import Doings, WholeCases
from liandong.profile.tables import CLOCK_TIME, END, KEYS, START, TABLES, TEXT, WORKING_TIME, add_up
from liandong.profile.value import Profile

Tables = dict[str, pl.DataFrame]
_EDGE_KEYS = [EDGE, [*GROUP, "source"], [*GROUP, "target"]]
_WORK_KEYS = [GROUP, [*GROUP, "activity"]]
_CASE = [*GROUP, "period", "outcome"]


@dataclass(frozen=True)
class Suppressed:
    """A profile in cells of at least k cases, the counts that are of so many, and ``Doings.most``."""

    profile: Profile
    thresholds: Thresholds
    most: tuple[int, int]


def suppressed(profile: Profile, care: Care) -> Suppressed:
    """The profile in cells of at least ``care.k`` cases. Raises SharingRefused."""
    unit = coarser(profile.settings.period, "month")
    base = profile.coarsen(period=unit, drop=["resource", "same_resource", "variant"])
    tables = _without_first_waits({name: _as_text(frame) for name, frame in base.tables.items()})
    groups = _groups(tables["case"], care.k)
    doings = repeats.doings(profile, groups, care.k)
    shared, thresholds = _shared(_regrouped(tables, groups), care, doings, unit, base.settings.bucket_width)
    has_calendar = bool(base.settings.calendar)
    whole = {
        name: withheld(add_up(_as_names(shared[name]), table, working=has_calendar))
        for name, table in TABLES.items()
    }
    return Suppressed(
        Profile(base.settings, whole, base.sequence.clear(), base.sheet), thresholds, doings.most
    )


def _without_first_waits(tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The tables as of cases of which nobody knows when they came: only simulated ones tell, and they need no care."""
    begun, follows = pl.col("source") == START, tables["follows"]
    times = [name for name in (*CLOCK_TIME, *WORKING_TIME) if name in follows.columns]
    zeros = [
        pl.when(begun).then(0).otherwise(pl.col(name)).cast(follows.schema[name]).alias(name)
        for name in times
    ]
    kind = pl.when(begun).then(pl.lit("elapsed")).otherwise("kind").alias("kind")
    return tables | {
        "follows": follows.with_columns(kind, *zeros),
        "follows_shape": tables["follows_shape"].filter(~begun),
    }


def _as_text(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col(name).cast(pl.String) for name, t in frame.schema.items() if t == TEXT)


def _as_names(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col(name).cast(KEYS[name]) for name in frame.columns if name in KEYS)


def _groups(case: pl.DataFrame, k: int) -> pl.DataFrame:
    """The published zone and object type of each (``true_zone``, ``true_type``): those of fewer than k cases merged."""
    groups = case.select(*GROUP, "n", forced=pl.lit(None, pl.String))
    groups = groups.with_columns(true_zone="zone", true_type="object_type")
    named = rolled_up(groups, [], [["object_type"], ["zone"]], WholeCases(k))
    return named.select("true_zone", "true_type", *GROUP).unique()


def _regrouped(tables: Tables, groups: pl.DataFrame) -> Tables:
    """The tables under published zones and object types."""
    return {
        name: frame.rename({"zone": "true_zone", "object_type": "true_type"})
        .join(groups, on=["true_zone", "true_type"], how="left")
        .drop("true_zone", "true_type")
        for name, frame in tables.items()
    }


def _shared(tables: Tables, care: Care, doings: Doings, unit: Unit, width: int) -> tuple[Tables, Thresholds]:
    """Table after table: later ones are published under the names that earlier ones chose."""
    tables = tables | {"case": clipped(tables["case"], tables["case_shape"], GROUP, _CASE, width)}
    grid = cases.starts_grid(tables["case"], care)
    cut = _clipped_edges(tables, grid, care, doings, width)
    tables = tables | _in_step(tables, excess(tables["follows"], cut, GROUP, [*EDGE, "kind"]))
    case = cases.merged_cases(tables["case"], grid, care)
    named = edges.merged_edges(with_floats(cut), grid, care, doings.edges)
    work = _clipped_work(tables, named, care, doings, width)
    work = working.merged_work(with_floats(work), named, care, doings.activities)
    roles = tables["presence"], with_floats(tables["handover"])
    presence, handover = people.merged_roles(*roles, care, doings.events)
    follows = edges.in_periods(named, care)
    shared = {
        "follows": follows,
        "follows_shape": _in_buckets(
            edges.under_names(tables["follows_shape"], named), "follows_shape", care
        ),
        "work": in_blocks(
            work, [*GROUP, "activity", "role", "kind"], "period", "least", whole=care.is_changed
        ),
        "work_shape": _in_buckets(working.under_names(tables["work_shape"], work), "work_shape", care),
        "case": case,
        "case_shape": _in_buckets(
            cases.named_shape(tables["case_shape"], case).with_columns(least=pl.lit(care.k)),
            "case_shape",
            care,
            periods=True,
        ),
        "variant": case.with_columns(variant=pl.lit(0)),
        "arrival": people.in_hours(tables["arrival"], GROUP, care.k, care),
        "daily": days(follows, unit),
        "presence": people.in_hours(presence, [*GROUP, "role", "resource"], "least", care),
        "handover": in_blocks(
            handover,
            [*GROUP, "role_from", "role_to", "same_resource"],
            "period",
            "least",
            whole=pl.lit(value=True),
        ),
    }
    thin = _thin(edges.between(named), presence, doings)
    return _without(shared, thin), _thresholds(named, work, presence, doings)


def _in_step(tables: Tables, factors: pl.DataFrame) -> Tables:
    """The other tables that sum the time of edges, cut in proportion where their sums would tell what was cut."""
    return {name: scaled(tables[name], factors, GROUP) for name in ("case", "handover")}


def _clipped_edges(
    tables: Tables, grid: pl.DataFrame, care: Care, doings: Doings, width: int
) -> pl.DataFrame:
    """The edges with long durations cut where one case would have most of the time of a cell."""
    first = edges.merged_edges(tables["follows"], grid, care, doings.edges)
    rows, shape = (edges.under_names(tables[name], first) for name in ("follows", "follows_shape"))
    cut = clipped(rows, shape, [*EDGE, "kind"], [*GROUP, *edges.TRUE, "period"], width)
    return cut.drop("source", "target", "kind", "least").rename(
        {name: name.removeprefix("true_") for name in edges.TRUE}
    )


def _clipped_work(
    tables: Tables, named: pl.DataFrame, care: Care, doings: Doings, width: int
) -> pl.DataFrame:
    """Work, cut in the same way."""
    first = working.merged_work(tables["work"], named, care, doings.activities)
    rows, shape = (working.under_names(tables[name], first) for name in ("work", "work_shape"))
    cut = clipped(rows, shape, [*GROUP, "activity", "kind"], [*GROUP, *working.TRUE, "period"], width)
    return cut.drop("activity", "kind", "least").rename(
        {name: name.removeprefix("true_") for name in working.TRUE}
    )


def _in_buckets(rows: pl.DataFrame, table: str, care: Care, *, periods: bool = False) -> pl.DataFrame:
    """The shape in blocks of buckets; over the whole time, unless its ``periods`` are published ones already."""
    by = [key for key in TABLES[table].all_keys if key not in ("bucket", "period")]
    if not periods:
        rows = in_blocks(rows, by, "period", "least", whole=pl.lit(value=True))
    return in_blocks(rows, [*by, "period"], "bucket", "least", whole=care.is_changed)


def days(follows: pl.DataFrame, unit: Unit) -> pl.DataFrame:
    """Events by activity as the published edges tell them: starts on the first day of a period, the rest on its last."""
    starts = follows.filter(pl.col("source") == START).select(
        *GROUP, "period", "n", activity="source", day="period"
    )
    length = {"month": "1mo", "quarter": "1q", "year": "1y"}.get(unit, "0d")
    last = pl.col("period").dt.offset_by(length) - pl.duration(days=0 if unit == "all" else 1)
    rest = follows.select(*GROUP, "period", "n", activity="target", day=last.cast(pl.Date))
    days = pl.concat([starts, rest])
    return days.with_columns(period=floor(pl.col("day"), unit))


def _thin(between: pl.DataFrame, presence: pl.DataFrame, doings: Doings) -> pl.DataFrame:
    """The groups that have edges between activities, or events, of fewer than k cases."""
    parts = []
    for rows, repeats_of in ((between, doings.edges), (presence, doings.events)):
        sizes = rows.group_by(GROUP).agg(pl.col("n").sum()).join(repeats_of.least(rows, GROUP), on=GROUP)
        parts.append(sizes.filter(pl.col("n") < pl.col("least")).select(GROUP))
    return pl.concat(parts).unique()


def _without(shared: Tables, thin: pl.DataFrame) -> Tables:
    """The tables without these groups, where a table would tell of their edges."""
    telling = ("follows_shape", "work", "work_shape", "presence", "handover")
    is_between = (pl.col("source") != START) & (pl.col("target") != END)
    kept = {name: frame.join(thin, on=GROUP, how="anti") for name, frame in shared.items() if name in telling}
    follows = shared["follows"].join(thin.with_columns(is_thin=True), on=GROUP, how="left")
    return {
        **shared,
        **kept,
        "follows": follows.filter(~(is_between & pl.col("is_thin").fill_null(value=False))),
    }


def _thresholds(
    named: pl.DataFrame, work: pl.DataFrame, presence: pl.DataFrame, doings: Doings
) -> Thresholds:
    """The least counts of k cases, for what two releases may both name."""
    events = doings.events.least(presence, GROUP)
    found = {("follows", tuple(keys)): doings.edges.least(named, keys) for keys in _EDGE_KEYS}
    found |= {("work", tuple(keys)): doings.activities.least(work, keys) for keys in _WORK_KEYS}
    return found | {(table, ()): events for table in ("presence", "handover")}
