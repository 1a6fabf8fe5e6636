"""The demonstration of the network, and short names for what tests make."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection

from liandong.hub.core.models import Circle
from liandong.hub.network.domain import demo
from liandong.hub.network.domain.agreements import set_parties
from liandong.hub.network.models import Agreement, Clause, Obligation


@pytest.fixture
def shown(cast: SimpleNamespace) -> SimpleNamespace:
    """The cast, with the demonstration loaded; its rows are numbered from 1 on every database."""
    models = list(apps.get_app_config("network").get_models())
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
    demo.load()
    return cast


@pytest.fixture
def pact(zones: SimpleNamespace, everything: None) -> Any:
    """``pact(rizhao)``: an agreement of Qingdao with these zones, seen by them alone, with one obligation of the first."""

    def make(*partners: Any, due_on: date = date(2026, 3, 1)) -> Obligation:
        agreement = Agreement(title="双边协议", zone=zones.qingdao, circle=Circle.of([zones.qingdao]))
        agreement.save()
        set_parties(agreement=agreement, zones=partners, for_all=False)
        clause = Clause(agreement=agreement, number="第一条", text="共享流程文本")
        clause.save()
        obligation = Obligation(clause=clause, zone=partners[0], text="报送流程文本", due_on=due_on)
        obligation.save()
        return obligation

    return make
