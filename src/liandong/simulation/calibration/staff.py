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

from liandong.procedure.performers import performers
from liandong.simulation.calibration.counts import Counts
from liandong.simulation.calibration.daybreak import by_day, daybreak, of_week
from liandong.simulation.hours import ALWAYS, Hours
from liandong.simulation.model import Role, Shift

Text = tuple[str, str]
#: Hours with less than this share of the staff of the busiest one are quiet.
_QUIET = 0.25
#: A role that was seen less often than this says too little about its hours.
MOST_SELDOM = 20
#: Up to this share of their hours people can do their work one at a time without an endless queue.
_BUSIEST = 0.9
#: An hour this busy beside the next one of a working day is open in full: people begin and end on the quarter hour,
_NEARLY = 7 / 8
#: and one that falls short of that by so many standard errors or less may do so by luck.
_LUCK = 2.5
#: That none of so many events were seen in an hour tells that nobody works in it.
_TELLING = 3
_MINUTES = 60
EVERYBODY = "全体"


@dataclass(frozen=True, eq=False)
class Pool:
    """Who does some of the activities: how often they were seen in each hour of the week, and how many there are."""

    name: str
    party: str
    #: Events in each hour of an average week.
    events: np.ndarray
    #: People who keep each hour of the week, in an average month.
    people: np.ndarray
    #: How many weeks were counted; without end where hours are known.
    weeks: float = 1e9

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
        """How much of each hour somebody is there."""
        found: np.ndarray = self.is_open * _edges(self.is_open, self.counted).min(axis=0)
        return found

    @property
    def counted(self) -> np.ndarray:
        """Events in each hour of the week in all the weeks that were counted; ones where somebody is always there."""
        return self.events * self.weeks if self.events.sum() else np.ones(168)

    @cached_property
    def is_open(self) -> np.ndarray:
        """Whether somebody works in each hour.

        One without an event between two of the same working day with some is open too, where fewer than three were to be
        expected in it: to see none of three happens by luck alone one time in twenty.
        """
        dawn = daybreak(self.events)
        worked = by_day(self.share, dawn) > 0
        seen = np.logical_or.accumulate(worked, axis=1)
        inside = seen & np.logical_or.accumulate(worked[:, ::-1], axis=1)[:, ::-1]
        n = by_day(self.events, dawn).sum(axis=1) * self.weeks / np.maximum(inside.sum(axis=1), 1)
        return of_week(worked | inside & (n < _TELLING)[:, None], dawn)

    @cached_property
    def pace(self) -> Hours:
        """Hours of which as much is open as goes on in them: what passes in these hours ends when the log's events do."""
        return _hours(self.share, on_duty(self.is_open, self.counted).of_each_hour)

    def role(self, busy: np.ndarray) -> tuple[Role, bool]:
        """The role, with at least the staff that ``busy`` servers an hour need; whether that is more than were seen."""
        # A hair below: parts of months that add up to a whole person are one.
        seen = np.ceil(np.maximum(self.people, self.is_open) - 1e-9)
        is_enough = busy.sum() < _BUSIEST * seen.sum()
        needed = np.ceil(busy + np.sqrt(busy)) * self.is_open
        level = (seen if is_enough else np.maximum(seen, needed)).astype(int)
        return Role(self.name, _shifts(level, self.counted), self.party), not is_enough


def pools_of(counts: Counts, lanes: Mapping[str, str]) -> tuple[dict[str, Pool], list[Text]]:
    """The pool of each activity, and what had to be assumed. ``lanes`` are the lanes of a procedure, by activity."""
    told = counts.usual("work", "activity", "role")
    roles = told if counts.activities <= told.keys() else {**performers(counts.profile), **told}
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
    worked_out = sorted(counts.activities & (roles.keys() - told.keys()))
    return found, [*_worked_out(worked_out, roles), *_told(notes, pools)]


def _worked_out(activities: list[str], roles: Mapping[str, str]) -> list[Text]:
    """That roles are those under which hand-overs between activities are those between roles."""
    if not activities:
        return []
    some, rest = activities[:3], len(activities) > 3
    zh, en = (mark.join(f"“{name}”{roles[name]}" for name in some) for mark in ("、", ", "))
    return [
        (
            f"{len(activities)} 个环节没有开始时间，由谁办理从岗位之间的交接推出：{zh}{'等' if rest else ''}",
            f"{len(activities)} activities have no start times; who does them is worked out from the hand-overs between roles: "
            f"{en}{', …' if rest else ''}",
        )
    ]


def in_english(name: str) -> str:
    """A role as English notes name it."""
    return "everybody" if name == EVERYBODY else name


