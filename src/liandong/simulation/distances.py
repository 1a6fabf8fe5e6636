"""How far two logs lie apart, from their profiles: five distances that judge a simulation against what happened.

- NGD, n-gram distance: the share of triples of activities that differ, 0 for the same and 1 for nothing in common;
- AED, absolute event distribution: by how many hours events have to be moved on the calendar (whole days are counted);
- CED, circadian event distribution: by how many hours within their day, the mean over the days of the week;
- RED, relative event distribution: by how many hours since the start of their case;
- CTD, cycle time distribution: by how many hours lead times differ.

All but the first are earth mover's distances between distributions. Source: Chapela-Campa, Benchekroun, Baron, Dumas,
Krass, Senderovich, "A framework for measuring the quality of business process simulation models" (2025; as conference
paper 2023), and the package log-distance-measures by the first author, against which they are checked. A profile does
not count events by their age in the case: for RED the times of steps are put together along the sequences of cases, of
both logs in the same way, as if the steps of a case took their time independently.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from liandong.procedure.graph import variants_of
from liandong.profile import Profile, buckets
from liandong.profile.tables import END, START

_HOUR = 3_600
_N = 3
#: Cases put together for the ages of events.
_CASES = 4_000


@dataclass(frozen=True)
class Distances:
    """The five distances; ngd as a share, the others in hours. NaN where a profile does not tell."""

    ngd: float
    aed: float
    ced: float
    red: float
    ctd: float


def distances(truth: Profile, other: Profile) -> Distances:
    """How far the other profile lies from the true one.

    >>> distances(Profile(), Profile()).ngd
    nan
    """
    return Distances(
        ngd=n_gram_distance(triples(truth), triples(other)),
        aed=earth_movers(*_by_day(truth), *_by_day(other)) * 24,
        ced=circadian_distance(_by_hour(truth), _by_hour(other)),
        red=earth_movers(*_ages(truth), *_ages(other)) / _HOUR,
        ctd=earth_movers(*lead_times(truth), *lead_times(other)) / _HOUR,
    )


def earth_movers(values: np.ndarray, n: np.ndarray, other_values: np.ndarray, other_n: np.ndarray) -> float:
    """The least mean way by which one distribution on a line becomes the other; NaN where one is empty.

    >>> earth_movers(np.array([0, 4]), np.array([1, 1]), np.array([1, 5]), np.array([3, 3]))
    1.0
    """
    if not (len(n) and len(other_n)):
        return float("nan")
    places = np.concatenate([values, other_values]).astype(float)
    weights = np.concatenate([n / n.sum(), -other_n / other_n.sum()])
    order = np.argsort(places, kind="stable")
    return float(np.abs(np.cumsum(weights[order])[:-1]) @ np.diff(places[order]))


def n_gram_distance(truth: Mapping[tuple[str, ...], int], other: Mapping[tuple[str, ...], int]) -> float:
    """The share of n-grams that differ, whatever the number of cases; NaN where a log has none.

    >>> n_gram_distance({("a", "b"): 3, ("b", "c"): 1}, {("a", "b"): 2, ("b", "d"): 2})
    0.5
    """
    if not (truth and other):
        return float("nan")
    n, m = sum(truth.values()), sum(other.values())
    return sum(abs(truth.get(key, 0) / n - other.get(key, 0) / m) for key in sorted({*truth, *other})) / 2


def circadian_distance(by_hour: np.ndarray, other: np.ndarray) -> float:
    """The mean over the days of the week of how far events (by hour of the week) lie apart within the day, hours.

    A day that only one log has events on counts as far apart as a day allows (23), one that neither has as none.
    """
    if not (by_hour.sum() and other.sum()):
        return float("nan")
    hours = np.arange(24)
    days = []
    for one, two in zip(by_hour.reshape(7, 24), other.reshape(7, 24), strict=True):
        if one.sum() and two.sum():
            days.append(earth_movers(hours, one, hours, two))
        else:
            days.append(23.0 if one.sum() or two.sum() else 0.0)
    return float(np.mean(days))


def triples(profile: Profile) -> dict[tuple[str, ...], int]:
    """How often each three activities follow each other in a case, its start and end included."""
    return n_grams(variants_of(profile))


def n_grams(sequences: Sequence[tuple[tuple[str, ...], int]], n: int = _N) -> dict[tuple[str, ...], int]:
    """How often each n activities follow each other, of sequences with their counts, ▶ and ■ around them.

    >>> n_grams([(("a",), 2)])
    {('▶', '▶', 'a'): 2, ('▶', 'a', '■'): 2, ('a', '■', '■'): 2}
    """
    found: Counter[tuple[str, ...]] = Counter()
    for names, count in sequences:
        padded = (START,) * (n - 1) + names + (END,) * (n - 1)
        for place in range(len(padded) - n + 1):
            found[padded[place : place + n]] += count
    return dict(found)


def _by_day(profile: Profile) -> tuple[np.ndarray, np.ndarray]:
    events = profile.daily.filter(~pl.col("activity").cast(pl.String).is_in([START, END]))
    days = events.group_by("day").agg(pl.col("n").sum()).sort("day")
    return days["day"].cast(pl.Int32).to_numpy(), days["n"].to_numpy()


def _by_hour(profile: Profile) -> np.ndarray:
    hours = profile.presence.group_by("hour_of_week").agg(pl.col("n").sum())
    found = np.zeros(168)
    found[hours["hour_of_week"].to_numpy()] = hours["n"].to_numpy()
    return found


def lead_times(profile: Profile) -> tuple[np.ndarray, np.ndarray]:
    """The lead times of a profile's cases, seconds on the clock, and how many cases had each."""
    return _values(profile.tables["case_shape"], profile.settings.bucket_width)


