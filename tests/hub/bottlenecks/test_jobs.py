"""Jobs get to the worker whatever stops between the row and the queue, and each is run once."""

import pytest
from django_tasks_db.models import DBTaskResult

from liandong.hub.bottlenecks.domain import jobs
from liandong.hub.bottlenecks.enums import JobKind, JobState
from liandong.hub.bottlenecks.models import Analysis, Job
from liandong.hub.core.models import Circle
from liandong.hub.effects.models import Effect

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everything")]


@pytest.fixture(autouse=True)
def a_queue(settings):
    """Tasks wait in the database for a worker, as in an installation."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}


@pytest.fixture
def job(cast):
    """A job whose row is there and whose task is not: the computer stopped between the two."""
    circle = Circle.of([cast.lead.zone])
    analysis = Analysis.objects.create(title="通关", zone=cast.lead.zone, circle=circle)
    return jobs.start(analysis=analysis, kind=JobKind.CHECK, user=cast.lead)


def queued():
    return sorted((one.task_path, one.args_kwargs["args"]) for one in DBTaskResult.objects.ready())


def test_a_job_that_was_lost_on_its_way_is_queued_again_and_once(
    job, cast, django_capture_on_commit_callbacks
):
    circle = Circle.of([cast.lead.zone])
    effect = Effect.objects.create(title="成效", zone=cast.lead.zone, circle=circle)
    assert queued() == []
    for found in (2, 0):
        with django_capture_on_commit_callbacks(execute=True):
            assert jobs.queue_lost() == found
        assert queued() == [(Job.task, [job.pk]), (Effect.task, [effect.pk])]


def test_a_job_whose_worker_died_before_it_began_is_queued_again(job, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        jobs.queue(job)
    DBTaskResult.objects.update(status="RUNNING")
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.queue_lost() == 1
    assert queued() == [(Job.task, [job.pk])]


@pytest.mark.parametrize("state", [JobState.RUNNING, JobState.DONE, JobState.FAILED, JobState.CANCELLED])
def test_what_runs_or_has_ended_is_left_alone(job, state):
    Job.objects.update(state=state)
    assert jobs.queue_lost() == 0


def test_a_job_that_two_workers_take_up_is_run_by_the_first(job):
    ran = []

    def work(one, _tell):
        ran.append(one.pk)
        jobs.carry_out(Job, job.pk, lambda *_: ran.append("twice"))

    for _ in range(2):
        jobs.carry_out(Job, job.pk, work)
    job.refresh_from_db()
    assert (ran, job.state) == ([job.pk], JobState.DONE)
    assert job.created_at <= job.started_at <= job.finished_at
    assert not jobs._claimed(job)
