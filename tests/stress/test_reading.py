"""The file of a stress test says where it is wrong, by line and key."""

import pytest

from liandong.errors import ReformDamaged, StressTestDamaged
from liandong.stress import StressTest


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        ("replications = 8", "replication = 8", 5, "replication"),
        ("weeks = 8", 'weeks = "eight"', 6, "weeks"),
        ('at_most = "2 d"', "at_most = 2", 11, "at_most"),
        ('measure = "p90"', 'measure = "quickest"', 10, "measure"),
        ("at_most = 0", "", 13, "at_most"),
        ("load = 5", "load = -1", 19, "load"),
        ('name = "来件五倍"', 'name = "平常"', 18, "name"),
        ("[[scenarios]]", "[scenarios]", 1, "scenarios"),
        ("at_most = 0", 'at_most = 0\nscenarios = ["台风"]', 16, "scenarios"),
        ("replications = 8", "replications = 1000000000", 5, "replications"),
        ("replications = 8", "replications = 1", 5, "replications"),
        ("most_weeks = 30", "warm_up_weeks = 8", 7, "warm_up_weeks"),
        ("load = 5", "load = 0", 19, "load"),
        ("load = 5", "load = nan", 19, "load"),
        ("load = 5", "peak = 3", 19, "peak"),
        ("load = 5", 'steps = ["x"]', 19, "steps"),
        ('at_most = "2 d"', 'at_most = "2 工作日"', 11, "at_most"),
        ('measure = "p90"', 'measure = "mean-net"', 10, "measure"),
        ('measure = "open"\nat_most = 0', 'measure = "utilisation"\nat_most = 80', 15, "at_most"),
        ('measure = "open"\nat_most = 0', 'measure = "backlog"\nat_most = -1', 15, "at_most"),
        ("load = 5", "load = 5\n[parameters]\ndays = 3", 21, "days"),
        ("load = 5", "load = 5\n[scenarios.parameters]\ndays = 3", 21, "days"),
        ("load = 5", "load = 5\nstaff = 0", 20, "staff"),
        ("load = 5", "[scenarios.peak]\nweeks = [9]\nload = 2", 20, "weeks"),
        ("load = 5", "peak = {weeks = [9], load = 2}", 19, "weeks"),
        ("load = 5", '[[scenarios.outages]]\nafter = "1 d"\nlasts = "56 d"', 21, "lasts"),
        ("load = 5", '[[scenarios.outages]]\nafter = "56 d"\nlasts = "1 d"', 20, "after"),
        ("load = 5", '[[scenarios.outages]]\nafter = "1 d"\nlasts = "2 工作日"', 21, "lasts"),
        ("load = 5", '[[scenarios.outages]]\nafter = "1 d"\nlasts = 2', 21, "lasts"),
        ("load = 5", '[[scenarios.steps]]\nat = "核验"\ndo = "abolish"', 21, "do"),
        ("load = 5", '[[scenarios.steps]]\nat = "核验"', 19, "do"),
        ("load = 5", '[[scenarios.steps]]\ndo = "scale"\nat = "核验"\nfactor = "fast"', 22, "factor"),
    ],
)
def test_a_wrong_line_is_named(folder, old, new, line, key):
    path = folder / "test.toml"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(StressTestDamaged) as refused:
        StressTest.load(path)
    assert (refused.value.values["line"], refused.value.values["key"]) == (line, key)


def refused(folder, old, new):
    path = folder / "test.toml"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(StressTestDamaged) as found:
        StressTest.load(path)
    return found.value


def test_a_message_names_the_key_and_ends_once(folder):
    told = refused(folder, 'at_most = "2 d"', "at_most = 2")
    assert told.text("zh") == (
        f"{folder / 'test.toml'} 第 11 行“at_most”：不能是 2：p90 是时长，时长须带单位，如 15 d。请更正后重新运行；尚未运行任何内容。"
    )
    assert "key “at_most”: it cannot be 2: p90 is a duration and needs a unit, such as 15 d. Correct" in str(
        told
    )


