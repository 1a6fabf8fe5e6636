"""How many executions are those of k cases for sure: tables count what cases do, and k protects cases.

An activity done twelve times may be the doing of two cases. The sequences of a profile tell how often each case does
what. So for whatever is counted together, it is known what the k - 1 cases that do most of it can have done: a count
above that holds k cases or more, whichever executions it is made of. It must also be at least twice what one case can
have done, so that no case is most of it. Where no case does a thing twice that comes to k.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import polars as pl

from liandong.errors import SharingRefused
from liandong.profile.sequences import parts
from liandong.profile.sharing.care import GROUP
from liandong.profile.tables import END, START
from liandong.profile.value import Profile, real_edges


class Threshold(Protocol):
    """What says how much of something must be counted."""

    def least(self, rows: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
        """The keys ``by`` of the rows, once each, and the least count (``least``) that tells of k cases."""
        ...

    def bounds(self, rows: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
        """The same, and twice what one case can have done (``twice``); of several keys the sum bounds their union."""
        ...


@dataclass(frozen=True)
class WholeCases:
    """For tables that count each case once: k."""

    k: int

    def least(self, rows: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
        """``k`` for every key."""
        return rows.select(by).unique().with_columns(least=pl.lit(self.k, pl.Int64))

    def bounds(self, rows: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
        """No case is in more than one cell."""
        return self.least(rows, by).with_columns(twice=pl.lit(0, pl.Int64))


@dataclass(frozen=True)
class Repeats:
    """How often (``times``) each of the ``cases`` of a variant does what the columns ``on`` name, group by group."""

    rows: pl.DataFrame
    on: tuple[str, ...]
    k: int

    def least(self, rows: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
        """What the rows count under one key is a union of what ``on`` names, or a part of it."""
        return self.bounds(rows, by).drop("twice")

    def bounds(self, rows: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
        """The same with ``twice``."""
        keys = list(dict.fromkeys([*GROUP, *self.on, *by]))
        done = rows.select(keys).unique().join(self.rows, on=[*GROUP, *self.on])
        done = done.group_by([*by, *(key for key in GROUP if key not in by), "variant"]).agg(
            pl.col("times").sum(), pl.col("cases").first()
        )
        done = done.sort([*by, "times"], descending=[False] * len(by) + [True])
        before = pl.col("cases").cum_sum().over(by) - pl.col("cases")
        most = ((self.k - 1 - before).clip(0, pl.col("cases")) * pl.col("times")).sum()
        twice = 2 * pl.col("times").max()
        return done.group_by(by).agg(least=pl.max_horizontal(pl.lit(self.k), most + 1, twice), twice=twice)


@dataclass(frozen=True)
class Doings:
    """What cases do, as tables count it: edges (``true_source``, ``true_target``), activities, events of any kind."""

    edges: Repeats
    activities: Repeats
    events: Repeats

    @property
    def most(self) -> tuple[int, int]:
        """What no case exceeds, as powers of two: executions of one activity, and events."""
        return _power(self.activities.rows["times"].max()), _power(self.events.rows["times"].max())


def doings(profile: Profile, groups: pl.DataFrame, k: int) -> Doings:
    """What the cases do. ``groups`` gives the published zone and object type of each (``true_zone``, ``true_type``).

    Raises SharingRefused where the profile has not the sequences of all its cases.
    """
    variants = profile.variant.select(pl.col(GROUP).cast(pl.String), "variant", "n")
    variants = variants.rename({"zone": "true_zone", "object_type": "true_type"})
    variants = variants.join(groups, on=["true_zone", "true_type"])
    variants = variants.group_by(*GROUP, "variant").agg(cases=pl.col("n").sum())
    steps = _steps(profile.sequence)
    one = [*GROUP, "variant", "cases"]

    def repeats(rows: pl.DataFrame, on: tuple[str, ...]) -> Repeats:
        times = rows.group_by("variant", *on).agg(times=pl.len().cast(pl.Int64))
        return Repeats(variants.join(times, on="variant").select(*one, *on, "times"), on, k)

    activity = steps.filter(pl.col("true_target") != END).select("variant", true_activity="true_target")
    found = Doings(
        repeats(steps, ("true_source", "true_target")),
        repeats(activity, ("true_activity",)),
        repeats(activity, ()),
    )
    _check(profile, found.edges.rows)
    return found


def _steps(sequence: pl.DataFrame) -> pl.DataFrame:
    """The edges of each sequence, from ▶ to ■."""
    flat, offsets = parts(sequence["activities"])
    variant = np.repeat(sequence["variant"].to_numpy(), np.diff(offsets))
    steps = pl.DataFrame({"variant": variant, "true_target": flat.cast(pl.String)})
    source = pl.col("true_target").shift(1).over("variant").fill_null(START)
    ends = steps.group_by("variant", maintain_order=True).agg(true_source=pl.col("true_target").last())
    return pl.concat(
        [
            steps.select("variant", true_source=source, true_target="true_target"),
            ends.with_columns(true_target=pl.lit(END)),
        ]
    )


def _check(profile: Profile, edges: pl.DataFrame) -> None:
    """Whether the sequences tell of every step that is counted."""
    told = int(edges.select((pl.col("cases") * pl.col("times")).sum()).item())
    counted = int(real_edges(profile.follows)["n"].sum()) + 2 * int(profile.case["n"].sum())
    if told != counted:
        reason = (
            "它没有每件办件的走法，无从得知一个计数出自多少件办件；请共享由日志直接统计的流程画像",
            "it lacks the sequences of its cases, so nobody can tell how many cases a count is of; "
            "share a profile as it was counted from a log",
        )
        raise SharingRefused(reason=reason)


def _power(most: object) -> int:
    """The smallest power of two that is not below."""
    return 1 << max(0, int(most or 1) - 1).bit_length()  # type: ignore[call-overload, no-any-return]
