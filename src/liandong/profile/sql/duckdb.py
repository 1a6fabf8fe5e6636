"""DuckDB as one more database: the twin in memory that tests the statements, and tables in a file of DuckDB."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import duckdb
import polars as pl

from liandong.profile.sql.database import Kind, told
from liandong.profile.sql.dialects import said, table_name


@contextmanager
def connected(address: str | None) -> Iterator[DuckDB]:
    """The file behind ``duckdb:``, read-only, or a database in memory."""
    path = (address or "duckdb:").removeprefix("duckdb:")
    with told("duckdb", duckdb.Error), duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")
        if path:
            connection.execute(f"attach '{path.replace(chr(39), chr(39) * 2)}' as theirs (read_only)")
        yield DuckDB(connection)


class DuckDB:
    """A connection to DuckDB; our tables lie in memory, theirs in the file called ``theirs``."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def columns(self, table: str) -> dict[str, Kind]:
        kinds: dict[str, Kind] = {"TIMESTAMP WITH TIME ZONE": "instant", "DATE": "local"}
        found = self._connection.sql(f"select * from {self.source(table)} limit 0")
        types = map(str, found.types)
        local: Kind = "local"
        return {
            name: local if of.startswith("TIMESTAMP") and of not in kinds else kinds.get(of, "other")
            for name, of in zip(found.columns, types, strict=True)
        }

    def source(self, table: str) -> str:
        return f"theirs.{table_name(table, 'duckdb')}"

    def load(self, name: str, parts: Iterable[pl.DataFrame]) -> None:
        for at, part in enumerate(parts):
            self._connection.register("ld_part", part.to_arrow())
            verb = f"insert into {name}" if at else f"create table {name} as"
            self._connection.execute(f"{verb} select * from ld_part")
            self._connection.unregister("ld_part")

    def keep(self, name: str, query: str) -> None:
        self._connection.execute(f"create table {name} as {said(query, 'duckdb')}")

    def fetch(self, query: str) -> pl.DataFrame:
        frame: pl.DataFrame = self._connection.sql(said(query, "duckdb")).pl()
        return frame
