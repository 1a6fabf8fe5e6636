"""What every test may use: the real data beside the repository, and hypothesis at a steady pace."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

#: First calls compile or fill tables, so single examples may be slow; the same examples on every run.
settings.register_profile(
    "liandong", deadline=None, derandomize=True, max_examples=int(os.environ.get("LIANDONG_EXAMPLES", "30"))
)
settings.load_profile("liandong")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real logs and tables beside the repository; the test is skipped where it is missing."""
    folder = Path(__file__).parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("../shared/data is not here")
    return folder
