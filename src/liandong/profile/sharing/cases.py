"""Whole cases in cells of at least k: by the period they start in and their outcome, and their arrivals by hour.

A case has one start, one end and one outcome, so starts by period are the same number in ``follows``, ``case``,
``variant`` and ``daily``: all of them are published on one grid of periods.
"""

from __future__ import annotations

import polars as pl

from liandong.profile.sharing.care import GROUP, Care
from liandong.profile.sharing.cells import in_blocks, rolled_up, with_floats
from liandong.profile.sharing.repeats import WholeCases
from liandong.profile.tables import END, OTHER


def starts_grid(case: pl.DataFrame, care: Care) -> pl.DataFrame:
    """The published period (``published``) of each period that cases start in."""
    rows = with_floats(case).with_columns(true_period="period")
    rows = in_blocks(rows, GROUP, "period", care.k, whole=care.is_changed)
    return rows.select(*GROUP, period="true_period", published="period").unique()


def merged_cases(case: pl.DataFrame, grid: pl.DataFrame, care: Care) -> pl.DataFrame:
    """The rows of ``case`` under published periods and outcomes, the true ones beside them."""
    rows = with_floats(case).join(grid, on=[*GROUP, "period"], how="left")
    rows = rows.with_columns(true_period="period", true_outcome="outcome", period="published").drop(
        "published"
    )
    hidden = care.hidden.filter(pl.col("target") == END).select(
        *GROUP, outcome="source", forced=pl.lit("outcome")
    )
    rows = rows.join(hidden.unique(), on=[*GROUP, "outcome"], how="left").with_row_index("row")
    while True:
        named = rolled_up(rows, [*GROUP, "period"], [["outcome"]], WholeCases(care.k))
        more = _short(named, care.k)
        if not more.height:
            return named.drop("row", "forced")
        rows = rows.with_columns(
            forced=pl.when(pl.col("row").is_in(more["row"].implode()))
            .then(pl.lit("outcome"))
            .otherwise("forced")
        )


def _short(named: pl.DataFrame, k: int) -> pl.DataFrame:
    """The rows to merge because fewer than k cases of an outcome are hidden: those of its smallest period shown."""
    by = [*GROUP, "true_outcome"]
    is_shown = pl.col("outcome") == pl.col("true_outcome")
    hidden = named.filter(~is_shown).group_by(by).agg(hidden=pl.col("n").sum()).filter(pl.col("hidden") < k)
    shown = named.filter(is_shown & (pl.col("outcome") != OTHER)).join(hidden.select(by), on=by)
    sizes = shown.group_by(*by, "period").agg(pl.col("n").sum()).sort("n", *by, "period")
    return shown.join(sizes.unique(by, keep="first", maintain_order=True).drop("n"), on=[*by, "period"])


def named_shape(shape: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """The rows of ``case_shape`` under the published names of their cases."""
    true = shape.rename({"period": "true_period", "outcome": "true_outcome"})
    labels = named.select(*GROUP, "true_period", "true_outcome", "period", "outcome").unique()
    return true.join(labels, on=[*GROUP, "true_period", "true_outcome"], how="left")
