"""The pages on the interface list what the schema has."""

import runpy
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_list_of_addresses_is_what_the_schema_has(language):
    written = runpy.run_path(str(DOCS / "write_api.py"))["page"](language)
    assert (DOCS / language / "api-http.md").read_text("utf-8") == written, "run `make docs`"