def test_what_is_wrong_inside_a_scenario_is_told_with_its_name(folder):
    two = """load = 5
[[scenarios.outages]]
after = "1 d"
lasts = "1 d"
[[scenarios]]
name = "台风"
[[scenarios.outages]]
after = "1 d"
lasts = "90 d"
"""
    told = refused(folder, "load = 5", two)
    assert (told.values["line"], told.values["key"]) == (27, "lasts")
    assert "情景“台风”：停摆 90 d，来件只有 8 周" in told.text("zh")


@pytest.fixture
def reformed(folder):
    """The test of a reform that has no legal basis."""
    reform = 'name = "核验提速"\n[[steps]]\ndo = "scale"\nat = "核验"\nfactor = 0.5\n'
    (folder / "reform.toml").write_text(reform, "utf-8")
    path = folder / "test.toml"
    path.write_text(
        path.read_text("utf-8").replace("replications", 'reform = "reform.toml"\nreplications'), "utf-8"
    )
    return folder


def test_a_reform_without_a_basis_is_tried_as_a_draft_only(reformed):
    told = refused(reformed, "", "")
    assert (told.values["line"], told.values["key"]) == (5, "reform")
    assert "draft = true" in told.text("zh")
    path = reformed / "test.toml"
    path.write_text(path.read_text("utf-8").replace("weeks = 8", "weeks = 8\ndraft = true", 1), "utf-8")
    assert StressTest.load(path).is_draft


def test_a_reform_with_a_basis_needs_no_such_word(reformed):
    basis = '[[basis]]\ndocument = "甲发1号"\nclause = "三"\nauthority = "甲市"\nvalid_from = 2026-01-01\n'
    path = reformed / "reform.toml"
    path.write_text(path.read_text("utf-8") + basis, "utf-8")
    assert not StressTest.load(reformed / "test.toml").is_draft


def test_an_unknown_measure_is_told_with_all_that_a_stress_test_knows(folder):
    told = refused(folder, 'measure = "p90"', 'measure = "happiness"')
    assert "known: mean, median, p90, within-10d, backlog, open, workdays, cost, utilisation" in told.text(
        "en"
    )
    assert "可用：mean、median、p90、within-10d、backlog" in told.text("zh")
    assert "mean-net" not in told.text("en")


def test_reasons_in_english_are_english(folder):
    both = refused(folder, "at_most = 0", "at_most = 0\nat_least = 1")
    assert "it cannot be 0, 1: give one of at_most and at_least" in both.text("en")


def test_scenarios_that_are_known_are_told_in_the_language(folder):
    told = refused(folder, "at_most = 0", 'at_most = 0\nscenarios = ["台风"]')
    assert "known: ordinary times, 来件五倍" in told.text("en")
    assert "现有：平常、来件五倍" in told.text("zh")


@pytest.mark.parametrize("name", ["平常", "ordinary times"])
def test_ordinary_times_may_be_named_in_either_language_and_by_no_other_scenario(folder, name):
    path = folder / "test.toml"
    whole = path.read_text("utf-8")
    path.write_text(whole.replace("at_most = 0", f'at_most = 0\nscenarios = ["{name}"]'), "utf-8")
    assert StressTest.load(path).criteria[1].scenarios == ("平常",)
    path.write_text(whole, "utf-8")
    told = refused(folder, 'name = "来件五倍"', f'name = "{name}"')
    assert f"two scenarios are called “{name}”" in told.text("en")


def test_the_mark_that_windows_puts_before_a_text_is_read_over(folder):
    path = folder / "test.toml"
    before = StressTest.load(path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    after = StressTest.load(path)
    assert (after.criteria, after.scenarios, after.sha256) == (
        before.criteria,
        before.scenarios,
        before.sha256,
    )


def test_a_parameter_whose_least_is_above_its_most_is_told_as_that(folder):
    (folder / "reform.toml").write_text(
        'name = "提速"\n[parameters.share]\nname = "份额"\ndefault = "50 %"\nmin = "80 %"\nmax = "20 %"\n'
        '[[steps]]\ndo = "scale"\nat = "核验"\nfactor = 0.9\n',
        "utf-8",
    )
    path = folder / "test.toml"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("replications", 'reform = "reform.toml"\ndraft = true\nreplications'), "utf-8"
    )
    with pytest.raises(ReformDamaged) as told:
        StressTest.load(path)
    assert "outside" not in told.value.text("en")
    assert "80 %" in told.value.text("en")
