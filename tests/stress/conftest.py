"""An office whose truth is known: two desks, a check that some cases need, all of it simulated and then counted."""

from pathlib import Path

import pytest

from liandong.procedure import discover
from liandong.profile import Profile
from liandong.simulation import (
    Arrivals,
    Choice,
    End,
    Flow,
    Hours,
    Model,
    Role,
    Shift,
    Task,
    exponential,
    simulate,
)

DESK, CHECK = "窗口", "核验岗"
TEST = """
name = "核验压力测试"
procedure = "office.bpmn"
profile = "office.profile"
replications = 8
weeks = 8
most_weeks = 30

[[criteria]]
measure = "p90"
at_most = "2 d"

[[criteria]]
measure = "open"
at_most = 0

[[scenarios]]
name = "来件五倍"
load = 5
"""


def office() -> Model:
    """Cases are taken in at the desk, four in ten are checked; both work from nine to five on weekdays."""
    hours = Hours.daily((9, 17))
    nodes = (
        Task("t1", DESK, exponential(600), name="受理"),
        Choice("x"),
        Task("t2", CHECK, exponential(5_400), name="核验"),
        Task("t3", DESK, exponential(300), name="发证"),
        End("e"),
    )
    flows = (
        Flow("t1", "x"),
        Flow("x", "t2", 0.4),
        Flow("x", "t3", 0.6),
        Flow("t2", "t3"),
        Flow("t3", "e"),
    )
    roles = (Role(DESK, (Shift(2, hours),)), Role(CHECK, (Shift(2, hours),)))
    per_hour = tuple(1.6 if day < 5 and 9 <= hour < 17 else 0.0 for day in range(7) for hour in range(24))
    return Model("t1", nodes, flows, roles, Arrivals(per_hour=per_hour))


@pytest.fixture(scope="session")
def office_profile() -> Profile:
    """What two thousand cases of the office look like."""
    return simulate(office(), cases=2_000, seed=7).profile


@pytest.fixture
def folder(tmp_path: Path, office_profile: Profile) -> Path:
    """A folder with the office's profile and procedure, and a test of it."""
    office_profile.save(tmp_path / "office.profile")
    discover(office_profile).save(tmp_path / "office.bpmn")
    (tmp_path / "test.toml").write_text(TEST, "utf-8")
    return tmp_path
