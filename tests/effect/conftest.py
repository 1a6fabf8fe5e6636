"""Panels and profiles small enough to know what must come out."""

import runpy
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from liandong.eventlog import EventLog
from liandong.profile import Profile, profile


@pytest.fixture(scope="session")
def bed() -> dict[str, Callable]:
    """The bed of ``bench/effect.py``, on which the truth is known."""
    return runpy.run_path(str(Path(__file__).parents[2] / "bench" / "effect.py"))


@pytest.fixture
def counted() -> Callable[..., Profile]:
    """A profile of zones by month: ``counted({"青岛": {"2023-01": [10, 12]}})`` has two cases of 10 and 12 days."""

    def make(zones, *, n=1, end=None, simulated=False):
        rows = []
        for zone, months in zones.items():
            for month, days in months.items():
                start = datetime.fromisoformat(f"{month}-01").replace(tzinfo=UTC)
                for at, lead in enumerate(days * n):
                    begun = start + timedelta(hours=at % 600)
                    steps = (("申报", begun), ("办结", begun + timedelta(days=lead)))
                    case = f"{zone}{month}{at}"
                    rows += [(case, *step, zone) for step in steps if end is None or step[1] <= end]
        frame = pl.DataFrame(rows, schema=["case", "activity", "end", "zone"], orient="row")
        frame = frame.with_columns(pl.col("end").dt.convert_time_zone("UTC"))
        return profile(EventLog.from_frame(frame, timezone="UTC"), period="month", simulated=simulated)

    return make
