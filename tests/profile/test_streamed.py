"""Parquet files that are streamed give what reading them whole gives."""

from datetime import timedelta

import polars as pl
import pytest

import liandong as ld
from liandong.profile import coding, engines, streamed

from .strategies import MONDAY


@pytest.fixture
def frame():
    rows = [
        (
            f"c{k % 7}",
            ("申报", "查验", "放行")[k % 3],
            MONDAY + timedelta(minutes=k),
            ("王", "李")[k % 2],
            "窗口",
        )
        for k in range(50)
    ]
    return pl.DataFrame(rows, schema=["case", "activity", "end", "resource", "role"], orient="row")


@pytest.fixture
def streams(monkeypatch):
    """Files of any size are streamed, in small batches; what was streamed is noted."""
    noted = []
    monkeypatch.setattr(engines, "NUMBA_ABOVE", 1)
    monkeypatch.setattr(coding, "BATCH", 8)
    monkeypatch.setattr(streamed, "BATCH", 8)

    def noting(*args, **options):
        found = streamed.streamed(*args, **options)
        noted.append(found is not None)
        return found

    monkeypatch.setattr(engines, "streamed", noting)
    return noted


def whole(path, **options):
    return ld.profile(ld.read_log(path), **options)


@pytest.mark.parametrize("engine", ["duckdb", "numba", None])
@pytest.mark.parametrize("zone", [None, "青岛"])
def test_a_streamed_file_gives_the_same_profile(tmp_path, frame, streams, engine, zone):
    path = tmp_path / "export.2024.parquet"
    frame.write_parquet(path)
    found, expected = ld.profile(path, zone=zone, engine=engine), whole(path, zone=zone)
    assert streams == [True]
    assert (found, found.zones) == (expected, expected.zones)
    assert (found.sheet.sources, found.sheet.first, found.sheet.last) == (
        expected.sheet.sources,
        expected.sheet.first,
        expected.sheet.last,
    )


@pytest.mark.parametrize("rows", [1, 3, 16, 17, 50])
@pytest.mark.parametrize("engine", ["duckdb", "numba"])
def test_row_groups_of_any_size_give_the_same_profile(tmp_path, frame, streams, engine, rows):
    path = tmp_path / "a.parquet"
    frame.write_parquet(path, row_group_size=rows)
    assert ld.profile(path, engine=engine) == whole(path)
    assert streams == [True]


@pytest.mark.parametrize("kept", [pl.Int32, pl.UInt64, pl.Categorical])
@pytest.mark.parametrize("engine", ["duckdb", "numba"])
def test_case_ids_may_be_interned_in_the_file(tmp_path, frame, streams, engine, kept):
    interned = pl.col("case").str.slice(1).cast(pl.String if kept is pl.Categorical else kept).cast(kept)
    path = tmp_path / "a.parquet"
    frame.with_columns(case=interned).write_parquet(path)
    assert ld.profile(path, engine=engine, zone="青岛") == ld.profile(
        ld.EventLog.from_frame(frame), zone="青岛"
    )
    assert streams == [True]


def test_a_case_that_passes_through_two_zones_is_two(tmp_path, frame, streams):
    path = tmp_path / "a.parquet"
    zones = pl.when(pl.int_range(pl.len()) < 25).then(pl.lit("青岛")).otherwise(pl.lit("烟台"))
    frame.with_columns(case=pl.col("case").str.slice(1).cast(pl.Int64), zone=zones).write_parquet(path)
    found = ld.profile(path, engine="numba")
    assert (found, found.case["n"].sum()) == (whole(path), 14)


def test_a_file_with_start_times_and_zones_of_its_own_is_streamed(tmp_path, frame, streams):
    path = tmp_path / "a.parquet"
    frame.with_columns(start=pl.col("end") - timedelta(minutes=9), zone=pl.lit("烟台")).write_parquet(path)
    found = ld.profile(path)
    assert streams == [True]
    assert (found, found.zones, found.work["n"].sum()) == (whole(path), ["烟台"], 50)


def test_names_kept_as_dictionaries_are_streamed(tmp_path, frame, streams):
    path = tmp_path / "a.parquet"
    frame.with_columns(pl.col("case", "activity").cast(pl.Categorical())).write_parquet(path)
    assert ld.profile(path) == whole(path)
    assert streams == [True]


NEEDS_REPAIR = {
    "an empty case": lambda frame: frame.with_columns(case=pl.when(pl.col("case") != "c3").then("case")),
    "an empty activity": lambda frame: frame.with_columns(
        activity=pl.when(pl.col("case") != "c3").then("activity")
    ),
    "an empty time": lambda frame: frame.with_columns(end=pl.when(pl.col("case") != "c3").then("end")),
    "times without a zone": lambda frame: frame.with_columns(pl.col("end").dt.replace_time_zone(None)),
    "times as text": lambda frame: frame.with_columns(pl.col("end").dt.to_string("%F %T")),
    "a lifecycle": lambda frame: frame.with_columns(lifecycle=pl.lit("complete")),
}


@pytest.mark.parametrize("spoil", NEEDS_REPAIR.values(), ids=NEEDS_REPAIR)
def test_a_file_that_needs_repair_is_read_whole(tmp_path, frame, streams, spoil):
    path = tmp_path / "a.parquet"
    spoil(frame).write_parquet(path)
    found = ld.profile(path)
    assert streams == [False]
    assert (found, found.sheet) == (whole(path), whole(path).sheet)


SOUND_LOOKING = {
    "blank cases and activities": lambda f: f.with_columns(
        case=pl.when(pl.col("case") != "c3").then("case").otherwise(pl.lit("")),
        activity=pl.when(pl.col("case") != "c4").then("activity").otherwise(pl.lit(" ")),
    ),
    "an end before its start": lambda f: f.with_columns(
        start=pl.when(pl.col("case") == "c3").then(pl.col("end") + timedelta(hours=1)).otherwise("end")
    ),
    "a time far away": lambda f: f.with_columns(
        end=pl.when(pl.col("case") == "c3").then(pl.col("end") + timedelta(days=366 * 600)).otherwise("end")
    ),
    "whole numbers as case ids": lambda f: f.with_columns(case=pl.col("case").str.slice(1).cast(pl.Int64)),
}


@pytest.mark.parametrize("spoil", SOUND_LOOKING.values(), ids=SOUND_LOOKING)
def test_what_the_reader_would_repair_is_not_counted_unseen(tmp_path, frame, streams, spoil):
    path = tmp_path / "a.parquet"
    spoil(frame).write_parquet(path)
    found = ld.profile(path)
    assert streams != []
    assert (found, found.sheet.rejected_rows) == (whole(path), whole(path).sheet.rejected_rows)


def test_a_small_file_is_not_streamed(tmp_path, frame):
    path = tmp_path / "a.parquet"
    frame.write_parquet(path)
    assert streamed.streamed(path, None, least=51) is None
    assert streamed.streamed(path, None, least=50).rows == 50


def test_what_is_no_parquet_is_not_streamed(tmp_path):
    path = tmp_path / "a.parquet"
    for content in (b"", b"case,activity\n", b"PAR1" + b"\0" * 100 + b"PAR1"):
        path.write_bytes(content)
        assert streamed.streamed(path, None, least=0) is None
    assert streamed.streamed(tmp_path / "no.parquet", None, least=0) is None
