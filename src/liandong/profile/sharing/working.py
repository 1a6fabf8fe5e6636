"""Work on activities in cells of at least k, whoever does it.

Work is counted where a start time is known. So an activity's work less its events tells how many have none, and its
work less the waiting into it how many begin a case or follow a step that has none: both are made 0 or those of k cases.
"""

from __future__ import annotations

import polars as pl

from liandong.profile.sharing.care import GROUP, Care
from liandong.profile.sharing.cells import rolled_up
from liandong.profile.sharing.edges import between
from liandong.profile.sharing.repeats import Repeats

TRUE = ["true_activity", "true_kind"]
_BY = [*GROUP, "activity"]


def merged_work(work: pl.DataFrame, named: pl.DataFrame, care: Care, repeats: Repeats) -> pl.DataFrame:
    """The rows of ``work`` under published activities and kinds, for all roles together; the true ones beside them.

    ``named`` are the edges under their published names, ``repeats`` tells how often cases do an activity. ``least`` is
    how much of an activity under its published name must be counted together.
    """
    rows = work.with_columns(
        true_activity="activity", true_kind="kind", role=pl.lit(""), forced=pl.lit(None, pl.String)
    )
    sums = work.group_by(_BY).agg(work=pl.col("n").sum())
    for of, edges in (("events", named), ("waits", between(named).filter(pl.col("true_kind") != "elapsed"))):
        counts = edges.group_by(*GROUP, activity="true_target").agg(pl.col("n").sum().alias(of))
        sums = sums.join(counts, on=_BY, how="left")
    sums = sums.join(repeats.least(rows, _BY), on=_BY, how="left")
    few = [
        (pl.col("work") - pl.col(of).fill_null(0)).abs().is_between(1, pl.col("least") - 1)
        for of in ("events", "waits")
    ]
    odd = sums.filter(pl.any_horizontal(few)).select(*_BY, odd=pl.lit("activity"))
    whole = pl.when(care.is_changed).then(pl.lit("activity"))
    rows = rows.join(odd, on=_BY, how="left").with_columns(forced=pl.coalesce("odd", whole)).drop("odd")
    work = rolled_up(rows, GROUP, [["activity"], ["kind"]], repeats, kind="working").drop("forced")
    return work.join(repeats.least(work, _BY), on=_BY, how="left")


def under_names(rows: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """The rows of ``work`` or ``work_shape`` with the published names of activities and kinds."""
    keys = [*GROUP, *TRUE]
    true = rows.rename({"activity": "true_activity", "kind": "true_kind"})
    return true.join(named.select(*keys, "activity", "kind", "least").unique(), on=keys, how="left")
