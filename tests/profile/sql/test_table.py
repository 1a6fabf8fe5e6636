"""A table of events in a database: found by its address, counted where it lies, the same as the log it holds."""

from datetime import UTC, datetime

import duckdb
import polars as pl
import pytest

import liandong as ld
from liandong.errors import ColumnMissing, DatabaseFailed, FileEmpty, InputError, SettingError
from liandong.profile.sql import EventTable
from liandong.profile.sql.database import opened

from ..conftest import ready  # noqa: TID252
from ..strategies import MONDAY  # noqa: TID252
from ..test_engines import whole  # noqa: TID252

ADDRESS = "postgresql://officer:secret@db:5432/permits"


def in_duckdb(folder, frame):
    """The address of the frame as table ``main.events`` of a DuckDB file."""
    path = folder / "events.db"
    with duckdb.connect(str(path)) as connection:
        connection.register("frame", frame.to_arrow())
        connection.execute("set timezone = 'UTC'; create table events as select * from frame")
    return f"duckdb:{path}"


def in_postgresql(address, frame):
    import psycopg

    kinds = {pl.String: "text", pl.Int64: "bigint"}
    with psycopg.connect(address) as connection:
        columns = ", ".join(f'"{name}" {kinds.get(of, "timestamptz")}' for name, of in frame.schema.items())
        connection.execute(f"drop table if exists events; create table events ({columns})".encode())
        with connection.cursor().copy(b"copy events from stdin") as copy:
            for row in frame.iter_rows():
                copy.write_row(row)
    return address


def in_clickhouse(folder, frame):
    import clickhouse_connect

    address = f"chdb://{folder}/chdb"
    client = clickhouse_connect.get_client(dsn=address)
    columns = ", ".join(
        f'"{name}" {"Nullable(String)" if of == pl.String else "Int64" if of == pl.Int64 else "Nullable(DateTime64(6))"}'
        for name, of in frame.schema.items()
    )
    client.command(f"create table events ({columns}) engine = MergeTree order by tuple()")
    client.insert_arrow("events", frame.to_arrow(compat_level=pl.CompatLevel.oldest()))
    client.close()
    return address


@pytest.mark.parametrize(
    "name", ["duckdb", "postgresql", "clickhouse", pytest.param("spark", marks=pytest.mark.slow)]
)
def test_a_table_is_counted_where_it_lies(name, mixed, tmp_path, request):
    engine, table = ready(name, request), "events"
    frame = mixed.events.with_row_index("line").with_columns(pl.col("line").cast(pl.Int64))
    if engine == "spark":
        address, table = "local[2]", str(tmp_path / "events.parquet")
        frame.write_parquet(table)
    elif engine == "postgresql":
        address = in_postgresql(request.getfixturevalue("postgresql"), frame)
    else:
        address = {"duckdb": in_duckdb, "clickhouse": in_clickhouse}[engine](tmp_path, frame)
    calendar = ld.Calendar.china()
    found = ld.profile(f"{address}?table={table}&order=line", calendar=calendar)
    assert whole(found)[:3] == whole(ld.profile(mixed, calendar=calendar))[:3]
    assert found.sheet.sources == (table,)
    assert (found.sheet.rejected_rows, found.sheet.assumptions) == (0, ())


@pytest.fixture
def permits():
    """Eight rows under headings of their own: five events, and three rows that are none."""
    start, end, later = "2024-05-06 09:00", "2024-05-06 10:00", "2024-05-06 13:00"  # on the wall, in no zone
    rows = [
        (1, "007", "受理", start, end),
        (2, "007", "审核", None, end),
        (3, "007", "办结", None, later),
        (4, "008", "受理", None, end),
        (5, "008", "Start", None, end),
        (6, None, "受理", None, end),
        (7, "009", "受理", end, start),
        (8, "009", "受理", None, "1700-01-01 00:00"),
    ]
    frame = pl.DataFrame(rows, schema=["序号", "办件编号", "环节", "开始时间", "办结时间"], orient="row")
    return frame.with_columns(pl.col("开始时间", "办结时间").str.to_datetime("%Y-%m-%d %H:%M"))


def test_columns_are_guessed_by_name_and_rows_that_are_no_events_are_counted(permits, tmp_path):
    found = ld.profile(f"{in_duckdb(tmp_path, permits)}?table=events&order=序号", drop=("Start",))
    assert found.sequence["activities"].to_list() in (
        [["受理", "审核", "办结"], ["受理"]],
        [["受理"], ["受理", "审核", "办结"]],
    )
    assert found.zones == ["events"]
    assert found.sheet.rejected_rows == 3
    assert found.sheet.assumptions == (
        ("时间不带时区，按 Asia/Shanghai 读取", "Times carry no zone; read in Asia/Shanghai"),
    )
    assert found.sheet.first == datetime(2024, 5, 6, 1, tzinfo=UTC)


