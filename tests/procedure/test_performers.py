"""Roles worked out from hand-overs, against those that the events name."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

import liandong as ld
from liandong.procedure.performers import performers

NAMES = ("申报", "受理", "查验", "补正", "审批", "放行")
ROLES = ("企业", "窗口", "海关")
MONDAY = datetime(2024, 1, 1, tzinfo=UTC)


def ends_only(seed, role_of, cases=400):
    """Cases that take random ways through the activities over a year, done by the role that ``role_of`` draws."""
    luck = np.random.default_rng(seed)
    rows = []
    for case in range(cases):
        time = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=float(luck.uniform(0, 360)))
        for name in ("申报", *luck.choice(NAMES[1:], size=luck.integers(1, 6))):
            time += timedelta(hours=float(luck.exponential(30)))
            rows.append({"case": str(case), "activity": name, "role": role_of(name, luck), "end": time})
    return ld.profile(ld.EventLog.from_frame(pl.DataFrame(rows)))


@pytest.mark.parametrize("seed", range(8))
def test_roles_are_those_that_the_events_name(seed):
    luck = np.random.default_rng(100 + seed)
    told = dict(zip(NAMES, luck.choice(ROLES, size=len(NAMES)).tolist(), strict=True))
    told["申报"] = next(role for role in ROLES if role != told["受理"])  # two at least
    assert performers(ends_only(seed, lambda name, _: told[name])) == told


def test_a_log_of_ends_has_lanes_and_roles_to_staff():
    told = dict(zip(NAMES, ("企业", "窗口", "海关") * 2, strict=True))
    profile = ends_only(5, lambda name, _: told[name])
    procedure = ld.discover(profile)
    assert sorted(lane.name for lane in procedure.model.lanes) == sorted(ROLES)
    calibration = ld.calibrate(profile, procedure)
    assert sorted(role.name for role in calibration.model.roles) == sorted(ROLES)
    assert any("worked out from the hand-overs" in en for _, en in calibration.fallbacks)


def test_where_hand_overs_fit_several_ways_nobody_is_named():
    """A chain in one week, with equal steps and roles by turns: as well the other way round."""
    rows = [
        {"case": str(case), "activity": name, "role": role, "end": MONDAY + timedelta(hours=case / 60 + step)}
        for case in range(60)
        for step, (name, role) in enumerate(zip("甲乙丙", ("企业", "海关", "企业"), strict=True))
    ]
    assert performers(ld.profile(ld.EventLog.from_frame(pl.DataFrame(rows)))) == {}


def test_who_does_little_of_an_activity_hides_nobody():
    told = dict(zip(NAMES, ("企业", "窗口", "海关") * 2, strict=True))
    seldom = ends_only(1, lambda name, luck: "窗口" if luck.uniform() < 0.02 else told[name])
    assert performers(seldom) == told


def test_what_anybody_does_is_nobodys():
    assert performers(ends_only(2, lambda name, luck: str(luck.choice(ROLES)))) == {}


def test_one_role_or_none_tells_nothing():
    assert performers(ends_only(3, lambda name, luck: "窗口")) == {}
    assert performers(ld.Profile()) == {}


def test_activities_without_a_role_are_left_out():
    told = {"申报": "企业", "受理": "窗口", "查验": "海关"}
    assert performers(ends_only(4, lambda name, luck: told.get(name, ""))) == told
