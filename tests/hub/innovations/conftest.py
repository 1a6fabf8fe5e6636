"""The library of the demonstration."""

from types import SimpleNamespace

import pytest
from django_scopes import scopes_disabled

from liandong.hub.innovations.domain import demo
from liandong.hub.innovations.models import Adoption, Briefing, Claim, Innovation


@pytest.fixture
def library(cast: SimpleNamespace) -> SimpleNamespace:
    """``library.copper``, ``library.close``: 两段监管 and 简易注销; an adoption, a briefing, a claim."""
    demo.load()
    with scopes_disabled():
        return SimpleNamespace(
            copper=Innovation.objects.get(title="进口铜精矿两段监管新模式"),
            close=Innovation.objects.get(title="企业简易注销"),
            adoption=Adoption.objects.get(innovation__title="企业简易注销"),
            briefing=Briefing.objects.get(),
            claim=Claim.objects.get(code="F155"),
        )
