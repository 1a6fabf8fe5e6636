"""What the tables of one release have to heed: the threshold, and what earlier releases have told."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

#: The keys of a group: what one zone counted of one type of object.
GROUP = ["zone", "object_type"]
#: An edge of a group by name.
EDGE = [*GROUP, "source", "target"]


def no_edges() -> pl.DataFrame:
    """A list of edges with nothing in it."""
    return pl.DataFrame(schema=dict.fromkeys(EDGE, pl.String))


@dataclass(frozen=True)
class Care:
    """The threshold ``k``, edges not to be published by name, and groups to be published whole.

    A group whose counts grew since an earlier release is published without periods, buckets and hours: one block each,
    as two distributions of growing numbers of cases would tell the few that came in between.
    """

    k: int
    hidden: pl.DataFrame = field(default_factory=no_edges)
    changed: tuple[tuple[str, str], ...] = ()

    @cached_property
    def is_changed(self) -> pl.Expr:
        """Whether a row lies in a group to be published whole."""
        tests = [(pl.col("zone") == zone) & (pl.col("object_type") == kind) for zone, kind in self.changed]
        return pl.any_horizontal(tests) if tests else pl.lit(value=False)
