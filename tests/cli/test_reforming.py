"""``liandong reform`` as an officer uses it."""

import json
from pathlib import Path

import pytest

from liandong.procedure import Procedure, Tree
from liandong.procedure.to_bpmn import document_of

REFORM = """name = "并联"
[[basis]]
document = "甲发〔2026〕1号"
clause = "三"
authority = "甲市"
valid_from = 2026-01-01
[parameters.share]
name = "份额"
default = 0.3
max = 0.5
[[steps]]
do = "并联审批"
at = ["查验", "缴税"]
[[steps]]
do = "route"
skip = "复核"
share = "$share"
[[expected]]
measure = "用时"
value = "2 d"
was = "3 d"
qualifier = "约"
source = "说明"
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    tree = Tree.parse("→(申报, 查验, 缴税, 复核, 放行)")
    lanes = dict.fromkeys(tree.activities, "窗口")
    Procedure(document_of(tree, name="通关", lane_of=lanes)).laid_out().save("permit.bpmn")
    (tmp_path / "reform.toml").write_text(REFORM, "utf-8")
    return tmp_path


def test_a_reform_is_applied_and_its_changes_are_told(folder, run):
    result = run(
        "reform",
        "apply",
        "permit.bpmn",
        "reform.toml",
        "-o",
        "after.bpmn",
        "--on",
        "2026-05-01",
        "--set",
        "share=0.4",
    )
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert [it.split("“")[0] for it in lines[:4]] == ["新增并行网关"] * 2 + ["新增排他网关"] * 2
    assert lines[4] == "40% 的办件跳过环节“复核”"
    assert lines[5:] == ["已写入 after.bpmn"]
    assert str(Procedure.load("after.bpmn").tree) == "→(申报, ∧(查验, 缴税), ×(复核, τ), 放行)"


def test_a_reform_file_is_told_in_words(folder, run):
    result = run("reform", "check", "reform.toml", "permit.bpmn", "--on", "2026-05-01")
    assert result.stdout.splitlines() == [
        "并联",
        "依据  甲发〔2026〕1号 三  甲市  2026-01-01 起有效",
        "参数  share = 0.3  份额  […–0.5]",
        "第 1 步  并联审批  at = ['查验', '缴税']",
        "第 2 步  route  skip = 复核, share = $share",
        "声称成效  用时  3 d → 约2 d  说明",
        "每一步都能施加到该流程。",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--set", "share=0.6"), "参数 share 不能是 0.6：超出范围 …–0.5"),
        (("--set", "share"), "请写成 参数=数值"),
        (("--on", "2025-05-01"), "所列依据在 2025-05-01 均不在有效期内"),
    ],
)
def test_what_cannot_be_applied_leaves_no_file(folder, run, arguments, message):
    result = run("reform", "apply", "permit.bpmn", "reform.toml", "-o", "after.bpmn", *arguments)
    assert result.exit_code == 1
    assert message in result.stderr
    assert not (folder / "after.bpmn").exists()


def test_without_a_basis_only_a_draft_is_made(folder, run):
    (folder / "draft.toml").write_text(
        REFORM[: REFORM.index("[[basis]]")] + REFORM[REFORM.index("[parameters") :], "utf-8"
    )
    refused = run("reform", "apply", "permit.bpmn", "draft.toml", "-o", "after.bpmn")
    assert "没有写明法律依据" in refused.stderr
    assert run("reform", "check", "draft.toml").exit_code == 1
    made = run("reform", "apply", "permit.bpmn", "draft.toml", "-o", "after.bpmn", "--draft")
    assert "草案：没有核对法律依据" in made.stdout


@pytest.fixture
def staffed(folder):
    """A reform of the people, and a profile of a log in which two of them work."""
    steps = '[[steps]]\ndo = "load"\nfactor = 2\n[[steps]]\ndo = "staff"\nrole = "窗口"\nby = -100\n'
    (folder / "fewer.toml").write_text(REFORM[: REFORM.index("[[steps]]")] + steps, "utf-8")
    lines = ["case,activity,start,end,role,resource"]
    for n in range(40):
        for hour, activity in enumerate(("申报", "查验", "缴税", "复核", "放行"), 8):
            at = f"2024-01-{1 + n % 28:02} {hour:02}"
            lines.append(f"C{n},{activity},{at}:00,{at}:{20 + n % 7},窗口,{'甲乙'[n % 2]}")
    (folder / "log.csv").write_text("\n".join(lines) + "\n", "utf-8")
    import liandong as ld

    ld.profile(ld.read_log("log.csv")).save("linked.profile")
    return folder


@pytest.mark.parametrize("command", ["apply", "check"])
def test_people_who_are_not_there_are_told_with_the_step(staffed, run, command):
    files = {
        "apply": ("permit.bpmn", "fewer.toml", "-o", "after.bpmn"),
        "check": ("fewer.toml", "permit.bpmn"),
    }
    without = run("reform", command, *files[command], "--on", "2026-05-01")
    assert (without.exit_code, "请用 --profile 给出流程画像" in without.stdout) == (0, True)
    (staffed / "after.bpmn").unlink(missing_ok=True)
    refused = run("reform", command, *files[command], "--on", "2026-05-01", "--profile", "linked.profile")
    assert refused.exit_code == 1
    assert "第 2 步“staff”不适用：“窗口”：人数变为" in refused.stderr
    assert not (staffed / "after.bpmn").exists()


def test_all_presets_and_operators_are_listed(run):
    listed = json.loads(run("reform", "presets", "--json").stdout)
    assert len(listed) == 24
    assert listed[0] == {
        "do": "accept-incomplete",
        "name": "容缺受理",
        "operators": "parallel",
        "keys": ["at", "beside"],
    }
    assert "分段监管  staged-supervision = split + move" in run("reform", "presets").stdout


@pytest.mark.slow
def test_a_reformed_procedure_is_simulated_with_the_numbers_of_the_one_before(folder, run):
    """The log of the example is from before the reform: it says nothing of the new activities."""
    import liandong as ld

    examples = Path(ld.__file__).parent / "data" / "examples"
    profile = ld.profile(ld.read_log(examples / "academic_credentials_interval.csv.gz"))
    profile.save("linked.profile")
    ld.discover(profile, name="x").save("before.bpmn")
    file = str(examples / "credit-transfer-reform.toml")
    assert (
        run("reform", "apply", "before.bpmn", file, "-o", "after.bpmn", "--on", "2026-05-01").exit_code == 0
    )
    refused = run("simulate", "after.bpmn", "--profile", "linked.profile", "-o", "out.profile")
    assert "请用 --before 给出改前的流程图" in refused.stderr
    made = run(
        *("simulate", "after.bpmn", "--before", "before.bpmn", "--profile", "linked.profile"),
        *("--cases", "500", "-o", "out.profile"),
    )
    assert (made.exit_code, "模拟" in made.stdout) == (0, True)
    seen = set(ld.Profile.load("out.profile").table("follows")["target"])
    assert {"Later check", "Validacion final"} <= seen
