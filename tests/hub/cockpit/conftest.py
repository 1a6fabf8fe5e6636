"""Figures and index start fresh in every test."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def fresh():
    """Nothing is left in the cache of an earlier test."""
    cache.clear()
