"""Shared profiles: steps whose names were merged find their way back, and no case goes round for ever."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.simulation.test_calibration import log, procedure

import liandong as ld
from liandong.procedure.graph import counts_of
from liandong.profile.sharing import Approval, share
from liandong.profile.tables import END, OTHER, START
from liandong.simulation.calibration import calibrate
from liandong.simulation.calibration.counts import follows_of
from liandong.simulation.calibration.merged import given_back
from liandong.simulation.calibration.routing import shares_of
from liandong.simulation.calibration.skeleton import skeleton_of
from liandong.simulation.validating import any_order


def test_a_hidden_end_goes_to_the_activity_that_lacks_it():
    counts = {(START, "a"): 100, ("a", "a"): 50, ("a", "b"): 80, (OTHER, END): 100}
    assert given_back(counts, {"a": 150, "b": 80}, {}) == {
        ("a", "a"): 50,
        ("a", "b"): 80,
        ("a", END): 20,
        ("b", END): 80,
        (START, "a"): 100,
    }


def test_what_cases_ended_with_says_where_ends_belong():
    counts = {(START, "a"): 100, (OTHER, "b"): 60, (OTHER, END): 100}
    found = given_back(counts, {"a": 100, "b": 60}, {"b": 60, "a": 40})
    assert found == {("a", "b"): 60, ("a", END): 40, ("b", END): 60, (START, "a"): 100}


@given(st.dictionaries(st.text("abcd", min_size=1, max_size=5), st.integers(20, 500), min_size=1))
def test_what_comes_into_an_activity_leaves_it(sequences):
    true: dict[tuple[str, str], int] = {}
    for names, n in sequences.items():
        for edge in zip((START, *names), (*names, END), strict=True):
            true[edge] = true.get(edge, 0) + n
    rare = {edge for edge, n in true.items() if n < 100 and edge[0] != START}
    merged: dict[tuple[str, str], int] = {}
    for edge, n in true.items():
        shown = (OTHER, edge[1]) if edge in rare else edge
        merged[shown] = merged.get(shown, 0) + n
    done: dict[str, int] = {}
    for names, n in sequences.items():
        for name in names:
            done[name] = done.get(name, 0) + n
    found = given_back(merged, done, {})
    for name, n in done.items():
        into = sum(m for (_, target), m in found.items() if target == name)
        out = sum(m for (source, _), m in found.items() if source == name)
        assert (into, out) == (pytest.approx(n, rel=0.02, abs=5), pytest.approx(n, rel=0.02, abs=5))


def test_a_shared_profile_is_calibrated_without_merged_names():
    approval = Approval(purpose="t", retention="none", approved_by="t", approved_on=date(2024, 1, 1))
    shared = share(ld.profile(log()), approval, k=25)
    assert not any(OTHER in edge for edge in follows_of(shared))
    calibration = calibrate(shared, any_order(shared))
    assert ld.simulate(calibration.model, cases=300, days=3_650).drained


def test_a_loop_that_no_case_was_counted_to_leave_is_left_as_often_as_cases_end():
    # The procedure ends after 申请 only; in the log every case ends after 补正.
    skeleton = skeleton_of(procedure("↺(申请, 补正)"))
    shares = shares_of(
        skeleton, {(START, "申请"): 10, ("申请", "补正"): 30, ("补正", "申请"): 20, ("补正", END): 10}
    )
    out = [share for (_, to), share in shares.items() if skeleton.first(to) == {END}]
    assert out == [pytest.approx(10 / 40)]


def test_counts_that_hide_nothing_stay_as_they_are():
    counted = ld.profile(log())
    assert follows_of(counted) == counts_of(counted)
