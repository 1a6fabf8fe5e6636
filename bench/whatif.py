"""What more orders would do to a container terminal of three organisations, calibrated on a log of the usual rate.

Goods are collected one after another: however many wait, no more are collected in an hour, and that is where containers
wait longer the more there are (``bottleneck``). Vehicles leave by a timetable that was booked before: a container that
comes later waits the less for its vehicle, until it misses it. So the line of those who collect goods is calibrated and
simulated at other rates, and the containers of the log come as much later as its queue is longer there than at the usual
rate on average: at that rate itself runs differ by luck. In which order containers get a truck the log does not tell, so
both ends are shown: as they come, and in no order, as goods are in fact collected. Printed is for each rate the mean time from
the document to its last departure and how often a container is rescheduled, for as many documents as the log has: at a rate
that keeps the line busy for more than its hours both grow as long as documents come. Run by ``make bench-whatif``.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import numpy as np
import polars as pl

import liandong as ld
from bottleneck import evidence
from liandong.eventlog import EventLog
from liandong.simulation.calibration import Calibration
from liandong.simulation.events import events_of
from liandong.simulation.manning import staffed
from liandong.simulation.model import Model, Role, Task
from terminal import Open, collecting, containers_of, goods_of, read

#: The first is the usual one.
LOADS = (1.0, 1.25, 1.43, 1.75, 2.0)
RUNS = 20
LINE, OFFICE = "line", "office"
ORDERS = ("as they come", "in no order")
#: So many at once never wait for each other.
MANY = 500
#: Days ahead in which slow months are laid out.
DAYS = 3 * 366


# -- the model -------------------------------------------------------------------------------------------------


def slow_months(line: pl.DataFrame) -> dict[int, float]:
    """For each month of the year, what the line does in an hour, as a share of what it does in the quickest month."""
    known = line.filter("is_known").group_by(pl.col("start").dt.month()).agg(pl.col("hours").mean())
    return {month: known["hours"].min() / hours for month, hours in known.iter_rows()}


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
    longer = float(np.mean([1 / pace[month] for month in line["start"].dt.month()]))
    days = [model.start.date() + timedelta(days=each) for each in range(DAYS)]
    # Months without work go on at the usual pace.
    lost = np.cumsum([1 - pace.get(day.month, 1 / longer) for day in days])
    off = frozenset(day for day, more in zip(days, np.diff(np.floor(lost), prepend=0), strict=True) if more)

    def slowed(role: Role) -> Role:
        shifts = (replace(it, hours=replace(it.hours, days_off=off)) for it in role.shifts)
        return replace(role, shifts=tuple(shifts)) if role.name == LINE else role

    def quick(task: Task) -> Task:
        return replace(task, duration=task.duration.scaled(1 / longer)) if task.role == LINE else task

    nodes = tuple(quick(node) if isinstance(node, Task) else node for node in model.nodes)
    return replace(model, roles=tuple(map(slowed, model.roles)), nodes=nodes)


def queues(model: Model, load: float, cases: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The hours that each container, in order, is later than if nothing had to wait for the line.

    First where containers are served as they come, then where they are in no order.
    """
    model = replace(model, arrivals=replace(model.arrivals, load=load))
    free = replace(model, roles=tuple(staffed(role, MANY) for role in model.roles))
    runs = (events_of(it, cases=cases, seed=seed).group_by("case") for it in (model, free))
    times = (
        pl.col("start").min().alias("ordered"),
        pl.col("start").max().alias("begun"),
        pl.col("end").max(),
    )
    late, early = (run.agg(*times) for run in runs)
    both = late.join(early, on="case", suffix="_free").sort("ordered", "case")
    begun, came, end, alone = (
        both[name].dt.epoch("us").to_numpy() for name in ("begun", "begun_free", "end", "end_free")
    )
    ends = (end, in_no_order(came, begun, end, np.random.default_rng(seed)))
    served, shuffled = ((it - alone) / 3.6e9 for it in ends)
    return served, shuffled


def in_no_order(came: np.ndarray, begun: np.ndarray, end: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """When each is done if every time one that waits is taken by lot, and the line works in the same hours."""
    coming = np.argsort(came, kind="stable").tolist()
    found = np.empty(len(came))
    waiting: list[int] = []
    at = 0
    for slot in np.argsort(begun, kind="stable"):
        while at < len(coming) and came[coming[at]] <= begun[slot]:
            waiting.append(coming[at])
            at += 1
        found[waiting.pop(rng.integers(len(waiting)))] = end[slot]
    return found


# -- what follows ----------------------------------------------------------------------------------------------


def later(usual: np.ndarray, now: np.ndarray) -> np.ndarray:
    """By how many hours more each container waits now: the longest wait now is compared with the longest as usual."""
    found = np.empty(len(now))
    found[np.argsort(now, kind="stable")] = np.sort(now) - usual
    return found


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


def forecasts(model: Model, containers: pl.DataFrame) -> dict[tuple[str, float], np.ndarray]:
    """For each order and load, days and reschedules of every run."""
    cases = containers.height
    runs = {load: [queues(model, load, cases, seed) for seed in range(RUNS)] for load in LOADS}
    found = {}
    for place, order in enumerate(ORDERS):
        usual = np.mean([np.sort(run[place]) for run in runs[LOADS[0]]], axis=0)
        for load in LOADS:
            found[order, load] = np.array(
                [measured(containers, later(usual, run[place])) for run in runs[load]]
            )
    return found


def main() -> None:
    log = read()
    containers = containers_of(log)
    goods = goods_of(log, containers)
    hours = Open(goods["loaded"])
    line = collecting(goods, hours)
    for text in evidence(log, containers, goods, line, hours, LOADS):
        print(text)
    begin = time.process_time()
    calibration = calibrated(containers, line)
    role = next(role for role in calibration.model.roles if role.name == LINE)
    print(
        f"calibration {time.process_time() - begin:.2f} CPU s: {role.people} on the line, "
        f"{role.hours_a_week:.0f} hours a week"
    )
    for _, en in calibration.fallbacks:
        print(" ", en)
    print(f"{'':32}{'days':>8}{'nine runs in ten':>18}{'reschedules / 100':>20}{'nine runs in ten':>18}")
    print("{:32}{:8.2f}{:38.1f}".format("log", *measured(containers, np.zeros(containers.height))))
    model = with_slow_months(calibration.model, slow_months(line), line)
    for (order, load), found in forecasts(model, containers).items():
        days, again = found.mean(axis=0)
        low, high = np.quantile(found, (0.05, 0.95), axis=0)
        print(
            f"{f'simulated, {order}, load x {load}':32}{days:8.1f}{f'{low[0]:.1f} to {high[0]:.1f}':>18}"
            f"{again:20.0f}{f'{low[1]:.0f} to {high[1]:.0f}':>18}"
        )


if __name__ == "__main__":
    main()
