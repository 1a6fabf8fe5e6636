"""An adversary who has what was released, adds and subtracts, and looks for a group of fewer than k.

It is written apart from ``verifying``: it tries every set of keys, and knows the truth, so it also sees what is hidden.
"""

import os
from datetime import date
from itertools import chain, combinations, pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import liandong as ld
from liandong.errors import DifferenceTooSmall, TooFewToShare
from liandong.profile.sharing import Approval, share
from liandong.profile.tables import END, OTHER, START, TABLES

from ..strategies import logs  # noqa: TID252
from .offices import counted, office

APPROVAL = Approval("a", "b", "c", date(2026, 1, 1))
GROUP = ["zone", "object_type"]
#: Keys whose values stand for a block of neighbours, so equal values in two releases need not mean the same.
BLOCKED = {"period", "bucket", "hour_of_week", "day"}


def sums(frame, keys):
    counts = frame.group_by(pl.col(keys).cast(pl.String)).agg(pl.col("n").sum())
    return {row[:-1]: row[-1] for row in counts.rows()}


def subtracted(new, old, k):
    """All counts that both releases name, under any set of keys, and that lie 1 to k - 1 apart."""
    for name, table in TABLES.items():
        keys = [key for key in table.all_keys if key not in BLOCKED and key not in GROUP]
        for chosen in chain.from_iterable(combinations(keys, size) for size in range(len(keys) + 1)):
            one, two = (sums(release.tables[name], [*GROUP, *chosen]) for release in (new, old))
            for cell in one.keys() & two.keys():
                if 0 < abs(one[cell] - two[cell]) < k:
                    yield name, chosen, cell, one[cell], two[cell]


def margins(shared, whole, k):
    """What is left of each named activity, role or outcome when the published cells of its name are taken out."""
    places = [
        ("follows", "source"),
        ("follows", "target"),
        ("case", "outcome"),
        ("work", "activity"),
        ("presence", "role"),
    ]
    for name, key in places:
        told, true = (sums(one.tables[name], [*GROUP, key]) for one in (shared, whole))
        for cell, n in told.items():
            if cell[-1] not in (OTHER, START, END) and 0 < true.get(cell, n) - n < k:
                yield name, cell, true[cell], n


def across(shared, k):
    """Counts of one thing in two tables."""
    follows, case = shared.follows, shared.case
    starts, ends = (
        sums(follows.filter(pl.col(side) == mark), GROUP)
        for side, mark in (("source", START), ("target", END))
    )
    counts = [starts, ends, sums(case, GROUP), sums(shared.variant, GROUP), sums(shared.arrival, GROUP)]
    edges = follows.filter((pl.col("source") != START) & (pl.col("target") != END))
    for one, two in combinations(counts, 2):
        yield from (cell for cell in one.keys() & two.keys() if 0 < abs(one[cell] - two[cell]) < k)
    for clock in ("clock", "working"):
        shape = shared.table("follows_shape").filter(pl.col("clock") == clock)
        one, two = (sums(frame, [*GROUP, "source", "target", "kind"]) for frame in (shape, edges))
        yield from (cell for cell in one.keys() & two.keys() if 0 < abs(one[cell] - two[cell]) < k)


def released(profile, k, earlier=()):
    """The release, or None where it is refused."""
    try:
        return share(profile, APPROVAL, k=k, earlier=earlier)
    except (TooFewToShare, DifferenceTooSmall):
        return None


some = settings(max_examples=int(os.environ.get("LIANDONG_EXAMPLES", "6")))
many = logs(cases="abcdefghij", most=40)


@some
@given(many, st.integers(2, 4))
def test_margins_and_other_tables_tell_nothing_small(log, k):
    whole = ld.profile(log, engine="numba")
    shared = released(whole, k)
    if shared is not None:
        # Small zones are merged, so what is left of a name is looked at where the group kept its own.
        assert list(margins(shared, whole, k)) == []
        assert list(across(shared, k)) == []


@some
@given(many, logs(cases="klmnopqrst", most=40), st.integers(2, 4))
def test_subtracting_an_earlier_release_tells_nothing_small(first, second, k):
    one = ld.profile(first, engine="numba")
    both = one + ld.profile(second, engine="numba")
    old = released(one, k)
    new = released(both, k, [old] if old else [])
    if old is not None and new is not None:
        assert list(subtracted(new, old, k)) == []


def test_january_and_then_both_months():
    january = counted(office(cases=80, rare=12))
    february = counted(office(first=80, cases=80, rare=15, month=1))
    old = share(january, APPROVAL)
    careless = share(january + february, APPROVAL)
    careful = share(january + february, APPROVAL, earlier=[old])
    assert list(subtracted(careless, old, 10)) == []  # every cell grew by ten or more: nothing to see
    february = counted(office(first=80, cases=80, rare=4, month=1))
    careless = share(january + february, APPROVAL)
    assert (("source", "target"), 4) in [
        (keys, new - old) for _, keys, _, new, old in subtracted(careless, old, 10)
    ]
    careful = share(january + february, APPROVAL, earlier=[old])
    assert list(subtracted(careful, old, 10)) == []
    assert careful.case["n"].sum() == 160


