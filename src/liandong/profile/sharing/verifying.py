"""What a shared profile still tells of fewer than k: alone, by its margins, and beside earlier releases.

It needs nothing but the shared profile and the releases before it, so whoever receives or approves it can check.
Beside cells below k these numbers are looked at, as whoever has the profile can compute them:

* a shape against its means, starts and ends against cases, hand-overs and work against events: same things counted in
  two tables, whose difference is what one of them leaves out;
* the flow into an activity against the flow out of it, where one of them has nothing merged;
* cells in which one case has most of the time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from liandong.errors import SharingRefused
from liandong.profile.sharing.care import EDGE, GROUP
from liandong.profile.sharing.cells import dominated, floats, with_floats
from liandong.profile.sharing.differences import differences
from liandong.profile.sharing.releasing import is_noisy
from liandong.profile.tables import END, OTHER, START, TABLES
from liandong.profile.value import Profile

Text = tuple[str, str]


@dataclass(frozen=True)
class Finding:
    """Something a profile tells of fewer than k, or of a person."""

    what: Text
    cell: str
    n: int

    def sentence(self, lang: str = "zh") -> str:
        """The finding in words."""
        what = self.what[0 if lang == "zh" else 1]
        return f"{what}：{self.cell}，{self.n}" if lang == "zh" else f"{what}: {self.cell}, {self.n}"


def verify(profile: Profile, *, k: int | None = None, earlier: Sequence[Profile] = ()) -> tuple[Finding, ...]:
    """What the profile tells and should not, nothing where it was shared well. Raises SharingRefused.

    It sees counts, not cases: that a count of k or more is of k cases, only the profile it was made from can tell.
    ``k`` is that of its data sheet unless given; ``earlier`` are the releases made before it.
    """
    releases = profile.sheet.releases
    if k is None and not releases:
        reason = (
            "它没有共享记录，请用 --k 指定阈值",
            "it has no record of sharing; name the threshold with --k",
        )
        raise SharingRefused(reason=reason)
    least = k if k is not None else min(release.k for release in releases)
    findings = [*_small(profile, least), *_personal(profile), *_recorded(profile)]
    if not is_noisy(profile):
        findings += [*_dominated(profile), *_margins(profile, least), *_flow(profile, least)]
        others = [old for old in earlier if not is_noisy(old) and old.sha256 != profile.sha256]
        findings += _subtracted(profile, others, least)
    return tuple(findings)


def _small(profile: Profile, k: int) -> Iterator[Finding]:
    for name, frame in profile.tables.items():
        small = frame.filter(pl.col("n") < k)
        yield from _found(
            (f"{name} 单元少于 {k}", f"a cell of {name} under {k}"), small, TABLES[name].all_keys
        )


def _personal(profile: Profile) -> Iterator[Finding]:
    people = profile.presence.filter(pl.col("resource") != "")
    yield from _found(("含有人员", "people are named"), people, ("zone", "role", "resource"))
    if profile.sequence.height:
        yield Finding(
            ("含有办件的完整走法", "whole sequences of cases are told"), "variant", profile.sequence.height
        )


def _recorded(profile: Profile) -> Iterator[Finding]:
    if len(profile.sheet.releases) == 1 and profile.sheet.releases[0].counts != profile.sha256:
        what = ("计数与共享记录不符", "the counts are not those of the record")
        yield Finding(what, profile.sha256[:12], int(profile.case["n"].sum()))


def _dominated(profile: Profile) -> Iterator[Finding]:
    for name, table in TABLES.items():
        if table.timed:
            frame = with_floats(profile.tables[name])
            bad = frame.filter(dominated(floats(frame)))
            yield from _found(
                (f"{name} 单元的时间几乎都属于一件", f"one case has most of the time of a cell of {name}"),
                bad,
                table.all_keys,
            )


def _counts(frame: pl.DataFrame, keys: list[str], **names: str) -> pl.DataFrame:
    """How much the frame counts by these keys; ``names`` gives keys by another column's name."""
    columns = [pl.col(names.get(key, key)).alias(key) for key in keys]
    text = frame.select(*columns, "n").with_columns(pl.col(pl.Categorical).cast(pl.String))
    return text.group_by(keys).agg(pl.col("n").sum())


