"""What the frame of every page does for all rooms: who reads it, the way back to it, the door in front of it."""

import re

import pytest
from django_scopes import scopes_disabled

from liandong.hub.requests.domain import demo
from liandong.hub.requests.models import Request

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_(cast):
    """A request of the demonstration."""
    demo.load()
    with scopes_disabled():
        return Request.objects.order_by("pk").first()


def _way_back(page):
    return re.search(r'name="next" value="([^"]*)"', page.content.decode())[1]


def test_the_page_of_a_request_knows_its_own_address(request_, cast, as_user):
    page = as_user(cast.lead).get(request_.get_absolute_url())
    assert _way_back(page) == request_.get_absolute_url()


def test_the_page_of_another_account_is_still_read_by_the_reader(cast, as_user):
    page = as_user(cast.admin).get(f"/me/people/{cast.lead.pk}/")
    assert page.context["user"] == cast.admin
    assert f'data-user="{cast.admin.pk}"' in page.content.decode()


@pytest.mark.parametrize(
    ("address", "back"),
    [
        ("/tasks/7/receive/", "/tasks/7/"),
        ("/network/meetings/3/agenda/draft/", "/network/meetings/3/"),
        ("/bottlenecks/jobs/2/cancel/", "/bottlenecks/jobs/2/"),
        ("/bottlenecks/analyses/2/findings/1/open/", "/bottlenecks/analyses/2/findings/1/"),
        ("/me/audit/verify/", "/me/audit/"),
        ("/tasks/7/edit/", "http://testserver/tasks/7/edit/"),
    ],
)
def test_who_signs_in_again_comes_back_to_a_page(client, address, back):
    """What only takes a form has no page of its own: the one it belongs to."""
    answer = client.post(address)
    assert answer.url.removeprefix("/accounts/login/?next=") in (back, back.removeprefix("http://testserver"))
