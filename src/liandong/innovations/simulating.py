"""The simulated months of every zone: cases that come before it adopts go the old way, those after the new one.

A case that began the old way ends the old way. Each zone and stage is a run of its own, with a seed of its own, that
begins with nobody waiting.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from liandong.eventlog import EventLog
from liandong.innovations.assumptions import Assumptions
from liandong.innovations.modelling import TIMEZONE, model_of
from liandong.procedure import Procedure
from liandong.profile import Profile, profile
from liandong.simulation.calibration.arriving import cases_in, start_of
from liandong.simulation.events import events_of
from liandong.simulation.model import Model

#: So many more cases are drawn than are expected, so that the window is full; what comes after it is dropped.
_SPARE = 1.5


@dataclass(frozen=True)
class Simulated:
    """Profiles marked as simulated: of all zones before each adopted, after, and of the zone stress tests rest on."""

    before: Profile
    after: Profile
    own: Profile


def simulated(assumed: Assumptions, before: Procedure, after: Procedure) -> Simulated:
    """What the assumptions give. Raises ModelError and its kin where they cannot be run."""
    old, new = [], []
    for number, zone in enumerate(assumed.zones):
        seed = 2 * (assumed.head.seed * 100 + number)
        adopted = zone.adopted or assumed.end
        model = model_of(assumed, zone, before, before, assumed.head.start)
        old.append(events(model, zone.name, adopted, seed))
        if adopted < assumed.end:
            model = model_of(assumed, zone, before, after, adopted)
            new.append(events(model, zone.name, assumed.end, seed + 1))
    first, second = (_counted(assumed, found) for found in (old, new))
    return Simulated(first, second, first.select(zone=[assumed.head.own]))


def events(model: Model, zone: str, until: date, seed: int) -> pl.DataFrame:
    """The events of all cases that come from the model's start until a day, with zone and party."""
    end = start_of(until, TIMEZONE)
    weeks = (end - model.start).days / 7
    cases = round(_SPARE * cases_in(model.arrivals, 1) * weeks) + 50
    parties = {role.name: role.party for role in model.roles}
    found = events_of(model, cases=cases, seed=seed)
    came = found.group_by("case").agg(pl.col("start").min().alias("came")).filter(pl.col("came") < end)
    return (
        found.join(came.select("case"), on="case", how="semi", maintain_order="left")
        .drop("simulated")
        .with_columns(
            case=pl.format("{}-{}-{}", pl.lit(zone), pl.lit(seed), "case"),
            zone=pl.lit(zone),
            party=pl.col("role").replace_strict(parties, default="", return_dtype=pl.String),
        )
    )


def _counted(assumed: Assumptions, found: list[pl.DataFrame]) -> Profile:
    log = EventLog.from_frame(pl.concat(found), timezone=TIMEZONE) if found else None
    if log is None:
        return Profile()
    return profile(log, period="month", statutory=assumed.marks, simulated=True)
