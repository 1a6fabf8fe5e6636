"""A simulation's profile counts what its runs counted; seeds, rooms and threads change nothing they should not."""

import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import liandong as ld
from liandong.errors import ModelError, SettingError
from liandong.profile.tables import START
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
    running,
    simulate,
)
from liandong.simulation.counting import counter, pages, variants
from liandong.simulation.counting.kernel import DURATIONS, EVENTS
from liandong.simulation.events import events_of
from liandong.simulation.precision import FIRST, is_reached

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


def counted_by_duckdb(model, folder, **settings):
    """The profile of the run's event log, read from a file and counted by SQL."""
    events_of(model, cases=400, seed=3).write_csv(folder / "log.csv")
    return ld.profile(
        ld.read_log(folder / "log.csv", zone="模拟", **settings), simulated=True, engine="duckdb"
    )


def promptly(model):
    """The same with hands enough for whatever comes first: no case waits for its first step."""
    first, *others = model.roles
    return replace(model, roles=(replace(first, shifts=(Shift(99),)), *others))


def timeless(profile):
    """The tables by name, first steps without what is measured there only by who knows when cases came."""
    tables = dict(profile.tables)
    begun = pl.col("source").cast(pl.String) == START
    tables["follows"] = tables["follows"].with_columns(
        kind=pl.when(begun).then(pl.lit("")).otherwise(pl.col("kind").cast(pl.String))
    )
    tables["follows_shape"] = tables["follows_shape"].filter(~begun)
    return {name: frame.cast({pl.Categorical: pl.String}).to_dicts() for name, frame in tables.items()}


def test_the_profile_is_that_of_the_event_log(tmp_path):
    """Counted case by case as they end, or read from a file and counted by SQL: one profile."""
    model = promptly(permit())
    counted = counted_by_duckdb(model, tmp_path)
    assert timeless(simulate(model, cases=400, seed=3).profile) == timeless(counted)


def test_the_profile_is_that_of_the_event_log_over_a_change_of_the_clocks(tmp_path):
    spring = promptly(replace(permit(), timezone="Europe/Amsterdam", start=datetime(2024, 3, 20, tzinfo=UTC)))
    counted = counted_by_duckdb(spring, tmp_path, timezone="Europe/Amsterdam")
    assert timeless(simulate(spring, cases=400, seed=3).profile) == timeless(counted)


def test_cases_begin_when_they_come_not_when_somebody_takes_them_up(tmp_path):
    """As if their coming were an event: lead times hold the wait for the first step, and that wait is told beside."""
    coming = Task("来件", "来", fixed(0))
    intake = replace(
        permit(),
        entry="来件",
        nodes=(coming, *permit().nodes),
        flows=(Flow("来件", permit().entry), *permit().flows),
        roles=(*permit().roles, Role("来", (Shift(999),))),
    )
    told = counted_by_duckdb(intake, tmp_path)
    found = simulate(permit(), cases=400, seed=3).profile
    assert found.case.equals(told.case)
    assert found.arrival.equals(told.arrival)
    for table in ("follows", "follows_shape"):
        sums = [
            profile.table(table)
            .filter(pl.col("source").cast(pl.String) == mark)
            .group_by(pl.col("kind", "target").cast(pl.String), *(["bucket"] if table != "follows" else []))
            .agg(pl.col("n").sum(), *([pl.col("seconds").sum()] if table == "follows" else []))
            for profile, mark in ((found, START), (told, "来件"))
        ]
        assert_frame_equal(*sums, check_row_order=False)
    assert found.follows.filter(pl.col("source").cast(pl.String) == START)["seconds"].sum() > 0


def test_cases_longer_than_what_is_counted_at_a_time_are_counted_whole(tmp_path):
    """Every case goes round some thousand times, so that its events come in several parts."""
    nodes = (Task("查", "r", exponential(60)), Choice("再?"), End("end"))
    flows = (Flow("查", "再?"), Flow("再?", "查", 0.9997), Flow("再?", "end", 0.0003))
    model = Model("查", nodes, flows, (Role("r", (Shift(99),)),), Arrivals(gap=fixed(3600)))
    log = events_of(model, cases=12, seed=1)
    assert log.group_by("case").len()["len"].max() > 2 * EVENTS
    log.write_csv(tmp_path / "log.csv")
    counted = ld.profile(ld.read_log(tmp_path / "log.csv", zone="模拟"), simulated=True, engine="duckdb")
    assert timeless(simulate(model, cases=12, seed=1).profile) == timeless(counted)


