"""A container terminal of three organisations: its log as containers, goods and the line of those who collect goods.

The tables are those of an object-centric log, simulated by others with a coloured Petri net (``../shared/data/MANIFEST.md``).
"""

from __future__ import annotations

import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from liandong.eventlog import ObjectLog

ARCHIVE = Path(__file__).parents[2] / "shared" / "data" / "sim" / "custom_logistics_sim.tar.xz"
TABLES = "data/whatIF/custom_logistics_sim"
#: An hour of the week with less than this share of what is loaded in the busiest one is closed.
SELDOM = 0.02


# -- the log ---------------------------------------------------------------------------------------------------


def read() -> ObjectLog:
    """The tables of the archive as an object-centric log."""
    with TemporaryDirectory() as folder, tarfile.open(ARCHIVE) as archive:
        archive.extractall(folder, filter="data")
        return _tables(Path(folder) / TABLES)


def _tables(folder: Path) -> ObjectLog:

    def table(name: str) -> pl.DataFrame:
        return pl.read_csv(folder / f"{name}.csv", separator=";", infer_schema=False)

    events = pl.concat(
        table(f"event_{short}").select(
            event="ocel_id",
            activity=pl.lit(activity),
            time=pl.col("ocel_time").str.to_datetime(time_unit="us", time_zone="UTC"),
        )
        for activity, short in table("event_map_type").iter_rows()
    )
    return ObjectLog(
        events.sort("time", maintain_order=True),
        table("object").select(object="ocel_id", type="ocel_type"),
        table("event_object").select(event="ocel_event_id", object="ocel_object_id"),
        table("object_object").select(
            source="ocel_source_id", target="ocel_target_id", qualifier="ocel_qualifier"
        ),
        timezone="UTC",
    )


def moments(log: ObjectLog, kind: str, **names: str) -> pl.DataFrame:
    """For each object of a type, when it was last in each of these activities."""
    events = log.flatten(kind).events
    found = (
        pl.col("end").filter(pl.col("activity") == each).max().alias(name) for name, each in names.items()
    )
    return events.group_by(pl.col("case").alias(kind)).agg(*found)


def containers_of(log: ObjectLog) -> pl.DataFrame:
    """The containers in the order in which they were ordered: document and truck, and when each thing was done."""
    found = moments(
        log,
        "Container",
        ordered="Order Empty Containers",
        due="Pick Up Empty Container",
        driven="Drive to Terminal",
        ready="Weigh",
        bay="Bring to Loading Bay",
        put="Load to Vehicle",
        again="Reschedule Container",
        left="Depart",
    )
    document = _pairs(log, "CR for TD").select(pl.col("source").alias("Container"), document="target")
    created = moments(log, "Transport Document", created="Create Transport Document")
    return (
        found.join(document, on="Container")
        .join(created.rename({"Transport Document": "document"}), on="document")
        .sort("ordered", "due", "Container")
    )


def goods_of(log: ObjectLog, containers: pl.DataFrame) -> pl.DataFrame:
    """What is collected, in the order in which trucks went for it: container, when that was, collecting, loading."""
    found = moments(log, "Handling Unit", begun="Collect Goods", loaded="Load Truck")
    held = _pairs(log, "CR contains HU").select(pl.col("target").alias("Handling Unit"), Container="source")
    return found.join(held, on="Handling Unit").join(containers.select("Container", "due"), on="Container")


def _pairs(log: ObjectLog, qualifier: str) -> pl.DataFrame:
    return log.object_relations.filter(pl.col("qualifier") == qualifier)


# -- hours -----------------------------------------------------------------------------------------------------


class Open:
    """The hours of the week in which something is loaded."""

    def __init__(self, loaded: pl.Series) -> None:
        n = np.bincount(_hour_of_week(loaded), minlength=168)
        self.is_open = n > SELDOM * n.max()

    def moved(self, times: pl.Series) -> pl.Series:
        """Times in closed hours as the next opening."""
        ahead = np.array([np.argmax(np.roll(self.is_open, -hour)) for hour in range(168)])
        hours = pl.Series(ahead[_hour_of_week(times)])
        frame = pl.DataFrame({"at": times, "hours": hours})
        opening = pl.col("at").dt.truncate("1h") + pl.duration(hours="hours")
        return frame.select(pl.when(pl.col("hours") > 0).then(opening).otherwise("at"))["at"]

    def hours(self, times: pl.Series) -> np.ndarray:
        """The open hours from a Monday long before to each time."""
        hours = times.dt.epoch("ms").to_numpy() / 3_600_000 + 72
        week, rest = np.divmod(hours, 168)
        gone = np.concatenate([[0], np.cumsum(self.is_open)])
        found: np.ndarray = week * gone[-1] + np.interp(rest, np.arange(169), gone)
        return found

    def between(self, first: pl.Series, last: pl.Series) -> np.ndarray:
        """The open hours between two times."""
        found: np.ndarray = self.hours(last) - self.hours(first)
        return found


def _hour_of_week(times: pl.Series) -> np.ndarray:
    found: np.ndarray = (times.dt.weekday().cast(pl.Int64) * 24 - 24 + times.dt.hour()).to_numpy()
    return found


# -- the line --------------------------------------------------------------------------------------------------


def collecting(goods: pl.DataFrame, hours: Open) -> pl.DataFrame:
    """Each thing collected, as if in the order in which trucks went for it: from when to when, how many waited.

    Collecting is stamped when it begins. It ends when the next one begins, if that waits already; else it took as long as
    the one before, and was over when the thing was loaded. Hands that are not there at night begin in the morning.
    """
    queue = goods.sort("due", "Container").select("Container", "due")
    done = goods.sort("begun", "Handling Unit").select("begun", "loaded", then=pl.col("begun").shift(-1))
    rows = pl.concat([queue, done], how="horizontal")
    come = np.searchsorted(rows["due"].to_numpy(), rows["begun"].to_numpy(), side="right")
    rows = rows.with_columns(waiting=pl.Series(come) - pl.int_range(pl.len()))
    is_known = (pl.col("waiting") > 1) & pl.col("then").is_not_null()
    took = pl.when(is_known).then(pl.col("then") - pl.col("begun")).forward_fill()
    rows = rows.with_columns(
        end=pl.when(is_known).then("then").otherwise(pl.min_horizontal("loaded", pl.col("begun") + took))
    )
    rows = rows.with_columns(
        start=hours.moved(rows["begun"]), end=hours.moved(rows["end"]), is_known=is_known
    )
    return rows.with_columns(hours=pl.Series(hours.between(rows["start"], rows["end"])))
