"""From counts to a model: what is calibrated, what is said where a profile does not tell, what an edit keeps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

import liandong as ld
from liandong.errors import CannotCalibrate
from liandong.eventlog import EventLog
from liandong.procedure.to_bpmn import document_of
from liandong.procedure.tree import Tree
from liandong.profile import Profile
from liandong.simulation.calibration import Calibration, calibrate, element_of
from liandong.simulation.calibration.calibration import _lead_seconds
from liandong.simulation.calibration.memory import Sequences
from liandong.simulation.calibration.passage import hidden, passage
from liandong.simulation.calibration.routing import shares_of
from liandong.simulation.calibration.skeleton import skeleton_of
from liandong.simulation.calibration.staff import Pool
from liandong.simulation.duration import exponential
from liandong.simulation.model import Arrivals, Delay, End, Flow, Model, Role, Shift, Task

MONDAY = datetime(2024, 3, 4, 1, tzinfo=UTC)  # nine in the morning in Shanghai


def procedure(tree: str) -> ld.Procedure:
    return ld.Procedure(document_of(Tree.parse(tree), name="许可"))


def log(cases: int = 300, *, with_starts: bool = True, with_people: bool = True) -> EventLog:
    """申请 takes ten minutes; four in ten cases are 补正 and come back two working days later; then 发证."""
    rows = []
    for case in range(cases):
        time = MONDAY + timedelta(days=7 * (case // 20) + case % 5, minutes=7 * (case % 20))
        steps = ["申请", "补正", "申请", "发证"] if case % 5 < 2 else ["申请", "发证"]
        for number, name in enumerate(steps):
            start = time + timedelta(days=7 * number)
            rows.append(
                (
                    str(case),
                    name,
                    start if with_starts else None,
                    start + timedelta(minutes=10),
                    f"p{case % 4}",
                )
            )
    columns = ["case", "activity", "start", "end", "resource"]
    schema = {"start": pl.Datetime("us", "UTC"), "end": pl.Datetime("us", "UTC")}
    frame = pl.DataFrame(rows, schema=columns, schema_overrides=schema, orient="row")
    resource = pl.col("resource") if with_people else pl.lit(None, pl.String)
    frame = frame.with_columns(
        resource,
        role=pl.lit("窗口") if with_people else pl.lit(None, pl.String),
        party=pl.lit(None, pl.String),
    )
    return EventLog(frame.with_columns(zone=pl.lit("青岛"), object_type=pl.lit("case")))


PERMIT = "↺(申请, 补正)"


@pytest.fixture(scope="module")
def counted() -> Profile:
    return ld.profile(log())


@pytest.fixture(scope="module")
def calibrated(counted: Profile) -> Calibration:
    return calibrate(counted, procedure(f"→({PERMIT}, 发证)"))


def test_the_simulation_repeats_shares_times_and_hours(counted, calibrated):
    run = ld.simulate(calibrated.model, cases=3_000, seed=1).profile
    assert run.sheet.simulated
    per_case = {name: n / 3_000 for name, n in _events(run).items()}
    assert per_case == {
        "申请": pytest.approx(1.4, abs=0.04),
        "补正": pytest.approx(0.4, abs=0.04),
        "发证": 1.0,
    }
    assert run.mean("case") == pytest.approx(counted.mean("case"), rel=0.05)
    hours = set(run.presence["hour_of_week"].to_list())
    assert hours <= set(counted.presence["hour_of_week"].to_list()) | {
        hour + 1 for hour in counted.presence["hour_of_week"]
    }


def test_a_second_round_knows_that_it_is_one(calibrated):
    run = ld.simulate(calibrated.model, cases=3_000, seed=1).profile
    longer = sum(n for names, n in _variants(run).items() if len(names) > 4)
    assert longer < 60  # with one share for every visit it would be 480


def test_the_same_counts_give_the_same_model(counted, calibrated):
    assert calibrate(counted, procedure(f"→({PERMIT}, 发证)")).model == calibrated.model


def test_ids_are_those_of_the_procedure(calibrated):
    known = set(calibrated.procedure.model.node) | set(calibrated.procedure.model.processes) | {"■"}
    assert {element_of(node.id) for node in calibrated.model.nodes} <= known
    assert {node.name for node in calibrated.model.nodes if isinstance(node, Task)} == {
        "申请",
        "补正",
        "发证",
    }


def test_an_edit_keeps_the_numbers_of_what_it_does_not_touch(calibrated):
    editor = calibrated.procedure.edit()
    task = next(it.id for it in calibrated.procedure.model.activities if it.name == "发证")
    editor.rename(task, "制证发证")
    edited = calibrated.model_of(ld.Procedure(editor.document))
    was = {node.id: node for node in calibrated.model.nodes if isinstance(node, Task)}
    now = {node.id: node for node in edited.nodes if isinstance(node, Task)}
    assert now[task].name == "制证发证"
    assert (now[task].duration, now[task].role) == (was[task].duration, was[task].role)
    assert edited.flows == calibrated.model.flows


def test_end_times_alone_keep_the_lead_time_and_say_so():
    counted = ld.profile(log(with_starts=False))
    found = calibrate(counted, procedure(f"→({PERMIT}, 发证)"))
    assert any("end times only" in en for _, en in found.fallbacks)
    run = ld.simulate(found.model, cases=3_000, seed=1).profile
    assert run.mean("case") == pytest.approx(counted.mean("case"), rel=0.06)


def test_time_before_the_first_start_is_no_lead_time():
    """Cases that queue at the desk begin, for a log, when somebody takes them up."""
    rows = np.array([(0, 0, 0, 0, 0, 0, 50, 60), (0, 0, 0, 0, 0, 0, 70, 90), (1, 0, 0, 0, 0, 5, 5, 7)])
    assert (_lead_seconds(rows) * 1e6).tolist() == [40, 2]


def test_people_who_come_at_half_past_seven_open_then():
    share = np.zeros(168)
    for day in range(5):
        share[24 * day + 7 : 24 * day + 16] = [0.5, *[1.0] * 7, 0.25]
    pool = Pool("窗口", "", share * 40, (share > 0) * 2.0, 20)
    (shift,) = pool.role(np.zeros(168))[0].shifts
    assert shift.count == 2
    assert shift.hours.weekly[:2] == ((7 * 60 + 30, 15 * 60 + 15), (31 * 60 + 30, 39 * 60 + 15))
    assert pool.open[7:16].tolist() == [0.5, *[1.0] * 7, 0.25]


def opening(seen: np.ndarray) -> list[tuple[int, int]]:
    """The minutes of the day in which people are there who were seen so often in each hour from seven to four, by weekday."""
    events = np.zeros(168)
    for day in range(5):
        events[24 * day + 7 : 24 * day + 16] = seen[day]
    (shift,) = Pool("窗口", "", events / 20, (events > 0) * 1.0, 20).role(np.zeros(168))[0].shifts
    return [(begin % 1_440, end % 1_440) for begin, end in shift.hours.weekly]


@pytest.mark.parametrize("usual", [8.0, 30.0, 300.0])
def test_the_first_and_the_last_minute_seen_do_not_cut_the_hours_that_are_kept(usual):
    """Nobody ends at the stroke at which he begins: a little less is seen at the edges of a day that is kept in full."""
    luck = np.random.default_rng(1)
    kept = np.array([0.95, *[1.0] * 7, 0.95])
    found = [opening(luck.poisson(usual * kept, (5, 9))) for _ in range(50)]
    # Beyond two and a half standard errors lies one edge in 160; as a little less is seen there, a few more.
    assert np.mean([set(each) == {(7 * 60, 16 * 60)} for each in found]) >= 0.9


@pytest.mark.parametrize("usual", [30.0, 300.0])
def test_hours_of_which_half_is_kept_are_told_from_those_kept_in_full(usual):
    luck = np.random.default_rng(2)
    for _ in range(20):
        found = opening(luck.poisson(usual * np.array([0.5, *[1.0] * 7, 0.5]), (5, 9)))
        assert set(found) == {found[0]}
        assert found[0] == (pytest.approx(7 * 60 + 30, abs=20), pytest.approx(15 * 60 + 30, abs=20))


@pytest.mark.parametrize(("weeks", "is_open"), [(2, True), (40, False)])
def test_an_hour_without_events_is_closed_only_where_some_were_to_be_expected(weeks, is_open):
    events = np.zeros(168)
    events[[9, 10, 12]] = 1.0
    assert Pool("窗口", "", events, events, weeks).is_open[11] == is_open


def test_without_roles_the_whole_log_stands_in():
    found = calibrate(ld.profile(log(with_people=False)), procedure(f"→({PERMIT}, 发证)"))
    assert any("staff and hours are those of the whole log" in en for _, en in found.fallbacks)


def test_a_name_of_odd_blanks_is_that_of_the_log_after_an_edit_too():
    odd = log()
    odd = EventLog(odd.events.with_columns(pl.col("activity").replace({"发证": "发　 证"})))
    profile, plain = ld.profile(odd), procedure(f"→({PERMIT}, 发 证)")
    calibration = calibrate(profile, plain)
    edited = plain.edit()
    edited.insert("task", "复核", into=plain.model.flows[-1].id)
    for model in (calibration.model, calibration.model_of(ld.Procedure(edited.document))):
        work = [it.duration.mean for it in model.nodes if isinstance(it, Task) and it.name == "发　 证"]
        assert work == pytest.approx([600], rel=0.1)


def test_end_times_alone_tell_nothing_of_other_loads_and_say_so():
    found = calibrate(ld.profile(log(with_starts=False)), procedure(f"→({PERMIT}, 发证)"))
    assert any("a forecast for other loads knows nothing of it" in en for _, en in found.fallbacks)


@pytest.mark.parametrize(("gap", "is_idle"), [(700, False), (6_000, True)])
def test_where_nobody_is_busy_no_load_makes_a_queue_and_that_is_said(gap, is_idle):
    desk = Model(
        "受理",
        (Task("受理", "窗口", exponential(600)), End("end")),
        (Flow("受理", "end"),),
        (Role("窗口", (Shift(1),)),),
        Arrivals(gap=exponential(gap)),
    )
    found = calibrate(ld.simulate(desk, cases=3_000, seed=1).profile, procedure("→(受理)"))
    assert any("even 窗口, the busiest" in en for _, en in found.fallbacks) == is_idle


def test_without_presence_somebody_is_always_there(counted):
    tables = {name: table.clear() if name == "presence" else table for name, table in counted.tables.items()}
    found = calibrate(
        Profile(counted.settings, tables, counted.sequence, counted.sheet), procedure(f"→({PERMIT}, 发证)")
    )
    assert any("somebody is always there" in en for _, en in found.fallbacks)
    assert ld.simulate(found.model, cases=200, seed=1).drained


def test_without_sequences_loops_forget_and_that_is_said(counted):
    forgetful = counted.coarsen(drop=["variant"])
    found = calibrate(forgetful, procedure(f"→({PERMIT}, 发证)"))
    assert found.later == {}
    assert any("goes round with the same chance" in en for _, en in found.fallbacks)


def test_a_profile_without_times_is_refused(counted):
    tables = {
        name: table.clear() if name.endswith("_shape") else table for name, table in counted.tables.items()
    }
    with pytest.raises(CannotCalibrate, match="no times"):
        calibrate(Profile(counted.settings, tables, counted.sequence), procedure("→(申请, 发证)"))


def test_an_empty_profile_is_refused():
    with pytest.raises(CannotCalibrate, match="no cases"):
        calibrate(Profile(), procedure("→(申请, 发证)"))


def test_a_join_waits_once_for_each_branch_however_many_ways_lead_there():
    skeleton = skeleton_of(procedure("→(a, ∧(×(b, c, τ), d), e)"))
    (join,) = [key for key, step in skeleton.steps.items() if step.kind == "join"]
    assert len(skeleton.reaching[join]) == 2


@pytest.mark.parametrize(
    ("tree", "before", "after"),
    [
        ("→(a, ×(∧(b, ×(c, τ)), τ), d)", "a", "bcd"),
        ("→(a, ∧(b, ×(c, τ)), d)", "a", "bc"),
        ("→(a, ∧(×(b, τ), ×(c, τ)), d)", "a", "bcd"),
        ("→(a, ∧(→(b, ∧(×(c, τ), e)), f), d)", "b", "ce"),
    ],
)
def test_a_parallel_block_is_passed_only_where_no_branch_does_anything(tree, before, after):
    skeleton = skeleton_of(procedure(tree))
    node = next(key for key, step in skeleton.steps.items() if step.activity == before)
    assert skeleton.first_behind(node) == set(after)
    for name in after:
        node = next(key for key, step in skeleton.steps.items() if step.activity == name)
        ahead = frozenset().union(*(skeleton.last(each) for each in skeleton.reaching[node]))
        assert before in ahead


def test_cases_that_end_do_not_go_through_a_parallel_block():
    skeleton = skeleton_of(procedure("→(a, ×(∧(b, ×(c, τ)), τ))"))
    shares = shares_of(skeleton, {("▶", "a"): 100, ("a", "■"): 95, ("a", "b"): 5, ("b", "■"): 5})
    ways = [
        share for (key, to), share in shares.items() if to in skeleton.steps and "b" in skeleton.first(to)
    ]
    assert sorted(ways) == [0.05]


@pytest.mark.parametrize("cases", [10, 100_000])
def test_shares_are_the_same_for_all_sizes_of_logs(cases):
    skeleton = skeleton_of(procedure("→(a, ∧(↺(b, τ), c))"))
    follows = {("▶", "a"): 1, ("a", "b"): 1, ("b", "b"): 2, ("b", "c"): 1, ("c", "■"): 1}
    shares = shares_of(skeleton, {edge: n * cases for edge, n in follows.items()})
    (again,) = {round(share, 2) for (_, to), share in shares.items() if "b" in skeleton.first(to)}
    assert again == round(2 / 3, 2)


def test_hidden_times_come_back_through_a_calendar():
    weekly = np.zeros(168)
    for day in range(5):
        weekly[24 * day + 9 : 24 * day + 17] = 1
    matrix = passage(weekly, weekly)
    truth = np.zeros((1, matrix.shape[0]))
    truth[0, [0, 25]] = 300, 700
    found = hidden(truth @ matrix, matrix)
    assert np.allclose(matrix.sum(axis=1), 1)
    assert found.sum() == pytest.approx(1_000)
    assert found[0, 24:27].sum() == pytest.approx(700, rel=0.05)


def test_a_day_on_which_hardly_anything_goes_on_has_a_minute_where_its_middle_lies():
    """A few events on Sundays lay all where minutes left over from the week before happened to be full."""
    events = np.zeros(168)
    for day in range(5):
        events[24 * day + 9 : 24 * day + 17] = 1_000
    events[6 * 24 + np.array([5, 16, 18])] = 1, 2, 1
    pace = Pool("窗口", "", events, events).pace.weekly
    sunday = [(first - 6 * 1_440, last - 6 * 1_440) for first, last in pace if first >= 6 * 1_440]
    assert sunday == [(16 * 60, 16 * 60 + 1)]
    assert pace[:2] == ((9 * 60, 17 * 60), (24 * 60 + 9 * 60, 24 * 60 + 17 * 60))


def test_sequences_are_none_where_some_cases_tell_none(counted):
    from liandong.simulation.calibration.counts import Counts

    names = frozenset({"申请", "补正", "发证"})
    assert Sequences.of(Counts(counted, names)) is not None
    assert Sequences.of(Counts(counted.coarsen(drop=["variant"]), names)) is None


def test_waits_are_delays_of_their_tasks(calibrated):
    waits = [node for node in calibrated.model.nodes if isinstance(node, Delay)]
    tasks = {node.id for node in calibrated.model.nodes if isinstance(node, Task)}
    assert {element_of(wait.id) for wait in waits} <= tasks
    assert {wait.id for wait in waits} == calibrated.waits


def _events(profile: Profile) -> dict[str, int]:
    names = (
        profile.daily.with_columns(pl.col("activity").cast(pl.String))
        .group_by("activity")
        .agg(pl.col("n").sum())
    )
    return {name: n for name, n in names.iter_rows() if name not in "▶■"}


def _variants(profile: Profile) -> dict[tuple[str, ...], int]:
    from liandong.procedure.graph import variants_of

    return dict(variants_of(profile))
