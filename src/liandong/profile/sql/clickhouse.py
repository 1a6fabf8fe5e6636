"""ClickHouse: a server, or chdb in this process, through one client. Tables of ours are temporary in both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import chdb  # noqa: F401 - without it the client would say what is missing in words of its own
import clickhouse_connect
import polars as pl
from clickhouse_connect.driver import Client
from clickhouse_connect.driver.exceptions import ClickHouseError

from liandong.profile.sql.database import Kind, told
from liandong.profile.sql.dialects import said, table_name

#: Kept on disk, for what does not fit in memory, and in the order it comes.
_STORED = "engine = MergeTree order by tuple()"
_IN_PROCESS = "chdb://memory"


@contextmanager
def connected(address: str | None) -> Iterator[ClickHouse]:
    """The server at ``clickhouse://user@host:port/database``, or chdb: in memory, or at ``chdb:///directory``."""
    with told("clickhouse", ClickHouseError):
        client = clickhouse_connect.get_client(dsn=address or _IN_PROCESS)
        try:
            yield ClickHouse(client)
        finally:
            client.close()


class ClickHouse:
    """A session on ClickHouse."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def columns(self, table: str) -> dict[str, Kind]:
        rows = self._client.query(f"describe table {self.source(table)}").result_rows
        return {name: _kind(of) for name, of, *_ in rows}

    def source(self, table: str) -> str:
        return table_name(table, "clickhouse")

    def load(self, name: str, parts: Iterable[pl.DataFrame]) -> None:
        for at, part in enumerate(parts):
            if not at:
                columns = ", ".join(
                    f"{column} {_type(column, dtype)}" for column, dtype in part.schema.items()
                )
                self._client.command(f"create temporary table {name} ({columns}) {_STORED}")
            self._client.insert_arrow(name, part.to_arrow(compat_level=pl.CompatLevel.oldest()))

    def keep(self, name: str, query: str) -> None:
        self._client.command(f"create temporary table {name} {_STORED} as {said(query, 'clickhouse')}")

    def fetch(self, query: str) -> pl.DataFrame:
        frame = pl.from_arrow(self._client.query_arrow(said(query, "clickhouse")))
        assert isinstance(frame, pl.DataFrame)
        return frame


def _type(column: str, dtype: pl.DataType) -> str:
    if dtype == pl.String:
        return "String"
    return "Nullable(Int64)" if column == "start_us" else "Int64"


def _kind(of: str) -> Kind:
    """A DateTime is an instant, whatever zone it is shown in; a Date is a day on the wall."""
    plain = of.removeprefix("LowCardinality(").removeprefix("Nullable(")
    return "instant" if plain.startswith("DateTime") else "local" if plain.startswith("Date") else "other"
