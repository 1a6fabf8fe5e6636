"""Cells are merged until the whole holds k cases of which none is most."""

from dataclasses import dataclass

import polars as pl

from liandong.profile.sharing.cells import rolled_up
from liandong.profile.tables import OTHER


@dataclass(frozen=True)
class Busy:
    """One case did everything of a cell where it is named; k is 10."""

    times: dict[str, int]

    def bounds(self, rows, by):
        most = pl.col("source").replace_strict(self.times, default=1).max()
        cells = rows.group_by(by).agg(twice=2 * most)
        return cells.with_columns(least=pl.max_horizontal(pl.lit(10), "twice"))

    def least(self, rows, by):
        return self.bounds(rows, by).drop("twice")


def test_a_case_that_is_most_of_its_cell_is_not_most_of_what_the_cell_is_merged_with():
    frame = pl.DataFrame(
        {"target": "X", "source": ["A", "B", "C"], "n": [10, 50, 200], "forced": ["", "", ""]}
    )
    merged = rolled_up(frame, ["target"], [["source"]], Busy({"B": 50}))
    assert merged.group_by("source").agg(pl.col("n").sum()).rows() == [(OTHER, 260)]
