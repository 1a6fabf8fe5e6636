"""Promises: closed, cancelled, reminded of, turned into tasks, counted."""

from datetime import date
from types import SimpleNamespace

from liandong.hub.core.domain import audit
from liandong.hub.core.models import AuditEntry, Notice
from liandong.hub.network.domain import (
    Kept,
    become_task,
    close,
    compliance,
    kept_on_time,
    neighbours,
    remind,
    reopen,
    waive,
)
from liandong.hub.network.models import Obligation

TODAY = date(2026, 4, 1)


def test_the_share_counts_what_was_due_and_leaves_out_what_was_cancelled(pact, zones):
    early, late, _overdue, _future, gone = (
        pact(zones.rizhao, due_on=day)
        for day in (date(2026, 3, 1), date(2026, 3, 1), date(2026, 3, 31), date(2026, 9, 1), date(2026, 3, 1))
    )
    close(commitment=early, on=date(2026, 3, 1), result="已报送")
    close(commitment=late, on=date(2026, 3, 2), result="晚一天")
    waive(commitment=gone, reason="重复")
    kept = kept_on_time(Obligation.objects.all(), TODAY)
    assert kept == Kept(total=4, open=2, overdue=1, due=3, on_time=1)
    assert kept.share == 1 / 3
    assert [(row.zone, row.kept) for row in compliance(TODAY)] == [(zones.rizhao, kept)]


def test_nothing_due_has_no_share(everything, cast):
    assert kept_on_time(Obligation.objects.all(), TODAY).share is None


def test_a_promise_opened_again_is_open_and_each_step_is_in_the_chain(pact, zones):
    promise = pact(zones.rizhao)
    close(commitment=promise, on=TODAY, result="已报送")
    reopen(commitment=promise, reason="材料不全")
    assert (promise.state, promise.done_on, promise.result) == ("open", None, "材料不全")
    steps = AuditEntry.objects.filter(kind="network.obligation", object_id=str(promise.pk), action="update")
    assert steps.count() == 2
    assert audit.verify() is None


def test_officers_of_the_zone_are_reminded_once_a_week(pact, zones, cast):
    pact(zones.rizhao, due_on=date(2026, 4, 10))
    pact(zones.rizhao, due_on=date(2026, 8, 1))
    told = [remind(on=day) for day in (TODAY, date(2026, 4, 2), date(2026, 4, 8))]
    assert told == [1, 0, 1]
    assert set(Notice.objects.values_list("user__username", flat=True)) == {"rizhao"}


def test_a_promise_becomes_one_task_however_often_it_is_asked(pact, zones, cast, monkeypatch):
    promise = pact(zones.rizhao)
    made: list[SimpleNamespace] = []

    def create(**values):
        # Another promise stands in for the task: the ledger is tested in its own room.
        made.append(SimpleNamespace(**values))
        return pact(zones.rizhao)

    monkeypatch.setattr(neighbours, "create_task", create)
    monkeypatch.setattr(neighbours, "task_of", lambda record: made[0] if made else None)
    become_task(commitment=promise, user=cast.rizhao)
    become_task(commitment=promise, user=cast.rizhao)
    assert [(task.name, task.zone, task.due, task.basis) for task in made] == [
        ("报送流程文本", zones.rizhao, date(2026, 3, 1), "双边协议")
    ]


def test_the_promising_zone_and_the_keeper_of_the_agreement_may_close(pact, zones, cast, as_user):
    expected = {
        "rizhao": (302, "done"),
        "lead": (302, "done"),
        "yanggu": (404, "open"),
        "firm": (403, "open"),
        "stranger": (403, "open"),
        "reviewer": (403, "open"),
    }
    found = {}
    for name in expected:
        promise = pact(zones.rizhao)
        sent = {"on": "2026-03-01", "result": "已报送"}
        answer = as_user(getattr(cast, name)).post(f"{promise.get_absolute_url()}close/", sent)
        promise.refresh_from_db()
        found[name] = (answer.status_code, promise.state)
    assert found == expected
