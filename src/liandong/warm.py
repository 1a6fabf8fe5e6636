"""Compiles the kernels once, so that the first large log does not wait for it: ``python -m liandong.warm``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from liandong.eventlog import EventLog
from liandong.profile import profile
from liandong.profile.coding import Coder
from liandong.profile.engines import raw_counts
from liandong.profile.histogram import histogram
from liandong.profile.increment import Increment
from liandong.profile.store import Store
from liandong.profile.streamed import streamed
from liandong.profile.tally import Tally
from liandong.profile.value import Profile
from liandong.simulation import Arrivals, End, Flow, Model, Role, Shift, Task, exponential, simulate
from liandong.worktime import Calendar


def warm() -> None:
    """Counts a few events in every way the kernels know, with and without start times and a calendar, from a log, from a
    store and by increments; simulates a few."""
    hours = [datetime(2024, 5, 6, tzinfo=UTC) + timedelta(hours=hour) for hour in range(4)]
    plain = EventLog.from_rows([("a", "x", hours[1]), ("b", "x", hours[0]), ("a", "y", hours[2])])
    timed = EventLog.from_rows([("a", "x", hours[0], hours[1]), ("a", "y", hours[2], hours[3])])
    for log in (plain, timed):
        for calendar in (None, Calendar.weekdays()):
            profile(log, calendar=calendar, engine="numba")
    with TemporaryDirectory() as folder:
        _kept(Path(folder), plain, timed)
    one = np.zeros(1, dtype=np.int64)
    histogram(one, one, one.astype(np.int16), one, one.copy())
    tally = Tally()
    for _ in range(2):
        tally.add(one.view(np.uint64))
    desk = (Task("desk", "clerk", exponential(60)), End("end"))
    arrivals = Arrivals(gap=exponential(100))
    simulate(Model("desk", desk, (Flow("desk", "end"),), (Role("clerk", (Shift(1),)),), arrivals), cases=10)


def _kept(folder: Path, plain: EventLog, timed: EventLog) -> None:
    """Streams events from a file; takes them into a store and a state, asks both, and takes in more."""
    plain.events.write_parquet(folder / "a.parquet")
    stream = streamed(folder / "a.parquet", "", least=0)
    assert stream is not None
    raw_counts(stream, Coder(plain.timezone), "numba")
    store = Store.create(plain, folder / "a.store")
    store.append(timed)
    store.profile("activity='x'")
    with Increment.open(folder / "a.state") as state:
        state.add(plain, batch="1")
        state.update(Profile())


if __name__ == "__main__":
    warm()
