"""What the background worker runs: it fetches nothing itself and calls the domain."""

from django_tasks import task

from liandong.hub.effects.domain import measuring


@task()
def run_effect(pk: int) -> None:
    """Measure the effect with this id."""
    measuring.run(pk)
