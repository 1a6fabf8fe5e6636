"""A request of the firm in 阳谷, and the demonstration of 藏马镇."""

from typing import Any

import pytest
from django_scopes import scopes_disabled

from liandong.hub.requests.domain import demo, file_request
from liandong.hub.requests.models import Category, Request


@pytest.fixture
def filed(cast: Any) -> Request:
    """Filed by the firm of 阳谷, waiting."""
    with scopes_disabled():
        return file_request(
            title="铜精矿取样送检排队时间长",
            text="到港后取样送检要排队三天，希望协调缩短。",
            category=Category.objects.get(name="行政审批"),
            zone=cast.firm.firm.zone,
            user=cast.firm,
            firm=cast.firm.firm,
        )


@pytest.fixture
def shown(cast: Any) -> None:
    """The demonstration of the room."""
    demo.load()
