"""What cannot run is told before anything is registered, with the scenario, its line, and the version of the procedure."""

from datetime import UTC, datetime

import pytest
from tests.stress.conftest import CHECK, DESK

from liandong.errors import StressTestDamaged
from liandong.stress import StressTest, register

AT = datetime(2026, 5, 6, tzinfo=UTC)
REFORM = """name = "分段核验"
[[steps]]
do = "split"
at = "核验"
into = "后段核验"
share = 0.4
[[steps]]
do = "assign"
at = "后段核验"
to = "后段岗"
count = 3
"""


def edited(folder, text):
    path = folder / "test.toml"
    path.write_text(path.read_text("utf-8") + text, "utf-8")


def refused(folder):
    test = StressTest.load(folder / "test.toml")
    with pytest.raises(StressTestDamaged) as found:
        register(test, folder / "test.toml", AT)
    assert not (folder / "test.toml.registered.jsonl").exists()
    return found.value


@pytest.fixture
def reformed(folder):
    """The test of a reform that brings a task and a role."""
    (folder / "reform.toml").write_text(REFORM, "utf-8")
    path = folder / "test.toml"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("replications", 'reform = "reform.toml"\ndraft = true\nreplications'), "utf-8"
    )
    return folder


@pytest.mark.parametrize(
    ("text", "line", "key", "told"),
    [
        (
            'staff = 0.5\nrole = "海关"\n',
            21,
            "role",
            f"情景“来件五倍”：没有岗位“海关”；现有：{DESK}、{CHECK}",
        ),
        (
            '[[scenarios.outages]]\nafter = "1 d"\nlasts = "1 d"\nrole = "海关"\n',
            23,
            "role",
            "情景“来件五倍”：没有岗位“海关”",
        ),
        (
            '[[scenarios.steps]]\ndo = "scale"\nat = "查验"\nfactor = 2\n',
            21,
            "do",
            "情景“来件五倍”：第 1 步“scale”：流程里没有“查验”",
        ),
        ('[cost]\n"窗囗" = 100\n', 21, "窗囗", f"没有这个岗位；现有：{DESK}、{CHECK}"),
        ('[[criteria]]\nmeasure = "cost"\nat_most = 9\n', 21, "measure", "请在 [cost] 写明各岗位每小时成本"),
    ],
)
def test_what_can_be_known_without_running_is_not_registered(folder, text, line, key, told):
    edited(folder, text)
    error = refused(folder)
    assert (error.values["line"], error.values["key"]) == (line, key)
    assert told in error.text("zh")


def test_a_step_on_what_only_the_reform_brings_happens_to_the_reformed_version(reformed):
    edited(reformed, '[[scenarios.steps]]\ndo = "scale"\nat = "后段核验"\nfactor = 4\n')
    models = StressTest.load(reformed / "test.toml").models
    (note,) = models.notes
    assert note[0].startswith("来件五倍：现行流程第 1 步不适用（第 1 步“scale”：流程里没有“后段核验”")
    spent = {
        name: sum(
            it.duration.mean for it in models.of[name, "after"].nodes if getattr(it, "name", "") == "后段核验"
        )
        for name in ("平常", "来件五倍")
    }
    assert spent["来件五倍"] == pytest.approx(4 * spent["平常"])


def test_a_role_that_only_the_reform_brings_is_missing_in_the_reformed_version(reformed):
    edited(reformed, 'staff = 0.34\nrole = "后段岗"\n')
    models = StressTest.load(reformed / "test.toml").models
    people = {role.name: role.people for role in models.of["来件五倍", "after"].roles}
    assert people == {DESK: 2, CHECK: 2, "后段岗": 1}
    assert [en for _, en in models.notes] == [
        "来件五倍: in the procedure as it is there is no role “后段岗”; it runs without"
    ]


def test_a_step_that_the_reformed_version_refuses_is_told_with_it(reformed):
    (reformed / "reform.toml").write_text('name = "免核验"\n[[steps]]\ndo = "remove"\nat = "核验"\n', "utf-8")
    edited(reformed, '[[scenarios.steps]]\ndo = "scale"\nat = "核验"\nfactor = 4\n')
    error = refused(reformed)
    assert (error.values["line"], error.values["key"]) == (23, "do")
    assert "情景“来件五倍”：改革后的流程：第 1 步“scale”：流程里没有“核验”" in error.text("zh")
    assert "scenario “来件五倍”: the procedure reformed: step 1, scale" in error.text("en")


def test_a_parameter_that_the_reform_does_not_have_is_told(reformed):
    edited(reformed, "[scenarios.parameters]\nnotice = 3\n")
    error = refused(reformed)
    assert (error.values["line"], error.values["key"]) == (23, "notice")
    assert "情景“来件五倍”" in error.text("zh")


def test_what_is_wrong_with_the_reform_itself_is_told_at_the_reform(reformed):
    path = reformed / "reform.toml"
    path.write_text(path.read_text("utf-8").replace('at = "核验"', 'at = "查验"'), "utf-8")
    error = refused(reformed)
    assert (error.values["line"], error.values["key"]) == (5, "reform")
    assert "第 1 步“split”：流程里没有“查验”" in error.text("zh")


def test_a_reform_that_leaves_nobody_is_told_with_its_step(reformed):
    path = reformed / "reform.toml"
    path.write_text(
        path.read_text("utf-8") + f'[[steps]]\ndo = "staff"\nrole = "{DESK}"\nby = -100\n', "utf-8"
    )
    error = refused(reformed)
    assert (error.values["line"], error.values["key"]) == (5, "reform")
    assert f"改革后的流程：第 3 步“staff”：“{DESK}”：人数变为 -98，无人办理" in error.text("zh")
