"""Spark: the session that runs already, or one of our own on this machine, or a cluster by its address.

Each count runs in a session of its own over the same cluster (``newSession``): its views and settings are nobody
else's. What is kept lies in the executors' memory and goes on to their disks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import reduce

import polars as pl
from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import DateType, TimestampNTZType, TimestampType

from liandong.profile.sql.database import Kind, told
from liandong.profile.sql.dialects import quoted, said, table_name

_SETTINGS = {
    "spark.sql.ansi.enabled": "true",  # a sum that overflows is an error, never a wrong number
    "spark.sql.session.timeZone": "UTC",
}
#: A session on this machine: nothing listens beyond it, nothing is drawn, and partitions are few. A log that fits here
#: takes Spark longer to plan and to compile than to count, so plans stay as they are and are compiled once, lightly.
_LOCAL = {
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.log.level": "ERROR",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.shuffle.partitions": "8",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


@contextmanager
def connected(address: str | None) -> Iterator[Spark]:
    """Spark at ``local[2]``, ``spark://host:7077`` or ``sc://host:15002``; a session that runs already is used."""
    with told("spark", PySparkException, Py4JError):
        is_ours = SparkSession.getActiveSession() is None
        session = _started(address or "local[*]")
        spark = Spark(session.newSession())
        try:
            yield spark
        finally:
            spark.forget()
            if is_ours:
                session.stop()


def _started(address: str) -> SparkSession:
    builder = SparkSession.builder.appName("liandong")
    if address.startswith("sc://"):
        return builder.remote(address).getOrCreate()
    if SparkSession.getActiveSession() is None and address.startswith("local"):
        builder = builder.config(map=_LOCAL)
    return builder.master(address).getOrCreate()


class Spark:
    """A session of Spark."""

    def __init__(self, session: SparkSession) -> None:
        self._session = session
        self._kept: list[str] = []
        for name, value in _SETTINGS.items():
            session.conf.set(name, value)

    def columns(self, table: str) -> dict[str, Kind]:
        kinds: dict[type, Kind] = {TimestampType: "instant", TimestampNTZType: "local", DateType: "local"}
        fields = self._session.sql(said(f"select * from {self.source(table)} limit 0", "spark")).schema.fields
        return {field.name: kinds.get(type(field.dataType), "other") for field in fields}

    def source(self, table: str) -> str:
        """A table of the catalogue, or Parquet files where the name is a path."""
        return f"parquet.{quoted(table)}" if "/" in table else table_name(table, "spark")

    def load(self, name: str, parts: Iterable[pl.DataFrame]) -> None:
        frames = (
            self._session.createDataFrame(part.to_arrow(compat_level=pl.CompatLevel.oldest()))
            for part in parts
        )
        reduce(DataFrame.unionAll, frames).createOrReplaceTempView(name)

    def keep(self, name: str, query: str) -> None:
        storage = "options ('storageLevel' 'MEMORY_AND_DISK')"
        self._session.sql(f"cache table {name} {storage} as {said(query, 'spark')}")
        self._kept.append(name)

    def fetch(self, query: str) -> pl.DataFrame:
        frame = pl.from_arrow(self._session.sql(said(query, "spark")).toArrow())
        assert isinstance(frame, pl.DataFrame)
        return frame

    def forget(self) -> None:
        """Gives back what was kept: the memory belongs to the cluster, not to this session."""
        for name in self._kept:
            self._session.catalog.uncacheTable(name)
