"""What the background worker runs: it fetches nothing itself and calls the domain."""

from django_tasks import task

from liandong.hub.bundles.domain import demo, jobs


@task()
def run_job(pk: int) -> None:
    """Run the job with this id."""
    jobs.run(pk)


@task()
def load_demo() -> None:
    """Make the demonstration."""
    demo.make()
