"""Two zones of one procedure: an ordinary log, and one whose every label tries to break the page."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from liandong.diagnosis import Diagnosis, diagnose
from liandong.eventlog import EventLog
from liandong.profile import Mark, Profile, profile

START = datetime(2024, 1, 2, 1, tzinfo=UTC)
STEPS = ("申报", "受理", "查验", "公告", "放行")
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "长" * 5000,
    "😀 emoji",
    "\u202eشحن",
    "=cmd|' /C calc'!A0",
    "a\nb\tc\x00",
    "</script></style>",
)


def zone_log(zone: str, slowness: int, steps: tuple[str, ...] = STEPS, cases: int = 80) -> EventLog:
    """Cases a day apart, each step ``slowness`` times as long as the one before; every fifth case checks twice."""
    rows: list[tuple[object, ...]] = []
    for case in range(cases):
        now = START + timedelta(days=case)
        path = (*steps[:3], steps[2], *steps[3:]) if case % 5 == 0 else steps
        for at, step in enumerate(path):
            start = now + timedelta(hours=slowness * (1 + (case + at) % 7))
            now = start + timedelta(hours=1 + at)
            rows.append((f"{zone}{case}", step, start, now, f"员{at % 3}", f"岗{at % 2}", f"部门{at // 3}"))
    return EventLog.from_rows(rows, zone=zone)


def linked(*logs: EventLog) -> Profile:
    return sum((profile(log) for log in logs[1:]), profile(logs[0]))


@pytest.fixture(scope="session")
def diagnosis() -> Diagnosis:
    """Qingdao is slower than Rizhao; the announcement is statutory."""
    counted = linked(zone_log("青岛", 6), zone_log("日照", 2))
    return diagnose(counted.mark([Mark(activity="公告", clause="第七条", document="公告办法", days=2)]))


@pytest.fixture(scope="session")
def hostile() -> Diagnosis:
    """Simulated data with hostile names for zones and activities."""
    counted = linked(zone_log("<b>市</b>", 6, HOSTILE), zone_log("n", 2, HOSTILE))
    return diagnose(replace(counted, sheet=replace(counted.sheet, simulated=True)))
