"""What more orders would do to a container terminal of three organisations, calibrated on a log of the usual rate.

A case is a transport document with its containers, from when it is created to the last departure. What is printed for
each rate is simulated: the mean time from the document to the departure, and how often a container is rescheduled.
Run by ``make bench-whatif``.
"""

from __future__ import annotations

import tarfile
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

import liandong as ld
from liandong.simulation.calibration import Calibration
from liandong.simulation.events import events_of
from liandong.simulation.validating import any_order

ARCHIVE = Path(__file__).parents[2] / "shared" / "data" / "sim" / "custom_logistics_sim.tar.xz"
TABLES = "data/whatIF/custom_logistics_sim"
LOADS = (1.0, 1.25, 1.43, 1.75, 2.0)
RUNS = 5
CREATED, RESCHEDULED = "Create Transport Document", "Reschedule Container"
#: Done for customers and handling units rather than for the document or its containers.
LEFT_OUT = ("Register Customer Order", "Collect Goods")
WORKERS = ("Truck", "Forklift")


def log_of(folder: Path) -> pl.DataFrame:
    """The events of each transport document and its containers: case, activity, time, resource, role."""

    def table(name: str) -> pl.DataFrame:
        return pl.read_csv(folder / f"{name}.csv", separator=";")

    kinds = dict(table("object").iter_rows())
    parts = [
        table(f"event_{short}").select("ocel_id", time="ocel_time", activity=pl.lit(activity))
        for activity, short in table("event_map_type").iter_rows()
        if activity not in LEFT_OUT
    ]
    links = table("event_object").select("ocel_event_id", "ocel_object_id")
    links = links.with_columns(kind=pl.col("ocel_object_id").replace_strict(kinds))
    # An object that belongs to a document: the document itself, or a container of its.
    owned = (
        table("object_object")
        .filter(pl.col("ocel_qualifier") == "CR for TD")
        .select("ocel_source_id", "ocel_target_id")
    )
    of_document = {
        a if kinds[a] == "Container" else b: b if kinds[a] == "Container" else a for a, b in owned.rows()
    }
    of_document |= {name: name for name, kind in kinds.items() if kind == "Transport Document"}
    cases = (
        links.with_columns(case=pl.col("ocel_object_id").replace_strict(of_document, default=None))
        .drop_nulls("case")
        .select("ocel_event_id", "case")
        .unique()
    )
    workers = (
        links.filter(pl.col("kind").is_in(WORKERS))
        .unique("ocel_event_id", keep="first", maintain_order=True)
        .select("ocel_event_id", resource="ocel_object_id", role="kind")
    )
    events = pl.concat(parts).join(cases, left_on="ocel_id", right_on="ocel_event_id")
    return (
        events.join(workers, left_on="ocel_id", right_on="ocel_event_id", how="left")
        .drop("ocel_id")
        .sort("time", "case", "activity")
    )


def measured(events: pl.DataFrame) -> tuple[float, float]:
    """The mean days from document to last departure, and reschedules per hundred documents."""
    lead = events.group_by("case").agg(pl.col("time").max() - pl.col("time").min())["time"].dt.total_seconds()
    again = events.filter(pl.col("activity") == RESCHEDULED).height
    return float(lead.mean()) / 86_400, 100 * again / len(lead)  # type: ignore[arg-type]


def forecast(calibration: Calibration, load: float, cases: int) -> np.ndarray:
    """What is measured in each run when so many times as many documents come."""
    model = calibration.model
    model = replace(model, arrivals=replace(model.arrivals, load=load))
    runs = [events_of(model, cases=cases, seed=seed).rename({"end": "time"}) for seed in range(RUNS)]
    return np.array([measured(run) for run in runs])


def main() -> None:
    with TemporaryDirectory() as folder, tarfile.open(ARCHIVE) as archive:
        archive.extractall(folder, filter="data")
        log = log_of(Path(folder) / TABLES)
        path = Path(folder) / "documents.csv"
        log.write_csv(path)
        counted = ld.profile(ld.read_log(path, timezone="UTC"))
    begin = time.process_time()
    calibration = ld.calibrate(counted, any_order(counted))
    print(
        f"calibration {time.process_time() - begin:.2f} CPU s",
        *(en for _, en in calibration.fallbacks),
        sep="\n  ",
    )
    as_it_was = log.with_columns(pl.col("time").str.to_datetime())
    cases = log["case"].n_unique()
    print(f"{'':24}{'days':>16}{'reschedules / 100':>24}")
    print("{:24}{:16.2f}{:24.2f}".format("log", *measured(as_it_was)))
    for load in LOADS:
        found = forecast(calibration, load, cases)
        (days, again), (give, take) = found.mean(axis=0), found.std(axis=0, ddof=1) / RUNS**0.5
        print(f"simulated, load x {load:<6}{days:10.2f} ± {give:.2f}{again:16.2f} ± {take:.2f}")


if __name__ == "__main__":
    main()
