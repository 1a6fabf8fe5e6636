"""A stress test finds what is known to be true of the office, and finds the same again."""

import json
from datetime import UTC, datetime

import pytest
from tests.stress.conftest import CHECK

from liandong.errors import SettingError
from liandong.simulation import Choice, Task
from liandong.stress import StressTest, register, stress_test
from liandong.stress.running import _Bench
from liandong.stress.tornado import RUNS

AT = datetime(2026, 5, 6, tzinfo=UTC)


def tried(folder, **options):
    test = StressTest.load(folder / "test.toml")
    return stress_test(test, register(test, folder / "test.toml", AT), **options)


def edited(folder, text):
    path = folder / "test.toml"
    path.write_text(path.read_text("utf-8") + text, "utf-8")


def test_ordinary_times_pass_and_five_times_the_cases_break_the_check_first(folder):
    found = tried(folder)
    assert {(it.row.scenario, it.criterion.measure): it.outcome for it in found.judgements} == {
        ("平常", "p90"): "passed",
        ("平常", "open"): "passed",
        ("来件五倍", "p90"): "failed",
        ("来件五倍", "open"): "passed",
    }
    assert found.outcome == "failed"
    assert [(it.scenario, it.role) for it in found.strains] == [("来件五倍", CHECK)]
    assert found.utilisation["来件五倍"][CHECK] > 0.95
    assert found.caution("zh") == ""


def test_the_verdict_is_the_same_again_and_in_several_threads(folder):
    assert tried(folder).to_json() == tried(folder, workers=2).to_json()


def test_a_run_that_never_drains_stops_at_its_bound_and_fails(folder):
    edited(folder, '\n[[scenarios]]\nname = "来件四十倍"\nload = 40\n')
    found = tried(folder)
    assert [it.outcome for it in found.judgements if it.row.scenario == "来件四十倍"] == ["failed", "failed"]
    assert found.row("来件四十倍", "before", "p90").value == float("inf")
    assert json.loads(found.to_json())["outcome"] == "failed"


def test_an_outage_costs_time_and_more_people_save_it(folder):
    edited(
        folder,
        '\n[[scenarios]]\nname = "停机"\n[[scenarios.outages]]\nafter = "7 d"\nlasts = "5 d"\nrole = "核验岗"\n'
        '\n[[scenarios]]\nname = "增员"\nload = 5\nstaff = 3\n',
    )
    found = tried(folder)
    mean = {name: found.row(name, "before", "mean").value for name in found.series}
    assert mean["平常"] < mean["停机"]
    assert mean["增员"] < mean["来件五倍"] / 2


def test_a_reform_that_halves_the_check_is_quicker_in_every_replication(folder):
    reform = 'name = "核验提速"\n[[steps]]\ndo = "scale"\nat = "核验"\nfactor = 0.5\n'
    (folder / "reform.toml").write_text(reform, "utf-8")
    path = folder / "test.toml"
    path.write_text(
        path.read_text("utf-8").replace("replications", 'reform = "reform.toml"\ndraft = true\nreplications'),
        "utf-8",
    )
    found = tried(folder)
    change = found.row("来件五倍", "change", "mean")
    assert change.low <= change.value <= change.high < 0
    assert {it.row.version for it in found.judgements} == {"after"}
    assert found.is_draft
    assert "草案，没有核对法律依据" in found.sentences("zh")[0]
    assert json.loads(found.to_json())["is_draft"]
    figures = {str(it.measure): it for it in found.forecast().figures}
    assert figures["mean"].kind == "change"
    assert figures["mean"].value == found.row("平常", "change", "mean").value


def test_another_test_than_the_registered_one_does_not_run(folder):
    test = StressTest.load(folder / "test.toml")
    made = register(test, folder / "test.toml", AT)
    edited(folder, "staff = 2\n")
    with pytest.raises(SettingError):
        stress_test(StressTest.load(folder / "test.toml"), made)


def test_choices_are_as_uncertain_as_they_were_passed(folder, office_profile):
    test = StressTest.load(folder / "test.toml")
    bench = _Bench(test, 1, None)
    choice = next(it.id for it in test.models.calibration.model.nodes if isinstance(it, Choice))
    assert bench.evidence.of(choice) == pytest.approx(office_profile.case["n"].sum(), rel=0.05)


def test_where_neither_version_drains_nothing_is_compared(folder):
    (folder / "reform.toml").write_text(
        'name = "提速"\n[[steps]]\ndo = "scale"\nat = "核验"\nfactor = 0.9\n', "utf-8"
    )
    path = folder / "test.toml"
    text = path.read_text("utf-8").replace("load = 5", "load = 40")
    path.write_text(
        text.replace("replications", 'reform = "reform.toml"\ndraft = true\nreplications'), "utf-8"
    )
    found = tried(folder)
    assert found.row("来件五倍", "change", "mean").text("en").startswith("nothing to compare")
    assert all(it.value == it.value for it in found.forecast().figures)


def test_progress_is_told_run_by_run(folder):
    told = []
    found = tried(folder, progress=lambda done, total: told.append((done, total)))
    # Of scenarios, of assumptions less and more, and of the base they are compared with.
    runs = 2 * found.replications + RUNS * (2 * len(found.bars) + 1)
    assert told == [(n, runs) for n in range(1, runs + 1)]


def test_the_base_of_the_assumptions_is_on_the_luck_of_the_bars(folder):
    test = StressTest.load(folder / "test.toml")
    found = stress_test(test, register(test, folder / "test.toml", AT))
    usual = test.models.of["平常", "before"]
    assert {it.base for it in found.bars} == {_Bench(test, 1, None).mean_of(usual, "p90")}


def test_a_case_is_at_a_task_as_long_as_it_works_on_it_as_often_as_it_comes(folder):
    test = StressTest.load(folder / "test.toml")
    model = test.models.of["平常", "before"]
    spent = _Bench(test, 1, None).spent(model)
    names = {it.id: it.name for it in model.nodes if isinstance(it, Task)}
    by_name = {names[key]: seconds for key, seconds in spent.items() if key in names}
    # Work is done in forty hours of a week; four cases in ten are checked. Most of the time at a task is that of the few
    # cases which it holds over a night or a weekend.
    expected = {"受理": 600 * 168 / 40, "核验": 0.4 * 5_400 * 168 / 40, "发证": 300 * 168 / 40}
    assert by_name == pytest.approx(expected, rel=0.35)
