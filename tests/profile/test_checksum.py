"""The checksum adds as profiles do, and tells two apart that differ in anything that counts."""

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import liandong as ld
from liandong.profile.checksum import Checksum
from liandong.profile.tables import TABLES, TEXT

from .strategies import MARKS, MONDAY, log_of, logs, some_examples

WEEKDAYS = ld.Calendar.weekdays()
ROWS = [
    ("1", "申报", None, MONDAY, "甲", "窗口", "海关", "青岛", "case"),
    ("1", "放行", MONDAY - MONDAY, MONDAY, "乙", "窗口", "海关", "青岛", "case"),
    ("1", "申报", None, MONDAY, "甲", "窗口", "海关", "烟台", "case"),
]


def profiles(**options):
    return logs().map(lambda log: ld.profile(log, engine="numba", **options))


@some_examples
@given(profiles(calendar=WEEKDAYS), profiles(calendar=WEEKDAYS))
def test_the_checksum_of_a_sum_is_the_sum_of_checksums(a, b):
    assert (a + b).checksum == a.checksum + b.checksum == b.checksum + a.checksum


@some_examples
@given(profiles())
def test_a_negative_count_takes_a_checksum_out(a):
    negative = {
        name: frame.with_columns(-pl.col(list(TABLES[name].measures(working=False))))
        for name, frame in a.tables.items()
    }
    assert a.checksum + replace(a, tables=negative).checksum == Checksum()


@some_examples
@given(profiles(), st.data())
def test_the_part_of_some_zones_is_that_of_the_profile_of_these_zones(a, data):
    zones = tuple(data.draw(st.lists(st.sampled_from(a.zones), unique=True)))
    assert a.select(zone=zones).checksum.of(zones) == a.checksum.of(zones)


@some_examples
@given(profiles(calendar=WEEKDAYS))
def test_it_does_not_matter_how_tables_lie_in_memory(a):
    halves = {name: pl.concat([frame[:2], frame[2:]], rechunk=False) for name, frame in a.tables.items()}
    assert replace(a, tables=halves).checksum == a.checksum


@pytest.mark.parametrize("name", [name for name in TABLES if not name.endswith("_shape")])
def test_each_column_of_each_table_tells(name):
    whole = ld.profile(log_of(ROWS), calendar=WEEKDAYS, engine="numba")
    frame = whole.tables[name]
    assert frame.height
    for column in frame.columns:
        other = replace(whole, tables={**whole.tables, name: frame.with_columns(another(frame[column]))})
        assert other.checksum != whole.checksum, column


def another(values):
    """Other values of the same type."""
    if values.dtype == TEXT:
        return values.cast(pl.String).str.replace("$", " (new)").cast(TEXT)
    if values.dtype == pl.Date:
        return values.dt.offset_by("1y")
    return ~values if values.dtype == pl.Boolean else (values + 1).cast(values.dtype)


def test_the_settings_tell():
    log = log_of(ROWS)
    plain, marked = ld.profile(log), ld.profile(log, statutory=MARKS[1:])
    assert plain.follows.equals(marked.follows)
    assert plain.checksum != marked.checksum


def test_objects_that_go_together_tell():
    profile = ld.profile(log_of(ROWS))
    row = dict(
        zip(profile.cardinality.columns, ("青岛", MONDAY.date(), "case", "k", "申报", "x", 1, 1), strict=True)
    )
    related = pl.DataFrame([row], schema=profile.cardinality.schema)
    assert replace(profile, cardinality=related).checksum != profile.checksum
