"""What more orders would do to a container terminal of three organisations, calibrated on a log of the usual rate.

The log names no place where work waits, so it is asked which one slows down nothing but itself. Goods are collected one
after another: however many wait, no more are collected in an hour. Trucks are held until theirs are there, and a container
is rescheduled only where all trucks were under way. Vehicles leave by a timetable that was booked before: a container that
comes later waits the less for its vehicle, until it misses it. What follows from that is forecast: the line of those who
collect goods is calibrated and simulated at other rates, and the log's containers come as much later as its queue is longer
there. Printed are that evidence, with 95 % intervals, and for each rate the mean time from the document to its last departure
and how often a container is rescheduled. Run by ``make bench-whatif``.
"""

from __future__ import annotations

import tarfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

import liandong as ld
from liandong.eventlog import EventLog, ObjectLog
from liandong.simulation.calibration import Calibration
from liandong.simulation.events import events_of
from liandong.simulation.manning import staffed
from liandong.simulation.model import Model, Role, Task

ARCHIVE = Path(__file__).parents[2] / "shared" / "data" / "sim" / "custom_logistics_sim.tar.xz"
TABLES = "data/whatIF/custom_logistics_sim"
LOADS = (1.0, 1.25, 1.43, 1.75, 2.0)
RUNS = 20
LINE, OFFICE = "line", "office"
#: An hour of the week with less than this share of what is loaded in the busiest one is closed.
SELDOM = 0.02
#: So many at once never wait for each other.
MANY = 500
#: Days ahead in which slow months are laid out.
DAYS = 3 * 366


# -- the log ---------------------------------------------------------------------------------------------------


def read(folder: Path) -> ObjectLog:
    """The tables of the archive as an object-centric log."""

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
        return self.hours(last) - self.hours(first)


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
    done = goods.sort("begun").select("begun", "loaded", then=pl.col("begun").shift(-1))
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


def slow_months(line: pl.DataFrame) -> dict[int, float]:
    """For each month of the year, how often the line does as much in an hour as it does in the quickest month."""
    known = line.filter("is_known").group_by(pl.col("start").dt.month()).agg(pl.col("hours").mean())
    return {month: known["hours"].min() / hours for month, hours in known.iter_rows()}  # type: ignore[operator]


def calibrated(containers: pl.DataFrame, line: pl.DataFrame) -> Calibration:
    """Containers from when they are ordered until all that goes into them is collected."""
    ordered = containers.select(
        case="Container", activity=pl.lit("Order"), start="ordered", end="ordered", resource=pl.lit(OFFICE)
    )
    collected = line.group_by(case="Container", activity=pl.lit("Collect")).agg(
        pl.col("start").min(), pl.col("end").max(), resource=pl.lit(LINE)
    )
    events = pl.concat([ordered, collected]).with_columns(role="resource").sort("start", "case", "activity")
    profile = ld.profile(EventLog.from_frame(events, timezone="UTC"))
    return ld.calibrate(profile, ld.discover(profile))


def with_slow_months(model: Model, pace: dict[int, float], line: pl.DataFrame) -> Model:
    """The line at the pace of its quickest month, with as many days off in the others as make up for that."""
    days = [model.start.date() + timedelta(days=each) for each in range(DAYS)]
    lost = np.cumsum([1 - pace[day.month] for day in days])
    off = frozenset(day for day, more in zip(days, np.diff(np.floor(lost), prepend=0), strict=True) if more)
    longer = float(np.mean([1 / pace[month] for month in line["start"].dt.month()]))

    def slowed(role: Role) -> Role:
        shifts = (replace(it, hours=replace(it.hours, days_off=off)) for it in role.shifts)
        return replace(role, shifts=tuple(shifts)) if role.name == LINE else role

    def quick(task: Task) -> Task:
        return replace(task, duration=task.duration.scaled(1 / longer)) if task.role == LINE else task

    nodes = tuple(quick(node) if isinstance(node, Task) else node for node in model.nodes)
    return replace(model, roles=tuple(map(slowed, model.roles)), nodes=nodes)


