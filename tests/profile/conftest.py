"""Both engines, for tests that every engine must pass."""

import pytest


@pytest.fixture(params=["duckdb", "numba"])
def engine(request):
    """The name of an engine."""
    return request.param
