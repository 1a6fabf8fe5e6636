"""``liandong procedure``: what the manual promises, command by command."""

import json

import pytest

import liandong as ld


@pytest.fixture
def profile(said, exports):
    out = exports / "linked.profile"
    said("profile", exports / "a.csv", exports / "b.csv", "--zone", "青岛", "--zone", "日照", "-o", out)
    return out


@pytest.fixture
def permit(said, profile):
    out = profile.parent / "permit.bpmn"
    said("procedure", "discover", profile, "-o", out)
    return out


def test_a_profile_becomes_a_bpmn_file(said, profile):
    out = profile.parent / "a.bpmn"
    text = said("procedure", "discover", profile, "-o", out, "--name", "放行", "--noise", "0")
    assert text.splitlines() == [
        "100.0% 的办件可按图走完，图上走法覆盖 100.0% 的流转，环节覆盖 100.0% 的事件。",
        f"已写入 {out}",
    ]
    it = ld.Procedure.load(out)
    assert (it.name, str(it.tree)) == ("放行", "→(申报, ×(查验, τ), 放行)")


@pytest.mark.parametrize(("asked", "shown"), [("2", 2), ("50%", 2), ("all", 3), ("100%", 3)])
def test_only_frequent_activities_if_asked(said, profile, asked, shown):
    out = profile.parent / "a.bpmn"
    said("procedure", "discover", profile, "-o", out, "--activities", asked)
    assert len(ld.Procedure.load(out).model.activities) == shown


@pytest.mark.parametrize("asked", ["0", "-1", "many", "120%", "1.5"])
def test_a_number_of_activities_that_makes_no_sense_is_refused(run, profile, asked):
    result = run("procedure", "discover", profile, "-o", profile.parent / "x.bpmn", "--activities", asked)
    assert (result.exit_code, result.stderr.startswith("错误：“--activities”不能是")) == (1, True)
    assert not (profile.parent / "x.bpmn").exists()


def test_a_procedure_is_checked(run, said, permit):
    assert said("procedure", "check", permit).splitlines()[-1] == "0 个错误，1 个提示。"
    assert [it["code"] for it in json.loads(said("procedure", "check", permit, "--json"))] == ["no-lanes"]
    broken = permit.parent / "broken.bpmn"
    broken.write_text(
        permit.read_text("utf-8").replace('targetRef="EndEvent_1"', 'targetRef="gone"'), "utf-8"
    )
    result = run("procedure", "check", broken, language="en")
    assert result.exit_code == 1
    assert "the target “gone” of sequence flow" in result.stdout


def test_elements_are_listed_with_their_ids(said, permit):
    first = said("procedure", "check", permit, "--list").splitlines()[0]
    assert first == "StartEvent_1\t开始事件“StartEvent_1”"


def test_the_differences_of_two_are_told(said, permit):
    other = permit.parent / "other.bpmn"
    other.write_text(permit.read_text("utf-8").replace('name="查验"', 'name="抽查"'), "utf-8")
    assert said("procedure", "diff", permit, other) == "环节“查验”改名为“抽查”\n"
    assert said("procedure", "diff", permit, permit, language="en") == "The procedures are the same.\n"
    assert [it["kind"] for it in json.loads(said("procedure", "diff", permit, other, "--json"))] == [
        "renamed"
    ]


def test_open_and_save_changes_nothing_and_layout_only_the_picture(said, permit):
    copy, laid = permit.parent / "copy.bpmn", permit.parent / "laid.bpmn"
    said("procedure", "roundtrip", permit, copy)
    assert copy.read_bytes() == permit.read_bytes()
    said("procedure", "layout", permit, "-o", laid)
    assert ld.Procedure.load(laid).model == ld.Procedure.load(permit).model


def test_a_procedure_is_drawn_with_the_times_of_a_profile(said, permit, profile):
    plain, warm = permit.parent / "plain.svg", permit.parent / "warm.svg"
    said("procedure", "show", permit, "-o", plain)
    said("procedure", "show", permit, "-o", warm, "--profile", profile)
    assert "等待+办理" not in plain.read_text("utf-8")
    assert "等待+办理" in warm.read_text("utf-8")


def test_how_well_both_agree_is_told(said, permit, profile):
    assert "的办件可按图走完" in said("procedure", "conformance", permit, "--profile", profile)
    found = json.loads(said("procedure", "conformance", permit, "--profile", profile, "--json"))
    assert (found["cases"], found["unknown"]) == (4, [])


@pytest.mark.parametrize(
    "words",
    [
        ("check", "none.bpmn"),
        ("discover", "none.profile", "-o", "x.bpmn"),
        ("show", "none.bpmn", "-o", "x.svg"),
    ],
)
def test_a_missing_file_is_told_in_a_sentence(run, tmp_path, words, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("procedure", *words)
    assert (result.exit_code, result.stderr.startswith("错误：none.")) == (1, True)
