"""A program with a token: ``calling(cast.lead).get("/api/me")``."""

from typing import Any

import pytest
from django.test import Client

from liandong.hub.core.domain import tokens
from liandong.hub.core.models import User


@pytest.fixture
def calling() -> Any:
    """A client that sends the person's token."""

    def with_token(person: User) -> Client:
        token = tokens.create(username=person.username, name="test", days=1)
        return Client(headers={"Authorization": f"Bearer {token}"}, raise_request_exception=False)

    return with_token