def test_pages_that_run_out_lose_nothing(monkeypatch):
    """With room for hardly more than what is counted at a time, everything is taken out and added up again and again."""
    whole = simulate(permit(), cases=600, replications=2, seed=3).profile
    monkeypatch.setattr(counter, "ROOM", DURATIONS + 10)
    monkeypatch.setattr(pages, "PATIENCE", 100)
    monkeypatch.setattr(variants, "PATIENCE", 10)
    assert simulate(permit(), cases=600, replications=2, seed=3).profile == whole


def test_memory_does_not_grow_with_the_cases():
    """What is kept of 60,000 cases is as much as of 20,000 in the same time: as many pages, sequences and months."""
    desk = Model(
        "check",
        (Task("check", "desk", exponential(60)), End("end")),
        (Flow("check", "end"),),
        (Role("desk", (Shift(9),)),),
        Arrivals(gap=exponential(100)),
    )
    sizes = []
    for cases in (20_000, 60_000):
        tracemalloc.start()
        simulate(replace(desk, arrivals=Arrivals(gap=exponential(800_000 / cases))), cases=cases, seed=1)
        sizes.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert sizes[1] < 1.1 * sizes[0]


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
    result = simulate(replace(model, arrivals=Arrivals(gap=fixed(60))), cases=600, days=60)
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


@pytest.mark.parametrize("setting", [{"cases": 0}, {"cases": 1, "days": 200_000}])
def test_no_cases_are_no_simulation_and_none_outlasts_the_calendar(setting):
    with pytest.raises(SettingError):
        simulate(permit(), **setting)


def test_replications_stop_where_the_mean_is_known_as_precisely_as_asked():
    """The same as if somebody had known how many it takes; in order, at least as many as the interval needs."""
    asked = simulate(permit(), cases=100, replications=60, precision=0.02, seed=5)
    runs = len(asked.runs)
    assert FIRST < runs < 60
    assert asked.is_precise
    assert asked.half_width_seconds <= 0.02 * asked.mean_lead_seconds.mean()
    assert not is_reached(asked.mean_lead_seconds[:-1], 0.02)
    known = simulate(permit(), cases=100, replications=runs, seed=5)
    assert asked.profile.sha256 == known.profile.sha256
    assert asked.profile.sheet == known.profile.sheet


def test_a_precision_gives_the_same_with_threads():
    """Replications that others ran ahead are in no figure and in no profile."""
    one, many = (
        simulate(permit(), cases=60, replications=40, precision=0.03, seed=5, workers=workers)
        for workers in (1, 4)
    )
    assert len(one.runs) == len(many.runs) < 40
    assert one.profile.sha256 == many.profile.sha256
    assert one.profile.case["n"].sum() == 60 * len(one.runs)


def test_a_precision_that_is_not_reached_is_said():
    result = simulate(permit(), cases=50, replications=4, precision=0.001, seed=5, keeps_events=False)
    assert len(result.runs) == 4
    assert not result.is_precise
    assert result.half_width_seconds > 0.001 * result.mean_lead_seconds.mean()


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({"precision": 0.0}, "precision"),
        ({"precision": 1.0}, "precision"),
        ({"precision": 0.1, "replications": 2}, "replications"),
        ({"warm_up_days": -1}, "warm_up_days"),
        ({"warm_up_days": 30, "days": 30}, "warm_up_days"),
        ({"replications": 0}, "replications"),
    ],
)
def test_settings_that_make_no_sense_are_named(settings, name):
    with pytest.raises(SettingError) as refused:
        simulate(permit(), cases=10, **settings)
    assert refused.value.values["setting"] == name


def test_time_that_is_up_while_cases_come_is_the_reason_told():
    result = simulate(permit(), cases=5_000, days=60, replications=2, seed=1)
    assert result.came < 10_000
    assert result.ended < result.came
    assert result.reasons == (
        (
            "仿真满 60 天为止，2 次仿真里办件还没有全部到来",
            "60 days were over while cases were still coming, in 2 of 2 replications",
        ),
    )


def test_too_few_people_are_the_reason_told_where_all_cases_came():
    result = simulate(replace(permit(), arrivals=Arrivals(gap=fixed(60))), cases=2_000, days=60)
    ((zh, en),) = result.reasons
    assert zh.startswith("“现场组”处 ")
    assert en.endswith("cases wait in its queue for somebody")


