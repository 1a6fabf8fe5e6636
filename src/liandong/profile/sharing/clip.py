"""Clipping: where one case has most of the time of a cell, long durations are cut until none has.

The source profile's buckets tell each duration within 1 %. For a cell that one case dominates (``cells.DOMINANCE``)
the longest durations are set to the longest cap under which no case does (winsorising), and the cell's sums are those
of its buckets so cut. A cell with one duration above zero keeps none of it. Counts and shapes stay as they are.

The time of edges is summed in other tables as well, whose sums would tell what was cut: many cases' time together, as a
rule, but one case's where a single cell makes up most of it. Then those sums are cut in proportion.
"""

from __future__ import annotations

import polars as pl
import polars.selectors as cs

from liandong.profile import buckets
from liandong.profile.sharing.cells import DOMINANCE, dominated, floats, with_floats
from liandong.profile.tables import CLOCK_TIME, WORKING_TIME

#: What is cut is cut to a little below the limit, as buckets know durations only within 1 %.
_GOAL = 0.9 * DOMINANCE


def clipped(
    rows: pl.DataFrame, shape: pl.DataFrame, label: list[str], true: list[str], width: int
) -> pl.DataFrame:
    """The rows of a timed table with the sums of dominated cells cut.

    ``label`` are the keys of a cell, ``true`` those that a row shares with the rows of ``shape``, in which durations
    stand by ``bucket`` of that width; both frames have all of them.
    """
    for clock, (seconds, squares) in (("clock", CLOCK_TIME), ("working", WORKING_TIME)):
        if seconds in rows.columns:
            caps = _caps(rows, seconds, squares, _valued(shape, clock, width), label)
            cut = _cut(_valued(shape, clock, width), caps, label, true)
            rows = _replaced(rows, cut, true, seconds, squares)
    return rows


def _valued(shape: pl.DataFrame, clock: str, width: int) -> pl.DataFrame:
    shape = shape.filter(pl.col("clock") == clock)
    return shape.with_columns(value=pl.Series(buckets.value(shape["bucket"].to_numpy(), width)))


def _caps(
    rows: pl.DataFrame, seconds: str, squares: str, valued: pl.DataFrame, label: list[str]
) -> pl.DataFrame:
    """The cap in seconds of each dominated cell."""
    sums = rows.group_by(label).agg(pl.col(seconds, squares).sum().cast(pl.Float64))
    is_dominated = pl.col(squares) > DOMINANCE * pl.col(seconds) ** 2
    cells = valued.join(sums.filter(is_dominated).select(label), on=label, nulls_equal=True)
    cells = cells.group_by(*label, "value").agg(pl.col("n").sum()).sort(*label, "value")
    n, value = pl.col("n"), pl.col("value")
    below = [(n * value**power).cum_sum().over(label) - n * value**power for power in (1, 2)]
    longer = n.sum().over(label) - n.cum_sum().over(label) + n
    total, square = below[0] + longer * value, below[1] + longer * value**2
    cells = cells.with_columns(is_fine=square <= _GOAL * total**2)
    return cells.group_by(label).agg(cap=value.filter("is_fine").max().fill_null(0.0))


def _cut(valued: pl.DataFrame, caps: pl.DataFrame, label: list[str], true: list[str]) -> pl.DataFrame:
    """For the rows of cells with a cap: mean and mean square of their cut durations."""
    value = pl.min_horizontal("value", "cap")
    n = pl.col("n")
    cut = valued.join(caps, on=label, nulls_equal=True).group_by(true)
    return cut.agg(
        mean=(n * value).sum() / n.sum(),
        mean2=(n * value**2).sum() / n.sum(),
    )


def _replaced(
    rows: pl.DataFrame, cut: pl.DataFrame, true: list[str], seconds: str, squares: str
) -> pl.DataFrame:
    rows = rows.join(cut, on=true, how="left", nulls_equal=True)
    for name, mean in ((seconds, "mean"), (squares, "mean2")):
        new = (pl.col(mean) * pl.col("n")).round().cast(rows.schema[name])
        rows = rows.with_columns(pl.coalesce(new, name).alias(name))
    return rows.drop("mean", "mean2")


def excess(rows: pl.DataFrame, cut: pl.DataFrame, group: list[str], cell: list[str]) -> pl.DataFrame:
    """What is left of the time of each group, a factor a clock, where one cell has most of what was cut; else 1."""
    factors = rows.select(group).unique()
    for name in (CLOCK_TIME[0], WORKING_TIME[0]):
        if name in rows.columns:
            whole, rest = (
                frame.group_by(cell).agg(pl.col(name).sum().cast(pl.Float64).alias(column))
                for frame, column in ((rows, "whole"), (cut, "rest"))
            )
            lost = pl.col("whole") - pl.col("rest")
            is_one = (lost**2).sum() > DOMINANCE * lost.sum() ** 2
            factor = pl.when(is_one).then(pl.col("rest").sum() / pl.col("whole").sum()).otherwise(1.0)
            each = (
                whole.join(rest, on=cell, nulls_equal=True)
                .group_by(group)
                .agg(factor.alias(f"factor_{name}"))
            )
            factors = factors.join(each, on=group)
    return factors


def scaled(rows: pl.DataFrame, factors: pl.DataFrame, group: list[str]) -> pl.DataFrame:
    """The rows with their sums of time times the factor of their group."""
    rows = rows.join(factors, on=group, how="left")
    for names in (CLOCK_TIME, WORKING_TIME):
        for power, name in enumerate(names, 1):
            if name in rows.columns:
                factor = pl.col(f"factor_{names[0]}").fill_null(1.0)
                new = (
                    (pl.col(name).cast(pl.Float64) * factor**power)
                    .round()
                    .cast(pl.Int64)
                    .cast(rows.schema[name])
                )
                rows = rows.with_columns(pl.when(factor < 1).then(new).otherwise(name).alias(name))
    return rows.drop(cs.starts_with("factor_"))


def withheld(table: pl.DataFrame) -> pl.DataFrame:
    """The table without the sums of cells that one case still has most of, as there was nothing to merge them with."""
    frame = with_floats(table)
    names = floats(frame)
    for place, name in enumerate([*CLOCK_TIME, *WORKING_TIME]):
        if name in table.columns:
            pair = names[place // 2 * 2 : place // 2 * 2 + 2]
            frame = frame.with_columns(
                pl.when(~dominated(pair)).then(name).otherwise(0).cast(table.schema[name]).alias(name)
            )
    return frame.drop(names)
