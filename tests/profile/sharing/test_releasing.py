"""A shared profile: what is in it, what is not, and what is refused."""

import os
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import liandong as ld
from liandong.errors import SettingError, SharedAlready, TooFewToShare
from liandong.profile.sharing import Merged, Release, share, verify
from liandong.profile.sharing.releasing import Approval
from liandong.profile.tables import END, OTHER, START
from liandong.simulation import Arrivals, End, Flow, Model, Role, Shift, Task, exponential, simulate

from ..strategies import logs  # noqa: TID252
from .offices import counted, office


def edges(profile, *keys):
    """Edges by name, over the whole time."""
    keys = keys or ("source", "target")
    return {
        row[:-1]: row[-1]
        for row in profile.follows.group_by(pl.col(keys).cast(pl.String)).agg(pl.col("n").sum()).rows()
    }


def test_rare_edges_are_merged_and_totals_stay(approval):
    whole = counted(office(cases=60, rare=12) + office(cases=40, rare=0, zone="烟台"))
    shared = share(whole, approval, k=10)
    assert {name: frame["n"].sum() for name, frame in shared.tables.items()} == {
        name: frame["n"].sum() for name, frame in whole.tables.items()
    }
    assert edges(shared, "zone", "source", "target") == edges(whole, "zone", "source", "target")
    assert whole.follows["n"].min() == 1
    assert shared.follows["n"].min() >= 10


def test_what_simulated_cases_waited_for_their_first_step_is_not_shared(approval):
    gap = Arrivals(gap=exponential(100))
    desk = Model(
        "查", (Task("查", "r", exponential(90)), End("e")), (Flow("查", "e"),), (Role("r", (Shift(1),)),), gap
    )
    whole = simulate(desk, cases=50, seed=1).profile
    first = [
        profile.follows.filter(pl.col("source") == START).select(pl.col("kind").cast(pl.String), "seconds")
        for profile in (whole, share(whole, approval, k=10))
    ]
    assert [one["kind"].unique().to_list() for one in first] == [["waiting"], ["elapsed"]]
    assert (first[0]["seconds"].sum() > 0, first[1]["seconds"].sum()) == (True, 0)


def test_a_small_edge_takes_the_smallest_other_edges_with_it(approval):
    whole = counted(office(cases=60, rare=3))
    shared = share(whole, approval, k=10)
    assert edges(whole)["发证", "复议"] == 3
    assert edges(shared) == {
        (START, "申报"): 60,
        ("申报", "审核"): 60,
        ("审核", "发证"): 60,
        # Into 复议 go 3, so the smallest other target goes with it; out of it go 3, merged with those out of 发证.
        (OTHER, OTHER): 18,
        ("补正", "审核"): 15,
        (OTHER, END): 60,
    }
    assert verify(shared) == ()


def test_people_and_sequences_are_never_shared(approval):
    whole = counted(office())
    shared = share(whole, approval)
    assert set(whole.presence["resource"].to_list()) != {""}
    assert set(shared.presence["resource"].to_list()) == {""}
    assert whole.sequence.height
    assert (shared.sequence.height, set(shared.variant["variant"].to_list())) == (0, {0})


def test_times_of_what_no_single_case_dominates_stay_exact(approval):
    whole = counted(office(cases=60, rare=0))
    shared = share(whole, approval)
    assert shared.follows["seconds"].sum() == whole.follows["seconds"].sum()
    assert shared.case["seconds"].sum() == whole.case["seconds"].sum()
    assert shared.quantile("case", 0.5) == pytest.approx(whole.quantile("case", 0.5), rel=0.02)


def test_one_case_that_has_most_of_the_time_is_cut(approval):
    rows = office(cases=60, rare=0)
    rows = [
        (case, step, hours + (50_000 if case == "青岛7" and step != "申报" else 0), zone)
        for case, step, hours, zone in rows
    ]
    whole, shared = counted(rows), share(counted(rows), approval)
    edge = (pl.col("source") == "申报") & (pl.col("target") == "审核")
    usual = counted(office(cases=60, rare=0)).follows.filter(edge)["seconds"].sum()
    assert whole.follows.filter(edge)["seconds"].sum() == usual + 50_000 * 3600
    told = shared.follows.filter(edge)
    assert told["n"].sum() == 60
    assert usual < told["seconds"].sum() < 4 * usual
    assert float(shared.sheet.releases[0].clipped) > 0.9
    assert verify(shared) == ()