def _values(shape: pl.DataFrame, width: int) -> tuple[np.ndarray, np.ndarray]:
    """The seconds and counts of a shape, on the clock."""
    cells = shape.filter(pl.col("clock") == "clock").group_by("bucket").agg(pl.col("n").sum()).sort("bucket")
    return buckets.value(cells["bucket"].to_numpy(), width), cells["n"].to_numpy()


def _ages(profile: Profile) -> tuple[np.ndarray, np.ndarray]:
    """The time since the start of their case of events, in cases put together from sequences and times of steps."""
    variants = variants_of(profile)
    if not variants:
        return np.zeros(0), np.zeros(0)
    chance = np.random.default_rng(0)
    n = np.array([count for _, count in variants], dtype=float)
    drawn = np.bincount(chance.choice(len(variants), _CASES, p=n / n.sum()), minlength=len(variants))
    steps, works = (
        _times(profile, "follows_shape", "source", "target"),
        _times(profile, "work_shape", "activity"),
    )
    ages = []
    for (names, _), count in zip(variants, drawn.tolist(), strict=True):
        age, before = np.zeros(count), ""
        for name in names if count else ():
            for times in (steps.get((before, name)), works.get((name,))):
                if times is not None:
                    values, reached = times
                    age = (
                        age
                        + values[np.searchsorted(reached, chance.random(count) * reached[-1], side="right")]
                    )
            ages.append(age)
            before = name
    every = np.concatenate(ages)
    return every, np.ones(len(every))


def _times(profile: Profile, table: str, *keys: str) -> dict[tuple[str, ...], tuple[np.ndarray, np.ndarray]]:
    """The seconds of each key with how many there are up to each."""
    frame = profile.tables[table].with_columns(pl.col(name).cast(pl.String) for name in keys).sort(keys)
    found = {}
    for key, part in frame.group_by(*keys, maintain_order=True):
        values, n = _values(part, profile.settings.bucket_width)
        found[tuple(map(str, key))] = values, np.cumsum(n)
    return found