def _told(notes: dict[str, list[str]], pools: dict[str, Pool]) -> list[Text]:
    told = []
    for key, activities in notes.items():
        if pools[key].is_always_open:
            zh, en = "随时有人办理", "somebody is always there"
        else:
            zh, en = "按全部日志的人员和时间", "staff and hours are those of the whole log"
        some, rest = activities[:3], "…" if len(activities) > 3 else ""
        told.append(
            (
                f"“{key}”（{'、'.join(some)}{rest}）：画像没有记录这些环节由谁办理，{zh}",
                f"{in_english(key)} ({', '.join(some)}{rest}): the profile does not tell who does these activities; {en}",
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
    cells = known.select("period", "resource", "hour_of_week").unique().sort("period", "hour_of_week")
    # Whoever was seen in an hour of the week keeps that hour all the month: few events are no sign of absence.
    months = {period: _weeks_of(period) for period in cells["period"].unique().sort()}
    part = np.array([months[period] for period in cells["period"]]) / max(sum(months.values()), 1e-9)
    np.add.at(people, cells["hour_of_week"].to_numpy(), part)
    return Pool(name, party, events, people, weeks)


def _weeks_of(period: date) -> float:
    return monthrange(period.year, period.month)[1] / 7


def _shifts(level: np.ndarray, counted: np.ndarray) -> tuple[Shift, ...]:
    """Those who are there in every hour, and those who are not there in the quiet ones.

    A profile does not tell who is at the desk without finishing anything, so no finer steps: servers that came and went
    with the counts of single hours would leave work lying that was in truth finished the same day.
    """
    most = int(level.max())
    is_quiet = level < _QUIET * most
    always = int(level[is_quiet].max()) if is_quiet.any() else most
    crews = ((always, level > 0), (most - always, ~is_quiet))
    return tuple(Shift(count, on_duty(hours, counted)) for count, hours in crews if count)


def _edges(is_open: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """How much of each hour is worked where it is the first of a run of open hours, and where it is the last.

    Of people who come at half past seven half as much is seen between seven and eight as in the hour after. Days on
    which a run begins or ends in the same hour are taken together. ``counted`` are the events of all weeks: the first and
    the last minute with one lie inside the hours that are kept, so an hour counts as kept in full unless clearly less was
    seen in it.
    """
    found = np.ones((2, len(counted)))
    clock = np.arange(len(counted)) % 24
    for part, step in zip(found, (-1, 1), strict=True):
        inner, outer = np.roll(is_open, step), np.roll(is_open, -step)
        is_edge = is_open & inner & ~outer
        here, next_to_it = (
            np.bincount(clock[is_edge], each[is_edge], 24) for each in (counted, np.roll(counted, step))
        )
        ratio = np.divide(here, next_to_it, out=np.ones(24), where=next_to_it > 0)
        is_full = (ratio >= _NEARLY) | (next_to_it - here <= _LUCK * np.sqrt(here + next_to_it))
        part[is_edge] = np.where(is_full, 1.0, ratio)[clock[is_edge]]
    return found


def on_duty(is_open: np.ndarray, counted: np.ndarray) -> Hours:
    """The open hours, the first of each run from its later part on, the last up to its earlier part."""
    if is_open.all():
        return ALWAYS
    first, last = (np.maximum(np.round(part * _MINUTES), 1).astype(int) for part in _edges(is_open, counted))
    spans: list[tuple[int, int]] = []
    for hour in np.flatnonzero(is_open).tolist():
        at = hour * _MINUTES
        begin, end = at + _MINUTES - int(first[hour]), at + int(last[hour])
        if spans and spans[-1][1] == begin:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((begin, end))
    return Hours(tuple(spans))


def _hours(share: np.ndarray, on_duty: np.ndarray) -> Hours:
    """Hours that are open for a share of each hour of the week, in two parts of the minutes in which people are there.

    Minutes are whole, and a day on which anything goes on has one: what is less lies where the middle of it goes on.
    """
    dawn = daybreak(share)
    exact = by_day(share, dawn) * _MINUTES
    of_day = exact.sum(axis=1, keepdims=True)
    exact = exact * np.maximum(of_day, 1.0) / np.maximum(of_day, 1e-9)
    gone = np.floor(np.cumsum(exact, axis=1) + 0.5)
    spans: list[tuple[int, int]] = []
    parts = of_week(np.diff(gone, axis=1, prepend=0), dawn).astype(int)
    for hour, minutes in enumerate(parts.tolist()):
        first, last = (minutes + 1) // 2, minutes // 2
        begin = min(int(on_duty[0, hour]), _MINUTES - minutes)
        middle = max(begin + first, min(int(on_duty[:, hour].sum()) // 2, _MINUTES - last))
        for start, length in ((begin, first), (middle, last)):
            at = hour * _MINUTES + start
            if not length:
                continue
            if spans and spans[-1][1] == at:
                spans[-1] = (spans[-1][0], at + length)
            else:
                spans.append((at, at + length))
    if spans == [(0, 168 * _MINUTES)]:
        return ALWAYS
    return Hours(tuple(spans))
