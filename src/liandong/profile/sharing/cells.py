"""Merging cells until none is small: a tree of names, and blocks along an order.

What is published of a table is a *partition*: every execution is counted in exactly one published cell, and every
published cell is of at least k cases (``repeats``). Sums and differences of such cells are unions of cells, so none of
them is of fewer either, and totals stay what they are. Names are merged up a tree (all rare sources of one target together, then rare
targets): where something small has to be merged, the smallest sibling goes with it until the merged cell is large
enough, which official statistics calls complementary suppression (Hundepool et al., Statistical Disclosure Control,
2012, ch. 4). Ordered keys (periods, buckets, hours) are merged with their neighbours: microaggregation (Domingo-Ferrer
and Mateo-Sanz, 2002).

A sum of seconds tells one case's time where that case has nearly all of it. Its share of a cell is known from the
published sums alone: sum of squares / square of the sum lies between (largest share)² and the largest share. A cell
where that is above ``DOMINANCE`` is merged as if it were too small.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise

import polars as pl

from liandong.profile.sharing.repeats import Threshold
from liandong.profile.tables import CLOCK_TIME, OTHER, WORKING_TIME

#: The largest sum of squares / square of sum: above it one case has more than half of a cell's time, and below it
#: no case has more than 71 % of it.
DOMINANCE = 0.5


def with_floats(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with times as floats ``_0``, ``_1`` (sum, squares; and again in working time), for decisions only."""
    times = [name for name in (*CLOCK_TIME, *WORKING_TIME) if name in frame.columns]
    return frame.with_columns(pl.col(name).cast(pl.Float64).alias(f"_{i}") for i, name in enumerate(times))


def floats(frame: pl.DataFrame) -> list[str]:
    """The columns that ``with_floats`` added."""
    return [name for name in frame.columns if name[0] == "_" and name[1:].isdigit()]


def dominated(names: Sequence[str], suffix: str = "") -> pl.Expr:
    """Whether one case has most of the time of a cell."""
    pairs = zip(names[::2], names[1::2], strict=True)
    checks = [pl.col(two + suffix) > DOMINANCE * pl.col(one + suffix) ** 2 for one, two in pairs]
    return pl.any_horizontal(checks) if checks else pl.lit(value=False)


def rolled_up(
    frame: pl.DataFrame,
    root: list[str],
    path: list[list[str]],
    threshold: Threshold,
    *,
    kind: str = "elapsed",
) -> pl.DataFrame:
    """The rows with small names merged up the tree: ``path`` lists the columns of each level, from the root down.

    A row whose ``forced`` names the first column of a level is merged there, however large its cell is. A merged name
    becomes OTHER, a merged column ``kind`` the given kind.
    """
    for depth in reversed(range(len(path))):
        parent = root + [column for level in path[:depth] for column in level]
        lost = [column for level in path[depth:] for column in level]
        merged = _merged(frame, parent, path[depth], threshold)
        frame = frame.join(merged, on=parent + path[depth], how="left", nulls_equal=True).with_columns(
            pl.when("is_merged")
            .then(pl.lit(kind if column == "kind" else OTHER))
            .otherwise(column)
            .alias(column)
            for column in lost
        )
        frame = frame.drop("is_merged")
    return frame


def _merged(frame: pl.DataFrame, parent: list[str], child: list[str], threshold: Threshold) -> pl.DataFrame:
    """Which children of each parent are merged: the unsafe ones, and the smallest others until there is enough."""
    times, keys = floats(frame), parent + child
    cells = frame.group_by(keys).agg(pl.col(["n", *times]).sum(), forced=(pl.col("forced") == child[0]).any())
    cells = cells.join(threshold.bounds(frame, keys), on=keys, how="left", nulls_equal=True)
    cells = cells.with_columns(unsafe=(pl.col("n") < pl.col("least")) | pl.col("forced") | dominated(times))
    cells = _with_need(cells, frame, parent, child, threshold).sort(
        [*parent, "unsafe", "n", *child],
        descending=[False] * len(parent) + [True, False] + [False] * len(child),
    )
    over = parent or pl.lit(0)
    before = [
        (pl.col(name).cum_sum().over(over) - pl.col(name)).alias(f"{name}_before")
        for name in ("n", "twice", *times)
    ]
    # One child that is safe alone brings k cases to whatever it is merged with; that no case is most of it takes more.
    is_first = pl.col("unsafe").not_().cum_sum().over(over) == 1
    is_most = pl.col("n_before") < pl.col("twice_before")
    short = (pl.col("is_short") & (is_first | is_most)) | dominated(times, "_before")
    return cells.with_columns(before).select(
        *keys, is_merged=pl.col("unsafe") | (pl.col("unsafe").any().over(over) & short)
    )


