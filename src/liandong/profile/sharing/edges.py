"""The edges of a profile in cells of at least k, so that the flow through each activity tells no smaller number.

Edges fall into three parts: from ▶ (by period), between activities, and to ■ (both over the whole time first, then in
blocks of periods). In each part rare sources of a target are merged, then rare targets, see ``cells``.

What goes into an activity comes out of it. So whoever adds up the published edges into and out of an activity learns
how many of them were merged away on either side. Those two numbers are therefore made 0 or at least k: where one is
between, the smallest published edge of that activity is merged too, until none is.
"""

from __future__ import annotations

import polars as pl

from liandong.profile.sharing.care import EDGE, GROUP, Care
from liandong.profile.sharing.cells import in_blocks, rolled_up
from liandong.profile.tables import END, OTHER, START

TRUE = ["true_source", "true_target", "true_kind"]
_PARTIES = ["party_from", "party_to"]


def merged_edges(follows: pl.DataFrame, grid: pl.DataFrame, care: Care) -> pl.DataFrame:
    """The rows of ``follows`` under their published names; the true names stay beside them as ``true_*``.

    ``grid`` gives the published period of each period that cases start in.
    """
    rows = follows.with_columns(
        pl.col("source").alias("true_source"),
        pl.col("target").alias("true_target"),
        pl.col("kind").alias("true_kind"),
    )
    rows = rows.with_columns(forced=_forced(care))
    rows = _with_grid(rows, grid).with_row_index("row")
    while True:
        named = pl.concat([_parted(part, care.k) for part in _parts(rows)]).sort("row")
        more = pl.concat([_short(named, "source", care.k), _short(named, "target", care.k)])
        if not more.height:
            return named.drop("row", "forced")
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


def _parted(part: pl.DataFrame, k: int) -> pl.DataFrame:
    """One part under published names."""
    parties = [[name for name in _PARTIES if part[name].n_unique() > 1]]
    tail = [level for level in parties if level]
    if part.height and part["source"][0] == START:
        return rolled_up(part, [*GROUP, "period"], [["target"], *tail], k)
    if part.height and part["target"][0] == END:
        return rolled_up(part, [*GROUP, "target"], [["source"], *tail], k)
    # An edge whose target is not to be told goes to the edges without names, if those are enough to be one cell.
    is_asked = pl.col("forced").eq_missing("target")
    part = part.with_columns(
        moves=is_asked & (pl.col("n").filter(is_asked).sum().over([*GROUP, "kind"]) >= k)
    )
    moved, kept = part.filter("moves").drop("moves"), part.filter(~pl.col("moves")).drop("moves")
    kept = rolled_up(kept, GROUP, [["kind"], ["target"], ["source"], *tail], k)
    names = ["source", "target", *(name for level in tail for name in level)]
    return pl.concat([kept, moved.with_columns(pl.lit(OTHER).alias(name) for name in names)])


def _short(named: pl.DataFrame, side: str, k: int) -> pl.DataFrame:
    """Rows (``row``, and ``more``, the level) to merge because fewer than k edges of an activity are hidden on a side."""
    true = f"true_{side}"
    mine = named.filter(~pl.col(true).is_in([START, END]))
    hidden = mine.filter(pl.col(side) != pl.col(true)).group_by(*GROUP, true).agg(hidden=pl.col("n").sum())
    short = hidden.filter(pl.col("hidden") < k).select(*GROUP, true)
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
    rest = in_blocks(named.filter(~is_start), by, "period", care.k, whole=care.is_changed)
    return pl.concat([named.filter(is_start), rest])


def between(named: pl.DataFrame) -> pl.DataFrame:
    """The edges between two activities."""
    return named.filter((pl.col("true_source") != START) & (pl.col("true_target") != END))


def under_names(rows: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """The rows of ``follows`` or ``follows_shape`` with the published names of edges between activities."""
    labels = between(named).select(*GROUP, *TRUE, "source", "target", "kind").unique()
    true = rows.rename({"source": "true_source", "target": "true_target", "kind": "true_kind"})
    return true.join(labels, on=[*GROUP, *TRUE], how="left")
