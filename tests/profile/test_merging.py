"""Two tables merge into what grouping all their rows gives."""

import polars as pl
from hypothesis import given

import liandong as ld
from liandong.profile.merging import merged
from liandong.profile.tables import TABLES, add_up

from .strategies import logs, some_examples


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
