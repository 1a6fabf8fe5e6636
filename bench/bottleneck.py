"""What the log of the container terminal tells of load: which step takes longer the more there is to do, and how busy it is.

Intervals are of 95 %.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import polars as pl

from liandong.eventlog import ObjectLog
from terminal import Open

#: A container's way, by what begins and ends each step of it.
STEPS = (
    ("ordered", "due"),
    ("due", "begun"),
    ("begun", "collected"),
    ("collected", "driven"),
    ("ready", "bay"),
    ("bay", "put"),
    ("put", "left"),
)


def correlation(x: np.ndarray, y: np.ndarray) -> str:
    """The correlation with its 95 % interval (Fisher 1921)."""
    found = np.corrcoef(x, y)[0, 1]
    low, high = np.tanh(np.arctanh(found) + np.array([-1.96, 1.96]) / (len(x) - 3) ** 0.5)
    return f"{found:.2f} ({low:.2f} to {high:.2f})"


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
    n, is_same = lifts["case"].n_unique(), lifts["case"] == lifts["case"].shift(-1)
    held = lifts.select(first="end", last=pl.col("end").shift(-1)).filter(
        lifts["activity"].is_in(["Weigh", "Bring to Loading Bay"]) & is_same
    )
    return {
        "collecting, one line": line["hours"].sum() / whole,
        f"trucks, {trucks}": hours.between(containers["due"], containers["driven"]).sum() / trucks / whole,
        f"forklifts, {n}": hours.between(held["first"], held["last"]).sum() / n / whole,
    }


def by_step(containers: pl.DataFrame, goods: pl.DataFrame, hours: Open) -> Iterator[str]:
    """For each step, how its open hours hang together with how many are in it, within months of the year."""
    collected = goods.group_by("Container").agg(begun=pl.col("begun").min(), collected=pl.col("begun").max())
    frame = containers.filter(pl.col("again").is_null()).join(collected, on="Container")
    for first, last in STEPS:
        times = frame.select(first, last, month=pl.col(first).dt.month())
        inside = under_way(frame[first], frame[last], frame[first])
        took = times.with_columns(hours=hours.between(frame[first], frame[last]), inside=inside)
        of_month = took.select(pl.col("hours", "inside") - pl.col("hours", "inside").mean().over("month"))
        yield f"  from {first} to {last}: {correlation(*of_month.to_numpy().T)}, {inside.mean():.1f} in it"


def under_way(first: pl.Series, last: pl.Series, at: pl.Series) -> np.ndarray:
    """How many had begun before each instant and were not over."""
    begun = np.searchsorted(first.sort().to_numpy(), at.to_numpy(), side="left")
    over = np.searchsorted(last.sort().to_numpy(), at.to_numpy(), side="right")
    found: np.ndarray = begun - np.minimum(over, begun)
    return found


def of_first(goods: pl.DataFrame) -> tuple[int, int, float]:
    """How often the truck that came first is served where several wait, how often several do, and how often by lot."""
    left = Counter(goods["Container"].to_list())
    coming = goods.unique("Container").sort("due", "Container").select("Container", "due").rows()
    waiting: list[str] = []
    at, hits, n, by_lot = 0, 0, 0, 0.0
    for container, begun in goods.sort("begun", "due").select("Container", "begun").rows():
        while at < len(coming) and coming[at][1] <= begun:
            waiting.append(coming[at][0])
            at += 1
        if len(waiting) > 1:
            n, hits, by_lot = n + 1, hits + (waiting[0] == container), by_lot + 1 / len(waiting)
        left[container] -= 1
        if not left[container]:
            waiting.remove(container)
    return hits, n, by_lot / n


def evidence(
    log: ObjectLog,
    containers: pl.DataFrame,
    goods: pl.DataFrame,
    line: pl.DataFrame,
    hours: Open,
    loads: tuple[float, ...],
) -> Iterator[str]:
    """What is known of queues and capacities, line by line."""
    yield "correlation of a step's open hours with how many are in it when it begins:"
    yield from by_step(containers, goods, hours)
    known = line.filter(pl.col("is_known") & (pl.col("hours") > 0))
    known = known.with_columns(month=pl.col("start").dt.month())
    took = pl.col("hours").log() - pl.col("hours").log().mean().over("month")
    pace = known.select(pl.col("waiting").log(), took).to_numpy().T
    yield f"time to collect one by how many wait, in logs (0: one line; -1: as many hands as goods): {slope(*pace)}"
    minutes = known.group_by("month").agg(minutes=60 * pl.col("hours").mean()).sort("month")
    yield f"minutes to collect one, by month: {' '.join(f'{it:.1f}' for it in minutes['minutes'])}"
    hits, n, by_lot = of_first(goods)
    yield f"of several trucks the first is served: {share(hits, n)}; by lot {100 * by_lot:.1f} %"
    others = under_way(containers["due"], containers["driven"], containers["due"])
    again = containers["again"].is_not_null().to_numpy()
    for name, which in (("all others", others >= others.max()), ("fewer", others < others.max())):
        yield f"rescheduled, if fetched while {name} were under way: {share(again[which].sum(), which.sum())}"
    in_time = containers.filter(pl.col("again").is_null())
    ways = (pl.col(name) - pl.col("due") for name in ("driven", "left"))
    seconds = in_time.select(way.dt.total_seconds() for way in ways).to_numpy().T
    yield f"departure by arrival, of those in time (0: vehicles wait; 1: passed on): {slope(*seconds)}"
    yield f"{'busy at load':24}" + "".join(f"{load:>8}" for load in loads)
    for name, part in busy(log, containers, line, hours).items():
        yield f"{name:24}" + "".join(f"{100 * part * load:7.0f}%" for load in loads)