def _with_need(
    cells: pl.DataFrame, frame: pl.DataFrame, parent: list[str], child: list[str], threshold: Threshold
) -> pl.DataFrame:
    """The cells with whether (``is_short``) all unsafe ones of their parent together are still too few."""
    unsafe = cells.filter("unsafe").select(*parent, *child, root=pl.lit(0))
    rows = frame.join(unsafe, on=parent + child, nulls_equal=True)
    keys = parent or ["root"]
    sums = rows.group_by(keys).agg(pl.col("n").sum())
    sums = sums.join(threshold.least(rows, keys), on=keys, nulls_equal=True)
    short = sums.select(*keys, is_short=pl.col("n") < pl.col("least"))
    return cells.with_columns(root=pl.lit(0)).join(short, on=keys, how="left", nulls_equal=True).drop("root")


def in_blocks(
    frame: pl.DataFrame, by: list[str], order: str, least: int | str, *, whole: pl.Expr | None = None
) -> pl.DataFrame:
    """The rows with neighbours along ``order`` merged until each block is safe, under the value of its middle case.

    ``least`` is the least count of a block, or the column that has it for each group. Rows for which ``whole`` holds
    are merged into one block a group.
    """
    times = floats(frame)
    whole = pl.lit(value=False) if whole is None else whole
    enough = pl.col(least).max() if isinstance(least, str) else pl.lit(least)
    sums = frame.group_by([*by, order]).agg(pl.col(["n", *times]).sum(), _whole=whole.any(), _least=enough)
    cells = sums.sort([*by, order])
    group = (
        cells.select(pl.struct(by).rle_id().alias("g"))["g"]
        if cells.height
        else pl.Series("g", [], pl.UInt32)
    )
    columns = [cells[name].to_list() for name in ("n", *times)]
    numbers = _block_numbers(group.to_list(), cells["_whole"].to_list(), columns, cells["_least"].to_list())
    cells = cells.with_columns(_block=pl.Series(numbers, dtype=pl.Int64))
    reached = pl.col("n").cum_sum().over("_block") * 2 >= pl.col("n").sum().over("_block")
    middle = pl.col(order).filter(reached).first().over("_block").alias("_middle")
    cells = cells.with_columns(middle).select(*by, order, "_middle")
    return (
        frame.join(cells, on=[*by, order], how="left", nulls_equal=True)
        .with_columns(pl.col("_middle").alias(order))
        .drop("_middle")
    )


def _block_numbers(
    groups: list[int], whole: list[bool], columns: list[list[float]], least: list[int]
) -> list[int]:
    """The number of the block of each cell, in order; a group's last block joins the one before it if it is unsafe."""
    numbers: list[int] = []
    number = -1
    for _, places in groupby(range(len(groups)), key=groups.__getitem__):
        mine = list(places)
        starts = _starts(mine[0], mine[-1] + 1, columns, least[mine[0]]) if not whole[mine[0]] else mine[:1]
        for begin, end in pairwise([*starts, mine[-1] + 1]):
            number += 1
            numbers += [number] * (end - begin)
    return numbers


def _starts(begin: int, end: int, columns: list[list[float]], least: int) -> list[int]:
    """Where the blocks of one group start."""
    starts = [begin]
    for place in range(begin + 1, end):
        if _is_safe(columns, starts[-1], place, least):
            starts.append(place)
    while len(starts) > 1 and not _is_safe(columns, starts[-1], end, least):
        starts.pop()
    return starts


def _is_safe(columns: list[list[float]], begin: int, end: int, least: int) -> bool:
    n, *times = (sum(column[begin:end]) for column in columns)
    pairs = zip(times[::2], times[1::2], strict=True)
    return n >= least and all(squares <= DOMINANCE * total**2 for total, squares in pairs)
