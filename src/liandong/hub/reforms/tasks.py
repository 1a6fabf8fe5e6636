"""What the background worker runs: it fetches nothing itself and calls the domain."""

from django_tasks import task

from liandong.hub.reforms.domain import testing


@task()
def run_test(pk: int) -> None:
    """Run the stress test with this id."""
    testing.run(pk)
