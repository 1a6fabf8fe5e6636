"""PostgreSQL: one transaction that sees the table as it was, temporary tables that are gone afterwards.

The role needs to read the table and to make temporary tables, nothing else. Rows travel by COPY, both ways.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO

import polars as pl
import psycopg

from liandong.profile.sql.database import Kind, told
from liandong.profile.sql.dialects import said, table_name

#: PostgreSQL's numbers for its types of time.
_KINDS: dict[int, Kind] = {1082: "local", 1114: "local", 1184: "instant"}


@contextmanager
def connected(address: str | None) -> Iterator[PostgreSQL]:
    """The database at the address; what that lacks libpq takes from PGHOST, PGDATABASE, PGPASSWORD ... and ~/.pgpass."""
    with told("postgresql", psycopg.Error), psycopg.connect(address or "") as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        yield PostgreSQL(connection)


class PostgreSQL:
    """A connection to PostgreSQL."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        # Sorting in memory where it fits: 64 MB a sort, given back at the end of the transaction.
        self._run("set local work_mem = '64MB'")

    def columns(self, table: str) -> dict[str, Kind]:
        cursor = self._run(f"select * from {self.source(table)} limit 0")
        return {column.name: _KINDS.get(column.type_code, "other") for column in cursor.description or ()}

    def source(self, table: str) -> str:
        return table_name(table, "postgresql")

    def load(self, name: str, parts: Iterable[pl.DataFrame]) -> None:
        for at, part in enumerate(parts):
            if not at:
                columns = ", ".join(
                    f"{column} {'text' if dtype == pl.String else 'bigint'}"
                    for column, dtype in part.schema.items()
                )
                self._run(f"create temp table {name} ({columns})")
            with self._connection.cursor().copy(f"copy {name} from stdin (format csv)".encode()) as copy:
                copy.write(part.write_csv(include_header=False, quote_style="non_numeric").encode())
        self._run(f"analyze {name}")

    def keep(self, name: str, query: str) -> None:
        self._run(f"create temp table {name} as {said(query, 'postgresql')}")
        self._run(f"analyze {name}")

    def fetch(self, query: str) -> pl.DataFrame:
        statement = f"copy ({said(query, 'postgresql')}) to stdout (format csv, header)"
        with self._connection.cursor().copy(statement.encode()) as copy:
            rows = BytesIO(b"".join(map(bytes, copy)))
        return pl.read_csv(rows, infer_schema=False, empty_string_is_null=False)

    def _run(self, statement: str) -> psycopg.Cursor:
        return self._connection.execute(statement.encode())
