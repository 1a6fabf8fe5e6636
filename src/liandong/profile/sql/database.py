"""A database as the engines need it: four verbs. What is loaded, kept and asked lasts until it is closed.

An engine is a connector: it opens, takes statements in its own words and gives frames back. Adding one is a module
beside these, its words in ``dialects`` and a line in ``CONNECTORS``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Literal, Protocol, cast

import polars as pl

from liandong.errors import DatabaseFailed, ExtraMissing, SettingError

#: How a column keeps time: as an instant, as a wall clock without zone, or not at all.
Kind = Literal["instant", "local", "other"]

#: Engine -> the module that connects to it.
CONNECTORS = {"clickhouse": "clickhouse", "duckdb": "duckdb", "postgresql": "postgresql", "spark": "spark"}
#: Beginning of an address -> engine.
_SCHEMES = {
    "chdb:": "clickhouse",
    "clickhouse://": "clickhouse",
    "clickhouses://": "clickhouse",
    "duckdb:": "duckdb",
    "local[": "spark",
    "postgres://": "postgresql",
    "postgresql://": "postgresql",
    "sc://": "spark",
    "spark://": "spark",
}


class Database(Protocol):
    """An open database. Statements come spelled as DuckDB reads them; errors leave as DatabaseFailed."""

    def columns(self, table: str) -> dict[str, Kind]:
        """The columns of a table of theirs, in order."""

    def source(self, table: str) -> str:
        """The table of theirs as it stands behind ``from``, spelled as DuckDB reads it."""

    def load(self, name: str, parts: Iterable[pl.DataFrame]) -> None:
        """Makes a table of ours from frames of integers and texts."""

    def keep(self, name: str, query: str) -> None:
        """Makes a table of ours from what the query gives, so that it is worked out once."""

    def fetch(self, query: str) -> pl.DataFrame:
        """The rows of the query; numbers as they come."""


def engine_of(address: str) -> str | None:
    """The engine that an address belongs to, None for anything else, such as the path of a file.

    >>> engine_of("postgresql://zone@db/events"), engine_of("local[2]"), engine_of("export.csv")
    ('postgresql', 'spark', None)
    """
    return next((engine for scheme, engine in _SCHEMES.items() if address.startswith(scheme)), None)


@contextmanager
def opened(engine: str, address: str | None) -> Iterator[Database]:
    """The database at the address, or the engine's own where it needs none. Raises SettingError, DatabaseFailed."""
    if address is not None and engine_of(address) != engine:
        known = ", ".join(scheme for scheme, of in _SCHEMES.items() if of == engine)
        reason = (f"{engine} 的地址以 {known} 开头", f"addresses of {engine} begin with {known}")
        raise SettingError(setting="database", value=without_password(address), reason=reason)
    try:
        connector = import_module(f"liandong.profile.sql.{CONNECTORS[engine]}")
    except ImportError as error:
        raise ExtraMissing(what=engine, extra=engine, module=error.name) from None
    with connector.connected(address) as database:
        yield cast(Database, database)


@contextmanager
def told(engine: str, *errors: type[Exception]) -> Iterator[None]:
    """What the database says when it cannot, as DatabaseFailed with its first line."""
    try:
        yield
    except errors as error:
        lines = [line for line in str(error).splitlines() if line.strip()]
        raise DatabaseFailed(
            engine=engine, reason=lines[0].strip() if lines else type(error).__name__
        ) from error


def without_password(address: str) -> str:
    """The address as it may be shown.

    >>> without_password("postgresql://zone:secret@db/events")
    'postgresql://zone@db/events'
    """
    scheme, separator, rest = address.partition("://")
    user, at, host = rest.rpartition("@")
    return scheme + separator + user.partition(":")[0] + at + host