def queues(model: Model, load: float, cases: int, seed: int) -> np.ndarray:
    """The hours on the clock that each container, in order, is later than if nothing had to wait for the line."""
    model = replace(model, arrivals=replace(model.arrivals, load=load))
    free = replace(model, roles=tuple(staffed(role, MANY) for role in model.roles))
    runs = (events_of(it, cases=cases, seed=seed).group_by("case") for it in (model, free))
    late, early = (run.agg(pl.col("start").min(), pl.col("end").max()) for run in runs)
    both = late.join(early, on="case", suffix="_free").sort("start", "case")
    found: np.ndarray = (both["end"] - both["end_free"]).dt.total_seconds().to_numpy() / 3_600
    return found


# -- what follows ----------------------------------------------------------------------------------------------


def later(usual: np.ndarray, now: np.ndarray) -> np.ndarray:
    """By how many hours more each container waits now: the longest wait now is compared with the longest as usual."""
    found = np.empty(len(now))
    found[np.argsort(now, kind="stable")] = np.sort(now) - np.sort(usual)
    return np.maximum(found, 0.0)


def measured(containers: pl.DataFrame, hours_later: np.ndarray) -> tuple[float, float]:
    """The mean days from document to last departure, and reschedules per hundred documents, with containers so much later.

    Who comes to the terminal in time leaves as booked. Who misses his vehicle waits there as long as those who did in
    the log.
    """
    frame = containers.with_columns(
        come=pl.col("ready") + pl.Series(hours_later * 3_600_000).cast(pl.Int64).cast(pl.Duration("ms")),
        missed=pl.col("again").is_not_null(),
        rest=pl.col("left") - pl.col("ready"),
    )
    in_time, missed = (frame.filter(pl.col("missed") == each)["rest"] for each in (False, True))
    frame = frame.with_columns(late=~pl.col("missed") & (pl.col("come") + in_time.min() > pl.col("left")))
    left = (
        pl.when("late")
        .then(pl.col("come") + missed.mean())
        .when("missed")
        .then(pl.col("come") + pl.col("rest"))
        .otherwise("left")
    )
    lead = left.max() - pl.col("created").min()
    days = frame.group_by("document").agg(days=lead.dt.total_seconds() / 86_400)["days"]
    again = frame.filter(pl.col("missed") | pl.col("late")).height
    return float(days.mean()), 100 * again / len(days)  # type: ignore[arg-type]


def forecasts(model: Model, containers: pl.DataFrame) -> dict[float, np.ndarray]:
    """For each load and run, days and reschedules."""
    usual = [queues(model, 1.0, containers.height, seed) for seed in range(RUNS)]
    return {
        load: np.array(
            [
                measured(containers, later(usual[seed], queues(model, load, containers.height, seed)))
                for seed in range(RUNS)
            ]
        )
        for load in LOADS
    }


# -- what the log shows ----------------------------------------------------------------------------------------


def slope(x: np.ndarray, y: np.ndarray) -> str:
    """The slope of the least squares line, with its 95 % interval."""
    x, y = x - x.mean(), y - y.mean()
    found = x @ y / (x @ x)
    error = 1.96 * (((y - found * x) ** 2).sum() / (len(x) - 2) / (x @ x)) ** 0.5
    return f"{found:.2f} ± {error:.2f}"


def share(hits: int, n: int) -> str:
    """A share in per cent with its 95 % interval (Wilson 1927)."""
    z = 1.96
    middle, half = hits / n + z * z / 2 / n, z * (hits * (n - hits) / n**3 + (z / 2 / n) ** 2) ** 0.5
    low, high = (100 * (middle + side * half) / (1 + z * z / n) for side in (-1, 1))
    return f"{100 * hits / n:.1f} % ({max(low, 0):.1f} to {high:.1f}, n {n})"


