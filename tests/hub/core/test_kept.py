"""Figures above lists are counted once between two changes, for each scope."""

import pytest
from django_scopes import scope, scopes_disabled

from liandong.hub.core.domain import audit
from liandong.hub.core.domain.kept import kept

pytestmark = pytest.mark.django_db


def test_a_figure_is_counted_again_only_after_a_change():
    counts = iter(range(10))
    audit.append("test", "core.test", "", None, {})
    with scopes_disabled():
        seen = [kept("test.figure", lambda: next(counts)) for _ in range(3)]
        audit.append("test", "core.test", "", None, {})
        seen.append(kept("test.figure", lambda: next(counts)))
    assert seen == [0, 0, 0, 1]


def test_what_one_scope_counts_is_not_told_to_another():
    audit.append("test", "core.test", "", None, {})
    with scope(circle=[1]):
        assert kept("test.scoped", lambda: "ours") == "ours"
    with scope(circle=[2]):
        assert kept("test.scoped", lambda: "theirs") == "theirs"
