"""Jobs in the background: started, told about, cancelled.

A job is a row that the page reads while the worker writes it. What goes wrong is kept as a sentence in both languages;
only a fault of ours is also logged.

The worker hears of a job when its row is committed. A computer that stops in between leaves a job that waits and that
nobody will take up: ``queue_lost``, when a worker starts and once a day, queues it again. A job that is queued twice is
run once: whoever takes it up first claims it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_scopes import scopes_disabled

from liandong.errors import LiandongError
from liandong.hub.bottlenecks.domain.telling import Cancelled, Teller
from liandong.hub.bottlenecks.enums import AnalysisState, JobKind, JobState
from liandong.hub.bottlenecks.models import Analysis, Job, Running
from liandong.hub.core.domain.actor import acting
from liandong.hub.core.models import User

logger = logging.getLogger(__name__)
R = TypeVar("R", bound=Running)


def start(*, analysis: Analysis, kind: JobKind, user: User) -> Job:
    """A new job of the analysis, queued once what led to it is committed."""
    job = Job(analysis=analysis, kind=kind, zone=analysis.zone, circle=analysis.circle, created_by=user)
    job.save()
    if kind in (JobKind.ANALYSE, JobKind.COMBINE):
        analysis.state = AnalysisState.RUNNING
        analysis.save()
    queue(job)
    return job


def queue(job: Running) -> None:
    """Have the worker take the job up, once what led to it is committed."""
    task = import_string(job.task)
    transaction.on_commit(lambda: task.enqueue(job.pk))


def queue_lost() -> int:
    """Queue the jobs of every room again that wait and that the worker has not heard of; how many."""
    with scopes_disabled():
        lost = [job for model in _models() for job in _unheard_of(model)]
    for job in lost:
        queue(job)
    return len(lost)


def _models() -> list[type[Running]]:
    return [model for model in apps.get_models() if issubclass(model, Running)]


def _unheard_of(model: type[R]) -> list[R]:
    """The waiting rows for which no task waits. One that a worker has taken up has claimed its row, or died before it did."""
    from django_tasks_db.models import DBTaskResult

    tasks = DBTaskResult.objects.ready().filter(task_path=model.task)
    known = {key for asked in tasks.values_list("args_kwargs", flat=True) for key in asked["args"]}
    return list(model.objects.filter(state=JobState.QUEUED).exclude(pk__in=known))


def again(job: R) -> R:
    """Queue a job once more that came to nothing; one that is open or done stays as it is."""
    if not job.is_open and job.state != JobState.DONE:
        job.state, job.error, job.error_en, job.is_cancel_asked = JobState.QUEUED, "", "", False
        job.save()
        queue(job)
    return job


def cancel(job: Running) -> None:
    """Ask a job to stop: at once where it waits, at its next step where it runs."""
    job.is_cancel_asked = True
    if job.state == JobState.QUEUED or job.is_silent:
        _end(job, JobState.CANCELLED)
    job.save()


def run(pk: int) -> None:
    """Run a queued job to its end, whatever that is."""
    carry_out(Job, pk, lambda job, tell: _works()[JobKind(job.kind)](job, tell))


def carry_out(model: type[R], pk: int, work: Callable[[R, Teller], Any]) -> None:
    """Do the work of a queued row of the model, and keep how it ended. Rooms with runs of their own use it too."""
    with scopes_disabled():
        job = model.objects.select_related("zone", "created_by").filter(pk=pk).first()
        if job is None or not _claimed(job):
            return
        with acting(job.created_by.get_username() if job.created_by else "system"):
            _run(job, work)


def _claimed(job: Running) -> bool:
    """Whether the job waited and is ours now: of several workers that take it up at once, one gets it."""
    job.started_at = job.heard_at = timezone.now()
    begun = {"state": JobState.RUNNING, "started_at": job.started_at, "heard_at": job.heard_at}
    return type(job).objects.filter(pk=job.pk, state=JobState.QUEUED).update(**begun) == 1


def _run(job: R, work: Callable[[R, Teller], Any]) -> None:
    try:
        work(job, Teller(job))
        _end(job, JobState.DONE)
    except Cancelled:
        _end(job, JobState.CANCELLED)
    except LiandongError as error:
        _end(job, JobState.FAILED, error.text("zh"), error.text("en"))
    except MemoryError:
        _end(job, JobState.FAILED, "内存不足，请换用较大的机器。", "Out of memory: use a larger machine.")
    except Exception:
        logger.exception("job %s", job.pk)
        zh, en = (
            "程序出错，已记入日志，请联系系统运维。",
            "The program failed; the log has the details for the operator.",
        )
        _end(job, JobState.FAILED, zh, en)
    job.save()


def _end(job: Running, state: JobState, error: str = "", error_en: str = "") -> None:
    told = type(job).objects.filter(pk=job.pk).values("done", "total", "message", "message_en").first()
    for name, value in dict(told or {}).items():
        setattr(job, name, value)
    job.state, job.error, job.error_en, job.finished_at = state, error, error_en, timezone.now()
    if state == JobState.DONE:
        job.done = job.total
    else:
        job.broke_off()


def _works() -> dict[JobKind, Callable[[Job, Teller], Any]]:
    from liandong.hub.bottlenecks.domain import analysing, checking, sharing

    return {
        JobKind.ANALYSE: analysing.analyse,
        JobKind.CHECK: checking.check_all,
        JobKind.COMBINE: analysing.combine,
        JobKind.SHARE: sharing.share,
    }
