"""How well a calibrated model repeats what it has not seen: the first periods calibrate, the rest judges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from statistics import fmean

import polars as pl

from liandong.errors import CannotCalibrate, SettingError
from liandong.procedure import Procedure
from liandong.procedure.discovery import discover
from liandong.procedure.to_bpmn import document_of
from liandong.procedure.tree import choice, leaf, loop
from liandong.profile import Profile
from liandong.profile.tables import END, START
from liandong.simulation.calibration import Calibration, calibrate
from liandong.simulation.calibration.counts import follows_of
from liandong.simulation.distances import Distances, distances, n_gram_distance, triples
from liandong.simulation.runnable import refuse_faults
from liandong.simulation.simulate import simulate

#: Runs whose distances are averaged.
RUNS = 3
#: Cases of the trial that chooses a procedure.
_TRIAL = 1_000
#: So many times the cases of a profile never come in its time.
_MOST = 10


@dataclass(frozen=True)
class Validation:
    """The distances from what really happened, of the model and of the first part taken once more (``naive``)."""

    model: Distances
    naive: Distances
    #: The day from which on it was predicted, and how many cases came before and after.
    since: date
    cases_first: int
    cases_rest: int
    calibration: Calibration


def validate(
    profile: Profile,
    procedure: Procedure | None = None,
    *,
    first: float = 0.7,
    runs: int = RUNS,
    seed: int = 0,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Validation:
    """Calibrates on the first months of a profile, simulates on to its end and compares the rest.

    Without a procedure it is ``best_order``: that judges the calibration alone. Runs end with the profile: a log holds the
    cases that were done when it was taken, of those that came late only quick ones, and so does the simulation.
    The cut is that end of a month at which the share of cases is nearest to ``first``. Raises CannotCalibrate for a
    profile of one month, ModelError for a procedure that cannot be run.
    """
    if not 0 < first < 1:
        raise SettingError(setting="first", value=first, reason=("在 0 和 1 之间", "it lies between 0 and 1"))
    if procedure is not None:
        refuse_faults(procedure)
    since = _cut(profile, first)
    before, after = parts(profile, since)
    calibration = calibrate(before, procedure or best_order(before))
    found = []
    # What is not done when the log ends is left out, as it was left out of the log.
    days = (profile.daily["day"].max() - profile.daily["day"].min()).days + 1  # type: ignore[operator,union-attr]
    cases = _MOST * int(profile.case["n"].sum())
    for run in range(runs):
        result = simulate(calibration.model, cases=cases, seed=seed + run, days=days)
        found.append(distances(after, parts(result.profile, since)[1]))
        progress(run + 1, runs)
    return Validation(
        model=mean_of(found),
        naive=distances(after, shifted(before, since)),
        since=since,
        cases_first=int(before.case["n"].sum()),
        cases_rest=int(after.case["n"].sum()),
        calibration=calibration,
    )


def any_order(profile: Profile) -> Procedure:
    """The procedure in which every activity of the profile may follow every other."""
    names = sorted({target for _, target in follows_of(profile)} - {END})
    if not names:
        raise CannotCalibrate(reason=("里面没有任何环节", "it has no steps"))
    return Procedure(document_of(loop(choice(*map(leaf, names))), name="、".join(profile.zones)))


def best_order(profile: Profile) -> Procedure:
    """Of ``any_order`` and the discovered procedure, with steps in parallel, the one that repeats the profile better.

    What is compared are triples of activities of trial runs; a profile without the sequences of cases goes in any order.
    """
    told = triples(profile)
    if not told:
        return any_order(profile)

    def missed(procedure: Procedure) -> float:
        trial = simulate(calibrate(profile, procedure).model, cases=_TRIAL)
        return n_gram_distance(told, triples(trial.profile))

    return min(any_order(profile), discover(profile), key=missed)


def parts(profile: Profile, since: date) -> tuple[Profile, Profile]:
    """The periods before a first of a month, and those from it on."""
    periods = {period for table in profile.tables.values() for period in table["period"]}
    early = [str(period) for period in periods if period < since]
    late = [str(period) for period in periods if period >= since]
    return profile.select(period=early), profile.select(period=late)


def shifted(profile: Profile, since: date) -> Profile:
    """The same counts once more, on the calendar from ``since`` on."""
    days = profile.daily["day"]
    weeks = (since - days.min()).days // 7 + ((since - days.min()).days % 7 > 0)  # type: ignore[operator,union-attr]
    daily = profile.daily.with_columns(pl.col("day") + timedelta(weeks=weeks))
    return replace(profile, tables={**profile.tables, "daily": daily})


def mean_of(found: list[Distances]) -> Distances:
    """The mean of each distance."""
    return Distances(*(fmean(getattr(each, field.name) for each in found) for field in fields(Distances)))


def _cut(profile: Profile, first: float) -> date:
    starts = (
        profile.daily.filter(pl.col("activity") == START)
        .group_by("period")
        .agg(pl.col("n").sum())
        .sort("period")
    )
    if starts.height < 2:
        raise CannotCalibrate(
            reason=("不到两个月，分不出前后两段", "it is shorter than two months and cannot be split")
        )
    share = starts["n"].cum_sum() / starts["n"].sum()
    place = min(range(starts.height - 1), key=lambda row: abs(share[row] - first))
    found: date = starts["period"][place + 1]
    return found
