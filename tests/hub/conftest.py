"""The standing cast: an officer of the lead zone, one of a partner, a firm, a reviewer, an operator, a stranger."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django_scopes import scopes_disabled

from liandong.hub.core.domain import demo, heads, tokens
from liandong.hub.core.models import Circle, User, Zone
from liandong.hub.core.scoping import seen_by


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The test database with the seven zones and the standing cast in it, made once."""
    with django_db_blocker.unblock():
        demo.load("secret")


@pytest.fixture(autouse=True)
def _heads_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A test's rows vanish with it; what the daily job remembers of the audit chain must not outlast them."""
    monkeypatch.setattr(heads, "home", lambda: tmp_path)


@pytest.fixture
def cast(db: None) -> SimpleNamespace:
    """``cast.lead``, ``cast.rizhao``, ``cast.yanggu``, ``cast.leader``, ``cast.customs``, ``cast.firm``,
    ``cast.reviewer``, ``cast.stranger``, ``cast.admin``: the people of the demonstration, password ``secret``."""
    return SimpleNamespace(
        **{person.username: person for person in User.objects.all() or demo.load("secret")}
    )


@pytest.fixture
def zones(cast: SimpleNamespace) -> SimpleNamespace:
    """The seven zones by slug, with ``-`` as ``_``."""
    return SimpleNamespace(**{zone.slug.replace("-", "_"): zone for zone in Zone.objects.all()})


@pytest.fixture
def network(zones: SimpleNamespace) -> Circle:
    """The circle of all zones."""
    return Circle.network()


@pytest.fixture
def as_user(client: Client) -> Any:
    """``as_user(cast.lead).get("/tasks/")``: a browser signed in as that person."""

    def sign_in(person: User) -> Client:
        browser = Client()
        browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return sign_in


@pytest.fixture
def calling() -> Any:
    """``calling(cast.lead).get("/api/me")``: a program that sends the person's token."""

    def with_token(person: User) -> Client:
        token = tokens.create(username=person.username, name="test", days=1)
        return Client(headers={"Authorization": f"Bearer {token}"}, raise_request_exception=False)

    return with_token


@pytest.fixture
def everything() -> Iterator[None]:
    """Queries see every zone."""
    with scopes_disabled():
        yield


@pytest.fixture
def seen() -> Any:
    """``with seen(cast.rizhao): ...``: queries see what that person may see."""
    return seen_by
