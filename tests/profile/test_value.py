"""The laws of the algebra of profiles, on logs of every shape."""

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import liandong as ld
from liandong.errors import ProfileNotContained, ProfilesDiffer, SettingError, TableUnknown
from liandong.profile.merging import merged
from liandong.profile.periods import UNITS
from liandong.profile.tables import TABLES

from .strategies import MARKS, MONDAY, ZONES, log_of, logs, some_examples

WEEKDAYS = ld.Calendar.weekdays()


def profiles(cases="abc", **options):
    return logs(cases=cases).map(lambda log: ld.profile(log, engine="numba", **options))


def contents(profile):
    """Settings and counts (by their fingerprint) and sequences: what the laws are about. The data sheet keeps its own."""
    return profile.sha256, profile.sequence.to_dict(as_series=False)


def less(plus, minus):
    """What changes ``x + minus`` into ``x + plus``: the counts of the one, and of the other as negative ones."""
    tables = {}
    for name, table in TABLES.items():
        out = minus.tables[name].with_columns(-pl.col(list(table.measures(working=False))))
        tables[name] = merged(plus.tables[name], out, table, working=False)
    return replace(plus, tables=tables)


@some_examples
@given(profiles("abc"), profiles("de"), profiles("fg"))
def test_a_change_takes_a_part_out_and_adds_another(a, b, c):
    changed = (a + b).changed(less(c, b))
    assert contents(changed) == contents(a + c)
    assert changed.checksum == (a + c).checksum


def test_what_was_never_in_cannot_be_taken_out_by_a_change():
    one, other = (
        ld.profile(log_of([("a", step, None, MONDAY, None, None, None, "青岛", "case")]), engine="numba")
        for step in "xy"
    )
    for profile in (one, ld.Profile()):
        with pytest.raises(ProfileNotContained):
            profile.changed(less(one, other))


@some_examples
@given(profiles(), profiles())
def test_adding_takes_any_order(a, b):
    assert contents(a + b) == contents(b + a)
    assert (a + b).sheet == (b + a).sheet


@some_examples
@given(profiles(), profiles(), profiles())
def test_adding_takes_any_grouping(a, b, c):
    assert contents((a + b) + c) == contents(a + (b + c))
    assert ((a + b) + c).sheet == (a + (b + c)).sheet


@some_examples
@given(profiles(), profiles())
def test_what_was_added_can_be_taken_out(a, b):
    assert contents((a + b) - b) == contents(a)
    assert (a - a).is_empty


@some_examples
@given(profiles())
def test_empty_is_zero(a):
    zero = ld.Profile()
    assert contents(a + zero) == contents(zero + a) == contents(a - zero) == contents(sum([a])) == contents(a)
    assert zero.is_empty
    assert not a.is_empty


@some_examples
@given(logs(cases="abc"), logs(cases="xyz"))
def test_logs_that_share_no_case_are_counted_together_or_apart(left, right):
    both = ld.EventLog(pl.concat([left.events, right.events]))
    parts = [ld.profile(log, engine="numba", calendar=WEEKDAYS) for log in (left, right)]
    assert contents(ld.profile(both, engine="numba", calendar=WEEKDAYS)) == contents(sum(parts))


@some_examples
@given(
    profiles(),
    profiles(),
    st.sampled_from(UNITS),
    st.sampled_from([1, 5, 10]),
    st.sets(
        st.sampled_from(
            [
                "resource",
                "role",
                "variant",
                "zone",
                "object_type",
                "day",
                "same_resource",
                "party",
                "activity",
            ]
        )
    ),
    st.sampled_from(
        [{}, {"role": {"窗口": "office"}}, {"party": {"窗口": "office"}, "activity": {"申报": "放行"}}]
    ),
)
def test_coarsening_commutes_with_adding(a, b, period, bucket, drop, rename):
    how = {"period": period, "bucket": bucket, "drop": sorted(drop), "rename": rename}
    assert contents((a + b).coarsen(**how)) == contents(a.coarsen(**how) + b.coarsen(**how))


@some_examples
@given(profiles(), profiles())
def test_marking_commutes_with_adding(a, b):
    assert contents((a + b).mark(MARKS)) == contents(a.mark(MARKS) + b.mark(MARKS))