def busy(log: ObjectLog, containers: pl.DataFrame, line: pl.DataFrame, hours: Open) -> dict[str, float]:
    """The share of the open hours in which each kind of resource is held, by those of its kind that there are."""
    whole = hours.between(line["start"].head(1), line["end"].tail(1))[0]
    trucks = log.objects.filter(pl.col("type") == "Truck").height
    lifts = log.flatten("Forklift").events.sort("case", "end")
    begun = lifts["activity"].is_in(["Weigh", "Bring to Loading Bay"]) & (
        lifts["case"] == lifts["case"].shift(-1)
    )
    held = lifts.select(first="end", last=pl.col("end").shift(-1)).filter(begun)
    return {
        "collecting, one line": line["hours"].sum() / whole,
        f"trucks, {trucks}": hours.between(containers["due"], containers["driven"]).sum() / trucks / whole,
        f"forklifts, {lifts['case'].n_unique()}": hours.between(held["first"], held["last"]).sum()
        / lifts["case"].n_unique()
        / whole,
    }


def evidence(log: ObjectLog, containers: pl.DataFrame, line: pl.DataFrame, hours: Open) -> None:
    known = line.filter(pl.col("is_known") & (pl.col("hours") > 0)).with_columns(
        month=pl.col("start").dt.month()
    )
    usual = pl.col("hours").log().mean().over("month")
    pace = known.select("waiting", took=pl.col("hours").log() - usual)
    print("Does the log tell of load?")
    print(
        "  time a unit takes, by how many wait, both in logs (0: one line; -1: as many hands as units): "
        + slope(np.log(pace["waiting"].to_numpy()), pace["took"].to_numpy())
    )
    minutes = known.group_by("month").agg(minutes=60 * pl.col("hours").mean()).sort("month")
    print("  minutes a unit takes, January to December:", *(f"{it:.1f}" for it in minutes["minutes"]))
    due, driven = (containers[name].sort().to_numpy() for name in ("due", "driven"))
    times = containers["due"].to_numpy()
    others = np.searchsorted(due, times, side="left") - np.searchsorted(driven, times, side="right")
    again, most = containers["again"].is_not_null().to_numpy(), others.max()
    for name, which in (("all other trucks", others >= most), ("fewer", others < most)):
        print(
            f"  rescheduled of containers fetched while {name} were under way:",
            share(again[which].sum(), which.sum()),
        )
    held, until = (
        (containers[name] - containers["due"]).dt.total_seconds().to_numpy() for name in ("driven", "left")
    )
    in_time = ~again
    print(
        "  departure by arrival, of those in time (0: booked vehicles wait; 1: passed on):",
        slope(held[in_time], until[in_time]),
    )
    print(f"  {'busy at load':22}" + "".join(f"{load:>8}" for load in LOADS))
    for name, part in busy(log, containers, line, hours).items():
        print(f"  {name:22}" + "".join(f"{100 * part * load:7.0f}%" for load in LOADS))


def main() -> None:
    with TemporaryDirectory() as folder, tarfile.open(ARCHIVE) as archive:
        archive.extractall(folder, filter="data")
        log = read(Path(folder) / TABLES)
    containers = containers_of(log)
    goods = goods_of(log, containers)
    hours = Open(goods["loaded"])
    line = collecting(goods, hours)
    evidence(log, containers, line, hours)
    begin = time.process_time()
    calibration = calibrated(containers, line)
    role = next(role for role in calibration.model.roles if role.name == LINE)
    print(
        f"calibration {time.process_time() - begin:.2f} CPU s: {role.people} on the line, {role.hours_a_week:.0f} hours a week"
    )
    for _, en in calibration.fallbacks:
        print(" ", en)
    print(f"{'':34}{'days':>10}{'nine runs in ten':>18}{'reschedules / 100':>20}{'nine runs in ten':>18}")
    nothing = np.zeros(containers.height)
    print("{:34}{:10.2f}{:38.1f}".format("log", *measured(containers, nothing)))
    slow = with_slow_months(calibration.model, slow_months(line), line)
    for name, model in (("alike all year", calibration.model), ("with slow months", slow)):
        for load, found in forecasts(model, containers).items():
            (days, again), low, high = found.mean(axis=0), *np.quantile(found, (0.05, 0.95), axis=0)
            print(
                f"{f'simulated, load x {load}, {name}':34}{days:10.1f}{f'{low[0]:.1f} to {high[0]:.1f}':>18}"
                f"{again:20.0f}{f'{low[1]:.0f} to {high[1]:.0f}':>18}"
            )


if __name__ == "__main__":
    main()
