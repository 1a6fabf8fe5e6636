"""One set of statements, every database: the profile that DuckDB's own engine gives."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import liandong as ld
from liandong.profile import coding
from liandong.profile.coding import Coder
from liandong.profile.sql import count_batches

from ..conftest import ENGINES, ready  # noqa: TID252
from ..strategies import MONDAY, log_of, logs, some_examples  # noqa: TID252
from ..test_engines import TIMEZONES, whole  # noqa: TID252

DATABASES = [
    pytest.param(name, marks=pytest.mark.slow if name == "spark" else ())
    for name in ENGINES
    if name not in ("duckdb", "numba")
]
CALENDARS = {"clock time": None, "working time": ld.Calendar.china()}


@some_examples
@given(
    TIMEZONES.flatmap(lambda zone: logs(timezone=zone)),
    st.booleans(),
    st.sampled_from(["week", "month", "year"]),
)
def test_the_plain_statements_count_what_the_reference_counts(log, with_calendar, period):
    calendar = ld.Calendar.weekdays(timezone=log.timezone) if with_calendar else None
    coder = Coder(log.timezone, calendar, period)
    found = count_batches("duckdb", None, lambda: coding.batches(log), coder, has_start=log.has_start)
    expected = ld.profile(log, calendar=calendar, period=period, engine="duckdb")
    tables = {name: frame.to_dict(as_series=False) for name, frame in found.tables.items()}
    assert tables == {name: frame.to_dict(as_series=False) for name, frame in expected.tables.items()}
    assert found.sequence.to_dict(as_series=False) == expected.sequence.to_dict(as_series=False)


def test_more_than_a_thousand_zones_are_told_apart():
    rows = [
        (f"c{k}", name, None, MONDAY + timedelta(hours=k % 7 * hour), *[None] * 3, f"片区{k:04}", "case")
        for k in range(1_100)
        for hour, name in enumerate(("申报", "放行"))
    ]
    log = log_of(rows)
    found = count_batches(
        "duckdb", None, lambda: coding.batches(log), Coder(log.timezone), has_start=log.has_start
    )
    expected = ld.profile(log, engine="duckdb")
    assert all(frame.equals(expected.tables[name]) for name, frame in found.tables.items())


@pytest.mark.parametrize("calendar", CALENDARS.values(), ids=CALENDARS)
@pytest.mark.parametrize("name", DATABASES)
def test_every_database_gives_the_profile_of_the_reference(name, calendar, mixed, request):
    found = ld.profile(mixed, engine=ready(name, request), calendar=calendar)
    assert whole(found) == whole(ld.profile(mixed, engine="duckdb", calendar=calendar))
    assert {table for table, frame in found.tables.items() if frame.is_empty()} == set()


@pytest.mark.slow
@pytest.mark.parametrize("name", DATABASES)
def test_any_small_log_is_counted_alike(name, request):
    engine = ready(name, request)

    @some_examples
    @given(TIMEZONES.flatmap(lambda zone: logs(timezone=zone)), st.booleans())
    def agree(log, with_calendar):
        calendar = ld.Calendar.weekdays(timezone=log.timezone) if with_calendar else None
        first, second = (ld.profile(log, engine=which, calendar=calendar) for which in (engine, "duckdb"))
        assert whole(first) == whole(second)

    agree()


@pytest.mark.slow
@pytest.mark.parametrize("log", ["bpic15_1", "bpic15_2", "bpic15_3"])
@pytest.mark.parametrize("name", DATABASES)
def test_permit_logs_full_of_equal_times_are_counted_alike(name, log, shared, request):
    log = ld.read_log(shared / "logs" / f"{log}.xes.gz", attributes=False)
    assert whole(ld.profile(log, engine=ready(name, request))) == whole(ld.profile(log, engine="numba"))
