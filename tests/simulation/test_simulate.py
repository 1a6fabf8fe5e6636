"""A simulation's profile counts what its runs counted; seeds, rooms and threads change nothing they should not."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from liandong.errors import ModelError, SettingError
from liandong.simulation import (
    Arrivals,
    Batch,
    Choice,
    Delay,
    End,
    Flow,
    Fork,
    Hours,
    Inclusive,
    Join,
    Model,
    Role,
    Shift,
    Task,
    exponential,
    fixed,
    lognormal,
    simulate,
)

OFFICE = Hours.daily((9, 12), (13.5, 17))


def permit():
    """受理, then 审查 and 现场 side by side, 补正 one time in four, a public notice of ten days, 发证."""
    return Model(
        "受理",
        (
            Task("受理", "窗口", lognormal(900, 600)),
            Fork("分"),
            Task("审查", "审查员", lognormal(7200, 3600), before=exponential(3600)),
            Task("现场", "现场组", fixed(5400), instances=2),
            Join("合"),
            Choice("合格?"),
            Task("补正", "窗口", fixed(600)),
            Delay("公示", fixed(10 * 86400), is_statutory=True),
            Batch("攒批", 3, at_most=2 * 86400),
            Task("发证", "窗口", fixed(300)),
            End("结束"),
        ),
        (
            Flow("受理", "分"),
            Flow("分", "审查"),
            Flow("分", "现场"),
            Flow("审查", "合"),
            Flow("现场", "合"),
            Flow("合", "合格?"),
            Flow("合格?", "补正", 0.25),
            Flow("合格?", "公示", 0.75),
            Flow("补正", "分"),
            Flow("公示", "攒批"),
            Flow("攒批", "发证"),
            Flow("发证", "结束"),
        ),
        (
            Role("窗口", (Shift(2, OFFICE),), party="行政审批局"),
            Role("审查员", (Shift(3, OFFICE), Shift(1, Hours.daily((18, 20))))),
            Role("现场组", (Shift(4, OFFICE),)),
        ),
        Arrivals(per_hour=tuple(1.5 if 9 <= hour % 24 < 17 and hour < 120 else 0.0 for hour in range(168))),
    )


def test_the_profile_counts_what_the_runs_counted():
    result = simulate(permit(), cases=400, replications=2, seed=3)
    nodes = [node.id for node in result.compiled.nodes]
    visits = sum(run.sums.node[:, 0] for run in result.runs)
    tasks = dict(
        result.profile.work.group_by(pl.col("activity").cast(pl.String)).agg(pl.col("n").sum()).iter_rows()
    )
    assert result.drained
    assert result.profile.sheet.simulated
    assert result.profile.case["n"].sum() == 800
    assert tasks == {
        name: int(visits[nodes.index(name)]) for name in ("受理", "审查", "现场", "补正", "发证")
    }


def test_one_seed_gives_one_profile_and_threads_do_not_matter():
    one = simulate(permit(), cases=200, replications=3, seed=5)
    two = simulate(permit(), cases=200, replications=3, seed=5, workers=3)
    other = simulate(permit(), cases=200, replications=3, seed=6)
    assert one.profile.sha256 == two.profile.sha256 != other.profile.sha256


def test_leaving_events_out_changes_no_sum():
    with_events = simulate(permit(), cases=300, seed=2).runs[0].sums
    without = simulate(permit(), cases=300, seed=2, keeps_events=False).runs[0].sums
    assert all(np.array_equal(one, other) for one, other in zip(with_events, without, strict=True))


def test_two_models_share_their_luck_where_they_are_alike():
    before = permit()
    delays = [node for node in before.nodes if node.id != "公示"]
    flows = [flow for flow in before.flows if "公示" not in (flow.source, flow.target)]
    after = replace(before, nodes=tuple(delays), flows=(*flows, Flow("合格?", "攒批", 0.75)))
    works = [simulate(each, cases=300, seed=4).runs[0].sums.node for each in (before, after)]
    places = [[node.id for node in each.nodes].index("审查") for each in (before, after)]
    (one, other) = (sums[place] for sums, place in zip(works, places, strict=True))
    assert one[0] == other[0]  # as many visits
    assert one[3] == pytest.approx(other[3], abs=1)  # of the same lengths


def test_a_room_that_grows_gives_the_same_events():
    """A flood of cases at once fills every table many times over."""
    flood = replace(permit(), arrivals=Arrivals(gap=fixed(1)))
    result = simulate(flood, cases=3000, seed=1, days=2000)
    assert result.drained
    assert result.profile.case["n"].sum() == 3000


def test_an_inclusive_gateway_waits_for_those_it_took():
    model = Model(
        "or",
        (
            Inclusive("or", "join"),
            Task("a", "r", fixed(10)),
            Task("b", "r", fixed(20)),
            Join("join"),
            Task("c", "r", fixed(1)),
            End("end"),
        ),
        (
            Flow("or", "a", 0.5),
            Flow("or", "b", 0.5),
            Flow("a", "join"),
            Flow("b", "join"),
            Flow("join", "c"),
            Flow("c", "end"),
        ),
        (Role("r", (Shift(1000),)),),
        Arrivals(gap=fixed(1)),
    )
    result = simulate(model, cases=4000, seed=1)
    variants = {tuple(row) for row in result.profile.sequence["activities"]}
    assert variants == {("a", "c"), ("b", "c"), ("a", "b", "c")}


def test_a_run_that_never_drains_stops_and_says_so():
    model = replace(permit(), roles=(Role("窗口", (Shift(1, OFFICE),)), *permit().roles[1:]))
    result = simulate(replace(model, arrivals=Arrivals(gap=fixed(60))), cases=5000, days=10)
    assert not result.drained
    assert result.runs[0].still_open > 0


@pytest.mark.parametrize(
    ("change", "element"),
    [
        ({"entry": "没有"}, "没有"),
        ({"roles": permit().roles[1:]}, "受理"),
        ({"flows": permit().flows[:-1]}, "发证"),
        ({"flows": (*permit().flows, Flow("受理", "发证"))}, "受理"),
        ({"flows": (*permit().flows, Flow("发证", "无处"))}, "无处"),
    ],
)
def test_a_model_that_cannot_run_is_refused_by_the_name_of_its_element(change, element):
    with pytest.raises(ModelError, match=element):
        simulate(replace(permit(), **change), cases=10)


def test_a_circle_without_a_task_is_refused():
    circle = replace(
        permit(),
        nodes=(Choice("x"), Choice("y"), End("e")),
        flows=(Flow("x", "y"), Flow("y", "x", 1), Flow("y", "e", 0)),
        entry="x",
    )
    with pytest.raises(ModelError, match="x"):
        simulate(circle, cases=1)


def test_no_cases_are_no_simulation():
    with pytest.raises(SettingError):
        simulate(permit(), cases=0)
