"""Every innovation that comes with the program is whole."""

import shutil

import pytest

from liandong.innovations import checking, folders
from liandong.innovations.checking import check

FOLDERS = folders()
#: The one that is looked at with the quick tests: a check runs a stress test, which takes seconds.
QUICK = "copper-two-stage"


@pytest.mark.parametrize(
    "name", [pytest.param(it, marks=() if it == QUICK else pytest.mark.slow) for it in FOLDERS]
)
def test_an_innovation_is_whole(name):
    assert {one.title[1]: one.problems for one in check(FOLDERS[name])} == {
        "it packs, and its cases come out": (),
        "procedures come from their sources and have no errors": (),
        "the stress test runs, and its verdict is of these files": (),
        "every claim has its source": (),
        "every number of the dossier comes from a result": (),
    }


@pytest.mark.slow
def test_simulating_again_gives_the_same_results():
    assert check(FOLDERS[QUICK], again=True)[-1].problems == ()


@pytest.mark.slow
def test_results_that_another_version_gave_are_found(copied):
    """The months are the same; the effect and how a criterion ends are not."""
    for name, said, other in (
        ("effect", '"verdict": "better"', '"verdict": "worse"'),
        ("verdict", '"outcome": "passed"', '"outcome": "failed"'),
    ):
        path = copied / "evidence" / f"{name}.json"
        path.write_text(path.read_text("utf-8").replace(said, other), "utf-8")
    told = [en for _, en in check(copied, again=True)[-1].problems]
    assert [line.split(" is not what")[0] for line in told] == [
        "evidence/effect.json",
        "evidence/verdict.json",
    ]


@pytest.fixture
def copied(tmp_path):
    """A copy of an innovation, to be spoilt."""
    folder = tmp_path / QUICK
    shutil.copytree(FOLDERS[QUICK], folder)
    return folder


@pytest.fixture
def unstressed(monkeypatch):
    """A check that does not run the stress test, where something else is spoilt."""
    monkeypatch.setattr(checking, "stress_test", lambda test, registered: None)


def problems(folder):
    return [en for one in check(folder) for _, en in one.problems]


@pytest.mark.usefixtures("unstressed")
def test_a_number_that_was_typed_is_found(copied):
    path = copied / "text" / "dossier.en.md"
    text = path.read_text("utf-8")
    path.write_text(text + "It fell by 30 days.\n", "utf-8")
    line = text.count("\n") + 1
    told = f"text/dossier.en.md, line {line}: “30 days” was typed; refer to a result by {{{{name}}}}, unless it is a law's or common knowledge."
    assert problems(copied) == [told]


@pytest.mark.usefixtures("unstressed")
def test_a_name_that_stands_for_nothing_is_found(copied):
    path = copied / "text" / "dossier.zh.md"
    path.write_text(path.read_text("utf-8") + "{{effect.mean.chance}}\n", "utf-8")
    (told,) = problems(copied)
    assert "effect.mean.chance" in told


@pytest.mark.usefixtures("unstressed")
def test_a_reform_that_was_changed_afterwards_is_found(copied):
    path = copied / "reform.toml"
    path.write_text(path.read_text("utf-8").replace("default = 40", "default = 50"), "utf-8")
    told = problems(copied)
    assert "process/after.bpmn is not what the sources give; run `liandong innovation draw`" in told
    assert "evidence/verdict.json is not what the sources give; run `liandong innovation simulate`" in told


@pytest.mark.usefixtures("unstressed")
def test_a_claim_without_its_words_is_found(copied):
    path = copied / "evidence" / "claims.csv"
    rows = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([*rows, "X1,通关,9,天,days,,,报纸,"]) + "\n", "utf-8")
    assert problems(copied) == ["evidence/claims.csv, row 5 lacks quote"]