@some_examples
@given(logs(), st.sampled_from(UNITS))
def test_coarsening_to_a_period_is_counting_by_it(log, unit):
    fine = ld.profile(log, engine="numba", calendar=WEEKDAYS)
    assert contents(fine.coarsen(period=unit)) == contents(
        ld.profile(log, engine="numba", calendar=WEEKDAYS, period=unit)
    )


@some_examples
@given(profiles(), st.sampled_from([2, 5]), st.sampled_from([2, 7]))
def test_buckets_nest(a, first, second):
    assert contents(a.coarsen(bucket=first).coarsen(bucket=second)) == contents(
        a.coarsen(bucket=first * second)
    )


@some_examples
@given(profiles())
def test_the_parts_by_zone_add_up_to_the_whole(a):
    assert contents(sum(a.select(zone=zone) for zone in a.zones)) == contents(a)
    assert contents(a.select(zone=ZONES)) == contents(a)


@some_examples
@given(logs())
def test_the_tables_agree_with_each_other(log):
    a = ld.profile(log, engine="numba", calendar=WEEKDAYS)
    real = a.follows.filter((pl.col("source") != "▶") & (pl.col("target") != "■"))
    n = {name: frame["n"].sum() for name, frame in a.tables.items()}
    cases, events = log.events.select("zone", "object_type", "case").n_unique(), log.events.height
    assert {name: n[name] for name in ("case", "variant", "arrival")} == dict.fromkeys(
        ("case", "variant", "arrival"), cases
    )
    assert n["presence"] == events
    assert (n["daily"], n["follows"]) == (events + 2 * cases, events + cases)
    assert real["n"].sum() == events - cases
    assert n["work"] == log.events["start"].count()
    for clock in ("clock", "working"):
        shapes = {
            name: a.table(f"{name}_shape").filter(pl.col("clock") == clock)["n"].sum()
            for name in ("follows", "work", "case")
        }
        assert shapes == {"follows": events - cases, "work": n["work"], "case": cases}


@some_examples
@given(logs())
def test_a_mark_moves_time_to_another_kind_and_loses_none(log):
    before, after = (ld.profile(log, engine="numba", statutory=marks) for marks in ((), MARKS))
    assert after == before.mark(MARKS)
    for name in ("follows", "work"):
        sums = [
            p.table(name).select(pl.col("n", "seconds", "seconds2").sum()).rows() for p in (before, after)
        ]
        assert sums[0] == sums[1]
    is_marked = (pl.col("target") == "放行") | ((pl.col("source") == "申报") & (pl.col("target") == "Start"))
    kinds = after.follows.group_by(marked=is_marked).agg(pl.col("kind").cast(pl.String).unique().sort())
    assert {kind for marked, found in kinds.rows() if marked for kind in found} <= {"statutory"}
    assert "statutory" not in {kind for marked, found in kinds.rows() if not marked for kind in found}


ROWS = [
    (case, name, None, MONDAY, "王", "窗口", "海关", zone, "case")
    for case, zone in (("1", "青岛"), ("2", "烟台"))
    for name in ("申报", "放行")
]


@pytest.fixture(scope="module")
def small():
    return ld.profile(log_of(ROWS), engine="numba")


@pytest.mark.parametrize(
    ("options", "setting"),
    [
        ({"period": "month"}, "period"),
        ({"calendar": WEEKDAYS}, "calendar"),
        ({"statutory": MARKS}, "statutory"),
    ],
)
def test_profiles_of_different_settings_do_not_add(small, options, setting):
    other = ld.profile(log_of(ROWS), engine="numba", **options)
    for combine in (lambda: small + other, lambda: small - other):
        with pytest.raises(ProfilesDiffer) as caught:
            combine()
        assert caught.value.values["setting"] == setting


def test_what_was_never_added_cannot_be_taken_out(small):
    with pytest.raises(ProfileNotContained) as caught:
        small.select(zone="青岛") - small
    assert caught.value.values["table"] == "follows"


def test_a_profile_does_not_add_to_anything_else(small):
    for combine in (lambda: small + 1, lambda: 1 + small, lambda: small - None):
        with pytest.raises(TypeError):
            combine()
    assert small != 1


