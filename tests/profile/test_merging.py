"""Two tables merge into what grouping all their rows gives."""

from datetime import timedelta

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

import liandong as ld
from liandong.profile.merging import merged, spliced
from liandong.profile.sequences import SEQUENCE
from liandong.profile.tables import TABLES, add_up

from .strategies import MONDAY, log_of, logs, some_examples


@some_examples
@given(logs(), logs())
def test_a_merge_is_a_grouping_of_both(first, second):
    one, other = ld.profile(first), ld.profile(second)
    for name, table in TABLES.items():
        grouped = add_up(pl.concat([one.tables[name], other.tables[name]]), table, working=False)
        found = merged(one.tables[name], other.tables[name], table, working=False)
        assert (found.schema, found.rows()) == (grouped.schema, grouped.rows())


@some_examples
@given(logs())
def test_a_table_taken_from_itself_leaves_nothing(log):
    found = ld.profile(log)
    for name, table in TABLES.items():
        minus = found.tables[name].with_columns(-pl.col(list(table.measures(working=False))))
        assert merged(found.tables[name], minus, table, working=False).is_empty()


def test_a_merge_of_few_periods_is_a_grouping_of_both():
    """A year in two zones and one week of it in one: the rest is copied, and stands where it stood."""
    days = [MONDAY + timedelta(days=day) for day in range(0, 365, 3)]
    rows = [
        (f"{zone}{number}", step, None, day + timedelta(hours=hour), None, None, None, zone, "case")
        for zone in ("青岛", "日照")
        for number, day in enumerate(days)
        for hour, step in enumerate(("申报", "放行"))
    ]
    year = ld.profile(log_of(rows))
    week = ld.profile(log_of([row for row in rows if row[7] == "日照"][120:124]))
    nowhere = ld.profile(log_of([(*row[:7], "潍坊", "case") for row in rows[:4]]))
    for name, table in TABLES.items():
        left = year.tables[name]
        head = ["zone", "period"]
        one_period = left.join(left.select(head)[:1], on=head, how="semi", maintain_order="left")
        for right in (week.tables[name], nowhere.tables[name], one_period):
            for each in (right, right.with_columns(-pl.col(list(table.measures(working=False))))):
                grouped = add_up(pl.concat([left, each]), table, working=False)
                found = merged(left, each, table, working=False)
                assert (found.schema, found.rows()) == (grouped.schema, grouped.rows())


def test_a_table_merged_again_and_again_lies_in_few_pieces():
    days = [MONDAY + timedelta(days=day) for day in range(700)]
    log = log_of([("1", "申报", None, day, None, None, None, "青岛", "case") for day in days])
    whole, table = ld.profile(log).tables["follows"], TABLES["follows"]
    twice, pieces = whole, []
    for week in whole.partition_by("period", maintain_order=True):
        twice = merged(twice, week, table, working=False)
        pieces.append(twice.n_chunks())
    assert (twice["n"] == whole["n"] * 2).all()
    assert len(pieces) > max(pieces) > 2
    assert 1 in pieces


@some_examples
@given(*[st.dictionaries(st.integers(0, 2**64 - 1) | st.integers(0, 9), st.just(["x", "y"]))] * 2, st.data())
def test_rows_are_spliced_in_and_out_by_their_key(old, new, data):
    gone = data.draw(st.sets(st.sampled_from(sorted(old)))) if old else set()

    def frame(rows):
        columns = {"variant": sorted(rows), "activities": [rows[key] for key in sorted(rows)]}
        return pl.DataFrame(columns, schema=SEQUENCE)

    left = {key: value for key, value in old.items() if key not in gone}
    added = {key: value for key, value in new.items() if key not in old}
    found = spliced(frame(old), frame(new), np.array(sorted(gone), dtype=np.uint64))
    assert found.equals(frame(left | added))
