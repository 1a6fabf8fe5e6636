"""What releases tell when they are subtracted: each count that all of them name is nothing, or that of k cases.

January, then January and February: whoever subtracts learns February. So does whoever subtracts two filters of a log
from all of it, or eleven months from a year. So a release is compared, wherever all give a number of the same name
(edges, all edges into and out of an activity, outcomes, roles, work, totals), with each earlier one; a whole among
them with any two others; and with all others that lie apart within its time. Along the time, what either of two had
counted up to the end of each of its blocks is compared as well.

Releases that cover different months or different groups have no case in common, and their differences tell nothing:
that is how counts should be shared, month by month, as shared profiles add.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import polars as pl

from liandong.profile.sharing.care import EDGE, GROUP
from liandong.profile.tables import TEXT
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


#: How much of something must be counted together: for a table and some of its keys, a frame of these and ``least``.
Thresholds = Mapping[tuple[str, tuple[str, ...]], pl.DataFrame]


@dataclass(frozen=True)
class Difference:
    """A number of cases or steps that some releases tell together."""

    table: str
    #: The names of the cell, by key.
    cell: tuple[tuple[str, str], ...]
    n: int

    @property
    def name(self) -> str:
        """The cell in words."""
        return f"{self.table}: " + ", ".join(f"{key} {value}" for key, value in self.cell)


@dataclass(frozen=True)
class Subtraction:
    """A release less one or more others, which may lie within it."""

    whole: Profile
    parts: tuple[Profile, ...]

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """All of them."""
        return (self.whole, *self.parts)


def subtractions(new: Profile, earlier: Sequence[Profile]) -> list[Subtraction]:
    """What to look at before the new release joins the earlier ones."""
    near = [old for old in earlier if in_common_time(new, old)]
    found = [Subtraction(*pair) for old in near for pair in ((new, (old,)), (old, (new,)))]
    for one, two in combinations(near, 2):
        found += [Subtraction(new, (one, two)), Subtraction(one, (new, two)), Subtraction(two, (new, one))]
    for whole in (new, *near):
        parts = _apart_within(whole, [other for other in (new, *near) if other is not whole])
        if len(parts) > 2 and (whole is new or new in parts):
            found.append(Subtraction(whole, tuple(parts)))
    return found


def in_common_time(new: Profile, old: Profile) -> bool:
    """Whether the spans of the two have a month in common."""
    mine, other = new.sheet, old.sheet
    if not (mine.first and mine.last and other.first and other.last):
        return True
    return mine.first <= other.last and other.first <= mine.last


def _apart_within(whole: Profile, others: list[Profile]) -> list[Profile]:
    """Those that lie within the time of the whole and share it with no other of them."""
    inside = [one for one in others if _is_within(one, whole)]
    return [one for one in inside if not any(two is not one and in_common_time(one, two) for two in inside)]


def _is_within(one: Profile, whole: Profile) -> bool:
    mine, other = one.sheet, whole.sheet
    if not (mine.first and mine.last and other.first and other.last):
        return False
    return other.first <= mine.first and mine.last <= other.last


def overlapping(new: Profile, old: Profile) -> list[tuple[str, str]]:
    """The groups (zone, object type) that both releases count in common months, with different counts."""
    if not in_common_time(new, old):
        return []
    both = _groups(new).join(_groups(old), on=GROUP).sort(GROUP).rows()
    return [(zone, kind) for zone, kind in both if _part(new, zone, kind) != _part(old, zone, kind)]


def differences(
    new: Profile, earlier: Sequence[Profile], k: int, thresholds: Thresholds | None = None
) -> list[tuple[Difference, Subtraction]]:
    """What the new release and earlier ones tell together of fewer than k cases, in a fixed order.

    ``thresholds`` are the counts that are of so many cases in the new release; k where they are not known.
    """
    groups = {old.sha256: overlapping(new, old) for old in earlier}
    earlier = [old for old in earlier if groups[old.sha256]]
    told = Told(k, new, thresholds or {})
    found = []
    for each in subtractions(new, earlier):
        common = _common([groups[old.sha256] for old in each.profiles if old is not new])
        if len(each.parts) > 1:
            common = told.within(each, common)
        if common.height:
            found += [(one, each) for one in told.of(each, common)]
    return found


def _common(groups: list[list[tuple[str, str]]]) -> pl.DataFrame:
    every = sorted(set(groups[0]).intersection(*groups[1:]))
    return pl.DataFrame(every, schema=dict.fromkeys(GROUP, pl.String), orient="row")


class Told:
    """The counts that releases name, added up once for each set of keys."""

    def __init__(self, k: int, new: Profile, thresholds: Thresholds) -> None:
        self.k, self.new, self.thresholds = k, new, thresholds
        self._counts: dict[tuple[str, str, tuple[str, ...]], pl.DataFrame] = {}

    def of(self, each: Subtraction, groups: pl.DataFrame) -> Iterator[Difference]:
        """What is left of the whole, where that is too little."""
        for table, levels in _LEVELS.items():
            for keys in levels:
                yield from self._apart(each, groups, table, keys)
        if len(each.parts) == 1 and each.whole is self.new:
            for table, keys in _IN_TIME.items():
                yield from self._apart_in_time(each, groups, table, keys)

    def within(self, each: Subtraction, groups: pl.DataFrame) -> pl.DataFrame:
        """The groups of which the whole counts more cases than all parts together: else they are no parts of it."""
        left = self._left(each, groups, "case", GROUP)
        return left.filter(pl.col("left") > 0).select(GROUP)

    def _apart(
        self, each: Subtraction, groups: pl.DataFrame, table: str, keys: list[str]
    ) -> Iterator[Difference]:
        left = self._with_least(self._left(each, groups, table, keys), each.whole, table, keys)
        few = left.filter((pl.col("left") > 0) & (pl.col("left") < pl.col("least")))
        yield from _told(few.sort(keys), table, keys)

    def _apart_in_time(
        self, each: Subtraction, groups: pl.DataFrame, table: str, keys: list[str]
    ) -> Iterator[Difference]:
        """The ends of blocks of one release that are too near to those of the other."""
        ends = []
        for profile in each.profiles:
            counts = self._of(profile, groups, table, [*keys, "period"]).sort(*keys, "period")
            ends.append(counts.with_columns(reached=pl.col("n").cum_sum().over(keys)).drop("n", "period"))
        both = ends[0].join(ends[1], on=keys)
        both = both.with_columns(left=(pl.col("reached") - pl.col("reached_right")).abs())
        both = self._with_least(both, each.whole, table, keys)
        few = both.filter((pl.col("left") > 0) & (pl.col("left") < pl.col("least"))).sort(*keys, "left")
        yield from _told(few.unique(keys, keep="first", maintain_order=True), table, keys)

    def _left(self, each: Subtraction, groups: pl.DataFrame, table: str, keys: list[str]) -> pl.DataFrame:
        """What the whole counts more than the parts together, where all of them name it."""
        left = self._of(each.whole, groups, table, keys).rename({"n": "left"})
        for part in each.parts:
            left = left.join(self._of(part, groups, table, keys), on=keys)
            left = left.with_columns(left=pl.col("left") - pl.col("n")).drop("n")
        return left

    def _of(self, profile: Profile, groups: pl.DataFrame, table: str, keys: list[str]) -> pl.DataFrame:
        at = (profile.sha256, table, tuple(keys))
        if at not in self._counts:
            rows = profile.table(table)
            texts = [pl.col(key).cast(pl.String) if rows.schema[key] == TEXT else pl.col(key) for key in keys]
            self._counts[at] = rows.group_by(texts).agg(pl.col("n").sum())
        return self._counts[at].join(groups, on=GROUP, how="semi")

    def _with_least(self, rows: pl.DataFrame, whole: Profile, table: str, keys: list[str]) -> pl.DataFrame:
        """The rows with the count that is of k cases of the whole for sure; of totals the cases themselves tell."""
        if keys == GROUP:
            return rows.with_columns(least=pl.lit(self.k))
        if whole is not self.new:
            return rows.with_columns(least=pl.lit(_least_of(whole, table, self.k)))
        known = self.thresholds.get((table, tuple(keys)), self.thresholds.get((table, ())))
        if known is None:
            return rows.with_columns(least=pl.lit(self.k))
        on = [name for name in known.columns if name != "least"]
        return rows.join(known, on=on, how="left").with_columns(pl.col("least").fill_null(self.k))


def _least_of(old: Profile, table: str, k: int) -> int:
    """The count that is of k cases of an earlier release, from its record of how often a case does a thing at most."""
    record = old.sheet.releases[0] if old.sheet.releases else None
    most = {"case": 1, "presence": record.most_steps, "handover": record.most_steps} if record else {}
    return (k - 1) * max(1, most.get(table, record.most_repeats if record else 1)) + 1


def _groups(profile: Profile) -> pl.DataFrame:
    return profile.case.select(pl.col(GROUP).cast(pl.String)).unique()


def _part(profile: Profile, zone: str, kind: str) -> Profile:
    return profile.select(zone=zone, object_type=kind)


def _told(rows: pl.DataFrame, table: str, keys: list[str]) -> Iterator[Difference]:
    for row in rows.iter_rows(named=True):
        yield Difference(table, tuple((key, row[key]) for key in keys), row["left"])