def test_cases_that_are_only_on_their_way_are_told_as_such():
    """A notice of ten days, the last cases in it."""
    nodes = (Task("a", "r", fixed(60)), Delay("w", fixed(10 * 86_400)), End("e"))
    model = Model(
        "a", nodes, (Flow("a", "w"), Flow("w", "e")), (Role("r", (Shift(1),)),), Arrivals(gap=fixed(3600))
    )
    result = simulate(model, cases=48, days=11)
    assert not result.drained
    assert result.reasons[0][1] == "25 cases were still on their way after 11 days"


def stuck(*, share):
    """So many cases go into a join that also waits for the other way; they never get out."""
    nodes = (Choice("x"), Task("a", "r", fixed(60)), Join("j"), End("e"))
    flows = (
        Flow("x", "a", 1 - share / 2), Flow("x", "j", share / 2), Flow("a", "j", 1), Flow("j", "e"),
    )  # fmt: skip
    return Model("x", nodes, flows, (Role("r", (Shift(1),)),), Arrivals(gap=fixed(3600)))


def test_a_run_in_which_no_case_ends_is_an_error_with_the_element():
    with pytest.raises(ModelError, match="branches that never come") as refused:
        simulate(stuck(share=1), cases=20)
    assert refused.value.values["element"] == "j"


def test_a_batch_that_is_never_full_is_named():
    nodes = (Task("a", "r", fixed(60)), Batch("b", 5_000), End("e"))
    model = Model(
        "a", nodes, (Flow("a", "b"), Flow("b", "e")), (Role("r", (Shift(1),)),), Arrivals(gap=fixed(90))
    )
    with pytest.raises(ModelError, match="100 cases wait for its batch to be full") as refused:
        simulate(model, cases=100)
    assert refused.value.values["element"] == "b"


def test_a_batch_in_one_branch_is_the_reason_for_the_cases_at_the_join():
    nodes = (
        Fork("f"),
        Task("a", "r", fixed(60)),
        Task("c", "r", fixed(60)),
        Batch("b", 5_000),
        Join("j"),
        End("e"),
    )
    pairs = ("fa", "fc", "ab", "bj", "cj", "je")
    model = Model(
        "f", nodes, tuple(Flow(*pair) for pair in pairs), (Role("r", (Shift(1),)),), Arrivals(gap=fixed(90))
    )
    with pytest.raises(ModelError) as refused:
        simulate(model, cases=100)
    assert refused.value.values["element"] == "b"


@pytest.mark.parametrize(
    ("settings", "name"), [({"days": 1}, "days"), ({"warm_up_days": 300}, "warm_up_days")]
)
def test_no_case_of_those_that_count_is_an_error(settings, name):
    with pytest.raises(SettingError) as refused:
        simulate(permit(), cases=100, **settings)
    assert refused.value.values["setting"] == name


def loop(again, *, seconds=60):
    """A task that is done again and again, one time in so many not."""
    nodes = (Task("查", "r", fixed(seconds)), Choice("再?"), End("end"))
    flows = (Flow("查", "再?"), Flow("再?", "查", again), Flow("再?", "end", 1 - again))
    return Model("查", nodes, flows, (Role("r", (Shift(1),)),), Arrivals(gap=fixed(3600)))


def test_a_loop_without_a_way_out_is_refused_before_it_runs():
    with pytest.raises(ModelError, match="no way leads from it to an end") as refused:
        simulate(loop(1.0), cases=10)
    assert refused.value.values["element"] == "查"


@pytest.mark.parametrize("keeps_events", [True, False])
def test_a_case_that_goes_round_too_often_is_refused(monkeypatch, keeps_events):
    """There is a way out, but hardly anybody takes it."""
    with pytest.raises(ModelError, match="go round") as refused:
        simulate(loop(1 - 1e-9, seconds=0), cases=10, keeps_events=keeps_events)
    assert refused.value.values["element"] == "查"


def test_steps_of_cases_that_go_round_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(running, "_MOST_RECORDS", 1 << 12)
    with pytest.raises(ModelError, match="查"):
        simulate(loop(1 - 1e-9), cases=10)


def test_branches_that_multiply_are_refused(monkeypatch):
    monkeypatch.setattr(running, "_MOST_TOKENS", 1 << 12)
    nodes = (Task("a", "r", fixed(60)), Fork("f"), End("e"), Choice("x"))
    flows = (Flow("a", "x"), Flow("x", "e", 0.01), Flow("x", "f", 0.99), Flow("f", "a"), Flow("f", "a"))
    model = Model("a", nodes, flows, (Role("r", (Shift(9999),)),), Arrivals(gap=fixed(3600)))
    with pytest.raises(ModelError, match="multiply without end"):
        simulate(model, cases=3)
