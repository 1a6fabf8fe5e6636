"""Two engines and a count by hand give one answer."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import liandong as ld
from liandong.errors import FileEmpty, FileMissing, InputError, SettingError
from liandong.profile import engines, onepass

from .oracle import as_counted, counted_by_hand
from .strategies import MONDAY, log_of, logs, some_examples

TIMEZONES = st.sampled_from(["Asia/Shanghai", "UTC", "Europe/Amsterdam", "America/St_Johns"])
NOBODY = (None, None, None, "青岛", "case")


def whole(profile):
    """Everything that a profile holds, comparable with ``==``."""
    tables = {name: frame.to_dict(as_series=False) for name, frame in profile.tables.items()}
    return profile.settings, tables, profile.sequence.to_dict(as_series=False), profile.sheet, profile.sha256


def hours(count):
    return MONDAY + timedelta(hours=count)


@some_examples
@given(TIMEZONES.flatmap(lambda zone: logs(timezone=zone)), st.booleans())
def test_numba_counts_what_duckdb_counts(log, with_calendar):
    calendar = ld.Calendar.weekdays(timezone=log.timezone) if with_calendar else None
    first, second = (ld.profile(log, engine=name, calendar=calendar) for name in ("numba", "duckdb"))
    assert whole(first) == whole(second)


@some_examples
@given(TIMEZONES.flatmap(lambda zone: logs(timezone=zone)))
def test_the_tables_are_what_counting_by_hand_gives(log):
    found = ld.profile(log, engine="numba")
    assert {name: as_counted(found, name) for name in counted_by_hand(log)} == counted_by_hand(log)


@some_examples
@given(logs(), st.randoms(use_true_random=False))
def test_the_order_of_cases_in_the_file_changes_nothing(log, random):
    cases = log.events.partition_by("case", maintain_order=True)
    random.shuffle(cases)
    shuffled = ld.EventLog.from_frame(pl.concat(cases))
    assert whole(ld.profile(shuffled, engine="numba")) == whole(ld.profile(log, engine="numba"))


def test_equal_times_are_told_apart_by_start_then_by_row(engine):
    rows = [
        ("c", "后", timedelta(0), hours(2)),
        ("c", "先", timedelta(hours=1), hours(2)),
        ("c", "末", timedelta(0), hours(2)),
    ]
    found = ld.profile(log_of([(*row, *NOBODY) for row in rows]), engine=engine)
    assert found.sequence["activities"].to_list() == [["先", "后", "末"]]


def test_a_case_id_in_two_zones_is_two_cases(engine):
    rows = [
        ("007", "申报", None, hours(k), None, None, None, zone, "case")
        for k, zone in enumerate(("青岛", "烟台"))
    ]
    found = ld.profile(log_of(rows), engine=engine)
    assert found.case.select("zone", "n").rows() == [("烟台", 1), ("青岛", 1)]


def test_a_wait_that_overlaps_counts_as_no_time(engine):
    rows = [("c", "甲", timedelta(hours=2), hours(2)), ("c", "乙", timedelta(hours=3), hours(4))]
    found = ld.profile(log_of([(*row, *NOBODY) for row in rows]), engine=engine)
    edge = found.follows.filter((pl.col("source") == "甲") & (pl.col("target") == "乙"))
    assert edge.select("kind", "n", pl.col("seconds").cast(float)).rows() == [("waiting", 1, 0.0)]


def test_the_zone_asked_for_replaces_the_logs_own(engine):
    log = log_of([("c", "申报", None, hours(0), *NOBODY)])
    assert ld.profile(log, zone="威海", engine=engine).zones == ["威海"]


def test_dropped_and_kept_activities_are_left_out_before_counting(engine):
    log = log_of(
        [("c", name, None, hours(k), *NOBODY) for k, name in enumerate(("Start", "申报", "放行", "End"))]
    )
    inner = ld.profile(log.drop("Start", "End"), engine=engine)
    assert ld.profile(log, drop=("Start", "End"), engine=engine) == inner
    assert ld.profile(log, keep=("申报", "放行"), engine=engine) == inner


@pytest.mark.slow
def test_two_hundred_thousand_activities_are_counted_alike():
    names = pl.Series([f"{k:064x}" for k in range(200_000)])
    frame = pl.DataFrame({"case": "c", "activity": names, "end": MONDAY}).with_columns(
        pl.col("end") + pl.duration(seconds=pl.int_range(pl.len()))
    )
    found = [ld.profile(ld.EventLog.from_frame(frame), engine=name) for name in ("numba", "duckdb")]
    assert [profile.sha256 for profile in found] == [found[0].sha256] * 2
    counts = [ld.summary(profile) for profile in found]
    assert [(c["activities"], c["edges"], c["variants"]) for c in counts] == [(200_000, 199_999, 1)] * 2


def test_a_log_too_wide_for_numba_is_counted_by_duckdb(monkeypatch):
    log = log_of([("c", name, None, hours(k), *NOBODY) for k, name in enumerate("甲乙丙")])
    expected = whole(ld.profile(log, engine="duckdb"))
    monkeypatch.setattr(onepass.w, "MOST_STEPS", 2)
    with pytest.raises(onepass.TooWideError):
        engines.onepass.count(*coded(log))
    assert whole(ld.profile(log, engine="numba")) == expected


@pytest.mark.parametrize(("name", "most"), [("MOST_GROUPS", 1), ("MOST_PAIRS", 1), ("MOST_WORKERS", 1)])
def test_every_limit_of_the_packed_keys_is_watched(monkeypatch, name, most):
    rows = [
        ("c", "甲", None, hours(k), str(k), None, None, zone, "case")
        for k, zone in enumerate(("青岛", "烟台"))
    ]
    monkeypatch.setattr(onepass.w, name, most)
    with pytest.raises(onepass.TooWideError):
        onepass.count(*coded(log_of(rows)))


def coded(log):
    """What an engine is given: the batches of the log, and their coder."""
    coder = engines.Coder(log.timezone)
    return lambda: map(coder.encode, engines.coding.batches(log)), coder


def test_large_logs_go_to_numba_and_small_ones_to_duckdb(monkeypatch):
    log, asked = log_of([("c", "甲", None, hours(k), *NOBODY) for k in range(3)]), []
    for module in (engines.duck, engines.onepass):
        count = module.count
        monkeypatch.setattr(
            module, "count", lambda *a, m=module, c=count, **how: asked.append(m.__name__) or c(*a, **how)
        )
    for limit in (3, 2):
        monkeypatch.setattr(engines, "NUMBA_ABOVE", limit)
        ld.profile(log)
    assert asked == ["liandong.profile.duck", "liandong.profile.onepass"]


def test_a_log_without_events_is_refused(engine):
    log = log_of([("c", "甲", None, MONDAY, *NOBODY)])
    with pytest.raises(FileEmpty):
        ld.profile(log, drop=("甲",), engine=engine)


def test_a_missing_file_is_named(tmp_path):
    for name in ("no.csv", "no.parquet"):
        with pytest.raises(FileMissing) as caught:
            ld.profile(tmp_path / name)
        assert caught.value.values == {"path": tmp_path / name}


def test_a_time_outside_the_period_tables_is_refused(engine):
    log = log_of([("c", "甲", None, datetime(2400, 1, 2, tzinfo=UTC), *NOBODY)])
    with pytest.raises(InputError, match="2399-12-31"):
        ld.profile(log, engine=engine)


def test_a_calendar_of_another_zone_is_refused():
    log = log_of([("c", "甲", None, MONDAY, *NOBODY)], "Europe/Amsterdam")
    with pytest.raises(SettingError, match="Europe/Amsterdam"):
        ld.profile(log, calendar=ld.Calendar.weekdays())


def test_an_unknown_period_is_refused():
    with pytest.raises(SettingError, match="week, month, quarter, year, all"):
        ld.profile(log_of([("c", "甲", None, MONDAY, *NOBODY)]), period="day")


def test_activities_called_like_the_marks_of_start_and_end_are_told_apart_from_them(engine):
    log = log_of([("c", name, None, hours(k), *NOBODY) for k, name in enumerate(("▶", "■", "■"))])
    figures = ld.summary(ld.profile(log, engine=engine))
    assert {name: figures[name] for name in ("events", "cases", "activities", "edges", "transitions")} == {
        "events": 3,
        "cases": 1,
        "activities": 2,
        "edges": 2,
        "transitions": 2,
    }
    assert figures["start_activities"] == {"▶ (activity)": 1}
    assert figures["end_activities"] == {"■ (activity)": 1}


def test_an_end_before_its_start_is_refused(engine):
    log = log_of([("c", "甲", timedelta(hours=-1), MONDAY, *NOBODY)])
    with pytest.raises(InputError, match="ends before it starts"):
        ld.profile(log, engine=engine)
