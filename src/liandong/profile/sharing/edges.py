"""The edges of a profile in cells of at least k cases, so that the flow through each activity tells of no fewer.

Edges fall into three parts: from ▶ (by period), between activities, and to ■ (both over the whole time first, then in
blocks of periods). In each part rare sources of a target are merged, then rare targets, see ``cells``.

What goes into an activity comes out of it. So whoever adds up the published edges into and out of an activity learns
how many of them were merged away on either side. Those two numbers are therefore made 0 or those of at least k cases:
where one is between, the smallest published edge of that activity is merged too, until none is.
"""

from __future__ import annotations

import polars as pl

from liandong.profile.sharing.care import EDGE, GROUP, Care
from liandong.profile.sharing.cells import in_blocks, rolled_up
from liandong.profile.sharing.repeats import Repeats, WholeCases
from liandong.profile.tables import END, OTHER, START

TRUE = ["true_source", "true_target", "true_kind"]
_PARTIES = ["party_from", "party_to"]


def merged_edges(follows: pl.DataFrame, grid: pl.DataFrame, care: Care, repeats: Repeats) -> pl.DataFrame:
    """The rows of ``follows`` under their published names; the true names stay beside them as ``true_*``.

    ``grid`` gives the published period of each period that cases start in, ``repeats`` how often cases take an edge.
    ``least`` is how much of an edge under its published name must be counted together.
    """
    rows = follows.with_columns(
        pl.col("source").alias("true_source"),
        pl.col("target").alias("true_target"),
        pl.col("kind").alias("true_kind"),
    )
    rows = rows.with_columns(forced=_forced(care))
    rows = _with_grid(rows, grid).with_row_index("row")
    while True:
        named = pl.concat([_parted(part, repeats) for part in _parts(rows)]).sort("row")
        more = pl.concat([_short(named, "source", repeats), _short(named, "target", repeats)])
        if not more.height:
            named = named.drop("row", "forced")
            return named.join(repeats.least(named, EDGE), on=EDGE, how="left")
        rows = (
            rows.join(more.unique("row", keep="first"), on="row", how="left")
            .with_columns(forced=pl.coalesce("more", "forced"))
            .drop("more")
        )


def _forced(care: Care) -> pl.Expr:
    """The level at which an edge must be merged, because earlier releases would tell the rest of it."""
    is_start, is_end = pl.col("source") == START, pl.col("target") == END
    every = care.hidden.filter(pl.col("source") == OTHER)
    is_hidden = pl.struct(EDGE).is_in(care.hidden.select(pl.struct(EDGE)).to_series().implode())
    into = [*GROUP, "target"]
    is_into = pl.struct(into).is_in(every.select(pl.struct(into)).to_series().implode()) & ~is_start & ~is_end
    level = pl.when(is_into | (is_hidden & is_start)).then(pl.lit("target"))
    return level.when(is_hidden).then(pl.lit("source"))


def _with_grid(rows: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
    """The rows from ▶ with the published period."""
    rows = rows.join(grid, on=[*GROUP, "period"], how="left")
    period = pl.when(pl.col("source") == START).then("published").otherwise("period")
    return rows.with_columns(period=period).drop("published")


def _parts(rows: pl.DataFrame) -> list[pl.DataFrame]:
    starts, ends = pl.col("source") == START, pl.col("target") == END
    return [rows.filter(starts), rows.filter(~starts & ~ends), rows.filter(~starts & ends)]


def _parted(part: pl.DataFrame, repeats: Repeats) -> pl.DataFrame:
    """One part under published names. A case begins and ends once."""
    parties = [[name for name in _PARTIES if part[name].n_unique() > 1]]
    tail = [level for level in parties if level]
    if part.height and part["source"][0] == START:
        return rolled_up(part, [*GROUP, "period"], [["target"], *tail], WholeCases(repeats.k))
    if part.height and part["target"][0] == END:
        return rolled_up(part, [*GROUP, "target"], [["source"], *tail], WholeCases(repeats.k))
    # An edge whose target is not to be told goes to the edges without names, if those are enough to be one cell.
    is_asked = pl.col("forced").eq_missing("target")
    asked = repeats.least(part.filter(is_asked), [*GROUP, "kind"])
    part = part.join(asked, on=[*GROUP, "kind"], how="left")
    is_enough = pl.col("n").filter(is_asked).sum().over([*GROUP, "kind"]) >= pl.col("least")
    part = part.with_columns(moves=is_asked & is_enough).drop("least")
    moved, kept = part.filter("moves").drop("moves"), part.filter(~pl.col("moves")).drop("moves")
    kept = rolled_up(kept, GROUP, [["kind"], ["target"], ["source"], *tail], repeats)
    names = ["source", "target", *(name for level in tail for name in level)]
    return pl.concat([kept, moved.with_columns(pl.lit(OTHER).alias(name) for name in names)])


def _short(named: pl.DataFrame, side: str, repeats: Repeats) -> pl.DataFrame:
    """Rows (``row``, and ``more``, the level) to merge because an activity's edges of too few cases are hidden on a side."""
    true = f"true_{side}"
    mine = named.filter(~pl.col(true).is_in([START, END]))
    away = mine.filter(pl.col(side) != pl.col(true))
    hidden = away.group_by(*GROUP, true).agg(hidden=pl.col("n").sum())
    hidden = hidden.join(repeats.least(away, [*GROUP, true]), on=[*GROUP, true])
    short = hidden.filter(pl.col("hidden") < pl.col("least")).select(*GROUP, true)
    shown = mine.filter(pl.col(side) == pl.col(true)).join(short, on=[*GROUP, true])
    # What is merged at once: a period of starts, or one edge.
    is_start = pl.col("true_source") == START
    place = (
        pl.when(is_start)
        .then(pl.col("period").cast(pl.String))
        .otherwise("target" if side == "source" else "source")
    )
    shown = shown.with_columns(is_start=is_start, place=place)
    keys = [*GROUP, true, "is_start", "kind", "place"]
    sizes = shown.group_by(keys).agg(pl.col("n").sum()).sort("n", *keys)
    least = sizes.unique([*GROUP, true], keep="first", maintain_order=True).drop("n")
    return shown.join(least, on=keys).select("row", more=pl.lit(side))


def in_periods(named: pl.DataFrame, care: Care) -> pl.DataFrame:
    """The named edges, but those from ▶, in blocks of periods."""
    is_start = pl.col("true_source") == START
    by = [*EDGE, "kind", *_PARTIES]
    rest = in_blocks(named.filter(~is_start), by, "period", "least", whole=care.is_changed)
    return pl.concat([named.filter(is_start), rest])


def between(named: pl.DataFrame) -> pl.DataFrame:
    """The edges between two activities."""
    return named.filter((pl.col("true_source") != START) & (pl.col("true_target") != END))


def under_names(rows: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """The rows of ``follows`` or ``follows_shape`` with the published names of edges between activities."""
    labels = between(named).select(*GROUP, *TRUE, "source", "target", "kind", "least").unique()
    true = rows.rename({"source": "true_source", "target": "true_target", "kind": "true_kind"})
    return true.join(labels, on=[*GROUP, *TRUE], how="left")