def test_an_unknown_table_is_told_with_the_known_ones(small):
    with pytest.raises(TableUnknown) as caught:
        small.table("folows")
    assert caught.value.values == {"table": "folows", "known": ", ".join(TABLES)}


@pytest.mark.parametrize(
    "use",
    [
        lambda p: p.coarsen(period="day"),
        lambda p: p.coarsen(bucket=0),
        lambda p: p.coarsen(drop=["ressource"]),
        lambda p: p.coarsen(rename={"rolle": {"a": "b"}}),
        lambda p: p.select(role="窗口"),
        lambda p: p.quantile("case", 1.5),
        lambda p: p.quantile("case", float("nan")),
    ],
)
def test_a_value_that_means_nothing_is_refused(small, use):
    with pytest.raises(SettingError):
        use(small)


def test_a_resource_is_kept_as_a_pseudonym_only(small, tmp_path):
    assert small.presence["resource"].cast(pl.String).str.contains("^[0-9a-f]{12}$").all()
    small.save(tmp_path / "a.profile")
    assert "王".encode() not in (tmp_path / "a.profile").read_bytes()
    assert small.coarsen(drop=["resource"]).presence["resource"].cast(pl.String).unique().to_list() == [""]


def test_a_profile_prints_its_size_zones_and_fingerprint(small):
    assert repr(small) == f"Profile(2 cases, zones 烟台、青岛, by week, sha256 {small.sha256[:12]})"
    assert repr(ld.Profile()) == f"Profile(0 cases, zones —, by week, sha256 {ld.Profile().sha256[:12]})"


def test_the_figures_of_nothing_are_nothing():
    zero = ld.Profile()
    assert (zero.quantile("case", 0.5), zero.mean("case"), zero.share_within("case", 60)) == (
        None,
        None,
        None,
    )
    assert zero.zones == []


def test_steps_of_logs_that_name_nobody_are_counted_like_all_others(small):
    anonymous = log_of([(*row[:4], None, None, None, *row[7:]) for row in ROWS])
    found = ld.profile(anonymous, engine="numba")
    assert found.handover.select("zone", "role_from", "role_to", "same_resource", "n").rows() == [
        ("烟台", "", "", True, 1),
        ("青岛", "", "", True, 1),
    ]
    assert small.handover["n"].sum() == 2


def test_forgetting_a_role_forgets_it_at_both_ends_of_a_step(small):
    found = small.coarsen(drop=["role", "resource"])
    texts = [
        column.cast(pl.String)
        for frame in found.tables.values()
        for column in frame
        if column.dtype == pl.Categorical()
    ]
    assert "窗口" in small.handover["role_to"].to_list()
    assert [column.name for column in texts if column.is_in(["窗口"]).any()] == []


def test_renamed_roles_are_one_role_everywhere(small):
    found = small.coarsen(rename={"role": {"窗口": "大厅"}, "zone": {"烟台": "青岛"}})
    assert found.handover.select("zone", "role_from", "role_to", "n").rows() == [("青岛", "大厅", "大厅", 2)]


def test_a_large_profile_in_pieces_is_saved_as_one_in_one_piece(tmp_path):
    """As it is after a change, or when it was read from a file."""
    numbers = pl.DataFrame({"variant": pl.int_range(200_000, eager=True).cast(pl.UInt64)})
    fixed = {"zone": pl.lit("青岛"), "period": pl.lit(MONDAY.date()), "object_type": pl.lit("case")}
    counts = {"n": pl.lit(1), "seconds": pl.col("variant") * 997, "seconds2": pl.col("variant") * 9_973}
    rows = numbers.select(
        **{
            name: (fixed | counts).get(name, pl.col(name)).cast(dtype)
            for name, dtype in TABLES["variant"].schema(working=False).items()
        }
    )
    pieces = pl.concat(rows.iter_slices(3_001), rechunk=False)
    for name, frame in (("whole", rows), ("pieces", pieces)):
        ld.Profile(tables={"variant": frame}).save(tmp_path / name)
    assert pieces.n_chunks() > 1
    assert (tmp_path / "pieces").read_bytes() == (tmp_path / "whole").read_bytes()
