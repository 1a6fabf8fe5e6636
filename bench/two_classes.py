"""A truth whose lead times have two peaks: quick and slow cases go through the same activities, done by the same people.

Slow cases take four times as long to work on and wait for weeks. They may also be sent back more often, so that the
sequence of a case tells something of its class, or not at all. What a calibration makes of it is told by ``fidelity.py``.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import polars as pl

from liandong.eventlog import EventLog
from liandong.simulation import (
    Arrivals,
    CaseClass,
    Choice,
    Delay,
    End,
    Flow,
    Hours,
    Model,
    Role,
    Shift,
    Task,
    exponential,
)
from liandong.simulation.events import events_of

ZONE, CASES, HOUR = "Asia/Shanghai", 1_500, 3_600.0
SLOW = 0.4
AGAIN = "补正?"
WORK = {"受理": 0.3, "审查": 1.0, "补正": 0.5, "决定": 0.5}
OFFICE = Hours.daily((9, 17))
RATES = tuple(float(hour < 120 and 9 <= hour % 24 < 17) for hour in range(168))
FLOWS = [
    ("受理", "等"),
    ("等", "审查"),
    ("审查", AGAIN),
    (AGAIN, "补正"),
    (AGAIN, "决定"),
    ("补正", "等"),
    ("决定", "end"),
]


def model(is_told: bool) -> Model:
    """The truth; where classes are told, only slow cases are sent back, else both are as often."""
    tasks = [Task(name, "desk", exponential(hours * HOUR)) for name, hours in WORK.items()]
    slow = {task.id: task.duration.scaled(4) for task in tasks} | {"等": exponential(80 * HOUR)}
    sent = [0.0, 0.6] if is_told else [0.3, 0.3]
    shares = [{(AGAIN, "补正"): back, (AGAIN, "决定"): 1 - back} for back in sent]
    return Model(
        "受理",
        (*tasks, Choice(AGAIN), Delay("等", exponential(6 * HOUR)), End("end")),
        tuple(Flow(*ends) for ends in FLOWS),
        (Role("desk", (Shift(12, OFFICE),)),),
        Arrivals(per_hour=RATES),
        classes=(
            CaseClass("quick", 1 - SLOW, shares=shares[0]),
            CaseClass("slow", SLOW, durations=slow, shares=shares[1]),
        ),
        start=datetime(2024, 1, 1, tzinfo=ZoneInfo(ZONE)),
    )


def run(is_told: bool, seed: int) -> EventLog:
    """One run of the truth as a log."""
    events = events_of(model(is_told), cases=CASES, seed=seed).drop("simulated")
    named = events.with_columns(
        pl.col("case").cast(pl.String), zone=pl.lit("青岛"), object_type=pl.lit("case")
    )
    return EventLog(named.with_columns(pl.col("start", "end").dt.convert_time_zone("UTC")), timezone=ZONE)
