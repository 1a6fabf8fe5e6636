"""Who works, how many of them, and in which hours of the week: from the counts of who was seen when.

The ladder for an activity: its role, if the log names roles; its party; everybody in the log; always open with as many as
are needed. Each step down is noted.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import polars as pl

from liandong.simulation.calibration.counts import Counts
from liandong.simulation.hours import ALWAYS, Hours
from liandong.simulation.model import Role, Shift

Text = tuple[str, str]
#: Hours with less than this share of the staff of the busiest one are quiet.
_QUIET = 0.25
#: A role that was seen less often than this says too little about its hours.
MOST_SELDOM = 20
_MINUTES = 60
EVERYBODY = "全体"


@dataclass(frozen=True, eq=False)
class Pool:
    """Who does some of the activities: how often they were seen in each hour of the week, and how many there are."""

    name: str
    party: str
    #: Events in each hour of an average week.
    events: np.ndarray
    #: People seen in each hour of an average week.
    people: np.ndarray

    @property
    def is_always_open(self) -> bool:
        return not self.events.sum()

    @property
    def share(self) -> np.ndarray:
        """How much goes on in each hour, as a share of the busiest one; the hours in which papers move on."""
        if self.is_always_open:
            return np.ones(168)
        share: np.ndarray = self.events / self.events.max()
        return share

    @property
    def open(self) -> np.ndarray:
        """1 for each hour in which somebody works."""
        return (self.share > 0).astype(float)

    @cached_property
    def pace(self) -> Hours:
        """Hours of which as much is open as goes on in them: what passes in these hours ends when the log's events do."""
        return _hours(self.share)

    def role(self, busy: np.ndarray) -> tuple[Role, bool]:
        """The role, with at least the staff that ``busy`` servers an hour need; whether that is more than were seen."""
        seen = np.ceil(np.maximum(self.people, self.open))
        needed = np.ceil(busy + np.sqrt(busy)) * self.open
        level = np.maximum(seen, needed).astype(int)
        return Role(self.name, _shifts(level), self.party), bool((needed > seen).any())


def pools_of(counts: Counts, lanes: Mapping[str, str]) -> tuple[dict[str, Pool], list[Text]]:
    """The pool of each activity, and what had to be assumed. ``lanes`` are the lanes of a procedure, by activity."""
    roles = counts.usual("work", "activity", "role")
    parties = counts.usual("follows", "target", "party_to")
    seen = _seen(counts.presence)
    pools: dict[str, Pool] = {}
    found: dict[str, Pool] = {}
    notes: dict[str, list[str]] = {}
    weeks = counts.weeks
    for activity in sorted(counts.activities):
        named = next(
            (who for who in (roles.get(activity), lanes.get(activity), parties.get(activity)) if who in seen),
            None,
        )
        party = parties.get(activity, "")
        if named is not None and seen[named] >= MOST_SELDOM:
            key, part = named, counts.presence.filter(pl.col("role") == named)
        else:
            key, part = (party or EVERYBODY), counts.presence
            notes.setdefault(key, []).append(activity)
        if key not in pools:
            pools[key] = _pool(key, party, part, weeks)
        found[activity] = pools[key]
    return found, _told(notes, pools)


def _told(notes: dict[str, list[str]], pools: dict[str, Pool]) -> list[Text]:
    told = []
    for key, activities in notes.items():
        if pools[key].is_always_open:
            zh, en = "随时有人办理", "somebody is always there"
        else:
            zh, en = "按全部日志的人员和时间", "staff and hours are those of the whole log"
        some = "、".join(activities[:3]) + ("…" if len(activities) > 3 else "")
        told.append(
            (
                f"“{key}”（{some}）：画像没有记录由谁办理，{zh}",
                f"{key} ({some}): the profile does not tell who works there; {en}",
            )
        )
    return told


def _seen(presence: pl.DataFrame) -> dict[str, int]:
    by_role = presence.filter(pl.col("role") != "").group_by("role").agg(pl.col("n").sum())
    return dict(by_role.iter_rows())


def _pool(name: str, party: str, presence: pl.DataFrame, weeks: float) -> Pool:
    events, people = np.zeros(168), np.zeros(168)
    hours = presence.group_by("hour_of_week").agg(pl.col("n").sum())
    events[hours["hour_of_week"].to_numpy()] = hours["n"].to_numpy() / weeks
    known = presence.filter(pl.col("resource") != "")
    cells = known.group_by("period", "resource", "hour_of_week").agg(pl.col("n").sum())
    long = np.array([_weeks_of(period) for period in cells["period"]])
    # So many events in so many weeks: the chance that there was one at all in this hour of a week.
    active = (1 - np.exp(-cells["n"].to_numpy() / long)) * long / weeks if len(long) else np.zeros(0)
    np.add.at(people, cells["hour_of_week"].to_numpy(), active)
    return Pool(name, party, events, people)


def _weeks_of(period: date) -> float:
    return monthrange(period.year, period.month)[1] / 7


def _shifts(level: np.ndarray) -> tuple[Shift, ...]:
    """Those who are there in every hour, and those who are not there in the quiet ones.

    A profile does not tell who is at the desk without finishing anything, so no finer steps: servers that came and went
    with the counts of single hours would leave work lying that was in truth finished the same day.
    """
    most = int(level.max())
    is_quiet = level < _QUIET * most
    always = int(level[is_quiet].max()) if is_quiet.any() else most
    crews = ((always, level > 0), (most - always, ~is_quiet))
    return tuple(
        Shift(count, ALWAYS if hours.all() else _hours(hours.astype(float)))
        for count, hours in crews
        if count
    )


def _hours(share: np.ndarray) -> Hours:
    """Hours that are open for a share of each hour of the week, in two parts of it."""
    spans: list[tuple[int, int]] = []
    exact = 0.0
    for hour, part in enumerate(share.tolist()):
        # What is less than a minute is kept for a later hour.
        exact += part * _MINUTES
        minutes = min(round(exact), _MINUTES) if part > 0 else 0
        exact -= minutes
        first = (minutes + 1) // 2
        for begin, length in ((0, first), (_MINUTES // 2, minutes - first)):
            at = hour * _MINUTES + begin
            if not length:
                continue
            if spans and spans[-1][1] == at:
                spans[-1] = (spans[-1][0], at + length)
            else:
                spans.append((at, at + length))
    if spans == [(0, 168 * _MINUTES)]:
        return ALWAYS
    return Hours(tuple(spans))
