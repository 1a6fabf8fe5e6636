"""What the difference between two releases tells: each count that both name is the same, or k or more apart.

January, then January and February: whoever subtracts learns February. So does whoever subtracts one filter of a log
from a wider one. Two releases are therefore compared wherever both give a number of the same name: edges, all edges
into and out of an activity, outcomes, roles, work, totals; and, along the time, what either had counted up to the end
of each of its blocks.

Releases that cover different months or different groups have no case in common, and their differences tell nothing:
that is how counts should be shared, month by month, as shared profiles add.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from liandong.profile.sharing.care import EDGE, GROUP
from liandong.profile.value import Profile

#: The keys under which counts of a table are compared.
_LEVELS: dict[str, list[list[str]]] = {
    "case": [GROUP, [*GROUP, "outcome"]],
    "follows": [EDGE, [*GROUP, "source"], [*GROUP, "target"]],
    "work": [GROUP, [*GROUP, "activity"]],
    "presence": [GROUP, [*GROUP, "role"]],
    "handover": [GROUP, [*GROUP, "role_from", "role_to"], [*GROUP, "role_from"], [*GROUP, "role_to"]],
}
#: Tables whose blocks of periods are compared.
_IN_TIME: dict[str, list[str]] = {"follows": EDGE, "case": [*GROUP, "outcome"]}


@dataclass(frozen=True)
class Difference:
    """A number of cases or steps that two releases tell together."""

    table: str
    #: The names of the cell, by key.
    cell: tuple[tuple[str, str], ...]
    n: int

    @property
    def name(self) -> str:
        """The cell in words."""
        return f"{self.table}: " + ", ".join(f"{key} {value}" for key, value in self.cell)


def overlapping(new: Profile, old: Profile) -> list[tuple[str, str]]:
    """The groups (zone, object type) that both releases count in common months, with different counts."""
    if not _in_common_time(new, old):
        return []
    both = _groups(new).join(_groups(old), on=GROUP).sort(GROUP).rows()
    return [(zone, kind) for zone, kind in both if _part(new, zone, kind) != _part(old, zone, kind)]


def differences(new: Profile, old: Profile, k: int) -> list[Difference]:
    """What the two releases tell together of fewer than k, in a fixed order."""
    groups = pl.DataFrame(overlapping(new, old), schema=dict.fromkeys(GROUP, pl.String), orient="row")
    if not groups.height:
        return []
    found = [
        one
        for table, levels in _LEVELS.items()
        for keys in levels
        for one in _apart(new, old, groups, table, keys, k)
    ]
    return found + [
        one for table, keys in _IN_TIME.items() for one in _apart_in_time(new, old, groups, table, keys, k)
    ]


def _in_common_time(new: Profile, old: Profile) -> bool:
    mine, other = new.sheet, old.sheet
    if not (mine.first and mine.last and other.first and other.last):
        return True
    return mine.first <= other.last and other.first <= mine.last


def _groups(profile: Profile) -> pl.DataFrame:
    return profile.case.select(pl.col(GROUP).cast(pl.String)).unique()


def _part(profile: Profile, zone: str, kind: str) -> Profile:
    return profile.select(zone=zone, object_type=kind)


def _counts(profile: Profile, groups: pl.DataFrame, table: str, keys: list[str]) -> pl.DataFrame:
    names = list(dict.fromkeys([*GROUP, *keys]))
    frame = (
        profile.table(table).with_columns(pl.col(names).cast(pl.String)).join(groups, on=GROUP, how="semi")
    )
    return frame.group_by(keys).agg(pl.col("n").sum()).sort(keys)


def _apart(
    new: Profile, old: Profile, groups: pl.DataFrame, table: str, keys: list[str], k: int
) -> Iterator[Difference]:
    both = _counts(new, groups, table, keys).join(_counts(old, groups, table, keys), on=keys)
    apart = both.with_columns(apart=(pl.col("n") - pl.col("n_right")).abs()).filter(
        pl.col("apart").is_between(1, k - 1)
    )
    yield from _told(apart.sort(keys), table, keys)


def _apart_in_time(
    new: Profile, old: Profile, groups: pl.DataFrame, table: str, keys: list[str], k: int
) -> Iterator[Difference]:
    """The ends of blocks of one release between 1 and k - 1 away from those of the other."""
    ends = []
    for profile in (new, old):
        counts = _counts(profile, groups, table, [*keys, "period"])
        ends.append(counts.with_columns(reached=pl.col("n").cum_sum().over(keys)).drop("n", "period"))
    both = ends[0].join(ends[1], on=keys)
    apart = both.with_columns(apart=(pl.col("reached") - pl.col("reached_right")).abs())
    yield from _told(
        apart.filter(pl.col("apart").is_between(1, k - 1))
        .sort(*keys, "apart")
        .unique(keys, keep="first", maintain_order=True),
        table,
        keys,
    )


def _told(rows: pl.DataFrame, table: str, keys: list[str]) -> Iterator[Difference]:
    for row in rows.iter_rows(named=True):
        yield Difference(table, tuple((key, row[key]) for key in keys), row["apart"])
