"""The SQL engines: the same profile from PySpark, ClickHouse, PostgreSQL and DuckDB, by one set of statements.

Events are loaded from here, or stay in a table of theirs; either way they become integers, are put in order once, and
every table of the profile is one ``group by``. Only counts come back, so the events of a cluster never travel.
"""

from typing import TYPE_CHECKING

from liandong._lazy import loader

if TYPE_CHECKING:
    from liandong.profile.sql.count import Counted, count_batches, count_table
    from liandong.profile.sql.table import EventTable

_HOMES = {"Counted": "count", "EventTable": "table", "count_batches": "count", "count_table": "count"}

__getattr__ = loader(__name__, {name: f"{__name__}.{module}" for name, module in _HOMES.items()})

__all__ = ["Counted", "EventTable", "count_batches", "count_table"]
