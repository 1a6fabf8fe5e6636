"""Lead times are kept in buckets of one per cent, but a limit inside a bucket decides by what is true."""

import math
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from liandong.profile import buckets
from liandong.simulation import Arrivals, Choice, Delay, End, Flow, Hours, Model, Role, Shift, Task, fixed
from liandong.simulation.compiling import compiled
from liandong.simulation.room import Limits
from liandong.simulation.running import run
from liandong.stress.measured import Horizon, LeadTimes, figures, series, utilisation

DAY = 86_400
SHORTER, LIMIT, LONGER = 10 * DAY - 60, 10 * DAY, 10 * DAY + 60
FOR_EVER = 1 << 61


def run_of(share_shorter, within):
    """A thousand cases, each a minute shorter or a minute longer than ten days."""
    nodes = (
        Choice("x"),
        Delay("short", fixed(SHORTER)),
        Delay("long", fixed(LONGER)),
        Task("t", "desk", fixed(0)),
        End("e"),
    )
    flows = (
        Flow("x", "short", share_shorter),
        Flow("x", "long", 1 - share_shorter),
        Flow("short", "t"),
        Flow("long", "t"),
        Flow("t", "e"),
    )
    model = Model("x", nodes, flows, (Role("desk", (Shift(1),)),), Arrivals(gap=fixed(DAY)))
    plan = compiled(model, days=1_100)
    return run(plan, Limits(1, 0, 1_000, FOR_EVER, FOR_EVER, 0, keeps_events=False), within=within), plan


def test_both_lead_times_lie_in_one_bucket():
    assert len({int(buckets.bucket(seconds * 1_000_000)) for seconds in (SHORTER, LIMIT, LONGER)}) == 1


def test_the_share_within_a_limit_is_exact():
    found, plan = run_of(0.6, [LIMIT])
    exact = int(found.sums.node[1, 0])
    assert 550 < exact < 650
    assert figures(found, plan, ["within-10d"], {}, []) == {"within-10d": exact / 1_000}


@pytest.mark.parametrize(("share_shorter", "keeps"), [(0.6, True), (0.4, False)])
def test_a_median_lies_on_the_side_of_the_limit_where_it_is(share_shorter, keeps):
    found, plan = run_of(share_shorter, [LIMIT])
    median = figures(found, plan, ["median"], {}, [])["median"]
    assert (median <= LIMIT) is keeps
    assert math.isclose(median, SHORTER if keeps else LONGER, rel_tol=0.01)


def test_without_limits_a_quantile_is_that_of_its_bucket():
    found, _ = run_of(0.6, [])
    lead = LeadTimes.of(found)
    bucket = buckets.bucket(SHORTER * 1_000_000)
    assert lead.done == 1_000
    assert lead.nth(1) == lead.nth(1_000) == pytest.approx(float(buckets.value(bucket)))


def test_the_course_of_utilisation_is_worked_hours_of_open_ones_week_by_week():
    """One case a day takes four of the eight hours of two desks; in the second week one desk has an outage of its own."""
    start = datetime(2024, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    hours = Hours.daily((9, 17), days=range(7))
    away = hours.without((start + timedelta(days=7), start + timedelta(days=14)))
    model = Model(
        "t",
        (Task("t", "desk", fixed(4 * 3_600)), End("e")),
        (Flow("t", "e"),),
        (Role("desk", (Shift(1, hours), Shift(1, away))),),
        Arrivals(gap=fixed(DAY), apart=fixed(1), first=0),
        start=start,
    )
    plan = compiled(model, days=40)
    # The first case comes on the second day.
    found = run(plan, Limits(1, 0, 20, FOR_EVER, FOR_EVER, 0, keeps_events=False))
    course = series([found], plan, 40)
    assert course.busy == {"desk": (round(6 * 4 / (7 * 16), 4), 0.5, 0.25)}
    assert utilisation(found, plan, Horizon(3, 0, 40)) == [pytest.approx(20 * 4 / (7 * 8 * 5))]


def test_a_week_in_which_nobody_is_there_has_no_utilisation():
    start = datetime(2024, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    hours = Hours.daily((9, 17)).without((start, start + timedelta(days=7)))
    model = Model(
        "t",
        (Task("t", "desk", fixed(3_600)), End("e")),
        (Flow("t", "e"),),
        (Role("desk", (Shift(1, hours),)),),
        Arrivals(gap=fixed(DAY), apart=fixed(1), first=0),
        start=start,
    )
    plan = compiled(model, days=40)
    found = run(plan, Limits(1, 0, 3, FOR_EVER, FOR_EVER, 0, keeps_events=False))
    first, second = series([found], plan, 40).busy["desk"]
    assert math.isnan(first)
    assert second == pytest.approx(3 / 8)  # The run ends on the Monday: three hours of its eight.