def test_two_filters_that_overlap():
    rows = office(cases=80, rare=20)
    every = counted(rows)
    appealed = {case for case, step, _, _ in rows if step == "复议"}
    returned = {case for case, step, _, _ in rows if step == "补正"}
    some_cases = counted([row for row in rows if row[0] in appealed | returned])
    old = share(every, APPROVAL)
    new = released(some_cases, 10, [old])
    assert new is not None
    assert list(subtracted(new, old, 10)) == []


def test_a_month_of_its_own_needs_no_care():
    january, february = counted(office(cases=80)), counted(office(first=80, cases=80, rare=4, month=1))
    old = share(january, APPROVAL)
    assert share(february, APPROVAL, earlier=[old]) == share(february, APPROVAL)


def test_a_few_new_cases_are_refused():
    old = share(counted(office(cases=80)), APPROVAL)
    with pytest.raises(DifferenceTooSmall) as caught:
        share(counted(office(cases=83)), APPROVAL, earlier=[old])
    assert "is 3 in case: zone 青岛, object_type case, fewer than k = 10" in str(caught.value)


def sequences(log):
    """What each case did, in order: by zone, object type and case."""
    events = log.events.with_columns(begin=pl.coalesce("start", "end")).with_row_index("row")
    events = events.sort("end", "begin", "row").with_columns(pl.col(GROUP).cast(pl.String).fill_null(""))
    cases = events.group_by(*GROUP, "case", maintain_order=True).agg(
        pl.col("activity").cast(pl.String).fill_null("")
    )
    return [(row[:2], row[3]) for row in cases.rows()]


def together(cases, group, k, counts):
    """How much the k - 1 cases of a group can have done of something at most, and one of them."""
    done = sorted((counts(steps) for where, steps in cases if where == group), reverse=True)
    return sum(done[: k - 1]), done[0]


def of_few_cases(log, shared, k):
    """Published counts of named edges, by any key, that k - 1 cases or fewer may have made alone, or one most of."""
    cases = sequences(log)
    for name in ("follows", "follows_shape"):
        for row in (
            shared.tables[name].with_columns(pl.col(pl.Categorical).cast(pl.String)).iter_rows(named=True)
        ):
            edge, group = (row["source"], row["target"]), (row["zone"], row["object_type"])
            if OTHER in (*edge, *group) or START in edge or END in edge:
                continue
            few, one = together(cases, group, k, lambda steps, edge=edge: list(pairwise(steps)).count(edge))
            if row["n"] <= few or row["n"] < 2 * one:
                yield name, row


@some
@given(many, st.integers(2, 4))
def test_what_is_published_is_of_k_cases_not_of_k_steps(log, k):
    shared = released(ld.profile(log, engine="numba"), k)
    if shared is not None:
        assert list(of_few_cases(log, shared, k)) == []


def test_two_cases_that_come_back_six_times_are_not_told():
    rows = office(cases=60, rare=0)
    rows += [
        (f"青岛{number}", step, 7 * number + 200 + 10 * place, "青岛")
        for number in (1, 2)
        for place, step in enumerate(["约谈", "整改"] * 6)
    ]
    whole = counted(rows)
    edge = (pl.col("source") == "约谈") & (pl.col("target") == "整改")
    assert whole.follows.filter(edge)["n"].sum() == 12
    shared = share(whole, APPROVAL, k=10)
    assert shared.follows.filter(edge).is_empty()
    assert shared.follows["n"].sum() == whole.follows["n"].sum()


def parted(*parts):
    """The profiles of offices that start with so many cases each, one after the other, in one month or several."""
    return [counted(office(first=first, cases=cases, rare=0, month=month)) for first, cases, month in parts]


def test_a_whole_less_two_filters_is_refused_where_four_cases_are_left():
    one, two, rest = parted((0, 50, 0), (50, 26, 0), (76, 4, 0))
    releases = [share(one, APPROVAL)]
    releases.append(share(two, APPROVAL, earlier=releases))
    whole = one + two + rest
    # No two of them tell it: 80 - 50 and 80 - 26 are many.
    assert [int(each.case["n"].sum()) for each in (*releases, share(whole, APPROVAL))] == [50, 26, 80]
    with pytest.raises(DifferenceTooSmall) as caught:
        share(whole, APPROVAL, earlier=releases)
    assert (caught.value.values["n"], caught.value.values["k"]) == (4, 10)
    assert all(old.sha256[:12] in caught.value.values["release"] for old in releases)


def test_a_filter_is_refused_where_the_whole_and_another_leave_four_cases():
    one, two, rest = parted((0, 50, 0), (50, 26, 0), (76, 4, 0))
    whole = share(one + two + rest, APPROVAL)
    first = share(one, APPROVAL, earlier=[whole])
    assert released(two, 10, [whole, first]) is None


def test_a_year_less_its_months_is_refused_where_few_cases_are_left():
    months = parted(*((40 * month, 40, month) for month in range(3)), (120, 4, 3))
    releases = []
    for month in months[:3]:
        releases.append(share(month, APPROVAL, earlier=releases))
    with pytest.raises(DifferenceTooSmall) as caught:
        share(sum(months), APPROVAL, earlier=releases)
    assert caught.value.values["n"] == 4
