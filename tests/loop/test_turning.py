"""One turn of the loop gives every file, the same on every run, and says what is simulated."""

import pytest

from liandong.effect import Forecast, read_effect, score
from liandong.innovations import folders
from liandong.loop import turn
from liandong.loop.entry import Diagnosed, entry

COPPER = "copper-two-stage"


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Copper, once round."""
    return turn(folders()[COPPER], tmp_path_factory.mktemp("loop") / "loop")


@pytest.mark.slow
def test_the_whole_loop_gives_the_same_bytes_again(found, tmp_path):
    again = turn(folders()[COPPER], tmp_path / "loop")
    assert again.hashes == found.hashes


@pytest.mark.slow
def test_every_step_leaves_its_files_and_its_finding(found):
    names = {name for name in found.hashes if "/" not in name}
    assert names == {
        "after.profile", "after.svg", "before.profile", "before.svg", f"{COPPER}.fip", "diagnosis.html", "dossier.docx",
        "dossier.html", "dossier.pptx", "effect.html", "effect.json", "forecast.json", "stress.html",
    }  # fmt: skip
    assert found.diagnosis.overview.simulated
    scored = score(Forecast.load(found.folder / "forecast.json"), read_effect(found.folder / "effect.json"))
    assert scored.rows
    adopted = {one.zone for one in found.adoptions if one.adopted}
    assert {one.zone for one in found.adoptions if one.reasons is None} == adopted
    assert len(found.adoptions) == 6
    page = entry(
        found,
        [Diagnosed(("一", "one"), "one.html", found.diagnosis, "somebody", is_simulated=False)],
        lang="zh",
    )
    for name in names - {"after.profile", "before.profile"}:
        assert f'href="{name}"' in page, name
    assert "模拟数据" in page
