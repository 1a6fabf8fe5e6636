"""The DuckDB engine: a log counted in parts, and what it says where memory and disk run out."""

from datetime import timedelta
from tempfile import gettempdir

import duckdb
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import liandong as ld
from liandong.errors import OutOfRoom
from liandong.profile.coding import Coder
from liandong.profile.duck import engine

from .strategies import MONDAY, logs, some_examples
from .test_engines import whole


@some_examples
@given(logs(), st.booleans())
def test_a_log_counted_in_parts_gives_what_it_gives_whole(log, with_calendar):
    calendar = ld.Calendar.weekdays(timezone=log.timezone) if with_calendar else None
    expected = ld.profile(log, calendar=calendar, engine="duckdb")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "_WHOLE", 1)
        patch.setattr(engine, "_PART", 3)
        assert whole(ld.profile(log, calendar=calendar, engine="duckdb")) == whole(expected)


def test_cases_may_be_listed_a_few_at_a_time(monkeypatch):
    log = ld.EventLog.from_rows(
        [(f"c{k % 90}", f"活动{k * k % 7}", MONDAY + timedelta(minutes=k)) for k in range(400)]
    )
    expected, asked = ld.profile(log, engine="duckdb"), []
    variants = engine._variants
    monkeypatch.setattr(engine, "_LISTED", 20)
    monkeypatch.setattr(
        engine, "_variants", lambda batch, *a: asked.append(batch.num_rows) or variants(batch, *a)
    )
    assert whole(ld.profile(log, engine="duckdb")) == whole(expected)
    assert (max(asked), sum(asked)) == (20, 90)


@pytest.mark.parametrize("parts", [1, 4])
def test_an_error_on_the_way_comes_out_as_it_was(parts, monkeypatch):
    def read():
        yield from ()
        raise ZeroDivisionError

    monkeypatch.setattr(engine, "_WHOLE", 1)
    monkeypatch.setattr(engine, "_PART", 1)
    with pytest.raises(ZeroDivisionError):
        engine.count(read, Coder("Asia/Shanghai"), rows=parts)


def test_a_log_that_fits_neither_memory_nor_disk_is_told_with_the_place(monkeypatch):
    frame = pl.DataFrame({"case": pl.int_range(200_000, eager=True).cast(pl.String)})
    log = ld.EventLog.from_frame(frame.with_columns(activity=pl.lit("申报"), end=pl.lit(MONDAY)))
    room = {"memory_limit": "2MB", "max_temp_directory_size": "1MB", "threads": 1}
    monkeypatch.setattr(engine, "_CONFIG", engine._CONFIG | room)
    with pytest.raises(OutOfRoom) as caught:
        ld.profile(log, engine="duckdb")
    assert caught.value.values == {"path": gettempdir()}


@pytest.mark.parametrize("trouble", [duckdb.IOException, duckdb.OutOfMemoryException])
def test_a_disk_that_is_full_is_told_with_its_place(trouble, tmp_path):
    with pytest.raises(OutOfRoom, match=gettempdir()), engine._database(str(tmp_path), "1GB"):
        raise trouble("No space left on device")
