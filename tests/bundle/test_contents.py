"""A folder is packed whole or every reason against is told; counts leave the house only as they may."""

import pytest

import liandong as ld
from liandong.bundle import Bundle
from liandong.bundle.starting import skeleton
from liandong.errors import BundleFaulty, FileMissing, OutputError


def complaint(folder, lang="en"):
    with pytest.raises(BundleFaulty) as refusal:
        Bundle.build(folder)
    return refusal.value.text(lang)


def edited(folder, name, old, new):
    path = folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_the_skeleton_builds_as_it_is_and_is_not_written_over(tmp_path):
    skeleton(tmp_path / "x")
    bundle = Bundle.build(tmp_path / "x")
    assert (bundle.innovation.name, bundle.innovation.is_simulated) == ("my-innovation 0.1.0", True)
    with pytest.raises(OutputError, match="something is there already"):
        skeleton(tmp_path / "x")


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        ("innovation.toml", 'id = "copper-two-stage"', 'id = "Copper"', "innovation.toml id: it must be lower-case"),
        ("innovation.toml", 'version = "1.0.0"', 'version = "1.0"', "version: it must be three numbers"),
        ("innovation.toml", 'version = "1.0.0"', "version = 1", "version: it must be text in quotes"),
        ("innovation.toml", 'origin = "青岛"', "", "origin: it is missing"),
        ("innovation.toml", 'origin = "青岛"', 'origin = ""', "origin: it is empty"),
        ("innovation.toml", "simulated = true", "simulate = true", "simulate: it is not known; check its spelling"),
        ("innovation.toml", "published = 2026-11-22", 'published = "today"', "published: it must be a date"),
        ("innovation.toml", 'en = "Copper concentrate in two stages"', "", "innovation.toml title en: it is missing"),
        ("innovation.toml", 'id = "QD-2021-7"', 'id = "GACC-2019-160"', "basis: an id is there twice"),
        ("innovation.toml", "national = true", "national = 1", "basis 1 national: it must be true or false"),
        ("innovation.toml", "[title]", "[title", "it is no TOML"),
        ("parameters.toml", "value = 48", "value = 12", "laboratory value: it is not between min and max"),
        ("parameters.toml", "max = 72", "max = inf", "laboratory max: it is too large or not finite"),
        ("parameters.toml", 'basis = "GACC-2019-160"', 'basis = "X"', "no [[basis]] of innovation.toml has this id"),
        ("process/after.bpmn", "definitions", "definition", "process/after.bpmn"),
        ("evidence/claims.csv", "F001", " ", "rows 2 name no source"),
        ("cases/after.toml", 'kind = "procedure"', 'kind = "python"', "kind: it is none of changes, conformance"),
        ("cases/after.toml", "process/after.bpmn", "process/none.bpmn", "it must be a .bpmn file of the bundle"),
        ("cases/after.toml", "process/after.bpmn", "../after.bpmn", "it must be a .bpmn file of the bundle"),
        ("cases/after.toml", "errors = 0", "wrongs = 0", "it is none of the answers errors, findings"),
        ("innovation.toml", "simulated = true", "simulated = false", "evidence/before.profile is simulated"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(folder, name, old, new, reason):
    edited(folder, name, old, new)
    assert reason in complaint(folder)


def test_everything_that_is_wrong_is_told_at_once(folder):
    edited(folder, "innovation.toml", 'version = "1.0.0"', 'version = "一"')
    edited(folder, "evidence/claims.csv", "F001", "")
    edited(folder, "parameters.toml", "value = 20", "value = 10")
    told = complaint(folder, "zh")
    assert "有 3 处问题" in told
    for part in ("version", "claims.csv 第 2 行没有来源", "notice value 不在 min 和 max 之间"):
        assert part in told


@pytest.mark.parametrize(
    "name", ["run.py", "log.csv", "process/run.sh", "logs/青岛.xes", "text/macro.docm", "evidence/page.html"]
)
def test_what_has_no_place_in_a_bundle_is_refused_by_name(folder, name):
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(b"x")
    assert f"{name} has no place in a bundle" in complaint(folder)


def test_a_link_out_of_the_folder_is_refused(folder, tmp_path):
    (tmp_path / "secret.md").write_text("x")
    (folder / "text" / "x.md").symlink_to(tmp_path / "secret.md")
    assert "text/x.md has no place" in complaint(folder)


def test_procedures_and_cases_must_be_there(folder):
    for name in ("cases", "process"):
        for path in (folder / name).iterdir():
            path.unlink()
    assert "there is no BPMN file in process/" in complaint(folder)


def test_no_folder_and_an_empty_one_are_told(tmp_path):
    with pytest.raises(FileMissing):
        Bundle.build(tmp_path / "none")
    assert "innovation.toml is missing" in complaint(tmp_path)


def test_raw_counts_stay_in_the_house_and_shared_ones_go(folder, shared):
    log = ld.EventLog.from_rows([("1", "申报", shared.sheet.first)], zone="日照")
    ld.profile(log).save(folder / "evidence" / "own.profile")
    assert "evidence/own.profile was not shared; use `liandong profile share` first" in complaint(folder)
    shared.save(folder / "evidence" / "own.profile")
    assert "evidence/own.profile" in Bundle.build(folder).files


REFORM = """\
name = "两段准入"
[[basis]]
document = "海关总署公告2019年第160号"
clause = "一"
authority = "海关总署"
valid_from = 2019-10-24
[parameters.hours]
name = "检测时限"
default = 30
unit = "h"
min = 24
max = 72
[[steps]]
do = "delay"
after = "取样"
name = "留样"
length = "$hours"
"""


def test_parameters_of_the_reform_are_parameters_of_the_innovation(folder):
    (folder / "reform.toml").write_text(REFORM, "utf-8")
    one = next(one for one in Bundle.build(folder).innovation.parameters if one.name == "hours")
    assert (one.title[0], one.value, one.least, one.most, one.unit[0], one.is_local) == (
        "检测时限",
        30,
        24,
        72,
        "h",
        True,
    )


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("min = 24", "", "the parameter hours needs min and max"),
        ("[parameters.hours]", "[parameters.laboratory]", "both have a parameter laboratory"),
        ('after = "取样"', 'after = "装船"', "装船"),
        ("name =", "nam =", "nam"),
    ],
)
def test_a_reform_that_cannot_be_applied_is_refused(folder, old, new, reason):
    text = REFORM.replace(old, new, 1).replace("$hours", "$laboratory" if "laboratory" in new else "$hours")
    (folder / "reform.toml").write_text(text, "utf-8")
    assert reason in complaint(folder)
