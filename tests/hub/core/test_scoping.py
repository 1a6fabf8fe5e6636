"""Whoever looks sees their circles; a query without a scope fails."""

import pytest
from django.apps import apps
from django_scopes import ScopeError

from liandong.hub.core.models import Circle
from liandong.hub.core.scoping import dimensions


def test_a_circle_is_one_row_for_each_set_of_zones(zones):
    assert Circle.of([zones.qingdao, zones.rizhao]) == Circle.of([zones.rizhao, zones.qingdao, zones.rizhao])


def test_an_officer_sees_the_circles_that_hold_their_zone(cast, zones):
    shared, foreign = Circle.of([zones.qingdao, zones.rizhao]), Circle.of([zones.yanggu])
    seen = dimensions(cast.rizhao)["circle"]
    assert (shared.pk in seen, Circle.network().pk in seen, foreign.pk in seen) == (True, True, False)


def test_a_reviewer_sees_all_circles(cast):
    assert dimensions(cast.reviewer) == {"circle": None, "office": None, "firm": None}


def test_a_firm_sees_what_is_public_and_its_own(cast):
    public = Circle.network(is_public=True)
    assert dimensions(cast.firm) == {"circle": [public.pk], "office": None, "firm": cast.firm.firm_id}


def test_a_stranger_sees_nothing(cast):
    assert dimensions(cast.stranger) == {"circle": [], "office": [], "firm": []}


def test_an_account_that_was_closed_sees_nothing(cast):
    cast.lead.is_active = False
    assert dimensions(cast.lead)["circle"] == []


def test_a_query_without_a_scope_fails(cast):
    tasks = apps.get_model("tasks", "Task").objects
    with pytest.raises(ScopeError):
        tasks.count()
