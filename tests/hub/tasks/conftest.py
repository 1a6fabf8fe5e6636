"""A task of Qingdao, ready to be worked on; and the ledger of the demonstration."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from liandong.hub.tasks.domain import create_task
from liandong.hub.tasks.domain import demo as tasks_demo
from liandong.hub.tasks.enums import TaskKind
from liandong.hub.tasks.models import Node


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def task(cast, zones, network, seen, today):
    """A linked task of Qingdao, Rizhao and Yanggu, due in 60 days, with one node, filed by the lead officer."""
    with seen(cast.lead):
        task = create_task(
            name="铜精矿两段监管",
            zone=zones.qingdao,
            zones=[zones.rizhao, zones.yanggu],
            due=today + timedelta(days=60),
            start=today,
            kind=TaskKind.LINKED,
            user=cast.lead,
            basis="国函〔2023〕56号第3条",
            lead_unit="黄岛海关",
            owner=cast.lead,
        )
        Node.objects.create(task=task, name="方案印发", due=today + timedelta(days=20))
        return task


@pytest.fixture
def ledger(cast, everything):
    """The tasks and plans of the sources."""
    tasks_demo.load()