def test_the_zone_of_times_the_zone_and_the_columns_may_be_given(permits, tmp_path):
    table = EventTable.at(
        in_duckdb(tmp_path, permits),
        table="main.events",
        mapping={"activity": "序号"},
        timezone="Europe/Amsterdam",
        zone="青岛",
    )
    found = ld.profile(table, keep=("1", "3"))
    assert found.sequence["activities"].to_list() == [["1", "3"]]
    assert (found.zones, found.settings.timezone) == (["青岛"], "Europe/Amsterdam")
    assert found.sheet.first == datetime(2024, 5, 6, 7, tzinfo=UTC)
    assert len(found.sheet.assumptions) == 2


def test_without_an_order_equal_times_are_told_apart_by_name_and_that_is_said(tmp_path):
    names = ["丙", "甲", "乙"]
    frame = pl.DataFrame({"case": ["c"] * 3, "activity": names, "end": [MONDAY] * 3})
    found = ld.profile(in_duckdb(tmp_path, frame) + "?table=events")
    assert found.sequence["activities"].to_list() == [sorted(names)]
    assert "no order" in found.sheet.assumptions[0][1]


@pytest.mark.parametrize(
    ("change", "error", "told"),
    [
        ({"mapping": {"case": "无"}}, ColumnMissing, "无"),
        ({"mapping": {"end": "环节", "activity": "序号"}}, InputError, "环节 is not of a type of time"),
        ({"order": "行"}, SettingError, "行"),
        ({"name": "nothing"}, DatabaseFailed, "nothing"),
        ({"name": "events; drop table events"}, (SettingError, DatabaseFailed), "drop table"),
    ],
)
def test_what_cannot_be_counted_is_told(permits, tmp_path, change, error, told):
    place = {"database": in_duckdb(tmp_path, permits), "name": "events"} | change
    place["mapping"] = ld.Mapping(place.get("mapping", {}))
    with pytest.raises(error, match=told):
        ld.profile(EventTable(**place))


def test_a_table_without_events_is_refused(permits, tmp_path):
    with pytest.raises(FileEmpty, match="events"):
        ld.profile(in_duckdb(tmp_path, permits) + "?table=events", keep=("没有",))


def test_starts_and_completes_in_rows_of_their_own_are_counted_only_as_asked(tmp_path):
    rows = [("c", "甲", MONDAY, "start"), ("c", "甲", MONDAY, "Complete"), ("c", "乙", MONDAY, "complete")]
    frame = pl.DataFrame(rows, schema=["case", "activity", "end", "lifecycle:transition"], orient="row")
    address = in_duckdb(tmp_path, frame)
    with pytest.raises(SettingError, match="lifecycle"):
        ld.profile(f"{address}?table=events")
    counts = [
        ld.summary(ld.profile(EventTable.at(address, table="events", lifecycle=how)))["events"]
        for how in ("complete", "all")
    ]
    assert counts == [2, 3]


def test_an_address_names_the_table_and_keeps_what_is_for_the_database():
    table = EventTable.at(f"{ADDRESS}?table=public.events&order=id&sslmode=require")
    assert (table.engine, table.name, table.order) == ("postgresql", "public.events", "id")
    assert table.database == f"{ADDRESS}?sslmode=require"
    assert table == EventTable.at(f"{ADDRESS}?order=id&sslmode=require", table="public.events")


@pytest.mark.parametrize("address", [ADDRESS, "ftp://host/x?table=y"])
def test_an_address_without_a_table_is_refused_and_its_password_is_not_shown(address):
    with pytest.raises(SettingError, match="--table") as caught:
        EventTable.at(address)
    assert "secret" not in str(caught.value)
    assert "secret" not in repr(EventTable.at(ADDRESS, table="t"))


def test_an_engine_that_the_address_does_not_belong_to_is_refused():
    with pytest.raises(SettingError, match="belongs to postgresql"):
        ld.profile(f"{ADDRESS}?table=events", engine="spark")
    with (
        pytest.raises(SettingError, match=r"postgres://, postgresql://"),
        opened("postgresql", "local[2]"),
    ):
        pass


def test_a_database_that_does_not_answer_is_told():
    with pytest.raises(DatabaseFailed, match="postgresql could not"):
        ld.profile("postgresql://nobody@127.0.0.1:1/none?table=events&connect_timeout=2")
