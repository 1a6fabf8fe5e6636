"""Whoever looks sees their circles; a query without a scope fails."""

import pytest
from django.apps import apps
from django.utils import translation
from django_scopes import ScopeError

from liandong.hub.core.enums import Role
from liandong.hub.core.models import Agency, Circle, Firm, User, Zone
from liandong.hub.core.scoping import dimensions


def test_a_circle_is_one_row_for_each_set_of_zones(zones):
    assert Circle.of([zones.qingdao, zones.rizhao]) == Circle.of([zones.rizhao, zones.qingdao, zones.rizhao])


def test_a_zone_that_joins_later_sees_what_the_network_saw_before(cast, zones):
    network, public = Circle.network(), Circle.network(is_public=True)
    founders = Circle.of(Zone.objects.all())
    new = Zone.objects.create(slug="yantai", name="烟台片区", longitude=121.4, latitude=37.5)
    officer = User(username="yantai", role=Role.OFFICER, zone=new)
    assert set(dimensions(officer)["circle"]) == {network.pk, public.pk}
    assert not founders.zones.contains(new)


def test_the_circle_of_one_zone_is_not_the_network_where_it_is_the_only_one(db):
    User.objects.all().delete()
    Agency.objects.all().delete()
    Firm.objects.all().delete()
    Zone.objects.exclude(slug="qingdao").delete()
    assert Circle.of(Zone.objects.all()) != Circle.network()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", ["全网", "公开", "青岛自贸片区 · 日照综保区"]),
        ("en", ["The whole network", "Public", "Qingdao FTZ Area · Rizhao Bonded Zone"]),
    ],
)
def test_a_circle_is_told_by_the_names_of_its_zones(zones, language, words):
    circles = Circle.network(), Circle.network(is_public=True), Circle.of([zones.rizhao, zones.qingdao])
    with translation.override(language):
        assert [str(circle) for circle in circles] == words


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
