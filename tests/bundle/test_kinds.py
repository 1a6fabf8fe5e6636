"""Test cases come out as their authors say, on simulated and on real counts, or the difference is told."""

import shutil
from datetime import date
from pathlib import Path

import pytest

import liandong as ld
from liandong.bundle import Bundle, run_cases
from liandong.bundle.kinds import KINDS
from liandong.profile.sharing import Approval, share

EXAMPLE = Path(ld.__file__).parent / "data" / "examples" / "academic_credentials_interval.csv.gz"
TITLE = 'title = { zh = "一", en = "one" }\n'


def outcome(folder, text):
    for path in (folder / "cases").iterdir():
        path.unlink()
    (folder / "cases" / "one.toml").write_text(TITLE + text, "utf-8")
    (found,) = run_cases(Bundle.build(folder))
    return found


def case(kind, given, **expect):
    lines = [
        f'kind = "{kind}"',
        "[given]",
        *(f'{k} = "{v}"' if isinstance(v, str) else f"{k} = {v}" for k, v in given.items()),
    ]
    return "\n".join([*lines, "[expect]", *(f"{k} = {v}" for k, v in expect.items())])


def test_the_cases_of_the_bundle_come_out(bundle):
    assert [(one.case.name, one.differences) for one in run_cases(bundle)] == [
        ("cases/after.toml", ()),
        ("cases/fits.toml", ()),
        ("cases/times.toml", ()),
    ]


def test_every_kind_gives_exactly_the_answers_it_promises(folder):
    (folder / "reform.toml").write_text(REFORM, "utf-8")
    files = {"table": "rules/one.toml", "procedure": "process/before.bpmn", "before": "process/before.bpmn", "after": "process/after.bpmn", "profile": "evidence/before.profile", "reform": "reform.toml"}  # fmt: skip
    for name, kind in KINDS.items():
        given = {part: files[part] for part in kind.files} | (
            {"cases": 50, "runs": 2} if "runs" in kind.settings else {}
        )
        shutil.rmtree(folder / "rules", ignore_errors=True)  # a table without a case makes no bundle
        if "table" in given:
            (folder / "rules").mkdir()
            (folder / "rules" / "one.toml").write_text(RULES, "utf-8")
        found = outcome(folder, case(name, given, **{kind.answers[0]: '"?"'}))
        assert (name, set(found.found)) == (name, set(kind.answers))
        assert len(found.differences) == 1


RULES = """\
title = { zh = "一", en = "one" }
hit = "unique"
[[input]]
name = "is_sealed"
title = { zh = "有封识", en = "sealed" }
kind = "truth"
[[output]]
name = "may_leave"
title = { zh = "可以提离", en = "may leave" }
kind = "truth"
[[rule]]
when = ['true']
then = [true]
[[rule]]
when = ['false']
then = [false]
"""
REFORM = """\
name = "缩短检测"
[[basis]]
document = "公告"
clause = "一"
authority = "海关总署"
valid_from = 2019-10-24
[[steps]]
do = "remove"
at = "取样"
"""


def test_a_reform_is_worked_out_again(folder):
    (folder / "reform.toml").write_text(REFORM, "utf-8")
    given = {"before": "process/before.bpmn", "reform": "reform.toml", "after": "process/after.bpmn"}
    found = outcome(folder, case("reform", given, left="[]"))
    assert any("取样" in change and "删除" in change for change in found.found["changes"])
    assert found.differences != ()  # the file after is another reform's


def test_a_simulation_comes_out_the_same_every_time(folder):
    given = {"before": "process/before.bpmn", "after": "process/after.bpmn", "profile": "evidence/before.profile", "cases": 200, "seed": 7}  # fmt: skip
    first = outcome(folder, case("simulation", given, drained="true"))
    assert first.differences == ()
    near, far = (repr(first.found["before_seconds"] * factor) for factor in (1.01, 1.03))
    again = outcome(folder, case("simulation", given, before_seconds=near))
    assert (again.differences, again.found) == ((), first.found)
    other = outcome(folder, case("simulation", given | {"seed": 8}, before_seconds=far))
    assert other.found["before_seconds"] != first.found["before_seconds"]
    assert "before_seconds should be" in other.differences[0][1]


def test_a_wrong_answer_is_told_in_both_languages(folder):
    found = outcome(folder, case("procedure", {"procedure": "process/after.bpmn"}, errors=2, findings="[]"))
    assert found.differences[0] == ("errors 应为 2，得到 0", "errors should be 2 and is 0")


@pytest.mark.parametrize(("value", "good"), [("262800", True), ("262800.0000001", True), ("262801", False), ('"262800"', False), ("true", False), ("[262800]", False)])  # fmt: skip
def test_numbers_agree_to_nine_digits_and_only_with_numbers(folder, value, good):
    found = outcome(folder, case("profile", {"profile": "evidence/before.profile"}, mean_seconds=value))
    assert (not found.differences) is good


def test_a_file_that_the_library_refuses_is_a_difference_not_a_crash(folder):
    given = {"profile": "evidence/before.profile", "clock": "working"}  # it was counted without a calendar
    found = outcome(folder, case("profile", given, cases=40))
    assert "clock" in found.differences[0][1]


def test_a_real_log_travels_as_shared_counts_and_its_figures_come_out_again(folder):
    log = ld.read_log(EXAMPLE, zone="学历认可")
    own = ld.profile(log, drop=("Start", "End"))
    given_away = share(own, Approval("复制推广", "2028-12-31", "数据处", date(2026, 11, 22)))
    given_away.save(folder / "evidence" / "real.profile")
    answers = {"cases": 954, "sha256": f'"{given_away.sha256}"', "mean_seconds": repr(own.mean("case"))}
    found = outcome(folder, case("profile", {"profile": "evidence/real.profile"}, **answers))
    assert [one for one in found.differences if not one[1].startswith("mean_seconds")] == []
    assert found.found["mean_seconds"] == pytest.approx(
        own.mean("case"), rel=0.1
    )  # long ones were cut before sharing
