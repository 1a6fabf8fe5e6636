"""Logs small enough to count by hand."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from liandong.eventlog import EventLog
from liandong.profile import Profile, profile
from liandong.worktime import Calendar

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
Cases = dict[str, str]


def _stamp(hours: str) -> datetime:
    return MONDAY + timedelta(hours=float(hours))


def _events(case: str, text: str) -> list[tuple[object, ...]]:
    """``申报 0 → 审核 20-24 @科室``: activity, hour of the end (or start-end) since Monday, and the party."""
    events: list[tuple[object, ...]] = []
    for step in text.split("→"):
        activity, hours, *party = step.split()
        start, _, end = hours.rpartition("-")
        role = party[0].removeprefix("@") if party else None
        events.append((case, activity, _stamp(start) if start else None, _stamp(end), role, role, role))
    return events


@pytest.fixture
def counted() -> Callable[..., Profile]:
    """A profile of cases written as text: ``counted("青岛", {"c1": "申报 0 → 放行 24"})``."""

    def make(zone: str, cases: Cases, *, calendar: Calendar | None = None) -> Profile:
        rows = [event for case, text in cases.items() for event in _events(case, text)]
        return profile(EventLog.from_rows(rows, zone=zone, timezone="UTC"), calendar=calendar)

    return make


@pytest.fixture
def repeated(counted: Callable[..., Profile]) -> Callable[..., Profile]:
    """A profile of cases ``申报 → 审核``, one begun every so many hours, waiting the given hours in turn."""

    def make(zone: str, waits: list[float], *, n: int = 60, every: float = 24) -> Profile:
        cases = {
            f"{zone}{i}": f"申报 {i * every} → 审核 {i * every + waits[i % len(waits)]}" for i in range(n)
        }
        return counted(zone, cases)

    return make
