"""The DuckDB engine where memory and disk run out: a sentence, not a traceback."""

from datetime import timedelta
from tempfile import gettempdir

import duckdb
import polars as pl
import pytest

import liandong as ld
from liandong.errors import OutOfRoom
from liandong.profile import duck

from .strategies import MONDAY


def test_a_log_that_fits_neither_memory_nor_disk_is_told_with_the_place(monkeypatch):
    frame = pl.DataFrame({"case": pl.int_range(200_000, eager=True).cast(pl.String)})
    log = ld.EventLog.from_frame(frame.with_columns(activity=pl.lit("申报"), end=pl.lit(MONDAY)))
    room = {"memory_limit": "2MB", "max_temp_directory_size": "1MB", "threads": 1}
    monkeypatch.setattr(duck, "_CONFIG", duck._CONFIG | room)
    with pytest.raises(OutOfRoom) as caught:
        ld.profile(log, engine="duckdb")
    assert caught.value.values == {"path": gettempdir()}


def test_cases_may_be_listed_in_parts(monkeypatch):
    rows = [(f"c{k % 90}", f"活动{k * k % 7}", MONDAY + timedelta(minutes=k)) for k in range(2_000)]
    log = ld.EventLog.from_rows(rows)
    expected = ld.profile(log, engine="duckdb")
    monkeypatch.setattr(duck, "_LISTED", 300)
    assert ld.profile(log, engine="duckdb").sha256 == expected.sha256


@pytest.mark.parametrize("trouble", [duckdb.IOException, duckdb.OutOfMemoryException])
def test_a_disk_that_is_full_is_told_with_its_place(trouble):
    with pytest.raises(OutOfRoom, match=gettempdir()), duck._database():
        raise trouble("No space left on device")
