"""``search_rebuild``: make the search anew from all records."""

from typing import Any

from django.core.management.base import BaseCommand

from liandong.hub.cockpit.domain.reindex import rebuild


class Command(BaseCommand):
    """Needed after rows were written past the records' own ``save``; the site may go on running."""

    help = "从全部记录重建检索索引 / rebuild the search index from all records"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rebuild()}")
