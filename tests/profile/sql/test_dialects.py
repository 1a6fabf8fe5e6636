"""What is said to an engine: our statements in its words, and names that can be nothing but names."""

import duckdb
import pytest

from liandong.errors import SettingError
from liandong.profile.sql.dialects import DIALECTS, quoted, said, table_name, text
from liandong.profile.sql.statements import Statements


@pytest.mark.parametrize("engine", DIALECTS)
def test_integers_are_never_divided_by_way_of_floats(engine):
    assert (
        said("select (a + b) // 1000000 // 65536 as c from t", engine)
        == {
            "clickhouse": "SELECT intDiv(intDiv((a + b), 1000000), 65536) AS c FROM t",
            "duckdb": "SELECT (a + b) // 1000000 // 65536 AS c FROM t",
            "postgresql": "SELECT (((((a + b)) / (1000000))) / (65536)) AS c FROM t",
            "spark": "SELECT (a + b) DIV 1000000 DIV 65536 AS c FROM t",
        }[engine]
    )


@pytest.mark.parametrize("engine", DIALECTS)
def test_a_path_is_collected_in_the_order_of_places(engine):
    words = said("select path_of(act, place) as path from t", engine)
    assert "path_of" not in words.lower()
    assert "place" in words


@pytest.mark.parametrize("name", ["events; drop table x", "select 1", "file('/etc/passwd')", "a b", ""])
@pytest.mark.parametrize("engine", DIALECTS)
def test_a_name_that_is_more_than_a_name_is_refused_or_quoted_whole(engine, name):
    try:
        spelled = table_name(name, engine)
    except SettingError:
        return
    assert spelled == quoted(name)


@pytest.mark.parametrize(
    ("name", "spelled"),
    [("events", '"events"'), ("public.办件", '"public"."办件"'), ("a.b.c", '"a"."b"."c"')],
)
@pytest.mark.parametrize("engine", DIALECTS)
def test_a_table_is_named_with_its_schema(engine, name, spelled):
    assert table_name(name, engine) == spelled


@pytest.mark.parametrize("engine", DIALECTS)
def test_texts_stay_what_they_are(engine):
    value = "O'Neil \\ \" -- 长"
    assert duckdb.sql(f"select {text(value)}").limit(1).fetchall() == [(value,)]
    assert "O" in said(f"select {text(value)}", engine)


def test_clock_time_alone_asks_nothing_about_work():
    statements = Statements("ld_events", has_start=False, working=False)
    everything = " ".join(
        [statements.days, statements.neighbours, statements.cases, *statements.counts().values()]
    )
    assert "worked" not in everything
    assert "working" not in everything
