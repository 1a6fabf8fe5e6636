"""How well a model calibrated from counts repeats the rest of a log: five distances, beside the first part resampled.

Each log is split by case: the first cases calibrate, those that start after them judge. Cases that are open at the cut
belong to the first part. Distances are computed on events (starts and ends, by the hour), as log-distance-measures does.

Logs are taken on a day, and these hold only cases that were finished by then: of those that start late only quick ones are
there. So everything is compared twice: with as many cases as the rest has, as is usual, and with *the same follow-up*: as many
as the model makes come up to the last start, those left out that are not done when the log ends. ``noise`` is how far two
runs of one model lie apart, what is left where a model is right. ``floor`` is how far two runs of the truth lie apart, where
a log has one: both logs of LoanApp are runs of one model, so their cases that came in the same slot of the week may change
places. ``Simod`` is what that finds by itself in the first part (``one_shot.py``), run by Prosimos. Written to
``results/fidelity.md`` by ``make bench-fidelity``; Simod's search takes minutes a log the first time.

The last two logs are simulated, of a truth that has two classes of cases (``two_classes.py``), and are compared with the
model in which all cases are alike too.
"""

from __future__ import annotations

import math
import tarfile
import time
from dataclasses import astuple, replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

import liandong as ld
from liandong.eventlog import EventLog
from liandong.profile.sharing import Approval, share
from liandong.simulation.distances import (
    Distances,
    circadian_distance,
    earth_movers,
    n_gram_distance,
    n_grams,
)
from liandong.simulation.events import events_of
from liandong.simulation.validating import best_order, mean_of
from measure import RESULTS
from one_shot import AT_MOST, found_by_simod, in_prosimos, seconds_of
from two_classes import run as run_of_truth

SHARED = Path(__file__).parents[2] / "shared" / "data"
FIRST, RUNS = 0.7, 20
#: The truth is shuffled so often.
SHUFFLES = 20
#: So many times the cases of the rest never come.
MOST = 10
#: Where the logs come from: hours of the week are those of the people who worked there. Those of LoanApp, simulated, keep
#: hours in UTC that were written down in a zone with summer time: from the last Sunday of March on all comes an hour later.
TIMEZONES = {
    "bpic17_w_predrift": "Europe/Amsterdam",
    "academic_credentials_interval": "America/Bogota",
    "LoanApp_simplified_train": "Europe/Tallinn",
    "LoanApp_simplified_test": "Europe/Tallinn",
    "PurchasingExample": "Europe/Helsinki",
}
#: Logs of the truth with quick and slow cases, and whether only slow ones are sent back.
TWO_CLASSES = {"two classes, alike": False, "two classes, slow sent back": True}
COLUMNS = ("case", "activity", "start", "end")


def split(log: EventLog) -> tuple[EventLog, EventLog]:
    """The first cases of a log, and those that start after them."""
    start = pl.coalesce("start", "end").min().over("case")
    ordered = log.events.with_columns(begin=start)
    begins = ordered.group_by("case").agg(pl.col("begin").first()).sort("begin", "case")["begin"]
    cut = begins[int(FIRST * len(begins))]
    early, late = (
        ordered.filter(pl.col("begin") < cut).drop("begin"),
        ordered.filter(pl.col("begin") >= cut).drop("begin"),
    )
    return replace(log, events=early), replace(log, events=late)


def table(log: EventLog) -> pl.DataFrame:
    return log.events.select(
        "case", "activity", pl.coalesce("start", "end").alias("start"), "end"
    ).with_columns(pl.col("start", "end").dt.convert_time_zone(str(log.timezone)))


def between(one: pl.DataFrame, two: pl.DataFrame) -> Distances:
    """The five distances of two logs of events."""
    sides = [_measured(frame) for frame in (one, two)]
    return Distances(
        n_gram_distance(*(side["grams"] for side in sides)),
        *(
            earth_movers(*sides[0][name], *sides[1][name])
            if name != "ced"
            else circadian_distance(*(side["ced"] for side in sides))
            for name in ("aed", "ced", "red", "ctd")
        ),
    )


