"""The pictures of the manual are those that its script draws now, one for every operator and preset."""

import runpy
from pathlib import Path

import pytest

from liandong.procedure.reform.operators import OPERATORS
from liandong.procedure.reform.presets import PRESETS

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture(scope="module")
def script():
    return runpy.run_path(str(DOCS / "write_reforms.py"))


def test_every_operator_and_preset_is_shown(script):
    assert script["STEPS"].keys() == {*OPERATORS, *(it.key for it in PRESETS.values())}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_pictures_are_as_drawn_and_shown_on_the_page(script, language):
    page = (DOCS / language / "reforms.md").read_text("utf-8")
    for name, svg in script["pictures"](language).items():
        assert (DOCS / "img" / "reforms" / name).read_text("utf-8") == svg, "run docs/write_reforms.py"
        assert f"img/reforms/{name})" in page
