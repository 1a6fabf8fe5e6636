"""The logs that ship are diagnosed, say what they are, and are done once."""

import pytest

from liandong import shipped
from liandong.hub.bottlenecks.domain import run_shipped
from liandong.hub.bottlenecks.models import Analysis, Bottleneck

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everything", "cast")]


def test_the_shipped_logs_become_analyses_of_the_lead_zone_that_everyone_sees(monkeypatch):
    monkeypatch.setattr(shipped, "_permits", list)
    told = []
    made = run_shipped(lambda name, done, total: told.append((name, done, total)))
    assert [(one.title, one.cases, one.is_simulated, one.zone.slug, one.licence) for one in made] == [
        ("学历认可", 954, False, "qingdao", "Apache-2.0"),
        ("集装箱出口（模拟）", 970, True, "qingdao", "CC BY 4.0"),
    ]
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert Bottleneck.objects.count() == 2
    again = run_shipped(lambda name, done, total: None)
    assert (again, Analysis.objects.count()) == (made, 2)
