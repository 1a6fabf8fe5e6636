"""What the worker does for the cockpit."""

from typing import Any

from django.core.cache import cache
from django_scopes import scope as scoped
from django_tasks import task

from liandong.hub.cockpit.domain.reindex import write_index
from liandong.hub.cockpit.domain.snapshot import renew


@task()
def write() -> int:
    """Write the index file from the entries; how many there are."""
    try:
        return write_index()
    finally:
        cache.delete("cockpit.writing")


@task()
def renew_figures(scope: dict[str, Any]) -> None:
    """Count the figures of the cockpit anew for everybody with this scope."""
    with scoped(**scope):
        renew()
