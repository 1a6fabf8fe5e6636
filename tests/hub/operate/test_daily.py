"""The daily jobs: each once a day on one database, again where one was cut off, and today's after a time off."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled

from liandong.hub.core.enums import Light
from liandong.hub.core.models import AuditEntry, DailyRun, Notice
from liandong.hub.operate import daily
from liandong.hub.requests.domain import file_request
from liandong.hub.requests.models import Category, Request
from liandong.hub.tasks.domain import create_task
from liandong.hub.tasks.enums import TaskKind
from liandong.hub.tasks.models import Escalation, Task

ALL = ["lights", "requests", "reminders", "jobs", "audit", "tidying"]
DAY = timedelta(days=1)


@pytest.fixture
def nothing_runs(monkeypatch):
    """What is queued stays in the queue: the worker is not there."""
    queued = []
    monkeypatch.setattr(type(daily.run_daily), "enqueue", lambda self, *args: queued.append(args))
    return queued


@pytest.fixture
def now():
    return datetime(2026, 11, 22, 0, 0, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_each_job_is_queued_once_a_day_however_many_servers_ask(db, nothing_runs, now):
    assert daily.enqueue_due(now) == ALL
    assert daily.enqueue_due(now) == []
    assert daily.enqueue_due(now + timedelta(minutes=20)) == []
    assert nothing_runs == [(job, "2026-11-22") for job in ALL]


def test_a_server_that_comes_second_to_the_same_moment_claims_nothing(db, nothing_runs, now):
    assert [daily._claimed("lights", now.date(), now) for _ in range(2)] == [True, False]
    assert nothing_runs == [("lights", "2026-11-22")]


def test_after_a_time_off_todays_jobs_are_done_and_the_missed_days_are_not(db, nothing_runs, now):
    daily.enqueue_due(now)
    DailyRun.objects.update(ended_at=now)
    assert daily.enqueue_due(now + 5 * DAY) == ALL
    assert nothing_runs[len(ALL) :] == [(job, "2026-11-27") for job in ALL]


def test_the_day_begins_at_midnight_here_and_not_in_greenwich(db, nothing_runs, now):
    daily.enqueue_due(now - timedelta(minutes=1))
    daily.enqueue_due(now)
    assert {day for _, day in nothing_runs} == {"2026-11-21", "2026-11-22"}


def test_a_run_that_was_cut_off_is_done_again_an_hour_later_but_three_times_at_most(db, nothing_runs, now):
    asked = [daily.enqueue_due(now + timedelta(minutes=61 * times)) for times in range(5)]
    assert asked == [ALL, ALL, ALL, [], []]
    assert set(DailyRun.objects.values_list("attempts", flat=True)) == {3}


def test_a_run_that_ended_is_not_done_again_by_one_that_waited_in_the_queue(
    db, nothing_runs, now, monkeypatch
):
    done = []
    monkeypatch.setitem(daily.JOBS, "lights", lambda day: done.append(day) or "done")
    daily.enqueue_due(now)
    assert [daily.run_daily.func("lights", "2026-11-22") for _ in range(2)] == ["done", ""]
    run = DailyRun.objects.get(job="lights")
    assert (done, run.result, run.ended_at is None) == ([now.date()], "done", False)


def test_a_day_turns_lights_escalates_and_reminds(cast, zones, network):
    today = timezone.localdate()
    with scopes_disabled():
        late = create_task(
            name="两段监管", zone=zones.qingdao, due=today + 5 * DAY, kind=TaskKind.ORDINARY, user=cast.lead
        )
        # As if the days had passed while nobody saved it.
        Task.objects.filter(pk=late.pk).update(due=today - 40 * DAY)
        asked = file_request(
            title="取样送检排队时间长",
            text="到港后取样送检要排队三天。",
            category=Category.objects.first(),
            zone=zones.yanggu,
            user=cast.firm,
            firm=cast.firm.firm,
        )
        Request.objects.filter(pk=asked.pk).update(due=today - 40 * DAY)
        before = Notice.objects.filter(user=cast.leader).count()
    assert daily.enqueue_due(timezone.now()) == ALL
    with scopes_disabled():
        late.refresh_from_db()
        assert (late.light, Escalation.objects.filter(task=late).exists()) == (Light.RED, True)
        assert Request.objects.get(pk=asked.pk).escalations == 1
        assert Notice.objects.filter(user=cast.leader).count() > before
    told = dict(DailyRun.objects.values_list("job", "result"))
    assert told["requests"] == "1 requests escalated"
    assert DailyRun.objects.filter(ended_at=None).count() == 0
    assert "daily" in set(AuditEntry.objects.values_list("actor", flat=True))
