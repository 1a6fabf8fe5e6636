"""Lead times are kept in buckets of one per cent, but a limit inside a bucket decides by what is true."""

import math

import pytest

from liandong.profile import buckets
from liandong.simulation import Arrivals, Choice, Delay, End, Flow, Model, Role, Shift, Task, fixed
from liandong.simulation.compiling import compiled
from liandong.simulation.room import Limits
from liandong.simulation.running import run
from liandong.stress.measured import LeadTimes, figures

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