def _measured(frame: pl.DataFrame) -> dict:
    frame = frame.sort("start", "end", maintain_order=True)
    both = pl.concat([frame.select("case", time=name) for name in ("start", "end")])
    begin = frame.group_by("case").agg(
        begin=pl.col("start").min(), lead=pl.col("end").max() - pl.col("start").min()
    )
    ages = both.join(begin, on="case").select(
        ((pl.col("time") - pl.col("begin")).dt.total_hours()).alias("age")
    )["age"]
    hour = both["time"].dt.truncate("1h")
    of_week = (both["time"].dt.weekday().cast(pl.Int32) - 1) * 24 + both["time"].dt.hour()
    sequences = frame.group_by("case", maintain_order=True).agg("activity")["activity"].to_list()
    return {
        "grams": n_grams([(tuple(names), 1) for names in sequences]),
        "aed": _weighed(hour.dt.epoch("s") // 3_600),
        "ced": np.bincount(of_week.to_numpy(), minlength=168).astype(float),
        "red": _weighed(ages),
        "ctd": _weighed(begin["lead"].dt.total_hours()),
    }


def _weighed(values: pl.Series) -> tuple[np.ndarray, np.ndarray]:
    return np.unique(values.to_numpy(), return_counts=True)


def ours(first: EventLog, rest: EventLog, k: int = 0) -> tuple[dict[str, Distances], float]:
    """The distances of the simulation from the rest, and the CPU seconds of the calibration."""
    counted = ld.profile(first)
    if k:
        counted = suppressed(counted, k)
    procedure = best_order(counted)
    ld.calibrate(counted, procedure)
    begin = time.process_time()
    calibration = ld.calibrate(counted, procedure)
    spent = time.process_time() - begin
    found = runs_of(calibration, rest, "simulated")
    if calibration.paces is not None:
        found |= runs_of(replace(calibration, paces=None), rest, "one class")
    return found, spent


def runs_of(calibration: ld.Calibration, rest: EventLog, title: str) -> dict[str, Distances]:
    """The mean distances of runs from the rest, compared in both ways, and of the runs from each other."""
    truth = table(rest)
    model = calibration.starting(truth["start"].min().replace(minute=0, second=0, microsecond=0))
    cases = truth["case"].n_unique()
    days = math.ceil((truth["end"].max() - model.start) / timedelta(days=1))  # type: ignore[operator]
    runs = [events_of(model, cases=cases, seed=seed).select(COLUMNS) for seed in range(RUNS)]
    followed = [
        finished(events_of(model, cases=MOST * cases, seed=seed, days=days).select(COLUMNS), truth)
        for seed in range(RUNS)
    ]
    return {
        title: mean_of([between(truth, run) for run in runs]),
        f"{title}, same follow-up": mean_of([between(truth, run) for run in followed]),
        "noise": mean_of([between(one, other) for one, other in pairwise(runs)]),
    }


def finished(frame: pl.DataFrame, truth: pl.DataFrame) -> pl.DataFrame:
    """The cases that start no later than the last of the truth, and are done before its end."""
    last = truth.group_by("case").agg(pl.col("start").min())["start"].max()
    cases = frame.group_by("case").agg(pl.col("start").min(), pl.col("end").max())
    kept = cases.filter(pl.col("start") <= last, pl.col("end") <= truth["end"].max())
    return frame.join(kept.select("case"), on="case")


def suppressed(counted: ld.Profile, k: int) -> ld.Profile:
    """The profile as it may be shared at k."""
    return share(
        counted,
        Approval(purpose="bench", retention="none", approved_by="bench", approved_on=date(2024, 1, 1)),
        k=k,
    )


def naive(first: EventLog, rest: EventLog) -> dict[str, Distances]:
    """The distances of the last cases of the first part, as many as the rest has, moved to its time by whole weeks."""
    early, late = table(first), table(rest)
    begins = (
        early.group_by("case").agg(pl.col("start").min()).sort("start", "case").tail(late["case"].n_unique())
    )
    some = early.join(begins.select("case"), on="case")
    weeks = round((late["start"].min() - begins["start"].min()) / timedelta(weeks=1))
    moved = some.with_columns(pl.col("start", "end") + timedelta(weeks=weeks))
    return {
        "naive": between(late, moved),
        "naive, same follow-up": between(late, finished(moved, late)),
    }


def by_simod(first: EventLog, rest: EventLog) -> dict[str, Distances]:
    """The distances of what Prosimos makes of the model that Simod finds, none where it finds none in its time."""
    folder, truth = found_by_simod(first), table(rest)
    if folder is None:
        return {}
    cases = truth["case"].n_unique()
    last = starts(truth)["start"].max()
    # As many as it makes come in the time of the truth, and at least as many as the truth has. One run is slow enough.
    many, times = in_prosimos(folder, 2 * cases, truth), 4
    while starts(many)["start"].max() <= last and times <= MOST:
        many, times = in_prosimos(folder, times * cases, truth), 2 * times
    usual = many.join(starts(many).sort("start", "case").head(cases), on="case", how="semi")
    print(f"  Simod took {seconds_of(folder)} s by the clock")
    return {
        "Simod": between(truth, usual),
        "Simod, same follow-up": between(truth, finished(many, truth)),
    }


def starts(frame: pl.DataFrame) -> pl.DataFrame:
    """When each case began."""
    return frame.group_by("case").agg(pl.col("start").min())


def floor(one: EventLog, other: EventLog) -> Distances:
    """How far two runs of the truth lie apart: cases that came in the same slot of the week change places by lot."""
    both = pl.concat(
        [
            table(log).with_columns(pl.col("case").cast(pl.String) + f" {n}", run=n)
            for n, log in enumerate((one, other))
        ]
    )
    cases = both.group_by("case", "run").agg(begin=pl.col("start").min()).sort("begin", "case")
    begin = pl.col("begin").dt
    slot = cases.select(
        (begin.weekday().cast(pl.Int32) * 24 + begin.hour()) * 60 + begin.minute()
    ).to_series()
    places = [np.flatnonzero(slot.to_numpy() == each) for each in slot.unique().sort()]
    found = []
    for seed in range(SHUFFLES):
        luck, at = np.random.default_rng(seed), np.arange(cases.height)
        for place in places:
            at[place] = luck.permutation(place)
        put = cases.with_columns(to=cases["begin"][at], into=cases["run"][at]).drop("run")
        moved = both.join(put, on="case").with_columns(
            pl.col("start", "end") + (pl.col("to") - pl.col("begin"))
        )
        found.append(between(*(moved.filter(pl.col("into") == n).select(COLUMNS) for n in (0, 1))))
    return mean_of(found)


def told(name: str, found: Distances, spent: float | None = None) -> None:
    print(
        f"{name:30}"
        + "".join(f"{value:10.3f}" for value in astuple(found))
        + (f"{spent:8.2f} s" if spent is not None else ""),
        flush=True,
    )


def logs_read() -> dict[str, tuple[EventLog, EventLog]]:
    """The logs, each in its first part and the rest."""
    with TemporaryDirectory() as folder, tarfile.open(SHARED / "sim" / "simod_sample_logs.tar.gz") as archive:
        archive.extractall(folder, filter="data")
        sample = {
            (name := path.name.split(".")[0]): ld.read_log(path, timezone=TIMEZONES[name])
            for path in sorted(Path(folder).rglob("*.csv.gz"))
        }
    loans = (sample[f"LoanApp_simplified_{part}"] for part in ("train", "test"))
    first, rest = (replace(log, timezone="UTC") for log in loans)
    pairs = {"LoanApp": (first, rest), "PurchasingExample": split(sample["PurchasingExample"])}
    for name in ("academic_credentials_interval", "bpic17_w_predrift"):
        read = ld.read_log(SHARED / "logs" / f"{name}.csv.gz", timezone=TIMEZONES[name])
        pairs[name] = split(read.drop("Start", "End"))
    return pairs | {
        name: (run_of_truth(is_told, 1), run_of_truth(is_told, 2)) for name, is_told in TWO_CLASSES.items()
    }


def measured(name: str, first: EventLog, rest: EventLog) -> dict[str, Distances]:
    """Every distance of one log by contender, told as it is found."""
    found, spent = ours(first, rest)
    told("  simulated", found["simulated"], spent)
    hidden, spent = ours(first, rest, 10)
    told("  simulated, k = 10", hidden["simulated"], spent)
    found |= {f"k = 10{way}": hidden[f"simulated{way}"] for way in WAYS}
    found |= naive(first, rest) | by_simod(first, rest)
    if name == "LoanApp":
        found |= dict.fromkeys(("floor", "floor, same follow-up"), floor(first, rest))
    if name in TWO_CLASSES:
        others = [run_of_truth(TWO_CLASSES[name], 2 + run) for run in range(1, RUNS + 1)]
        found |= {
            "floor": mean_of([between(table(rest), table(other)) for other in others]),
            "floor, same follow-up": mean_of(
                [between(table(rest), finished(table(other), table(rest))) for other in others]
            ),
        }
    for title, each in found.items():
        told(f"  {title}", each)
    return found


#: The two ways to compare, by how their titles end.
WAYS = {"": "As many cases as the rest has", ", same follow-up": "The same follow-up"}
CONTENDERS = {
    "simulated": "ours",
    "one class": "ours, cases alike",
    "Simod": "Simod",
    "naive": "naive",
    "floor": "floor",
    "k = 10": "ours, k = 10",
}


def page_of(found: dict[str, dict[str, Distances]]) -> str:
    """The page of results: a table for each way to compare."""
    lines = [
        "Distances from the rest of each log, calibrated on its first part (`make bench-fidelity`); smaller is nearer.",
        f"—: Simod found no model within {AT_MOST / 3_600:g} h of the clock, the truth of a log is not known, or nothing "
        "speaks for quick and slow cases.",
    ]
    for way, title in WAYS.items():
        lines += ["", f"## {title}", "", f"| log | distance | {' | '.join(CONTENDERS.values())} |"]
        lines.append("|---|---|" + "--:|" * len(CONTENDERS))
        for name, log in found.items():
            for place, (distance, unit) in enumerate(
                (("NGD", ""), *((it, " h") for it in ("AED", "CED", "RED", "CTD")))
            ):
                cells = [
                    f"{astuple(log[it + way])[place]:.3g}" if it + way in log else "—" for it in CONTENDERS
                ]
                lines.append(f"| {name} | {distance}{unit} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    heads = ("NGD", "AED h", "CED h", "RED h", "CTD h")
    print(f"{'':30}" + "".join(f"{name:>10}" for name in heads) + "  calibration")
    found = {}
    for name, (first, rest) in logs_read().items():
        print(name, *(log.events["case"].n_unique() for log in (first, rest)), flush=True)
        found[name] = measured(name, first, rest)
        (RESULTS / "fidelity.md").write_text(page_of(found))


if __name__ == "__main__":
    main()
