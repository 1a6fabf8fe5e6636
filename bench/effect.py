"""The effect of a reform on a bed where it is known: bias, coverage, false alarms, over many draws.

uv run python bench/effect.py [--draws 400] [--cases 60] [--seed 0]

Seven zones, 36 months. A case is filed, accepted, published for a prescribed time and decided; what lies between differs
by zone, drifts from month to month (autocorrelated, 0.5, and shocks that all zones share), and scatters by case. In the
18th month the prescribed time becomes four days shorter everywhere. Four zones adopt a reform in the 15th, 18th, 22nd and
26th month that saves a fixed time of every case filed from then on, so that the truth is one number for mean, median
and P90. The log ends with the 36th month: cases still open then are in it with the steps they had.

Each draw is cut in two at the first adoption and given to the estimator of ``ld.effect`` as counts; one test counts the events
of a draw into profiles and finds the same figures. Printed for an effect of 2.4 days and for none: bias (share of the effect), coverage of the 95 % interval, and how often a certain change is
reported where there is none; the same for plain two-way fixed effects, which the package never reports.
"""

from __future__ import annotations

import argparse
import json
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

import liandong as ld
from liandong.diagnosis.words import Clock
from liandong.effect import Effect, Measure
from liandong.effect.adoption import first_treated, partly_treated
from liandong.effect.estimating import Finding, Study
from liandong.effect.following import follow_up
from liandong.effect.panel import Panel
from liandong.eventlog import EventLog
from liandong.profile import Mark, buckets

ZONES = ("青岛", "日照", "临沂", "滕州", "邹平", "阳谷", "潍坊滨海")
MONTHS = pl.date_range(date(2021, 1, 1), date(2023, 12, 1), "1mo", eager=True).to_list()
END = datetime(2024, 1, 1, tzinfo=UTC)
ADOPTED = {"日照": 14, "临沂": 17, "滕州": 21, "邹平": 25}
SAVED_DAYS = 2.4
MEASURES = ("mean", "median", "p90")
STEPS = ("申报", "受理", "公示", "办结")
_DAY_US = 86_400_000_000


def months(rng: np.random.Generator, rho: float = 0.5) -> np.ndarray:
    """Days that each zone and month adds: a level by zone, autocorrelated drift, shocks that all zones share."""
    drift = np.zeros((len(ZONES), len(MONTHS)))
    fresh = rng.normal(0, 0.8, drift.shape)
    drift[:, 0] = fresh[:, 0]
    for month in range(1, len(MONTHS)):
        drift[:, month] = rho * drift[:, month - 1] + np.sqrt(1 - rho**2) * fresh[:, month]
    levels = rng.uniform(3, 8, (len(ZONES), 1))
    return np.maximum(levels + drift + rng.normal(0, 0.5, len(MONTHS)), 0.2)


def cases(rng: np.random.Generator, saved_days: float, per_month: int) -> pl.DataFrame:
    """One row a case: zone, month, and the day since 2021 of each step."""
    extra = months(rng)
    sizes = rng.poisson(per_month * rng.uniform(0.6, 1.6, (len(ZONES), 1)), extra.shape)
    zone, month = (np.repeat(at.ravel(), sizes.ravel()) for at in np.indices(extra.shape))
    first = np.array([ADOPTED.get(name, len(MONTHS)) for name in ZONES])
    starts = np.array([(day - MONTHS[0]).days for day in MONTHS])
    lengths = np.diff([*starts, (END.date() - MONTHS[0]).days])
    filed = starts[month] + rng.uniform(0, 1, len(month)) * lengths[month]
    accepted = filed + rng.uniform(0.1, 1, len(month))
    published = accepted + np.where(month >= 18, 16.0, 20.0)
    treated = month >= first[zone]
    handled = extra[zone, month] + rng.gamma(2, 2, len(month)) + SAVED_DAYS - saved_days * treated
    return pl.DataFrame({
        "zone": np.array(ZONES)[zone], "month": month,
        **dict(zip(STEPS, (filed, accepted, published, published + handled), strict=True)),
    })  # fmt: skip


def log_of(made: pl.DataFrame) -> EventLog:
    """The events up to the end of the log."""
    rows = made.with_row_index("case").unpivot(
        STEPS, index=["case", "zone"], variable_name="activity", value_name="at"
    )
    zero = datetime(MONTHS[0].year, MONTHS[0].month, 1, tzinfo=UTC)
    end = pl.lit(zero) + pl.duration(microseconds=(pl.col("at") * _DAY_US).cast(pl.Int64))
    events = rows.select(pl.col("case").cast(pl.String), "activity", "zone", end=end.dt.cast_time_unit("us"))
    seen = events.filter(pl.col("end") < END)
    return EventLog.from_frame(seen.sort("case", "end"), timezone="UTC")