def test_the_data_sheet_says_what_was_done(approval):
    whole = counted(office(cases=60, rare=3))
    shared = share(whole, approval)
    release = shared.sheet.releases[0]
    assert release == Release(
        k=10,
        purpose="跨区对标",
        retention="2027-12-31",
        approved_by="数据处 张",
        approved_on="2026-11-22",
        source=whole.sha256,
        counts=shared.sha256,
        fields=release.fields,
        merged=release.merged,
        clipped=release.clipped,
        most_repeats=2,  # 审核, done twice where something was missing
        most_steps=8,  # at most six, as a power of two
    )
    assert release.fields[2] == "case: zone, period, object_type, outcome, n, seconds, seconds2"
    assert release.merged[0] == Merged("follows", whole.follows.height, shared.follows.height, 273, 78)


def test_the_span_is_told_in_whole_months(approval):
    shared = share(counted(office()), approval)
    assert [time.isoformat() for time in (shared.sheet.first, shared.sheet.last)] == [
        "2024-01-01T00:00:00+08:00",
        "2024-01-31T23:59:59+08:00",
    ]


def test_a_file_keeps_the_record_and_files_without_one_are_as_before(approval, tmp_path):
    whole = counted(office())
    shared = share(whole, approval)
    for profile, name in ((whole, "whole"), (shared, "shared")):
        profile.save(tmp_path / name)
        assert ld.Profile.load(tmp_path / name).sheet == profile.sheet
    assert b'"releases"' not in (tmp_path / "whole").read_bytes()


def test_shared_profiles_add_and_keep_both_records(approval):
    one, two = (share(counted(office(zone=zone)), approval) for zone in ("青岛", "烟台"))
    both = one + two
    assert len(both.sheet.releases) == 2
    assert both.case["n"].sum() == 120
    assert verify(both) == ()


def test_small_zones_are_merged_with_the_smallest_other_one(approval):
    shared = share(
        counted(office(zone="青岛") + office(cases=20, zone="烟台") + office(cases=4, zone="威海")), approval
    )
    assert dict(shared.case.group_by(pl.col("zone").cast(pl.String)).agg(pl.col("n").sum()).rows()) == {
        "青岛": 60,
        OTHER: 24,
    }


def test_a_log_smaller_than_k_is_refused(approval):
    with pytest.raises(TooFewToShare) as caught:
        share(counted(office(cases=9, rare=0)), approval)
    assert "9 cases, fewer than k = 10" in str(caught.value)


def test_what_was_shared_is_not_shared_again(approval):
    with pytest.raises(SharedAlready):
        share(share(counted(office()), approval), approval, k=20)


@pytest.mark.parametrize("k", [1, 0, -3])
def test_a_threshold_that_protects_nobody_is_refused(approval, k):
    with pytest.raises(SettingError):
        share(counted(office()), approval, k=k)


@pytest.mark.parametrize("field", ["purpose", "retention", "approved_by"])
def test_an_approval_says_what_for_until_when_and_by_whom(approval, field):
    with pytest.raises(SettingError):
        replace(approval, **{field: " "})


def test_the_same_profile_gives_the_same_bytes(approval, tmp_path):
    for name in ("a", "b"):
        share(counted(office()), approval).save(tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


some = settings(max_examples=int(os.environ.get("LIANDONG_EXAMPLES", "8")))
#: Cases enough that some cells reach k = 2 or 3 and most do not.
many_logs = logs(cases="abcdefghij", most=40)


@some
@given(many_logs, st.integers(2, 4), st.booleans())
def test_whatever_is_shared_holds_what_verify_asks(log, k, has_calendar):
    calendar = ld.Calendar.weekdays() if has_calendar else None
    whole = ld.profile(log, engine="numba", calendar=calendar)
    approval = Approval("a", "b", "c", date(2026, 1, 1))
    try:
        shared = share(whole, approval, k=k)
    except TooFewToShare:
        assert whole.case["n"].sum() < k
        return
    assert verify(shared) == ()
    assert all(frame["n"].min() is None or frame["n"].min() >= k for frame in shared.tables.values())
    assert shared.case["n"].sum() == whole.case["n"].sum()
