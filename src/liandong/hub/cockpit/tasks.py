"""What the worker does for the cockpit."""

from django.core.cache import cache
from django_tasks import task

from liandong.hub.cockpit.domain.reindex import write_index


@task()
def write() -> int:
    """Write the index file from the entries; how many there are."""
    try:
        return write_index()
    finally:
        cache.delete("cockpit.writing")
