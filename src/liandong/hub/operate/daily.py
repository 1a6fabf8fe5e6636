"""What is done once a day: lights and escalations of tasks, overdue requests, reminders, lost jobs, tidying up.

The server asks every minute what is due (``enqueue_due``) and hands it to the worker. A job is claimed by a row of its
name and day in the database, so that several servers do it once; a server that was off finds no row for today and does
the job when it is back. The jobs look at the state of the day and not at what happened since yesterday, so a day that
was missed needs no run of its own, and a run that was cut off may be done again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.management import call_command
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_scopes import scopes_disabled
from django_tasks import task

from liandong.hub.core.domain.actor import acting
from liandong.hub.core.models import DailyRun

#: A run that did not end by then was cut off, and may be claimed again,
AGAIN_AFTER = timedelta(hours=1)
#: but only so many times a day.
MOST_ATTEMPTS = 3
#: How long the worker's results are kept.
KEPT_DAYS = 2


def enqueue_due(now: datetime) -> list[str]:
    """Claim the jobs of the day that nobody has done or is doing, and queue them for the worker; their names."""
    day = timezone.localdate(now)
    settled = DailyRun.objects.filter(_settled(now), day=day).values_list("job", flat=True)
    return [job for job in JOBS if job not in set(settled) and _claimed(job, day, now)]


@task()
def run_daily(job: str, day: str) -> str:
    """What the worker does: the job for that day, unless somebody has done it meanwhile; what it tells."""
    run = DailyRun.objects.filter(job=job, day=day)
    if not run.filter(ended_at=None).exists():
        return ""
    with scopes_disabled(), acting("daily"):
        told = JOBS[job](date.fromisoformat(day))
    run.update(ended_at=timezone.now(), result=told[:200])
    return told


def _settled(now: datetime) -> Q:
    """The runs that are done, under way, or given up for the day."""
    under_way = Q(claimed_at__gt=now - AGAIN_AFTER)
    return Q(ended_at__isnull=False) | under_way | Q(attempts__gte=MOST_ATTEMPTS)


@transaction.atomic
def _claimed(job: str, day: date, now: datetime) -> bool:
    """Whether the job is ours: claimed and queued in one transaction, so that neither is without the other."""
    run, is_ours = DailyRun.objects.get_or_create(job=job, day=day, defaults={"claimed_at": now})
    if not is_ours:
        again = DailyRun.objects.exclude(_settled(now)).filter(pk=run.pk)
        is_ours = again.update(claimed_at=now, attempts=F("attempts") + 1) == 1
    if is_ours:
        run_daily.enqueue(job, day.isoformat())
    return is_ours


def _lights(day: date) -> str:
    from liandong.hub.tasks.domain.ladder import climb
    from liandong.hub.tasks.domain.lights import refresh

    return f"{refresh(day)} lights changed, {climb(day)} tasks escalated"


def _requests(day: date) -> str:
    from liandong.hub.requests.domain.dispatching import escalate_overdue

    count = 0
    while raised := escalate_overdue(today=day):
        count += len(raised)
    return f"{count} requests escalated"


def _reminders(day: date) -> str:
    from liandong.hub.network.domain import remind

    return f"{remind(on=day)} reminders"


def _jobs(_day: date) -> str:
    from liandong.hub.bottlenecks.domain.jobs import queue_lost

    return f"{queue_lost()} lost jobs queued again"


def _audit(_day: date) -> str:
    from liandong.hub.core.domain import audit

    return f"audit chain remembered up to {audit.remember()}"


def _tidying(day: date) -> str:
    from django_tasks_db.models import DBTaskResult

    from liandong.hub.operate.prepare import refresh_statistics

    call_command("clearsessions")
    # The cockpit queues one whenever somebody looks at old figures: thousands a day.
    old = DBTaskResult.objects.finished().filter(finished_at__date__lt=day - timedelta(days=KEPT_DAYS))
    count, _ = old.delete()
    refresh_statistics()
    return f"{count} old results removed"


#: The jobs by the name they are claimed under; each is told the day and tells what it did.
JOBS: dict[str, Callable[[Any], str]] = {
    "lights": _lights,
    "requests": _requests,
    "reminders": _reminders,
    "jobs": _jobs,
    "audit": _audit,
    "tidying": _tidying,
}