def _margins(profile: Profile, k: int) -> Iterator[Finding]:
    """Things counted in two tables, whose counts differ by 1 to k - 1."""
    follows, case = profile.follows, profile.case
    between = follows.filter((pl.col("source") != START) & (pl.col("target") != END))
    starts, ends = follows.filter(pl.col("source") == START), follows.filter(pl.col("target") == END)
    handed, presence, work = (
        profile.handover,
        _named(profile.presence, "role"),
        _named(profile.work, "activity"),
    )
    by_period, role, activity = [*GROUP, "period"], [*GROUP, "role"], [*GROUP, "activity"]
    pairs = {
        "follows_shape": ([*EDGE, "kind"], between),
        "work_shape": ([*activity, "kind"], profile.work),
        "case_shape": ([*by_period, "outcome"], case),
        "arrival": (GROUP, case),
        "variant": (by_period, case),
    }
    for name, (keys, other) in pairs.items():
        shapes = profile.table(name)
        for part in shapes.partition_by("clock") if "clock" in shapes.columns else [shapes]:
            yield from _differing(name, _counts(part, keys), _counts(other, keys), keys, k)
    yield from _differing("starts", _counts(starts, by_period), _counts(case, by_period), by_period, k)
    yield from _differing("ends", _counts(ends, GROUP), _counts(case, GROUP), GROUP, k)
    for side in ("role_from", "role_to"):
        yield from _differing("handover", _counts(presence, role), _counts(handed, role, role=side), role, k)
    yield from _differing(
        "work", _counts(work, activity), _counts(follows, activity, activity="target"), activity, k
    )


def _named(frame: pl.DataFrame, key: str) -> pl.DataFrame:
    return frame.filter(pl.col(key) != OTHER)


def _differing(
    name: str, left: pl.DataFrame, right: pl.DataFrame, keys: list[str], k: int
) -> Iterator[Finding]:
    both = left.join(right, on=keys).with_columns(n=(pl.col("n") - pl.col("n_right")).abs())
    what = (f"{name} 与另一张表相减", f"{name} subtracted from another table")
    yield from _found(what, both.filter(pl.col("n").is_between(1, k - 1)).sort(keys), keys)


def _flow(profile: Profile, k: int) -> Iterator[Finding]:
    """Activities whose flow in and out differ by 1 to k - 1 where nothing is merged on one of the sides."""
    follows, keys = profile.follows, [*GROUP, "name"]
    for name, side in (("in", "target"), ("out", "source")):
        merged = _counts(follows.filter(pl.col(side) == OTHER), GROUP).select(GROUP)
        sums = [
            _counts(follows.filter(~pl.col(one).is_in([START, END, OTHER])), keys, name=one)
            for one in ("source", "target")
        ]
        complete = [one.join(merged, on=GROUP, how="anti") for one in sums]
        yield from _differing(f"flow {name}", complete[0], complete[1], keys, k)


def _subtracted(profile: Profile, earlier: Sequence[Profile], k: int) -> Iterator[Finding]:
    for one, each in differences(profile, earlier, k):
        others = [old.sha256[:12] for old in each.profiles if old is not profile]
        what = (f"与 {'、'.join(others)} 相减", f"less the release {' and '.join(others)}")
        yield Finding(what, one.name, one.n)


def _found(what: Text, rows: pl.DataFrame, keys: Sequence[str]) -> Iterator[Finding]:
    for row in rows.iter_rows(named=True):
        yield Finding(
            what, ", ".join(f"{key} {row[key]}" for key in keys if row[key] not in ("", None)), row["n"]
        )