def by_hand(seed: int, saved_days: float, per_month: int = 60) -> list[Finding]:
    """The same as ``measured`` for whole cases, without writing events: cells are counted from the cases at once."""
    made = cases(np.random.default_rng(seed), saved_days, per_month)
    order = sorted(ZONES)
    zone = np.array([order.index(name) for name in made["zone"]])
    at = made.select(STEPS).to_numpy()
    zero = (END.date() - MONTHS[0]).days
    seen = at[:, 0] < zero
    # What has been seen of a case at the end of the log: its lead time so far.
    last = np.where(at < zero, at, -np.inf).max(1)
    month, micros = made["month"].to_numpy(), np.floor(last * _DAY_US) - np.floor(at[:, 0] * _DAY_US)
    bucket = buckets.bucket(np.maximum(micros, 0).astype(np.int64))
    used, place = np.unique(bucket[seen], return_inverse=True)
    first = min(ADOPTED.values())
    panels = []
    for side in (month < first, month >= first):
        n = np.zeros((len(ZONES), len(MONTHS)))
        seconds, shape = n.copy(), np.zeros((*n.shape, len(used)))
        mine = side[seen]
        cell = (zone[seen][mine], month[seen][mine])
        np.add.at(n, cell, 1)
        np.add.at(seconds, cell, micros[seen][mine] / 1e6)
        np.add.at(shape, (*cell, place[mine]), 1)
        low, high = buckets.edges(used)
        days = np.floor(last[seen][mine]).max()
        panels.append(Panel(
            tuple(order), tuple(MONTHS), "month", Clock(), n, seconds, np.zeros(n.shape), shape,
            (low, buckets.value(used), high), (MONTHS[0] + timedelta(days=days),) * len(order),
        ))  # fmt: skip
    kept, _ = follow_up(panels, None)
    days_of = {name: MONTHS[at] for name, at in ADOPTED.items()}
    whole = kept[0] + kept[1]
    study = Study(whole, first_treated(days_of, whole), partly_treated(days_of, whole), 5, 0.95)
    return [Finding(study, Measure(name)) for name in MEASURES]


def measured(seed: int, saved_days: float, per_month: int = 60) -> Effect:
    """The effect that the package finds in one draw."""
    made = cases(np.random.default_rng(seed), saved_days, per_month)
    is_before = pl.col("month") < min(ADOPTED.values())
    marks = (Mark(activity="公示", clause="模拟"),)
    before, after = (
        ld.profile(log_of(made.filter(which)), period="month", statutory=marks, simulated=True)
        for which in (is_before, ~is_before)
    )
    adopted = {zone: MONTHS[month] for zone, month in ADOPTED.items()}
    return ld.effect(before, after, adopted=adopted, measures=(*MEASURES, "mean-net"))


def two_way(found: Finding) -> tuple[float, float, float]:
    """What plain two-way fixed effects would say of the same cells, with their usual interval."""
    y = found.values
    zones, periods = y.shape
    first = found.study.first
    treated = np.arange(periods) >= first[:, None]
    terms = np.vstack([
        np.repeat(np.eye(zones), periods, axis=1), np.tile(np.eye(periods), zones),
        treated.reshape(1, -1),
    ]).T  # fmt: skip
    known = np.isfinite(y).ravel()
    solved, _, rank, _ = np.linalg.lstsq(terms[known], y.ravel()[known], rcond=None)
    left = y.ravel()[known] - terms[known] @ solved
    inverse = np.linalg.pinv(terms[known].T @ terms[known])
    error = float(np.sqrt(left @ left / (known.sum() - rank) * inverse[-1, -1]))
    return float(solved[-1]), float(solved[-1]) - 1.96 * error, float(solved[-1]) + 1.96 * error


def bench(draws: int, saved_days: float, per_month: int, seed: int = 0) -> dict[str, dict[str, float]]:
    """Bias, coverage and alarms by measure over the draws."""
    truth = -saved_days * 86_400
    rows: dict[str, list[tuple[float, float, float, bool]]] = {}
    for draw in range(seed, seed + draws):
        found = by_hand(draw, saved_days, per_month)
        for one in (each.estimate for each in found):
            rows.setdefault(str(one.measure), []).append((one.value, one.low, one.high, one.is_certain))
        value, low, high = two_way(found[0])
        rows.setdefault("(two-way fixed effects)", []).append((value, low, high, low > 0 or high < 0))
    return {name: summed(np.array(values, dtype=float), truth) for name, values in rows.items()}


def summed(rows: np.ndarray, truth: float) -> dict[str, float]:
    """The figures of one measure; ``alarms`` is how often a certain change was reported."""
    value, low, high, certain = rows.T
    return {
        "draws": len(rows),
        "mean_days": value.mean() / 86_400,
        "sd_days": value.std() / 86_400,
        "bias": (value.mean() - truth) / abs(truth) if truth else (value.mean() - truth) / 86_400,
        "coverage": float(((low <= truth) & (truth <= high)).mean()),
        "width_days": float((high - low).mean() / 86_400),
        "alarms": float(certain.mean()),
    }


def main() -> None:
    """Prints the figures and keeps them beside the other results."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--draws", type=int, default=400)
    parser.add_argument("--cases", type=int, default=60, help="cases a zone and month")
    parser.add_argument(
        "--seed", type=int, default=0, help="of the first draw; others have not been looked at"
    )
    asked = parser.parse_args()
    begun = time.process_time()
    results: dict[str, Any] = {"seed": asked.seed}
    for name, saved, apart in (("effect", SAVED_DAYS, 0), ("none", 0.0, 100_000)):
        results[name] = bench(asked.draws, saved, asked.cases, asked.seed + apart)
        print(f"{name}: {saved} days saved")
        for measure, figures in results[name].items():
            print(f"  {measure:<24}" + "  ".join(f"{key} {value:.4g}" for key, value in figures.items()))
    results["cpu_seconds"] = round(time.process_time() - begun, 1)
    print(f"{results['cpu_seconds']} CPU s")
    name = f"effect-{asked.seed}.json" if asked.seed else "effect.json"
    kept = Path(__file__).parent / "results" / name
    kept.write_text(json.dumps(results, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
